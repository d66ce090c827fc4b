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
    met = Tally(attended=row.attended, expected=row.expected).completed(row.completed)
    return str(_("Yes") if met else _("No"))


def _counted(name: str) -> Field:
    return Field(lambda: expressions()[name], needs=None)


def _of_rule(*beside: str) -> Field:
    """What the training asks for, and beside it the numbers that the column works its cell out from."""
    return Field(lambda: Training.completion_percent, needs=None, beside=beside)


def register() -> None:
    """Put the columns behind those of participation. Done once, when the application is made."""
    FIELDS.setdefault("ahead", _counted("ahead"))
    for key, heading in (
        ("attended", _l("Sessions attended")),
        ("expected", _l("Sessions expected")),
        ("excused", _l("Sessions excused")),
        ("absent", _l("Sessions absent")),
        ("unmarked", _l("Sessions unmarked")),
    ):
        extend(key, heading, _counted(key), width=10, kind=Kind.NUMBER)
    rate = _of_rule("attended", "expected")
    extend("percent", _l("Share attended, percent"), rate, width=10, kind=Kind.NUMBER, value=_percent)
    rule = _of_rule("attended", "expected", "ahead")
    extend("completed", _l("Completed"), rule, width=11, value=_completed)
