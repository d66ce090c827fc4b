"""Selects about what was chosen: whose rows the reader may see still, what becomes of them, how many of each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.agencies.queries import join_name, name_in
from network.bulk.kinds import READY, TAKEN_BACK, BulkKind, Undone, Verdict
from network.bulk.models import BulkBatch, BulkRow
from network.database import db
from network.members.models import Affiliation, Member
from network.members.queries import listed
from network.participation import commands as participation
from network.trainings.models import Training
from network.web.i18n import language
from network.web.paging import Page, page_of

#: Rows of a page, and trainings that are offered, the latest first.
PAGE_ROWS, OFFERED = 50, 200
#: What was done lately, on the page that lists it.
_LATELY = 100


def chosen_ones(actor: Actor, uids: Sequence[str]) -> sa.Select[str, int]:
    """Of these, whoever is on the reader's list: sort key and id."""
    return sa.select(Member.sort_key, Member.id).where(
        Member.uid.in_(uids), condition(actor, Action.MEMBER_LIST, Member)
    )


def people(batch_id: int, actor: Actor, action: Action, *more: Any) -> sa.Select[Any]:
    """Whoever of the batch is on the reader's list still: id, state, code, whether she may do it to her, and `more`."""
    may = sa.and_(condition(actor, action, Member), Member.erased_at.is_(None))
    return (
        sa.select(BulkRow.member_id, Member.state, Member.shield_code, sa.case((may, 1), else_=0).label("may"), *more)
        .join(Member, Member.id == BulkRow.member_id)
        .where(BulkRow.batch_id == batch_id, condition(actor, Action.MEMBER_LIST, Member))
        .order_by(BulkRow.member_id)
    )


@dataclass(frozen=True)
class Counts:
    """How many are to be, or were, done, left out and taken back; `gone` are on the reader's list no more."""

    verdicts: Counter[Verdict | None]
    fates: Counter[Undone | None]
    done: int
    gone: int

    @property
    def total(self) -> int:
        """Everybody of whom anything is shown."""
        return self.verdicts.total()

    @property
    def ready(self) -> int:
        """To whom it happens."""
        return sum(count for verdict, count in self.verdicts.items() if verdict in READY)

    @property
    def left_out(self) -> int:
        """To whom it does not, of those with a verdict."""
        return sum(count for verdict, count in self.verdicts.items() if verdict and verdict not in READY)

    @property
    def taken_back(self) -> int:
        """Whose was undone."""
        return sum(count for fate, count in self.fates.items() if fate in TAKEN_BACK)


def counts(batch_id: int, actor: Actor) -> Counts:
    """In one statement."""
    there = sa.case((condition(actor, Action.MEMBER_LIST, Member), 1), else_=0).label("there")
    done = sa.case((BulkRow.made_id.is_not(None), 1), else_=0).label("done")
    columns = (there, BulkRow.verdict, BulkRow.undone, done)
    rows = db.session.execute(
        sa.select(*columns, sa.func.count().label("people"))
        .join(Member, Member.id == BulkRow.member_id)
        .where(BulkRow.batch_id == batch_id)
        .group_by(*columns)
    ).all()
    verdicts: Counter[Verdict | None] = Counter()
    fates: Counter[Undone | None] = Counter()
    for row in rows:
        if row.there:
            verdicts[row.verdict] += row.people
            fates[row.undone] += row.people if row.done else 0
    done_count = sum(row.people for row in rows if row.done)
    return Counts(verdicts, fates, done_count, sum(row.people for row in rows if not row.there))


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of the page: the person as lists show her, and what becomes of her. `former` is where she served."""

    person: Any
    verdict: Verdict | None
    undone: Undone | None
    former: str | None


def page(batch: BulkBatch, actor: Actor, only: Verdict | Undone | None) -> Page:
    """One page of the rows, in the order of the list, narrowed to one verdict where that is asked for."""
    narrowed: list[ColumnElement[bool]] = [BulkRow.batch_id == batch.id]
    if isinstance(only, Verdict):
        narrowed.append(BulkRow.verdict == only)
    if isinstance(only, Undone):
        narrowed.append(BulkRow.undone == only)
    select = (
        sa.select(BulkRow.member_id, BulkRow.verdict, BulkRow.undone, _former(batch).label("former"), BulkRow.place)
        .join(Member, Member.id == BulkRow.member_id)
        .where(*narrowed, condition(actor, Action.MEMBER_LIST, Member))
    )
    if batch.kind is BulkKind.AGENCY:
        select = join_name(
            select.outerjoin(Affiliation, Affiliation.id == BulkRow.basis_id),
            Affiliation.agency_id,
            Affiliation.starts_on,
        )
    found = page_of(select, (BulkRow.place,), size=PAGE_ROWS)
    known = {one.id: one for one in listed([row.member_id for row in found.rows])}
    rows = [Shown(known[row.member_id], row.verdict, row.undone, row.former) for row in found.rows]
    return replace(found, rows=rows)


def _former(batch: BulkBatch) -> ColumnElement[str | None]:
    """The agency of the post that ends."""
    return name_in(language()) if batch.kind is BulkKind.AGENCY else sa.null()  # type: ignore[return-value]


def done_lately(actor: Actor) -> Sequence[Any]:
    """What she did with many, the latest first: uid, kind, fields, when, and with how many."""
    people_of = sa.select(sa.func.count()).where(BulkRow.batch_id == BulkBatch.id, BulkRow.made_id.is_not(None))
    return db.session.execute(
        sa.select(
            BulkBatch.uid, BulkBatch.kind, BulkBatch.done_at, BulkBatch.undone_at,
            people_of.scalar_subquery().label("people"),
        )
        .where(condition(actor, Action.BULK_WORK, BulkBatch), BulkBatch.done_at.is_not(None))
        .order_by(BulkBatch.done_at.desc(), BulkBatch.id.desc())
        .limit(_LATELY)
    ).all()  # fmt: skip


def trainings(actor: Actor) -> Sequence[Any]:
    """The trainings whose lists are open, the latest first."""
    one = Training
    return db.session.execute(
        sa.select(one.id, one.title, one.title_ru, one.city, one.city_ru, one.starts_on, one.ends_on, one.status)
        .where(
            condition(actor, Action.TRAINING_VIEW, one),
            condition(actor, Action.PARTICIPANTS_VIEW, one),
            one.status.in_(sorted(participation.OPEN)),
        )
        .order_by(one.starts_on.desc(), one.id.desc())
        .limit(OFFERED)
    ).all()


def locked(batch_id: int) -> BulkBatch | None:
    """The batch as it is now, locked until the change ends."""
    return db.session.get(BulkBatch, batch_id, with_for_update=True, populate_existing=True)


def lock_people(batch_id: int) -> None:
    """Nobody moves, shields, merges or erases one of them before the change ends. In the order of their ids."""
    select = sa.select(Member.id).join(BulkRow, BulkRow.member_id == Member.id).where(BulkRow.batch_id == batch_id)
    db.session.execute(select.order_by(Member.id).with_for_update(of=Member))


def of(actor: Actor, uid: str) -> BulkBatch | None:
    """The reader's own batch of this address."""
    return db.session.scalar(permitted(actor, Action.BULK_WORK, BulkBatch).where(BulkBatch.uid == uid))
