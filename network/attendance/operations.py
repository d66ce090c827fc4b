"""What somebody says of a mark, and what she is answered."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from network.vocabulary import MarkStatus, Mode

#: Operations of one request: a page of the register at one session.
BATCH = 200

#: Why an operation was refused, by the word that is kept with its answer.
REFUSALS = {
    "training": _l("The training was cancelled or is not published: it takes no marks."),
    "session": _l("This session is not part of this training."),
    "cancelled": _l("This session was cancelled."),
    "person": _l("This person is not on this training's list."),
}

#: Kept as JSON with the operation. `outcome` and the mark as it then stood; see `commands.record`.
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What somebody says of a person at a session; `version` is the mark's that she saw (0: none yet).

    A `status` of None takes the mark away. `at` is her device's clock: kept and shown, it decides nothing.
    """

    id: str
    participation: int
    session: int
    status: MarkStatus | None
    mode: Mode
    version: int
    at: datetime | None = None

    def digest(self, training_id: int, account_id: int) -> str:
        """SHA-256 of everything that the operation says, and of who says it where."""
        where = (training_id, account_id, self.participation, self.session)
        what = (self.status, self.mode, self.version, self.at.isoformat() if self.at else None)
        text = json.dumps([*where, *what])
        return hashlib.sha256(text.encode()).hexdigest()


def as_told(mark: dict[str, Any] | None) -> Answer:
    """A mark as answers carry it, kept as JSON."""
    if mark is None:
        return {"status": None, "mode": Mode.IN_PERSON.value, "version": 0, "by": None, "at": None}
    return {
        "status": mark["status"].value if mark["status"] else None,
        "mode": mark["mode"].value,
        "version": mark["version"],
        "by": mark["by"],
        "at": mark["marked_at"].isoformat(),
    }


def told(answer: Answer) -> tuple[MarkStatus | None, Mode]:
    """The mark that an answer carries."""
    return MarkStatus(answer["status"]) if answer["status"] else None, Mode(answer["mode"])
