"""All that is held of a member, part by part: selected once, written as JSON or set as a PDF.

No secrets: of passwords, codes and links only that they are there and since when. Higher features add parts
(`tells`): the audit trail is told in words by `reports`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload, selectinload

from network.accounts.models import Account, AccountLink, RoleGrant, SignIn, TrainingAssignment
from network.agencies.models import Agency
from network.attendance.models import Mark
from network.audit.models import Reading, Seen
from network.database import db
from network.exports.models import Export, Layout
from network.factors.models import CodeApp, Passkey, RecoveryCode
from network.files.models import StoredFile
from network.mail.models import Letter
from network.mail.queries import is_open
from network.members.consents import Consent, DirectorySight, Photo
from network.members.models import Affiliation, Member
from network.members.previous import NAME_PARTS, PreviousName
from network.members.seconded import secondments_of
from network.participation.models import Participation
from network.privacy.models import PrivacyRequest
from network.trainings.models import Training, TrainingSession
from network.web.i18n import in_language, language

#: One thing that is held: its fields in their order.
Record = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of what is held: what it is called, and its records."""

    key: str
    title: Any
    records: Sequence[Record]


Teller = Callable[[Member, Sequence[int]], Part]
_TELLERS: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register a part that a higher feature tells of a member and the ids of her accounts."""
    if teller not in _TELLERS:
        _TELLERS.append(teller)
    return teller


def all_of(member_id: int) -> list[Part]:
    """Every part, those that are empty too: that nothing is held is an answer."""
    member = db.session.get_one(Member, member_id)
    accounts = _accounts(member_id)
    ids = [one.id for one in accounts]
    own = [
        Part("person", _l("Who you are"), [_person(member)]),
        Part("previous_names", _l("Previous names"), _previous_names(member_id)),
        Part("posts", _l("Where you served"), _posts(member_id)),
        Part("secondments", _l("Where you were seconded to"), _secondments(member_id)),
        Part("trainings", _l("Trainings"), _trainings(member_id)),
        Part("marks", _l("Attendance"), _marks(member_id)),
        Part("accounts", _l("Your account"), [_account(one) for one in accounts]),
        Part("roles", _l("Roles"), [_role(grant) for one in accounts for grant in one.grants]),
        Part("assignments", _l("Trainings of other states that you run"), _assignments(ids)),
        Part("sign_ins", _l("Sign-ins"), _sign_ins(ids)),
        Part("factors", _l("Second step of signing in"), _factors(ids)),
        Part("links", _l("One-time links"), _links(ids)),
        Part("letters", _l("Letters that wait for you"), _letters(member, accounts)),
        Part("layouts", _l("Layouts of lists that you keep"), _layouts(ids)),
        Part("exports", _l("Lists that you took"), _exports(ids)),
        Part("seen", _l("Who has seen your record, by role"), _seen(member_id)),
        Part("visibility", _l("What you opened of yourself, and to whom"), _visibility(member_id)),
        Part("directory", _l("On which days your entry was looked at"), _directory(member_id)),
        Part("photo", _l("Your photo (save it from “Who sees me”)"), _photo(member_id)),
        Part("requests", _l("What you asked"), _requests(member_id)),
    ]
    return own + [teller(member, ids) for teller in _TELLERS]


def _rows(columns: Iterable[Any], *where: Any, order: Any, joins: Iterable[Any] = ()) -> list[Record]:
    """Selected columns by their names."""
    select = sa.select(*columns).where(*where).order_by(order)
    for target, on in joins:
        select = select.join(target, on)
    return [dict(row._mapping) for row in db.session.execute(select)]


def _accounts(member_id: int) -> Sequence[Account]:
    return db.session.scalars(
        sa.select(Account)
        .where(sa.or_(Account.member_id == member_id, Account.once_member_id == member_id))
        .order_by(Account.id)
        .options(selectinload(Account.grants))
    ).all()


def _person(member: Member) -> Record:
    return {
        "number": member.number,
        "former_numbers": member.former_numbers,
        **{name: getattr(member, name) for name in NAME_PARTS},
        "certificate_name": member.certificate_name,
        "shield_code": member.shield_code,
        "state": member.state,
        "standing": member.standing,
        "sex": member.sex,
        "email": member.email,
        "phone": member.phone,
        "born_on": member.born_on,
        "notes": member.notes,
        "created_at": member.created_at,
    }


def _previous_names(member_id: int) -> list[Record]:
    columns = [getattr(PreviousName, name) for name in (*NAME_PARTS, "until", "why")]
    return _rows(columns, PreviousName.member_id == member_id, order=PreviousName.id)


def _posts(member_id: int) -> list[Record]:
    select = (
        sa.select(Affiliation)
        .where(Affiliation.member_id == member_id)
        .order_by(Affiliation.starts_on.desc())
        .options(joinedload(Affiliation.agency).selectinload(Agency.names), joinedload(Affiliation.listed_rank))
    )
    return [
        {
            "agency": one.agency.name_on(one.starts_on).text(language()),
            "rank": one.rank_in(language()),
            "band": one.band,
            "position": one.position,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
        }
        for one in db.session.scalars(select)
    ]


def _secondments(member_id: int) -> list[Record]:
    return [
        {
            "agency": one.agency.name_on(one.starts_on).text(language()),
            "position": one.position,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
        }
        for one in secondments_of(member_id)
    ]


def _trainings(member_id: int) -> list[Record]:
    select = (
        sa.select(
            Training.title, Training.title_ru, Training.starts_on, Training.ends_on, Training.city,
            Participation.role, Participation.status, Participation.state, Participation.added_at,
            Participation.joined_at, Participation.left_at, Participation.removed_why,
        )
        .join(Participation, Participation.training_id == Training.id)
        .where(Participation.member_id == member_id)
        .order_by(Training.starts_on.desc(), Participation.id)
    )  # fmt: skip
    return [_titled(row) for row in db.session.execute(select)]


def _marks(member_id: int) -> list[Record]:
    select = (
        sa.select(
            Training.title, Training.title_ru, TrainingSession.starts_at, TrainingSession.ends_at,
            Mark.status, Mark.mode, Mark.marked_at,
        )
        .join(Participation, Participation.id == Mark.participation_id)
        .join(TrainingSession, TrainingSession.id == Mark.session_id)
        .join(Training, Training.id == Participation.training_id)
        .where(Participation.member_id == member_id)
        .order_by(TrainingSession.starts_at.desc())
    )  # fmt: skip
    return [_titled(row) for row in db.session.execute(select)]


def _titled(row: Any) -> Record:
    """A row with the training's title in the page's language in the place of both."""
    fields = {name: value for name, value in row._mapping.items() if name not in ("title", "title_ru")}
    return {"training": in_language(row), **fields}


def _account(account: Account) -> Record:
    return {
        "name": account.name,
        "email": account.email,
        "language": account.language,
        "created_at": account.created_at,
        "disabled": account.disabled,
        "password": account.password_hash is not None,
        "calendar": account.feed_hash is not None,
    }


def _role(grant: RoleGrant) -> Record:
    return {"role": grant.role, "state": grant.state, "starts_on": grant.starts_on, "ends_on": grant.ends_on}


def _assignments(ids: Sequence[int]) -> list[Record]:
    runs = (TrainingAssignment, TrainingAssignment.training_id == Training.id)
    hers = TrainingAssignment.account_id.in_(ids)
    columns = (Training.title.label("training"), Training.starts_on)
    return _rows(columns, hers, order=Training.starts_on, joins=[runs])


def _sign_ins(ids: Sequence[int]) -> list[Record]:
    columns = (SignIn.created_at, SignIn.seen_at, SignIn.ended_at, SignIn.address, SignIn.device)
    return _rows(columns, SignIn.account_id.in_(ids), order=SignIn.id.desc())


def _factors(ids: Sequence[int]) -> list[Record]:
    found: list[Record] = []
    for kind, model in (("passkey", Passkey), ("app", CodeApp), ("recovery_code", RecoveryCode)):
        columns = [model.made_at, model.used_at, *([Passkey.name] if model is Passkey else [])]
        rows = _rows(columns, model.account_id.in_(ids), order=model.made_at)
        found += [{"factor": kind, **row} for row in rows]
    return found


def _links(ids: Sequence[int]) -> list[Record]:
    columns = (AccountLink.kind, AccountLink.made_at, AccountLink.expires_at, AccountLink.used_at)
    return _rows(columns, AccountLink.account_id.in_(ids), order=AccountLink.id.desc())


def _letters(member: Member, accounts: Sequence[Account]) -> list[Record]:
    """By kind and date. Of a letter that has left nobody knows any more to whom it was."""
    addresses = {one.lower() for one in (member.email, *(account.email for account in accounts)) if one}
    waiting = db.session.scalars(sa.select(Letter).where(is_open()).order_by(Letter.id.desc()))
    hers = [one for one in waiting if one.to.lower() in addresses]
    return [{"kind": one.kind, "made_at": one.made_at, "status": one.status} for one in hers]


def _layouts(ids: Sequence[int]) -> list[Record]:
    return _rows((Layout.name, Layout.list_name, Layout.columns), Layout.account_id.in_(ids), order=Layout.id)


def _exports(ids: Sequence[int]) -> list[Record]:
    columns = (
        Export.id.label("number"), Export.at, Export.title, Export.purpose, Export.recipient, Export.format,
        Export.rows.label("people"),
    )  # fmt: skip
    return _rows(columns, Export.account_id.in_(ids), order=Export.id.desc())


def _seen(member_id: int) -> list[Record]:
    hers = (Seen, Seen.reading_id == Reading.id)
    columns = (Reading.hour.label("at"), Reading.what, Reading.role, Reading.export_id.label("number"), Reading.purpose)
    return _rows(columns, Seen.member_id == member_id, order=Reading.id.desc(), joins=[hers])


def _visibility(member_id: int) -> list[Record]:
    columns = (Consent.what.label("opened"), Consent.audience, Consent.starts_at, Consent.ends_at)
    return _rows(columns, Consent.member_id == member_id, order=Consent.id.desc())


def _directory(member_id: int) -> list[Record]:
    people = sa.select(DirectorySight.day, sa.func.count().label("readers")).group_by(DirectorySight.day)
    hers = people.where(DirectorySight.member_id == member_id).order_by(DirectorySight.day.desc())
    return [dict(row._mapping) for row in db.session.execute(hers)]


def _photo(member_id: int) -> list[Record]:
    of_photo = (Photo, Photo.file_id == StoredFile.id)
    columns = (StoredFile.made_at, StoredFile.size)
    return _rows(columns, Photo.member_id == member_id, order=StoredFile.id, joins=[of_photo])


def _requests(member_id: int) -> list[Record]:
    select = sa.select(PrivacyRequest).where(PrivacyRequest.member_id == member_id).order_by(PrivacyRequest.id.desc())
    names = ("kind", "asked_at", "wrong", "should_be", "status", "answered_at", "answer")
    return [{name: getattr(one, name) for name in names} for one in db.session.scalars(select)]
