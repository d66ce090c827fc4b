"""What attendance adds to participants lists, on the page and in every export: counted by the one rule."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.attendance.rule import Tally, expressions
from network.exports.table import Kind
from network.participation.columns import extend
from network.participation.fields import FIELDS, Field
from network.trainings.models import Training


def _percent(row: Any) -> int | None:
    return Tally(attended=row.attended, expected=row.expected).percent


def _completed(row: Any) -> str:
    """Yes or no once all her sessions are over; nothing before."""
    if row.ahead or not row.expected:
        return ""
    met = Tally(attended=row.attended, expected=row.expected).completed(row.completion_percent)
    return str(_("Yes") if met else _("No"))


def register() -> None:
    """Put the columns behind those of participation. Done once, when the application is made."""
    FIELDS.setdefault("ahead", Field(lambda: expressions()["ahead"]))
    FIELDS.setdefault("completion_percent", Field(lambda: Training.completion_percent))
    for key, heading in (
        ("attended", _l("Sessions attended")),
        ("expected", _l("Sessions expected")),
        ("excused", _l("Sessions excused")),
        ("absent", _l("Sessions absent")),
        ("unmarked", _l("Sessions unmarked")),
    ):
        extend(key, heading, Field(lambda key=key: expressions()[key]), width=10, kind=Kind.NUMBER)  # type: ignore[misc]
    extend(
        "percent", _l("Share attended, percent"), Field(lambda: Training.completion_percent, beside=("attended", "expected")),
        width=10, kind=Kind.NUMBER, value=_percent,
    )  # fmt: skip
    extend(
        "completed", _l("Completed"),
        Field(lambda: Training.completion_percent, beside=("attended", "expected", "ahead", "completion_percent")),
        width=11, value=_completed,
    )  # fmt: skip
