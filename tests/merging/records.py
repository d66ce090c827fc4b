"""Two records with rows in every table that points at a person: a column without a maker here fails the test."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

import sqlalchemy as sa

from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink, RoleGrant, SignIn, TrainingAssignment
from network.attendance.models import Mark, MarkOperation
from network.audit.models import Reading, Seen
from network.bulk.kinds import BulkKind
from network.bulk.models import BulkBatch, BulkRow
from network.clock import now, today
from network.database import Base, db
from network.exports.models import Export, ExportNumber, Layout
from network.factors.models import CodeApp, Passkey, RecoveryCode
from network.files.models import StoredFile
from network.handover.models import Handover
from network.imports.models import ImportRow, ListImport
from network.members.consents import Consent, DirectoryDay, DirectorySight, Photo
from network.members.derived import settle, sort_key_of, write_tokens
from network.members.models import Affiliation, Member
from network.members.pairs import DistinctPair
from network.members.previous import PreviousName
from network.members.seconded import Secondment
from network.merging.models import Merger
from network.participation.models import Participation
from network.participation.posts import point
from network.privacy.models import PrivacyRequest
from network.sealing import seal
from network.shields.models import ShieldOpening
from network.trainings.models import Training
from network.vocabulary import (
    Audience,
    ExportFormat,
    FileKind,
    ImportStatus,
    Language,
    LinkKind,
    MarkStatus,
    Mode,
    Opened,
    ParticipantRole,
    ParticipationStatus,
    RequestKind,
    RequestStatus,
    Role,
    Sex,
    Sighting,
    Standing,
    State,
)  # fmt: skip
from tests import factories as make

_numbers = count(1)


def unique() -> str:
    return f"merge{next(_numbers)}"


@dataclass
class Surroundings:
    """What both records stand in: agencies, trainings, the office, readings that saw both."""

    office: Account
    agencies: list[int]
    trainings: list[Training]
    readings: list[int]
    sign_in_id: int
    other_member: int
    list_id: int
    batch_id: int


@dataclass
class Filled:
    """One of the two."""

    member: Member
    account: Account | None
    chance: Random
    around: Surroundings
    places: list[Participation] = field(default_factory=list)

    def some(self, most: int) -> range:
        return range(self.chance.randint(1, most))


def surroundings() -> Surroundings:
    office = make.secretariat()
    agencies = [make.agency(english=name).id for name in ("Border", "Customs", "Drugs")]
    trainings = [make.training(starts_on=date(2023 + n, 3, 1), days=1) for n in range(3)]
    readings = []
    for n in range(3):
        hour = now() - timedelta(hours=n)
        reading = Reading(account_id=office.id, hour=hour, what=Sighting.OPENED, role=Role.SECRETARIAT, states=[])
        readings.append(make.save(reading).id)
    sign_in = make.save(SignIn(account_id=office.id, token_hash=unique(), created_at=now(), seen_at=now()))
    third = make.member(given="Third")
    brought, chosen = make.list_import(office)[0], make.bulk_batch(office, [third])
    return Surroundings(office, agencies, trainings, readings, sign_in.id, third.id, brought.id, chosen.id)


def _posts(one: Filled) -> None:
    year = 2012
    while year < 2026:
        first = date(year, one.chance.randint(1, 12), 1)
        length = one.chance.choice((300, 900, 2000, None))
        last = first + timedelta(days=length) if length and first.year < 2022 else None
        facts = {"rank": one.chance.choice(("Major", "")), "position": "Inspector"}
        agency = one.chance.choice(one.around.agencies)
        db.session.add(Affiliation(member_id=one.member.id, agency_id=agency, starts_on=first, ends_on=last, **facts))
        year = last.year + 1 if last else 3000


def _consents(one: Filled) -> None:
    for what in one.chance.sample(list(Opened), one.chance.randint(1, 4)):
        begun = now() - timedelta(days=20)
        ended = one.chance.choice((None, begun + timedelta(days=2)))
        audience = one.chance.choice(list(Audience))
        db.session.add(Consent(member_id=one.member.id, what=what, audience=audience, starts_at=begun, ends_at=ended))


def _places(one: Filled) -> None:
    for training in one.chance.sample(one.around.trainings, 2):
        off = one.chance.random() < 0.3
        place = Participation(
            training_id=training.id, member_id=one.member.id, state=one.member.state, added_at=now(),
            role=one.chance.choice((ParticipantRole.PARTICIPANT, ParticipantRole.TRAINER)),
            status=ParticipationStatus.WITHDRAWN if off else ParticipationStatus.CONFIRMED,
        )  # fmt: skip
        db.session.add(place)
        db.session.flush()
        one.places.append(place)


def _photo(one: Filled) -> None:
    file = StoredFile(kind=FileKind.PHOTO, size=3, sha256="0" * 64, content=unique().encode(), made_at=now())
    db.session.add(Photo(member_id=one.member.id, file=file))


def _requests(one: Filled) -> None:
    for kind in RequestKind:
        words = {"wrong": unique(), "should_be": unique()}
        db.session.add(PrivacyRequest(member_id=one.member.id, kind=kind, asked_at=now(), answer="", **words))
        done = {"status": RequestStatus.DONE, "answered_at": now(), "answer": unique()}
        db.session.add(PrivacyRequest(member_id=one.member.id, kind=kind, asked_at=now(), **words, **done))


def _seen(one: Filled) -> None:
    for reading in one.chance.sample(one.around.readings, 2):
        db.session.add(Seen(reading_id=reading, member_id=one.member.id))


def _sights(one: Filled) -> None:
    for days in one.chance.sample(range(3), 2):
        day = today() - timedelta(days=days)
        db.session.add(DirectorySight(account_id=one.around.office.id, day=day, member_id=one.member.id))


def _mergers(one: Filled) -> None:
    gone = 1_000_000 + next(_numbers)
    db.session.add(
        Merger(
            member_id=one.member.id,
            into_id=one.member.id,
            gone_id=gone,
            gone_uid=unique(),
            gone_state=State.KG,
            account_id=one.around.office.id,
            at=now() - timedelta(days=40),
        )
    )


def _once(one: Filled) -> None:
    email = f"{unique()}@account.invalid"
    db.session.add(Account(name="Old", email=email, once_member_id=one.member.id, disabled=True, created_at=now()))


def _account(one: Filled) -> None:
    one.account = Account(
        name=one.member.name, email=f"{unique()}@example.org", member_id=one.member.id, password_hash="x",
        feed_hash=unique(), created_at=now(),
    )  # fmt: skip
    db.session.add(one.account)


def _apart(one: Filled) -> None:
    first, second = sorted((one.member.id, one.around.other_member))
    db.session.add(DistinctPair(one_id=first, other_id=second, said_at=now()))


def _import_row(one: Filled) -> None:
    row = ImportRow(uid=unique(), import_id=one.around.list_id, sheet=0, place=next(_numbers), member_id=one.member.id)
    row.cells = [one.member.family]
    db.session.add(row)


def _no_rows(*_of: Any) -> None:
    """Rows that are written together with others, or that only staff has."""


#: By the columns of the registry that point at a record; `name_token` is written with the record.
MEMBER: dict[str, Callable[[Filled], Any]] = {
    "account.member_id": _account,
    "account.once_member_id": _once,
    "affiliation.member_id": _posts,
    "bulk_row.member_id": lambda one: db.session.add(
        BulkRow(batch_id=one.around.batch_id, member_id=one.member.id, place=next(_numbers))
    ),
    "consent.member_id": _consents,
    "directory_sight.member_id": _sights,
    "distinct_pair.one_id": _apart,
    "distinct_pair.other_id": _no_rows,  # with `one_id`
    "import_row.member_id": _import_row,
    "likely_pair.one_id": _no_rows,  # found from names, as the three below
    "likely_pair.other_id": _no_rows,
    "likeness_due.member_id": _no_rows,
    "likeness_key.member_id": _no_rows,
    "merger.member_id": _mergers,
    "name_token.member_id": _no_rows,
    "participation.member_id": _places,
    "photo.member_id": _photo,
    "previous_name.member_id": lambda one: db.session.add(PreviousName(member_id=one.member.id, family=unique())),
    "privacy_request.member_id": _requests,
    "secondment.member_id": lambda one: db.session.add(
        Secondment(member_id=one.member.id, agency_id=one.around.agencies[0], starts_on=date(2024, 1, 1))
    ),
    "seen.member_id": _seen,
    "shield_opening.member_id": lambda one: db.session.add(
        ShieldOpening(sign_in_id=one.around.sign_in_id, member_id=one.member.id, opened_at=now())
    ),
}


def _add(model: Any, **facts: Any) -> Callable[[Filled, int], Any]:
    def make_one(_one: Filled, key: int) -> None:
        known = {name: value(key) if callable(value) else value for name, value in facts.items()}
        db.session.add(model(**known))

    return make_one


def _marks(one: Filled, key: int) -> None:
    for place in one.places:
        sessions = db.session.scalars(sa.select(Base.metadata.tables["training_session"].c.id).where(
            Base.metadata.tables["training_session"].c.training_id == place.training_id
        )).all()  # fmt: skip
        for session in one.chance.sample(sorted(sessions), one.chance.randint(1, 2)):
            status = one.chance.choice([None, MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT])
            moment = now() - timedelta(minutes=one.chance.randint(1, 9999))
            facts = {"status": status, "mode": Mode.IN_PERSON, "marked_by_id": key, "marked_at": moment}
            db.session.add(Mark(participation_id=place.id, session_id=session, **facts))


def _export(one: Filled, key: int) -> None:
    number = ExportNumber(at=now(), account_id=key)
    db.session.add(number)
    db.session.flush()
    db.session.add(
        Export(
            id=number.id,
            at=now(),
            account_id=key,
            by_name="She",
            list_name="members",
            title="Members",
            facts=[],
            purpose="Check",
            format=ExportFormat.CSV,
            language=Language.ENGLISH,
            filters={},
            columns=[],
            rows=1,
            size=1,
            sha256="0" * 64,
        )
    )


def _code_app(one: Filled, key: int) -> None:
    uid = unique()
    db.session.add(CodeApp(account_id=key, uid=uid, secret=seal("S", f"code_app.secret:{uid}"), made_at=now()))


def _link(of: str) -> Callable[[Filled, int], Any]:
    def make_one(one: Filled, key: int) -> None:
        who = {"account_id": one.around.office.id, of: key}
        facts = {"kind": LinkKind.RESET, "token_hash": unique(), "made_at": now()}
        db.session.add(AccountLink(**who, **facts, expires_at=now() - timedelta(days=1)))

    return make_one


def _list_import(_one: Filled, key: int) -> None:
    db.session.add(
        ListImport(
            uid=unique(), account_id=key, by_account_id=key, state=State.KG, status=ImportStatus.READY, sent_at=now(),
            language=Language.ENGLISH, choices={}, whole=1, done=1, format="csv", size=1, sha256="0" * 64, sheets=[2],
        )
    )  # fmt: skip


def _key(key: int) -> int:
    return key


#: By the columns that name an account. Words of names, readings and the trail are written with others.
ACCOUNT: dict[str, Callable[[Filled, int], Any]] = {
    "account_link.account_id": _link("account_id"),
    "account_link.made_by_id": _link("made_by_id"),
    "account_word.account_id": _no_rows,
    "audit_entry.account_id": _no_rows,
    "bulk_batch.account_id": _add(
        BulkBatch, account_id=_key, kind=BulkKind.INVITE, fields={}, made_at=lambda _key: now()
    ),
    "code_app.account_id": _code_app,
    "directory_day.account_id": _add(DirectoryDay, account_id=_key, day=date(2026, 1, 1), people=3),
    "directory_sight.account_id": lambda one, key: db.session.add(
        DirectorySight(account_id=key, day=today(), member_id=one.around.other_member)
    ),
    "export.account_id": _export,
    "export_number.account_id": _no_rows,
    "handover.giver_id": _add(Handover, giver_id=_key, takes_effect_on=date(2026, 1, 1), made_at=lambda _key: now()),
    "handover.receiver_id": lambda one, key: db.session.add(
        Handover(giver_id=one.around.office.id, receiver_id=key, takes_effect_on=date(2026, 1, 1), made_at=now())
    ),
    "layout.account_id": _add(Layout, account_id=_key, list_name="members", name="Mine", columns=["family"]),
    "list_import.account_id": _list_import,
    "list_import.by_account_id": _no_rows,  # with `account_id`
    "mark.marked_by_id": _marks,
    "mark_operation.account_id": lambda _one, key: db.session.add(
        MarkOperation(id=unique(), account_id=key, digest="0" * 64, answer={"outcome": "applied"}, at=now())
    ),
    "member.shield_account_id": _no_rows,  # a coordinator's; these two are members
    "merger.account_id": _no_rows,  # with `merger.member_id`
    "passkey.account_id": lambda _one, key: db.session.add(
        Passkey(
            account_id=key, name="Key", credential_id=unique().encode(), public_key=b"", sign_count=0, made_at=now()
        )
    ),
    "privacy_request.answered_by_id": _no_rows,  # the secretariat's
    "reading.account_id": lambda _one, key: db.session.add(
        Reading(account_id=key, hour=now(), what=Sighting.OPENED, role=Role.MEMBER, states=[])
    ),
    "recovery_code.account_id": _add(
        RecoveryCode, account_id=_key, code_hash=lambda _key: unique(), made_at=lambda _key: now()
    ),
    "role_grant.account_id": _add(RoleGrant, account_id=_key, role=Role.MEMBER, starts_on=date(2025, 1, 1)),
    "sign_in.account_id": lambda _one, key: db.session.add(
        SignIn(account_id=key, token_hash=unique(), created_at=now(), seen_at=now())
    ),
    "training_assignment.account_id": lambda one, key: db.session.add(
        TrainingAssignment(account_id=key, training_id=one.around.trainings[0].id)
    ),
}


def filled(around: Surroundings, seed: int, *, sparse: bool = False) -> Filled:
    """A record with everything; a `sparse` one without an account, a photo and what needs them."""
    chance = Random(seed)
    record = Member(
        number=f"M-{next(_numbers)}", state=State.KG, family=chance.choice(("Рымбаева", "Ким")),
        given=chance.choice(("Айгүл", "Роза")), family_latin=chance.choice(("Rymbayeva", "")), given_latin="Aigul",
        email=chance.choice(("", "a@example.org", "b@example.org")), phone=chance.choice(("", "+996 555 111 222")),
        born_on=chance.choice((None, date(1980, 2, 3))), notes=chance.choice(("", "Speaks Tajik")),
        standing=chance.choice((Standing.MEMBER, Standing.FORMER)), sex=Sex.FEMALE,
        created_at=now() - timedelta(days=chance.randint(1, 900)),
    )  # fmt: skip
    record.sort_key = sort_key_of(record)
    if chance.random() < 0.4:
        record.shield_code = f"S-{unique()}"
    one = Filled(record, None, chance, around)
    with make.saving():
        db.session.add(record)
        db.session.flush()
        for name, fill in MEMBER.items():
            if not (sparse and name in ("account.member_id", "photo.member_id", "consent.member_id")):
                fill(one)
        db.session.flush()
        write_tokens([record])
        settle([record.id], today())
        point(Participation.member_id == record.id)
        for name, fill_too in ACCOUNT.items():
            if one.account is not None:
                fill_too(one, one.account.id)
            elif name == "mark.marked_by_id":
                fill_too(one, around.office.id)
    db.session.refresh(record)
    db.session.expunge_all()
    db.session.rollback()
    return one


def everything() -> dict[str, set[tuple[Any, ...]]]:
    """All rows of all tables, without what only grows: versions, the trail, and what ended stays ended."""
    aside = {"audit_entry", "audit_head", "person_key", "merger", "letter", "number_series", "alembic_version"}
    unsaid = {"version", "expires_at", "ended_at"}
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in aside:
            columns = [one for one in table.columns if one.key not in unsaid]
            found[table.name] = {tuple(map(repr, row)) for row in db.session.execute(sa.select(*columns))}
    db.session.rollback()
    return found


def office(around: Surroundings) -> SignedIn:
    """The secretariat, as it is signed in."""
    held = ((Role.SECRETARIAT, None),)
    return SignedIn(
        token="t", sign_in_id=around.sign_in_id, account_id=around.office.id, name="Office", email=None,
        language=None, member_id=None, held=held,
    )  # fmt: skip


__all__ = ["ACCOUNT", "MEMBER", "Filled", "Surroundings", "everything", "filled", "office", "surroundings"]
