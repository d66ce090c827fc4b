"""The demo's accounts: a member, each state's coordinator and the secretariat, with one password for all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from network.accounts.models import Account, RoleGrant
from network.accounts.passwords import hash_password
from network.clock import now
from network.database import db
from network.demo.demo import Demo
from network.demo.people import DemoPerson
from network.demo.trainings import RUNNING
from network.vocabulary import ParticipantRole, RankBand, Role, State

#: Public on purpose: the demo answers this computer only. Typed alike on a Latin keyboard anywhere.
PASSWORD = "apricot carpet river"  # noqa: S105  # nosec B105 - printed for everybody who starts a demo


@dataclass(frozen=True, slots=True)
class Login:
    """An account that the start of the demo tells people about."""

    label: str
    email: str
    role: Role
    state: State | None = None


LOGINS = (
    Login("Member", "member@example.org", Role.MEMBER),
    Login("Coordinator, Kyrgyzstan", "kyrgyzstan@example.org", Role.COORDINATOR, State.KG),
    Login("Coordinator, Kazakhstan", "kazakhstan@example.org", Role.COORDINATOR, State.KZ),
    Login("Secretariat", "secretariat@example.org", Role.SECRETARIAT),
)
#: The other states have coordinators too: somebody marked their trainings.
_OTHERS = (
    Login("Coordinator, Tajikistan", "tajikistan@example.org", Role.COORDINATOR, State.TJ),
    Login("Coordinator, Turkmenistan", "turkmenistan@example.org", Role.COORDINATOR, State.TM),
    Login("Coordinator, Uzbekistan", "uzbekistan@example.org", Role.COORDINATOR, State.UZ),
)
_SINCE = date(2023, 1, 1)


def password_hash() -> str:
    """The hash of PASSWORD: 50 ms, so made before the database is locked."""
    return hash_password(PASSWORD)


def add_logins(shown: Demo, members: Mapping[str, int], hashed: str) -> dict[tuple[Role, State | None], int]:
    """Add the accounts inside an open change; returns their ids by role and state."""
    accounts = {}
    for login in (*LOGINS, *_OTHERS):
        person = _person(login, shown)
        account = Account(
            name=_name(person) if person else "Secretariat of the Network",
            email=login.email,
            member_id=members[person.number] if person else None,
            password_hash=hashed,
            created_at=now(),
            grants=[RoleGrant(role=login.role, state=login.state, starts_on=_SINCE)],
        )
        db.session.add(account)
        accounts[login.role, login.state] = account
    db.session.flush()
    return {key: account.id for key, account in accounts.items()}


def _name(person: DemoPerson) -> str:
    """As `Member.name` has it."""
    return " ".join(part for part in (person.family, person.given, person.patronymic) if part)


def _person(login: Login, shown: Demo) -> DemoPerson | None:
    """Whose account it is: the member with the fullest record; a senior officer of her state."""
    if login.role is Role.SECRETARIAT:
        return None
    here = {one.member for one in shown.participations if one.training == RUNNING}
    if login.role is Role.COORDINATOR:
        return next(
            person
            for person in shown.people
            if person.state is login.state
            and person.number not in here
            and person.affiliations[-1].band is RankBand.SENIOR
        )
    trainings = Counter(one.member for one in shown.participations if one.role is ParticipantRole.PARTICIPANT)
    running = (person for person in shown.people if person.number in here)
    return max(running, key=lambda person: trainings[person.number])
