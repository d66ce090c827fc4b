"""The marks that a row of a list of participants holds."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from network.imports import values
from network.vocabulary import MarkStatus


def said_marks(cells: Sequence[tuple[str, Any, Sequence[int]]]) -> tuple[dict[int, MarkStatus], Any]:
    """The marks of these cells (heading, cell, the sessions it is for), and the first thing that is wrong."""
    found: dict[int, MarkStatus] = {}
    wrong: Any = None
    for heading, cell, sessions in cells:
        status = values.mark(cell)
        if isinstance(status, values.Problem):
            wrong = wrong or f"{heading}: {status.sentence}"
        elif status is not None:
            if any(found.get(session, status) is not status for session in sessions):
                wrong = wrong or _("Two columns say different things of one session.")
            found.update(dict.fromkeys(sessions, status))
    return found, wrong
