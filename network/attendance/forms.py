"""What devices and people send: operations as JSON, or the register's own form of one session."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from network.attendance.models import mode_of
from network.attendance.operations import BATCH, Operation
from network.audit.events import Event
from network.clock import moment_in
from network.errors import Refused
from network.vocabulary import MarkStatus, Mode
from network.web import fields
from network.web.forms import FilterForm, Form

#: What a batch is written down as, by the word that the device sends.
REASONS = {
    "marked": Event.ATTENDANCE_MARKED,
    "filled": Event.ATTENDANCE_FILLED,
    "undone": Event.ATTENDANCE_UNDONE,
}

#: The longest id that is kept; a UUID is 36 characters.
_ID = re.compile(r"[0-9A-Za-z-]{8,36}")


class Unreadable(Refused):
    """Not a batch of operations: a fault of the sender."""

    sentence = _l("These marks could not be read. Reload the page and mark again.")


class RegisterFilter(FilterForm):
    """Whom the register shows."""

    state = fields.state(empty=_l("All states"))


class SheetForm(Form):
    """Whose names a printed sign-in sheet holds."""

    state = fields.state(empty=_l("All states"))


def word(status: MarkStatus | None, mode: Mode) -> str:
    """A mark as a form's select knows it: "", "late", "present online"."""
    if status is None:
        return ""
    return f"{status} {mode}" if mode_of(status, mode) is Mode.ONLINE else status.value


def faces() -> list[tuple[str, MarkStatus | None, Mode]]:
    """Every word with its mark."""
    marks = [(status, mode) for status in MarkStatus for mode in Mode if mode is mode_of(status, mode)]
    return [("", None, Mode.IN_PERSON), *((word(*mark), *mark) for mark in marks)]


def meaning(text: str) -> tuple[MarkStatus | None, Mode]:
    """The status and mode of a word. Raises Unreadable."""
    first, _, second = text.partition(" ")
    try:
        return (MarkStatus(first) if first else None), Mode(second or Mode.IN_PERSON)
    except ValueError as error:
        raise Unreadable from error


def read_batch(payload: Any) -> tuple[Event, list[Operation]]:
    """A device's batch: a list of operations, or {"reason": …, "operations": […]}. Raises Unreadable."""
    reason, items = "marked", payload
    if isinstance(payload, dict):
        reason, items = payload.get("reason", "marked"), payload.get("operations")
    if not isinstance(items, list) or not 0 < len(items) <= BATCH:
        raise Unreadable
    if not isinstance(reason, str) or reason not in REASONS:
        raise Unreadable
    return REASONS[reason], [_operation(item) for item in items]


def _operation(item: Any) -> Operation:
    try:
        if not _ID.fullmatch(item["id"]):
            raise Unreadable
        return Operation(
            id=item["id"],
            participation=_count(item["participation"]),
            session=_count(item["session"]),
            status=MarkStatus(item["status"]) if item["status"] is not None else None,
            mode=Mode(item.get("mode") or Mode.IN_PERSON),
            version=_count(item["version"]),
            at=moment_in(item["at"]) if item.get("at") else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unreadable from error


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**31:
        raise Unreadable
    return value


def seen(rows: Sequence[tuple[int, int, str]]) -> str:
    """What a form's reader saw, for a hidden field: participation, version and word of each row."""
    return ";".join(f"{participation}.{version}.{text}" for participation, version, text in rows)


def read_form(sent: Mapping[str, str]) -> list[Operation]:
    """The operations of a register's form: one for each select that was changed. Raises Unreadable.

    With `fill` pressed, everybody who is left unmarked and is expected (not `outside`) becomes present.
    """
    fill = sent.get("fill")
    outside = set(sent.get("outside", "").split())
    operations = []
    try:
        session_id = _count(int(sent["session"]))
        for entry in filter(None, sent.get("seen", "").split(";")):
            participation, version, was = entry.split(".", 2)
            chosen = sent.get(f"mark-{participation}", was)
            if fill and not chosen and participation not in outside:
                chosen = word(MarkStatus.PRESENT, Mode(sent.get("mode") or Mode.IN_PERSON))
            if chosen == was:
                continue
            status, mode = meaning(chosen)
            where = (_count(int(participation)), session_id)
            operations.append(Operation(str(uuid.uuid4()), *where, status, mode, _count(int(version))))
    except (KeyError, ValueError) as error:
        raise Unreadable from error
    if len(operations) > BATCH:
        raise Unreadable
    return operations


@dataclass(frozen=True)
class Conflict:
    """A cell where somebody was faster: both marks as words, and what each choice is called."""

    participation: int
    version: int
    name: str
    theirs: str
    mine: str
    keep: str
    use: str


def choosing(conflicts: Sequence[Conflict]) -> Form:
    """A form that asks for each conflict which mark holds; its answers come back as a register's form."""
    asked = {
        f"mark-{one.participation}": fields.ButtonsField(
            one.name, choices=[(one.theirs, one.keep), (one.mine, one.use)], default=one.theirs
        )
        for one in conflicts
    }
    form: Form = type("ChoosingForm", (Form,), asked)(formdata=None)
    return form
