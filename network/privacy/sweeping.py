"""What is forgotten with time, as one table: what, for how many days, which rows, and how they go.

Nothing here is anybody's present record: a sign-in that has ended, a link that is spent, a guest of years ago.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from network.accounts.models import AccountLink, SignIn, Throttle
from network.accounts.queries import ABSOLUTE
from network.accounts.throttling import WINDOW
from network.audit.changes import Author, Operator, bookkeeping, change
from network.audit.events import Event
from network.audit.models import Reading
from network.audit.seen import forget_seen
from network.bulk.models import BulkBatch
from network.clock import now
from network.database import Base, db, in_turns
from network.factors.models import SpentChallenge
from network.imports.models import ImportRow, ListImport
from network.imports.staging import forget_rows
from network.mail.models import Letter
from network.members.models import Affiliation, Member
from network.participation.models import Participation
from network.privacy.erasing import erase
from network.privacy.models import PrivacyRequest
from network.trainings.models import Training
from network.vocabulary import ImportStatus, LetterStatus, RequestStatus, Standing

#: Rows that go in one transaction, so that nobody's mark waits for it.
_BATCH = 500

Select = Callable[[datetime], sa.Select[Any]]


@dataclass(frozen=True)
class Kept:
    """One line of the table. `old` selects the keys of the rows that are older than a moment, `forget` lets them go."""

    name: str
    what: str
    old: Select
    forget: Callable[[Select, datetime], None]


@dataclass(frozen=True)
class Swept:
    """How one line stands: for how many days it is kept, before which moment things go, and how many do."""

    name: str
    what: str
    days: int
    before: datetime | None
    count: int


def _deleted(column: Any) -> Callable[[Select, datetime], None]:
    """Rows are deleted by this key, batch by batch."""

    def forget(old: Select, before: datetime) -> None:
        table = cast(sa.Table, column.class_.__table__)
        for _some in in_turns(itertools.count()):
            with bookkeeping():
                keys = list(db.session.scalars(old(before).limit(_BATCH)))
                db.session.connection().execute(sa.delete(table).where(table.c[column.key].in_(keys)))
            if len(keys) < _BATCH:
                return

    return forget


def _texts_of_requests(old: Select, before: datetime) -> None:
    """What was asked and answered is emptied; that it was, and when, stays as a count."""
    table = cast(sa.Table, PrivacyRequest.__table__)
    empty = dict.fromkeys(("wrong", "should_be", "answer"), "")
    for _some in in_turns(itertools.count()):
        with bookkeeping():
            keys = list(db.session.scalars(old(before).limit(_BATCH)))
            db.session.connection().execute(sa.update(table).where(table.c.id.in_(keys)).values(empty))
        if len(keys) < _BATCH:
            return


def _ways_back(old: Select, before: datetime) -> None:
    """What would part two merged records again. That they were merged stays, so that old links find her."""
    mergers = Base.metadata.tables["merger"]
    for _some in in_turns(itertools.count()):
        with bookkeeping():
            keys = list(db.session.scalars(old(before).limit(_BATCH)))
            db.session.connection().execute(sa.update(mergers).where(mergers.c.id.in_(keys)).values(snapshot=""))
        if len(keys) < _BATCH:
            return


def _readings(_old: Select, before: datetime) -> None:
    forget_seen(before)


def _people(old: Select, before: datetime) -> None:
    """Each erased by herself, as the secretariat would."""
    ids = list(db.session.scalars(old(before)))
    db.session.rollback()
    for member_id in in_turns(ids):
        erase(member_id, why="network privacy sweep", by=Operator())


def _sign_ins(before: datetime) -> sa.Select[Any]:
    """Ended by somebody, or by their time."""
    by_time = SignIn.created_at < before - ABSOLUTE
    return sa.select(SignIn.id).where(sa.or_(SignIn.ended_at < before, by_time))


def _throttle(before: datetime) -> sa.Select[Any]:
    return sa.select(Throttle.window).where(Throttle.window < int(before.timestamp()) // WINDOW).distinct()


def _challenges(before: datetime) -> sa.Select[Any]:
    return sa.select(SpentChallenge.digest).where(SpentChallenge.at < before)


def _links(before: datetime) -> sa.Select[Any]:
    return sa.select(AccountLink.id).where(sa.or_(AccountLink.used_at < before, AccountLink.expires_at < before))


def _letters(before: datetime) -> sa.Select[Any]:
    """Those given up hold an address still, until somebody has looked after them."""
    return sa.select(Letter.id).where(Letter.settled_at < before, Letter.status != LetterStatus.GIVEN_UP)


def _bulk(before: datetime) -> sa.Select[Any]:
    """Its rows go with it."""
    return sa.select(BulkBatch.id).where(sa.func.coalesce(BulkBatch.done_at, BulkBatch.made_at) < before)


def _seen(before: datetime) -> sa.Select[Any]:
    return sa.select(Reading.id).where(Reading.hour < before)


def _requests(before: datetime) -> sa.Select[Any]:
    said = sa.or_(*(column != "" for column in (
        PrivacyRequest.wrong_sealed, PrivacyRequest.should_be_sealed, PrivacyRequest.answer_sealed
    )))  # fmt: skip
    return sa.select(PrivacyRequest.id).where(
        PrivacyRequest.status != RequestStatus.OPEN, PrivacyRequest.answered_at < before, said
    )


def _mergers(before: datetime) -> sa.Select[Any]:
    """Of merges that can be undone no more. The table lies above."""
    mergers = Base.metadata.tables["merger"]
    return sa.select(mergers.c.id).where(mergers.c.at < before, mergers.c.snapshot != "")


def _lists(before: datetime) -> sa.Select[Any]:
    """Sent in, and then left: nobody brought them in, nor does just now."""
    left = ListImport.applied_at.is_(None), ListImport.status != ImportStatus.APPLYING
    return sa.select(ListImport.id).where(*left, ListImport.sent_at < before)


def _applied(before: datetime) -> sa.Select[Any]:
    """Brought in so long ago that it cannot be undone any more, while their rows are still there. One whose undoing was
    begun in time comes to its end first."""
    has_rows = sa.exists().where(ImportRow.import_id == ListImport.id)
    return sa.select(ListImport.id).where(
        ListImport.applied_at < before, ListImport.status != ImportStatus.UNDOING, has_rows
    )


def _unfinished_imports(old: Select, before: datetime) -> None:
    _rows_of_imports(old, before)
    _deleted(ListImport.id)(old, before)


def _rows_of_imports(old: Select, before: datetime) -> None:
    """Their rows go, and what the file was called; that there was one, when, and what became of it, stays."""
    ids = list(db.session.scalars(old(before)))
    db.session.rollback()
    for import_id in ids:
        forget_rows(import_id)
        lists = cast(sa.Table, ListImport.__table__)
        with bookkeeping():
            forgotten = sa.update(lists).where(lists.c.id == import_id).values(names="", answers="")
            db.session.connection().execute(forgotten)


def _gone(standing: Standing) -> Select:
    """Whoever has this standing, and was added, took part and served for the last time before that moment."""

    def old(before: datetime) -> sa.Select[Any]:
        day = before.date()
        came = sa.exists().where(
            Participation.member_id == Member.id, Training.id == Participation.training_id, Training.ends_on >= day
        )
        serves = sa.exists().where(
            Affiliation.member_id == Member.id,
            sa.or_(Affiliation.ends_on >= day, sa.and_(Affiliation.ends_on.is_(None), Affiliation.starts_on >= day)),
        )
        return (
            sa.select(Member.id)
            .where(Member.standing == standing, Member.erased_at.is_(None), Member.created_at < before, ~came, ~serves)
            .order_by(Member.id)
        )

    return old


#: In the order in which they go. The name is that of the setting, NETWORK_KEEP_<NAME>_DAYS ("seen": NETWORK_SEEN_DAYS).
TABLE = (
    Kept("sign_ins", "sign-ins that have ended", _sign_ins, _deleted(SignIn.id)),
    Kept("throttle", "counted tries to sign in", _throttle, _deleted(Throttle.window)),
    Kept("throttle", "answered challenges of passkeys", _challenges, _deleted(SpentChallenge.digest)),
    Kept("links", "one-time links that were used or expired", _links, _deleted(AccountLink.id)),
    Kept("letters", "letters that were sent or lost their sense", _letters, _deleted(Letter.id)),
    Kept("bulk", "what was done with many members at once, with the way to undo it", _bulk, _deleted(BulkBatch.id)),
    Kept("seen", "who has seen whom", _seen, _readings),
    Kept("requests", "texts of answered requests", _requests, _texts_of_requests),
    Kept("merges", "what brings merged records back", _mergers, _ways_back),
    Kept("imports", "lists that came in and were not brought in", _lists, _unfinished_imports),
    Kept("import_undo", "rows of lists that were brought in", _applied, _rows_of_imports),
    Kept("guests", "guests who never became members (erased)", _gone(Standing.GUEST), _people),
    Kept("former", "former members (erased)", _gone(Standing.FORMER), _people),
)


def due() -> list[Swept]:
    """How everything stands; changes nothing."""
    moment = now()
    found = [_standing(line, moment) for line in TABLE]
    db.session.rollback()
    return found


def sweep(*, by: Author) -> list[Swept]:
    """Let everything go that is due, in short transactions, and write down how much; what is left is in none."""
    moment = now()
    swept = []
    for line in TABLE:
        one = _standing(line, moment)
        db.session.rollback()
        if one.before is not None and one.count:
            line.forget(line.old, one.before)
        swept.append(one)
    if any(one.count for one in swept):
        with change(Event.RECORDS_SWEPT, by=by, why="network privacy sweep") as note:
            note.facts = {one.what: one.count for one in swept if one.count}
    return swept


def _standing(line: Kept, moment: datetime) -> Swept:
    settings = current_app.config["SETTINGS"]
    days = settings.seen_days if line.name == "seen" else settings.keep[line.name]
    if not days:
        return Swept(line.name, line.what, 0, None, 0)
    before = moment - timedelta(days=days)
    rows = line.old(before).order_by(None).subquery()
    count = db.session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
    return Swept(line.name, line.what, days, before, count)
