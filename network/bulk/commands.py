"""Choosing many, foreseeing what happens to each, doing it in one change, and undoing it.

A choice and its preview are nobody's record, and bookkeeping; what is done with people is a change. It does what the
preview said, and to nobody of whom it would say something else by now: those are left out and told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from network.access.scope import condition
from network.accounts.actor import SignedIn
from network.audit.changes import bookkeeping, change
from network.audit.events import Event
from network.bulk import queries
from network.bulk.acts import Act, Judged, MadeRow
from network.bulk.inviting import Inviting
from network.bulk.kinds import MOST, READY, TAKEN_BACK, UNDO_FOR, BulkKind, Undone, Verdict
from network.bulk.listing import Listing
from network.bulk.models import BulkBatch, BulkRow
from network.bulk.transferring import Transferring
from network.clock import now
from network.database import db
from network.errors import Refused, Stale
from network.members.models import Member
from network.web.formats import number

_BATCHES, _ROWS = cast(sa.Table, BulkBatch.__table__), cast(sa.Table, BulkRow.__table__)
#: For how long a choice waits that nothing was done with.
_WAITS = timedelta(days=1)
ACTS: dict[BulkKind, Act] = {
    BulkKind.AGENCY: Transferring(),
    BulkKind.INVITE: Inviting(),
    BulkKind.TRAINING: Listing(),
}


class Nobody(Refused):
    """Nobody was ticked, or nobody of those is on her list any more."""

    sentence = _l("Tick somebody first, or choose all that the list holds.")


class TooMany(Refused):
    """More than a choice holds."""

    sentence = _l("So many cannot be ticked one by one. Narrow the list, and choose all that it finds.")


class Changed(Stale):
    """Another preview was made meanwhile."""

    sentence = _l("The preview was made anew meanwhile, perhaps in another tab. Nothing was done: look at it again.")


def choose(kind: BulkKind, which: sa.Select[Any], *, by: SignedIn) -> str:
    """Keep whom this select (sort key, id) finds now, in the order of the list; gives the address of the batch."""
    found = which.limit(MOST + 1).subquery()
    place = sa.func.row_number().over(order_by=tuple(found.c))
    with bookkeeping():
        forgotten = _BATCHES.c.account_id == by.account_id, _BATCHES.c.done_at.is_(None)
        db.session.execute(sa.delete(_BATCHES).where(*forgotten, _BATCHES.c.made_at < now() - _WAITS))
        batch = BulkBatch(account_id=by.account_id, kind=kind, fields={}, made_at=now())
        db.session.add(batch)
        db.session.flush()
        rows = sa.select(sa.literal(batch.id), tuple(found.c)[1], place)
        db.session.execute(_ROWS.insert().from_select(["batch_id", "member_id", "place"], rows))
        people = db.session.scalar(sa.select(sa.func.count()).where(_ROWS.c.batch_id == batch.id)) or 0
        if people > MOST:
            raise Refused(
                ngettext(
                    "This is more than %(most)s person. Narrow the list first.",
                    "These are more than %(most)s people. Narrow the list first.",
                    MOST,
                    most=number(MOST),
                )
            )
        if not people:
            raise Nobody
        return batch.uid


def prepare(batch: BulkBatch, fields: Mapping[str, Any], *, by: SignedIn) -> None:
    """Say of each what would happen to her, and keep it. Raises Refused beside the field that is wrong."""
    batch_id = batch.id
    asked = BulkBatch(id=batch_id, kind=batch.kind, fields=dict(fields), account_id=by.account_id)
    judged = ACTS[batch.kind].judge(asked, by)
    with bookkeeping():
        now_ = queries.locked(batch_id)
        if now_ is None or now_.done_at is not None:
            raise Changed
        values = {"fields": dict(fields), "version": now_.version + 1}
        db.session.execute(sa.update(_BATCHES).where(_BATCHES.c.id == batch_id).values(values))
        _forget_verdicts(batch_id)
        _write(batch_id, [one._asdict() for one in judged])


def _forget_verdicts(batch_id: int) -> None:
    """Whoever is on her list no more has none."""
    rows = sa.update(_ROWS).where(_ROWS.c.batch_id == batch_id)
    db.session.execute(rows.values(verdict=None, basis_id=None, basis_version=None))


def _write(batch_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Each row is the person's, `member_id`, and what to write of her."""
    if rows:
        names = [name for name in rows[0] if name != "member_id"]
        statement = sa.update(_ROWS).where(
            _ROWS.c.batch_id == batch_id, _ROWS.c.member_id == sa.bindparam("whose")
        )  # fmt: skip
        statement = statement.values({name: sa.bindparam(f"new_{name}") for name in names})
        values = [{"whose": row["member_id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        db.session.connection().execute(statement, values)


@dataclass
class Done:
    """With how many it was done; and what stands on paper only, by person."""

    people: int = 0
    secrets: Mapping[int, str] = field(default_factory=dict)
    again: bool = False


def apply(batch: BulkBatch, version: int, *, by: SignedIn) -> Done:
    """Do what this version of the preview says. A second press does nothing more. Raises Stale and Refused."""
    batch_id, act = batch.id, ACTS[batch.kind]
    with change(act.event, by=by) as note:
        locked = queries.locked(batch_id)
        if locked is None:
            raise Changed
        if locked.done_at is not None:
            note.nothing()
            return Done(again=True)
        if locked.version != version or not version:
            raise Changed
        act.hold(locked)
        queries.lock_people(batch_id)
        these, stale = _still_so(locked, act, by)
        made = act.do(note, locked, these, by=by) if these else None
        rows = made.rows if made else {}
        _write(batch_id, [{"member_id": one, "made_id": row_id} for one, row_id in rows.items()])
        _write(batch_id, [{"member_id": one, "verdict": Verdict.CHANGED} for one in stale])
        db.session.execute(sa.update(_BATCHES).where(_BATCHES.c.id == batch_id).values(done_at=now()))
        note.facts = {"members": len(rows)}
        if not rows:
            note.nothing()
        return Done(len(rows), made.secrets if made else {})


def _still_so(batch: BulkBatch, act: Act, by: SignedIn) -> tuple[list[Judged], list[int]]:
    """Of whom it would be said again what the preview said, and who of the others was to have a part in it."""
    columns = (BulkRow.member_id, BulkRow.verdict, BulkRow.basis_id, BulkRow.basis_version)
    said = db.session.execute(
        sa.select(*columns).where(BulkRow.batch_id == batch.id, BulkRow.verdict.in_(sorted(READY)))
    )
    present = {one.member_id: one for one in act.judge(batch, by)}
    these, stale = [], []
    for row in said:
        one = Judged(*row)  # type: ignore[arg-type]  # read in the order of its fields
        if present.get(one.member_id) == one:
            these.append(one)
        else:
            stale.append(one.member_id)
    return these, stale


def undo(batch: BulkBatch, *, by: SignedIn) -> tuple[int, int]:
    """Take it back from everybody with whom nothing else happened since; how many, and of how many. Raises Refused."""
    batch_id, act = batch.id, ACTS[batch.kind]
    with change(Event.BULK_UNDONE, by=by) as note:
        locked = queries.locked(batch_id)
        if locked is None or locked.done_at is None:
            raise Refused(_l("Nothing was done here that could be undone."))
        if locked.undone_at is not None:
            note.nothing()
            return _undone(batch_id)
        if not locked.can_be_undone:
            raise Refused(
                ngettext(
                    "It was done more than %(num)s day ago, and stays.",
                    "It was done more than %(num)s days ago, and stays.",
                    UNDO_FOR.days,
                )
            )
        act.hold(locked)
        queries.lock_people(batch_id)
        made, reached = _made(batch_id), _within_reach(batch_id, act, by)
        these = [one for one in made if one.member_id in reached]
        fates: dict[int, Undone] = {one.member_id: Undone.OUT_OF_REACH for one in made}
        if these:
            fates.update(act.take_back(note, locked, these, by=by))
        _write(batch_id, [{"member_id": one, "undone": fate} for one, fate in fates.items()])
        db.session.execute(sa.update(_BATCHES).where(_BATCHES.c.id == batch_id).values(undone_at=now()))
        back = sum(fate in TAKEN_BACK for fate in fates.values())
        note.facts = {"members": back, "left_out": len(fates) - back}
        return back, len(fates)


def _made(batch_id: int) -> list[MadeRow]:
    rows = db.session.execute(
        sa.select(BulkRow.member_id, BulkRow.made_id, BulkRow.basis_id, BulkRow.basis_version, BulkRow.verdict).where(
            BulkRow.batch_id == batch_id, BulkRow.made_id.is_not(None)
        )
    )
    return [MadeRow(*row) for row in rows]  # type: ignore[arg-type]  # read in the order of its fields


def _within_reach(batch_id: int, act: Act, by: SignedIn) -> set[int]:
    """Whose record she may still do this to, and opens without a reason."""
    select = sa.select(BulkRow.member_id).join(Member, Member.id == BulkRow.member_id)
    may = condition(by, act.action, Member), Member.shield_code.is_(None), Member.erased_at.is_(None)
    return set(db.session.scalars(select.where(BulkRow.batch_id == batch_id, *may)))


def _undone(batch_id: int) -> tuple[int, int]:
    fates = db.session.scalars(
        sa.select(BulkRow.undone).where(BulkRow.batch_id == batch_id, BulkRow.made_id.is_not(None))
    ).all()
    return sum(fate in TAKEN_BACK for fate in fates), len(fates)
