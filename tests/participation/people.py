"""People on lists for the tests of participation, and the select as an account's reader would get it."""

import re
from typing import Any

from sqlalchemy.orm import selectinload

from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.accounts.queries import snapshot
from network.agencies.models import Agency
from network.clock import now
from network.database import db
from network.members.models import Member
from network.participation.models import Participation
from network.participation.queries import Wanted, participants
from network.trainings.models import Training
from network.vocabulary import AgencyKind, RankBand, State
from tests import factories as make


def actor(account: Account) -> SignedIn:
    """Who asks, as a request would know her."""
    loaded = db.session.get(Account, account.id, options=[selectinload(Account.grants)], populate_existing=True)
    assert loaded is not None
    found = snapshot(loaded, "", 0)
    db.session.rollback()
    return found


def serving(state: State, family: str, given: str = "Айгүл", kind: AgencyKind = AgencyKind.BORDER, **facts: Any) -> Any:
    """A member and her post. All that another state's coordinator may not read of her names her state."""
    more = {
        "phone": f"+99600000{state}",
        "email": f"{state}@x.example.org",
        "family_latin": f"Latin {family}",
        **facts,
    }
    who: Member = make.member(state, family, given, **more)
    where: Agency = make.agency(state, f"Agency of {state}", russian=f"Ведомство {state}", kind=kind)
    post = make.affiliation(who, where, rank=f"Rank {state}", band=RankBand.SENIOR, position=f"Position {state}")
    return who, post


def put(training: Training, state: State, family: str, given: str = "Айгүл", **facts: Any) -> Participation:
    """Somebody like that on the list."""
    person = {key: facts.pop(key) for key in list(facts) if key in {"kind", "sex", "patronymic", "patronymic_latin"}}
    who, post = serving(state, family, given, **person)
    part: Participation = make.participation(training, who, affiliation_id=post.id, **facts)
    return part


def rows(account: Account, names: list[str], **wanted: Any) -> list[Any]:
    """The rows that the account's reader gets."""
    found = db.session.execute(participants(actor(account), names, Wanted(**wanted))).all()
    db.session.rollback()
    return list(found)


def crowd(training: Training, size: int) -> None:
    """So many people of two states on the list, at once."""
    with make.saving():
        people = [
            Member(
                number=f"{state}-9{n:04d}",
                state=state,
                family=f"Фамилия{n:04d}",
                given="А",
                sort_key=f"familiya{n:04d}",
                created_at=now(),
            )
            for n in range(size)
            for state in ((State.KG, State.UZ)[n % 2],)
        ]  # fmt: skip
        db.session.add_all(people)
        db.session.flush()
        db.session.add_all(
            Participation(training_id=training.id, member_id=one.id, state=one.state, added_at=now()) for one in people
        )


def selects(page: str, value: object) -> bool:
    """Whether an option of this value is the selected one on the page."""
    return any("selected" in option and f'value="{value}"' in option for option in re.findall(r"<option[^>]*>", page))
