"""Records for tests, made through the same door as real ones. Every default is a plausible one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from network.accounts.models import Account, RoleGrant
from network.accounts.passwords import hash_password
from network.agencies.models import EVER, Agency, AgencyName
from network.attendance.models import Mark
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import Reading, Seen
from network.bulk.kinds import BulkKind
from network.bulk.models import BulkBatch, BulkRow
from network.clock import now, today
from network.database import db, new_uid
from network.exports.models import Export, ExportNumber
from network.factors.models import Passkey
from network.files.models import StoredFile
from network.imports.checking import agency_key
from network.imports.choices import Choices
from network.imports.headers import Mapping
from network.imports.headings import Field
from network.imports.models import ImportRow, ListImport
from network.mail import commands as outbox
from network.mail.models import Letter
from network.members.consents import Consent, Photo
from network.members.derived import settle, sort_key_of, write_tokens
from network.members.models import Affiliation, Member
from network.members.previous import PreviousName
from network.members.seconded import Secondment
from network.merging.models import Merger
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.privacy.models import PrivacyRequest
from network.ranks.models import Rank
from network.trainings.models import Organisation, Training, TrainingSession
from network.vocabulary import (
    AgencyKind,
    Audience,
    ExportFormat,
    FileKind,
    ImportStatus,
    Language,
    LetterKind,
    MarkStatus,
    Opened,
    PlanStatus,
    RankBand,
    RankService,
    RequestKind,
    Role,
    RowVerdict,
    Sex,
    Sighting,
    State,
    TrainingKind,
    TrainingStatus,
)

PASSWORD = "saffron river lantern 7"
_HASH = hash_password(PASSWORD)
_numbers = count(1)


@contextmanager
def saving() -> Iterator[None]:
    """A change made by the operator."""
    with change(Event.DEMO_FILLED, by=Operator()):
        yield


def save(record: Any) -> Any:
    """Write one record and give it back detached, every column loaded."""
    with saving():
        db.session.add(record)
    db.session.refresh(record)
    db.session.expunge(record)
    db.session.rollback()
    return record


def agency(state: State = State.KG, english: str = "State Border Service", **facts: Any) -> Agency:
    name = AgencyName(starts_on=EVER, english=english, russian=facts.pop("russian", ""), acronym="")
    return save(Agency(**{"state": state, "kind": AgencyKind.BORDER, "names": [name], **facts}))


def member(state: State = State.KG, family: str = "Токтосунова", given: str = "Айгүл", **facts: Any) -> Member:
    record = Member(
        **{
            "number": f"{state}-{next(_numbers):04d}",
            "state": state,
            "family": family,
            "given": given,
            "family_latin": "Toktosunova",
            "given_latin": "Aigul",
            "created_at": now(),
            **facts,
        }
    )
    record.sort_key = sort_key_of(record)
    with saving():
        db.session.add(record)
        db.session.flush()
        write_tokens([record])
    db.session.refresh(record)
    db.session.expunge(record)
    db.session.rollback()
    return record


def previous_name(who: Member, family: str = "Прежняя", given: str = "Айгүл", **facts: Any) -> PreviousName:
    """What she was called before; by it she is found."""
    record = save(PreviousName(member_id=who.id, family=family, given=given, **facts))
    with saving():
        write_tokens([db.session.get(Member, who.id)])
    return record


def opened(who: Member, audience: Audience = Audience.NETWORK, *shown: Opened) -> Member:
    """She has opened her entry in the directory, and of it what is `shown`."""
    for what in (Opened.DIRECTORY, *shown):
        save(Consent(member_id=who.id, what=what, audience=audience, starts_at=now()))
    return who


def photo(who: Member, content: bytes = b"a portrait") -> Photo:
    """Her photo; whether it is a picture nobody looks at here."""
    file = StoredFile(kind=FileKind.PHOTO, size=len(content), sha256="0" * 64, content=content, made_at=now())
    return save(Photo(member_id=who.id, file_id=save(file).id))


def affiliation(who: Member, where: Agency, starts_on: date = date(2020, 1, 1), **facts: Any) -> Affiliation:
    record = save(Affiliation(member_id=who.id, agency_id=where.id, starts_on=starts_on, **facts))
    with saving():
        settle([who.id], today())
    return record


def rank(state: State = State.KG, english: str = "Captain", **facts: Any) -> Rank:
    """A rank of the catalogue; the highest of those that were made before."""
    place = next(_numbers)
    usual = {"service": RankService.MILITARY, "band": RankBand.MIDDLE, "place": place, "russian": "", "national": ""}
    return save(Rank(**{"state": state, "english": english, "short": "", **usual, **facts}))


def secondment(who: Member, where: Agency, starts_on: date = date(2024, 1, 1), **facts: Any) -> Secondment:
    return save(Secondment(member_id=who.id, agency_id=where.id, starts_on=starts_on, **facts))


def account(*roles: tuple[Role, State | None], who: Member | None = None, **facts: Any) -> Account:
    """An account that can sign in with PASSWORD."""
    return save(
        Account(
            **{
                "name": who.name if who else "Асель Нурланова",
                "email": f"person{next(_numbers)}@example.org",
                "member_id": who.id if who else None,
                "password_hash": _HASH,
                "created_at": now(),
                "grants": [
                    RoleGrant(role=role, state=state, starts_on=today() - timedelta(days=30)) for role, state in roles
                ],
                **facts,
            }
        )
    )


def secretariat(**facts: Any) -> Account:
    return account((Role.SECRETARIAT, None), **facts)


def coordinator(state: State = State.KG, **facts: Any) -> Account:
    return account((Role.COORDINATOR, state), **facts)


def member_account(who: Member, **facts: Any) -> Account:
    return account((Role.MEMBER, None), who=who, **facts)


def passkey(of: Account) -> Passkey:
    """A passkey whose private half nobody has."""
    number = str(next(_numbers)).encode()
    row = {"name": "Blue key", "credential_id": number, "public_key": b"", "sign_count": 0, "made_at": now()}
    return save(Passkey(account_id=of.id, **row))


def training(state: State = State.KG, starts_on: date | None = None, days: int = 2, **facts: Any) -> Training:
    """A published training with two half-day sessions a day, 09:00 and 14:00 at UTC+6."""
    first = starts_on or today() + timedelta(days=14)
    sessions = [
        TrainingSession(
            title="",
            starts_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC),
            ends_at=datetime(day.year, day.month, day.day, hour + 3, tzinfo=UTC),
        )
        for day in (first + timedelta(days=n) for n in range(days))
        for hour in (3, 8)
    ]
    return save(
        Training(
            **{
                "title": "Leading inclusive teams",
                "kind": TrainingKind.COURSE,
                "status": TrainingStatus.PUBLISHED,
                "starts_on": first,
                "ends_on": first + timedelta(days=days - 1),
                "state": state,
                "city": "Bishkek",
                "zone": "Asia/Bishkek",
                "languages": ["ru", "en"],
                "created_at": now(),
                "search": "leading inclusive teams bishkek",
                "sessions": sessions,
                **facts,
            }
        )
    )


def sessions_of(one: Training) -> list[int]:
    """The ids of a training's sessions in order."""
    query = db.select(TrainingSession.id).where(TrainingSession.training_id == one.id)
    ids = list(db.session.scalars(query.order_by(TrainingSession.starts_at)))
    db.session.rollback()
    return ids


def participation(one: Training, who: Member, **facts: Any) -> Participation:
    return save(
        Participation(**{"training_id": one.id, "member_id": who.id, "state": who.state, "added_at": now(), **facts})
    )


def mark(
    part: Participation, session_id: int, by: Account, status: MarkStatus = MarkStatus.PRESENT, **facts: Any
) -> Mark:
    return save(
        Mark(
            participation_id=part.id, session_id=session_id, status=status, marked_by_id=by.id, marked_at=now(), **facts
        )
    )


def organisation(name: str = "OSCE Programme Office in Bishkek", **facts: Any) -> Organisation:
    return save(Organisation(name=name, **facts))


def plan(**facts: Any) -> Plan:
    period = {"starts_on": date(2026, 1, 1), "ends_on": date(2028, 12, 31)}
    return save(Plan(**{"title": "Strategic plan", "status": PlanStatus.AGREED, **period, **facts}))


def priority(of: Plan, code: str = "P1", **facts: Any) -> Priority:
    return save(Priority(**{"plan_id": of.id, "code": code, "place": 1, "title": "Women in leadership", **facts}))


def letter(to: str = "asel@example.org", **facts: Any) -> Letter:
    """A letter that waits in the outbox."""
    with saving():
        one = outbox.put(LetterKind.INVITATION, to, "Your link", "https://example.org/invitation/secret", **facts)
    db.session.refresh(one)
    db.session.expunge(one)
    db.session.rollback()
    return one


def export(by: Account, **facts: Any) -> Export:
    """A list that left, with a number of its own."""
    number = save(ExportNumber(at=now(), account_id=by.id))
    return save(
        Export(
            **{
                "id": number.id,
                "at": now(),
                "account_id": by.id,
                "by_name": by.name,
                "list_name": "participants",
                "title": "Participants list",
                "facts": ["Bishkek"],
                "purpose": "Host letter",
                "recipient": "Ministry of Labour",
                "format": ExportFormat.CSV,
                "language": Language.ENGLISH,
                "filters": {"state": ["KG"]},
                "columns": ["state", "family"],
                "rows": 2,
                "size": 90,
                "sha256": "0" * 64,
                **facts,
            }
        )
    )


def seen(whom: Member, by: Account, hour: datetime | None = None, **facts: Any) -> Seen:
    """That the secretariat saw somebody: her record was opened, unless `facts` say otherwise."""
    reading = {"what": Sighting.OPENED, "role": Role.SECRETARIAT, "states": [], **facts}
    made = save(Reading(account_id=by.id, hour=hour or now(), **reading))
    return save(Seen(reading_id=made.id, member_id=whom.id, bulk=bool(made.bulk)))


def merger(into: Member, **facts: Any) -> Merger:
    """That another record went into hers; it can be undone no more."""
    number = 1_000_000 + next(_numbers)
    gone = {"places": {}, "gone_id": number, "gone_uid": f"gone{number}", "gone_state": into.state, "at": now()}
    return save(Merger(**{"member_id": into.id, "into_id": into.id, **gone, **facts}))


def list_import(by: Account, state: State | None = None, people: int = 2) -> tuple[ListImport, ImportRow]:
    """A list that was checked, each row of it new but the first, which is wrong; and that row."""
    columns = {0: Field.FAMILY, 1: Field.GIVEN, 2: Field.EMAIL, 3: Field.AGENCY}
    choices = Choices(
        0, Mapping(0, columns, ["Family", "Given", "E-mail", "Agency"]), state=state or State.KG, sex=Sex.FEMALE
    )
    facts: dict[str, Any] = {"format": "csv", "size": 1, "sha256": "0" * 64, "sheets": [people + 2]}
    one = ListImport(
        uid=new_uid(), account_id=by.id, by_account_id=by.id, state=state, status=ImportStatus.READY, sent_at=now(),
        language=Language.ENGLISH, choices=choices.as_json(), whole=people + 1, done=people + 1, **facts,
    )  # fmt: skip
    one.names = ["list.csv", "list"]
    one = save(one)
    rows = [["Wrong", "Row", "no address", "Unknown"], *([f"Асанова{n}", "Айгүл", "", ""] for n in range(people))]
    made = []
    for place, cells in enumerate(rows, start=2):
        wrong = place == 2
        staged = ImportRow(uid=new_uid(), import_id=one.id, sheet=0, place=place, writes=not wrong)
        staged.verdict = RowVerdict.WRONG if wrong else RowVerdict.NEW
        staged.cells = cells
        staged.agency_key = agency_key(choices.state, "Unknown") if wrong else None
        made.append(save(staged))
    return one, made[0]


def privacy_request(of: Member, kind: RequestKind = RequestKind.CORRECTION, **facts: Any) -> PrivacyRequest:
    """What somebody asked about her data; nobody has answered yet."""
    words = {"wrong": "My rank", "should_be": "Major", "answer": ""}
    return save(PrivacyRequest(**{"member_id": of.id, "kind": kind, "asked_at": now(), **words, **facts}))


def bulk_batch(owner: Account, people: list[Member], kind: BulkKind = BulkKind.INVITE) -> BulkBatch:
    """These people, chosen to be acted on at once."""
    batch = save(BulkBatch(account_id=owner.id, kind=kind, fields={}, made_at=now()))
    for place, one in enumerate(people, 1):
        save(BulkRow(batch_id=batch.id, member_id=one.id, place=place))
    return batch
