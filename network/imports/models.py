"""Lists that came in, and their rows while it is decided what becomes of them.

The file itself is kept nowhere. What its cells hold lies here sealed, each row for its own uid, until the list is
given up or can be undone no more.
"""

import json
from datetime import datetime
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action, Scope
from network.access.scope import Actor
from network.audit.models import SECRET
from network.database import Base, Key, Moment, Uid, UtcDateTime, word
from network.sealing import Sealed
from network.vocabulary import (
    ImportKind,
    ImportStatus,
    Language,
    RowAnswer,
    RowOutcome,
    RowVerdict,
    RowWhy,
    State,
)

#: Values that are sealed for the row's uid, and never enter the trail.
_SEALED: dict[str, Any] = SECRET | {"sealed": "uid"}


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class ListImport(Base):
    """One list that came in. The accounts are no foreign keys: it is told after they are gone."""

    __tablename__ = "list_import"
    readable_by: ClassVar[Action] = Action.MEMBER_IMPORT

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[ImportKind] = mapped_column(word(ImportKind), default=ImportKind.PEOPLE)
    training_id: Mapped[int | None] = mapped_column(sa.ForeignKey("training.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.Integer, index=True)  # who sent it
    state: Mapped[State | None] = mapped_column(word(State))  # the one whose people it brings; None: of every state
    status: Mapped[ImportStatus] = mapped_column(word(ImportStatus), default=ImportStatus.COLUMNS, index=True)
    language: Mapped[Language] = mapped_column(word(Language))
    names_sealed: Mapped[str] = mapped_column("names", sa.Text, default="", info=_SEALED)
    format: Mapped[str] = mapped_column(sa.String(8))
    encoding: Mapped[str | None] = mapped_column(sa.String(32))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    sheets: Mapped[list[Any]] = mapped_column(sa.JSON)  # how many rows each has; their names are sealed with the file's
    #: What was chosen for the whole list: `imports.choices.Choices`.
    choices: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    answers_sealed: Mapped[str] = mapped_column("answers", sa.Text, default="", info=_SEALED)
    sent_at: Mapped[Moment]
    # How far the present work is, and until when whoever does it has it for herself.
    done: Mapped[int] = mapped_column(default=0)
    whole: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_to: Mapped[int] = mapped_column(default=0)  # the last member who was there when rows were compared
    only_ticked: Mapped[bool] = mapped_column(default=False)  # the present work applies no other rows
    by_account_id: Mapped[int | None]  # who applied or undid it last
    # The last key that it gave to somebody: when she is taken away again, nobody else ever gets it (`imports.keys`).
    last_id: Mapped[int | None] = mapped_column(index=True)
    unfound: Mapped[bool] = mapped_column(default=False)  # what finds these people is still to be written
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)  # what became of its rows, for good
    fault: Mapped[str] = mapped_column(sa.Text, default="")  # why the last work was given up, in English, for the log
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    names = Sealed("names_sealed", read=json.loads, write=_packed)
    answers = Sealed("answers_sealed", read=json.loads, write=_packed)

    @classmethod
    def within(cls, scope: Scope, actor: Actor) -> ColumnElement[bool]:
        if scope is not Scope.OWN_STATE:
            return sa.false()
        return sa.and_(cls.account_id == (actor.account_id or 0), cls.state.in_(sorted(actor.states)))

    def is_within(self, scope: Scope, actor: Actor) -> bool:
        """A coordinator's own lists: what another one of her state sent may name whom only that one knows."""
        return scope is Scope.OWN_STATE and self.account_id == actor.account_id and self.state in actor.states

    @property
    def file_name(self) -> str:
        """As it was called where it came from; empty once its rows are forgotten."""
        return str((self.names or [""])[0])

    @property
    def sheet_names(self) -> list[str]:
        return (self.names or [""])[1:]

    @property
    def is_working(self) -> bool:
        """Whether something is done to it just now."""
        return self.status in (ImportStatus.CHECKING, ImportStatus.APPLYING, ImportStatus.UNDOING)


class ImportRow(Base):
    """A row of a sheet, and what would become of it, or became. `place` is its number as the spreadsheet shows it."""

    __tablename__ = "import_row"
    __table_args__ = (sa.Index("ix_import_row_place", "import_id", "sheet", "place", unique=True),)

    id: Mapped[Key]
    uid: Mapped[Uid]
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("list_import.id", ondelete="CASCADE"))
    sheet: Mapped[int]
    place: Mapped[int]
    cells_sealed: Mapped[str] = mapped_column("cells", sa.Text, info=_SEALED)
    section_sealed: Mapped[str] = mapped_column("section", sa.Text, default="", info=_SEALED)
    typed_sealed: Mapped[str] = mapped_column("typed", sa.Text, default="", info=_SEALED)  # in place of cells
    found_sealed: Mapped[str] = mapped_column("found", sa.Text, default="", info=_SEALED)  # who may be the same, why
    wrote_sealed: Mapped[str] = mapped_column("wrote", sa.Text, default="", info=_SEALED)  # for the undo
    verdict: Mapped[RowVerdict] = mapped_column(word(RowVerdict), default=RowVerdict.PENDING)
    writes: Mapped[bool] = mapped_column(default=False)  # whether applying it would change anything
    left_out: Mapped[bool] = mapped_column(default=False)
    takes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # differing fields that are to be replaced
    answer: Mapped[RowAnswer | None] = mapped_column(word(RowAnswer))
    apart: Mapped[bool] = mapped_column(default=False)  # a person said that she is nobody of another row
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id", ondelete="SET NULL"), index=True)
    new_id: Mapped[int | None]  # the key that is set aside for her while the list is applied
    name_key: Mapped[str | None] = mapped_column(sa.String(64), index=True, info=SECRET)  # keyed hash: rows of one name
    agency_key: Mapped[str | None] = mapped_column(
        sa.String(64), info=SECRET
    )  # the same of an agency that nobody knows
    ticked: Mapped[bool] = mapped_column(default=False)  # chosen to be applied, where not all are
    outcome: Mapped[RowOutcome | None] = mapped_column(word(RowOutcome))
    why: Mapped[RowWhy | None] = mapped_column(word(RowWhy))

    cells = Sealed("cells_sealed", read=json.loads, write=_packed)
    section = Sealed("section_sealed")
    typed = Sealed("typed_sealed", read=json.loads, write=_packed)
    found = Sealed("found_sealed", read=json.loads, write=_packed)
    wrote = Sealed("wrote_sealed", read=json.loads, write=_packed)


#: Every column of a row by its attribute, for selects that make no records of them.
ROW_COLUMNS = tuple(
    getattr(ImportRow, name).label(name)
    for name in (
        "id", "uid", "import_id", "sheet", "place", "cells_sealed", "section_sealed", "typed_sealed", "found_sealed",
        "verdict", "left_out", "takes", "answer", "apart", "member_id", "agency_key", "ticked", "outcome", "why",
    )
)  # fmt: skip
