"""Selects about lists that came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.accounts.models import Account
from network.database import db
from network.imports.models import ROW_COLUMNS, ImportRow, ListImport
from network.vocabulary import RowOutcome, RowVerdict
from network.web.paging import Page, page_of

#: Names of agencies that nobody knows, as many as one page asks about.
MOST_UNKNOWN = 20


class Tab(StrEnum):
    """The parts of the preview, in the order in which they want to be looked at."""

    WRONG = "wrong"
    QUESTION = "question"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT_OUT = "left_out"
    DONE = "done"


#: Under which something is still to be done.
_WAITING = (Tab.WRONG, Tab.QUESTION, Tab.NEW, Tab.CHANGED)


@dataclass(frozen=True)
class Counts:
    """How many rows stand under each tab, and how many would be written now."""

    tabs: Mapping[Tab, int]
    ready: int

    def first(self) -> Tab:
        """Where to begin: what waits for somebody, else what became of the rows."""
        waiting = next((tab for tab in _WAITING if self.tabs.get(tab)), None)
        done = Tab.DONE if self.tabs.get(Tab.DONE) else None
        return waiting or done or next((tab for tab in Tab if self.tabs.get(tab)), Tab.NEW)

    def next_after(self, tab: Tab) -> Tab | None:
        """Where somebody has to say something yet, once nothing is left under `tab`."""
        return next((one for one in (Tab.WRONG, Tab.QUESTION) if one is not tab and self.tabs.get(one)), None)

    @property
    def to_do(self) -> bool:
        """Whether rows are left that could still be brought in."""
        return any(self.tabs.get(tab) for tab in (*_WAITING, Tab.LEFT_OUT))


def imports_page(actor: Actor) -> Page:
    """One page of the lists that the reader may see, the latest first."""
    columns = (
        "id", "uid", "kind", "state", "status", "names_sealed", "sent_at", "applied_at", "undone_at", "counts", "whole",
    )  # fmt: skip
    name = sa.select(Account.name).where(Account.id == ListImport.account_id).scalar_subquery()
    select = sa.select(*(getattr(ListImport, one).label(one) for one in columns), name.label("by_name"))
    return page_of(select.where(condition(actor, Action.MEMBER_IMPORT, ListImport)), (ListImport.id,), descending=True)


def _of_sheet(list_import: ListImport) -> sa.ColumnElement[bool]:
    return sa.and_(ImportRow.import_id == list_import.id, ImportRow.sheet == list_import.choices["sheet"])


def counts(list_import: ListImport) -> Counts:
    """The rows of the list, counted; one statement."""
    columns = (ImportRow.verdict, ImportRow.left_out, ImportRow.outcome, ImportRow.writes)
    select = sa.select(*columns, sa.func.count().label("rows")).where(_of_sheet(list_import)).group_by(*columns)
    tabs: dict[Tab, int] = {}
    ready = 0
    for row in db.session.execute(select):
        tab = _tab(row)
        if tab is not None:
            tabs[tab] = tabs.get(tab, 0) + row.rows
            ready += row.rows if row.writes and tab in (Tab.NEW, Tab.CHANGED) else 0
    return Counts(tabs, ready)


def _tab(row: Any) -> Tab | None:
    if row.verdict in (RowVerdict.PENDING, RowVerdict.PASSED_OVER):
        return None
    if row.outcome is not None:
        return Tab.DONE
    return Tab.LEFT_OUT if row.left_out else Tab(row.verdict.value)


def rows_page(list_import: ListImport, tab: Tab, total: int) -> Page:
    """One page of the rows under a tab, in the order of the list; `total` as `counts` has it."""
    select = sa.select(*ROW_COLUMNS).where(_of_sheet(list_import))
    match tab:
        case Tab.DONE:
            select = select.where(ImportRow.outcome.is_not(None))
        case Tab.LEFT_OUT:
            select = select.where(ImportRow.left_out.is_(True), ImportRow.outcome.is_(None))
        case _:
            verdict = RowVerdict(tab.value)
            select = select.where(
                ImportRow.verdict == verdict, ImportRow.left_out.is_(False), ImportRow.outcome.is_(None)
            )
    return page_of(select, (ImportRow.place,), total=total)


def open_rows(list_import: ListImport) -> sa.Select[Any]:
    """The rows that are to be applied: ready, not left out, and ticked where only ticked ones are."""
    select = sa.select(ImportRow).where(
        _of_sheet(list_import),
        ImportRow.verdict.in_([RowVerdict.NEW, RowVerdict.CHANGED]),
        ImportRow.writes.is_(True),
        ImportRow.left_out.is_(False),
        ImportRow.outcome.is_(None),
    )
    return select.where(ImportRow.ticked.is_(True)) if list_import.only_ticked else select


def wrong_rows(list_import: ListImport) -> sa.Select[Any]:
    """The rows that have to be mended, in the order of the list."""
    return (
        sa.select(*ROW_COLUMNS)
        .where(
            _of_sheet(list_import),
            ImportRow.verdict == RowVerdict.WRONG,
            ImportRow.left_out.is_(False),
            ImportRow.outcome.is_(None),
        )
        .order_by(ImportRow.place)
    )


def unknown_agencies(list_import: ListImport) -> Sequence[Any]:
    """Names of agencies that nobody knows: (key, how many rows, one of them), the most frequent first."""
    wrong = wrong_rows(list_import).order_by(None).where(ImportRow.agency_key.is_not(None)).subquery()
    number = sa.func.count().label("rows")
    grouped = sa.select(wrong.c.agency_key, number, sa.func.min(wrong.c.id).label("row_id")).group_by(
        wrong.c.agency_key
    )
    grouped = grouped.order_by(number.desc(), wrong.c.agency_key).limit(MOST_UNKNOWN)
    some = grouped.subquery()
    select = sa.select(some.c.rows, *ROW_COLUMNS).join(some, some.c.row_id == ImportRow.id)
    return db.session.execute(select.order_by(some.c.rows.desc(), ImportRow.id)).all()


def row_of(list_import: ListImport, uid: str) -> ImportRow | None:
    """One row of the list."""
    return db.session.scalar(sa.select(ImportRow).where(ImportRow.import_id == list_import.id, ImportRow.uid == uid))


def outcomes(list_import: ListImport) -> Mapping[RowOutcome, int]:
    """What became of its rows, while they are kept."""
    select = sa.select(ImportRow.outcome, sa.func.count()).where(
        ImportRow.import_id == list_import.id, ImportRow.outcome.is_not(None)
    )
    return {word: number for word, number in db.session.execute(select.group_by(ImportRow.outcome)) if word}
