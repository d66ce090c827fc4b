"""A shielded woman of each of two states whose every word is found again, wherever it turns up."""

from dataclasses import dataclass
from typing import Any

from network.accounts.models import Account
from network.agencies.models import Agency
from network.clock import now
from network.database import db
from network.members.consents import Consent
from network.members.models import Member
from network.trainings.models import Training
from network.vocabulary import AgencyKind, Audience, Opened, State
from tests import factories as make

#: What would tell who she is: names in both scripts, contacts, number, rank, position. Each begins so in either script.
WORDS = ("Канар", "канар", "Kanar", "kanar", "+996777000", "-7777", "Sparrow Captain", "Nightingale")


@dataclass
class Canary:
    """Her record, her account, the agency in which nobody else serves."""

    member: Member
    account: Account
    agency: Agency
    request_uid: str


def canary(state: State, code: str, named: Account | None = None) -> Canary:
    """A shielded member of the state, with a name, contacts, a number, a post and an account of her own."""
    who = make.member(
        state, f"Канарейкина{state}", "Канария", family_latin=f"Kanareikina{state}", given_latin="Kanaria",
        patronymic="Канаровна", patronymic_latin="Kanarovna", number=f"{state}-7777", phone="+996777000123",
        email=f"kanaria{state}@example.org", shield_code=code, shield_account_id=named.id if named else None,
    )  # fmt: skip
    agency = make.agency(state, f"Quiet Office {state}", kind=AgencyKind.PENITENTIARY)
    make.affiliation(who, agency, rank="Sparrow Captain", position="Nightingale")
    for what in Opened:  # decided before she was shielded
        make.save(Consent(member_id=who.id, what=what, audience=Audience.NETWORK, starts_at=now()))
    make.photo(who)
    asked = make.privacy_request(who, wrong="Канарейкина, Nightingale")
    return Canary(who, make.member_account(who), agency, asked.uid)


def put_on(one: Canary, training_id: int) -> int:
    """On the training's list, with the post that holds; gives the participation's id."""
    training: Any = db.session.get(Training, training_id)
    db.session.expunge(training)
    post = db.session.scalar(db.text("SELECT id FROM affiliation WHERE member_id = :id"), {"id": one.member.id})
    db.session.rollback()
    return make.participation(training, one.member, affiliation_id=post).id


def heard(text: str) -> list[str]:
    """The words of hers that the text holds."""
    return [word for word in WORDS if word in text]
