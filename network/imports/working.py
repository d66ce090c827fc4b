"""Long work on lists that came in, done by whichever process has time: each piece is claimed, and taken over if its
process dies. No page waits for it, and no GET does any of it.
"""

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.accounts.queries import actor_with
from network.audit.changes import bookkeeping
from network.clock import now
from network.database import db, in_turns, let_others_in
from network.imports.applying import write
from network.imports.checking import check_slice, lay_out, terms_of
from network.imports.eyes import reader_of
from network.imports.models import ImportRow, ListImport
from network.imports.plans import plan_of
from network.imports.undoing import undo_next
from network.members.derived import write_tokens
from network.members.models import Member
from network.members.telling_apart import keep_apart
from network.vocabulary import ImportStatus, RowAnswer, RowOutcome

#: For how long whoever works on a list has it for herself; renewed with every step.
LEASE = timedelta(seconds=90)
#: After which what finds people is tried again.
_LATER = timedelta(minutes=1)
#: People whose words are written in one transaction.
_FOUND_AT_ONCE = 200

_LISTS: Any = ListImport.__table__
_WORKING = (ImportStatus.CHECKING, ImportStatus.APPLYING, ImportStatus.UNDOING)


@dataclass(frozen=True)
class Claim:
    """A list that somebody works on, and until when: who holds another moment holds it no more."""

    import_id: int
    until: datetime


def work() -> int:
    """Do all that waits; how many lists there were."""
    count = 0
    while (claim := _claim()) is not None:
        count += 1
        began = db.session.scalar(sa.select(ListImport.status).where(ListImport.id == claim.import_id))
        try:
            _work_on(claim)
        except Exception as error:
            db.session.rollback()
            current_app.logger.error("an import was not finished: %s", type(error).__name__)
            _give_up(claim, began, type(error).__name__)
            if current_app.testing:
                raise
    return count


def _waits() -> sa.ColumnElement[bool]:
    free = sa.or_(ListImport.claimed_until.is_(None), ListImport.claimed_until < now())
    return sa.and_(sa.or_(ListImport.status.in_(_WORKING), ListImport.unfound.is_(True)), free)


def _claim() -> Claim | None:
    """Take the next list that waits. A look costs no lock; whoever looks at the same time gets another one."""
    next_one = sa.select(ListImport.id).where(_waits()).order_by(ListImport.id).limit(1)
    found = db.session.scalar(next_one)
    db.session.rollback()
    if found is None:
        return None
    with bookkeeping():
        key = db.session.scalar(next_one.with_for_update(skip_locked=True))
        if key is None:
            return None
        until = now() + LEASE
        db.session.connection().execute(sa.update(_LISTS).where(_LISTS.c.id == key).values(claimed_until=until))
    return Claim(key, until)


def _renewed(claim: Claim) -> Claim | None:
    """The claim for longer; None where somebody else has the list now."""
    until = now() + LEASE
    mine = _LISTS.c.id == claim.import_id, _LISTS.c.claimed_until == claim.until
    with bookkeeping():
        moved: Any = db.session.connection().execute(sa.update(_LISTS).where(*mine).values(claimed_until=until))
    return Claim(claim.import_id, until) if moved.rowcount else None


def _give_up(claim: Claim, began: ImportStatus | None, fault: str) -> None:
    """What cannot be done is not tried for ever: the list goes back to where a person can do something about it.

    Only what finds the people of a list that was brought in has to be done: it is tried again later, and what was asked
    for meanwhile is done first.
    """
    back = {
        ImportStatus.CHECKING: ImportStatus.COLUMNS,
        ImportStatus.APPLYING: ImportStatus.READY,
        ImportStatus.UNDOING: ImportStatus.APPLIED,
    }
    with bookkeeping():
        found = db.session.get(ListImport, claim.import_id, with_for_update=True, populate_existing=True)
        if found is not None and (found.status is not began or found.status not in back):
            found.claimed_until = None if found.is_working else now() + _LATER
        elif found is not None:
            found.status = back[found.status]
            if found.status is ImportStatus.READY and found.applied_at is not None:
                found.status = ImportStatus.APPLIED
            found.fault, found.claimed_until = fault, None


def _work_on(claim: Claim) -> None:
    list_import = db.session.get_one(ListImport, claim.import_id)
    with force_locale(list_import.language):
        match list_import.status:
            case ImportStatus.CHECKING:
                _check(claim, _author(list_import))
            case ImportStatus.APPLYING:
                by = _author(list_import)
                write(claim.import_id, plan_of(list_import, reader_of(list_import, by)), by=by)
                _find(claim)
            case ImportStatus.UNDOING:
                _undo(claim, _author(list_import))
            case _:  # whoever is there is found, whatever became of who brought her in
                _find(claim)


class NoRight(Exception):
    """Whoever asked for the work may do it no more."""


def _author(list_import: ListImport) -> SignedIn:
    """Who asked for it, with what she may do now."""
    by = actor_with(Account.id == (list_import.by_account_id or list_import.account_id))
    if by is None or not allowed(by, Action.MEMBER_IMPORT, list_import):
        raise NoRight
    return by


def _check(claim: Claim, by: SignedIn) -> None:
    list_import = db.session.get_one(ListImport, claim.import_id)
    if list_import.whole == 0:
        lay_out(list_import)
    step: Claim | None = claim
    more = True
    while more:
        list_import = db.session.get_one(ListImport, claim.import_id, populate_existing=True)
        terms = terms_of(list_import)
        more = check_slice(list_import, terms, reader_of(list_import, by))
        if more and (step := _renewed(step or claim)) is None:
            return


def _undo(claim: Claim, by: SignedIn) -> None:
    step: Claim | None = claim
    for _row in in_turns(itertools.count()):
        if not undo_next(claim.import_id, by=by):
            return
        if step is not None and step.until - now() < LEASE / 2 and (step := _renewed(step)) is None:
            return


def _remember_answers(import_id: int) -> None:
    """Of whom somebody said that she is another than those who are there, she is not asked again elsewhere."""
    answered = sa.select(ImportRow).where(
        ImportRow.import_id == import_id,
        ImportRow.outcome == RowOutcome.ADDED,
        ImportRow.answer == RowAnswer.ANOTHER,
        ImportRow.member_id.is_not(None),
    )
    pairs = [
        (row.member_id or 0, guess[0]) for row in db.session.scalars(answered) for guess in row.found.get("likely", ())
    ]
    there = set(db.session.scalars(sa.select(Member.id).where(Member.id.in_({other for _one, other in pairs}))))
    for one, other in in_turns(pairs):
        if other in there:
            with bookkeeping():  # one at a time: nobody waits for her while another is waited for
                keep_apart(one, other)


def _find(claim: Claim) -> None:
    """Write the words that find the people of an import: derived, and so in short transactions of their own."""
    words = sa.select(ImportRow.member_id).where(
        ImportRow.import_id == claim.import_id,
        ImportRow.outcome.in_([RowOutcome.ADDED, RowOutcome.CHANGED]),
        ImportRow.member_id.is_not(None),
    )
    ids = [one for one in db.session.scalars(words.order_by(ImportRow.member_id)) if one is not None]
    if len(ids) > _FOUND_AT_ONCE:  # they have just been brought in, all in one transaction
        let_others_in()
    for start in in_turns(range(0, len(ids), _FOUND_AT_ONCE)):
        with bookkeeping():
            some = sa.select(Member).where(Member.id.in_(ids[start : start + _FOUND_AT_ONCE]))
            write_tokens(db.session.scalars(some.order_by(Member.id).with_for_update()).all())
    _remember_answers(claim.import_id)
    with bookkeeping():
        done = sa.update(_LISTS).where(_LISTS.c.id == claim.import_id)
        db.session.connection().execute(done.values(unfound=False, claimed_until=None))
