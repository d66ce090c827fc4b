"""What a browser sends from the training's form."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from network.database import db
from network.trainings.models import Training, TrainingSession

FIRST, LAST = date(2027, 3, 2), date(2027, 3, 3)


def session(day: str, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    """One row of the programme."""
    return {"id": "", "day": day, "starts": starts, "ends": ends, "title": "", "title_ru": "", **more}


def typed(sessions: Sequence[dict[str, Any]] = (), **changed: Any) -> dict[str, Any]:
    """The whole form, plausibly filled in but for what is `changed`."""
    fields = {
        "title": "Leading inclusive teams",
        "title_ru": "Руководство инклюзивными командами",
        "kind": "course",
        "description": "",
        "description_ru": "",
        "starts_on": FIRST.isoformat(),
        "ends_on": LAST.isoformat(),
        "state": "KG",
        "city": "Bishkek",
        "venue": "",
        "zone": "",
        "languages": ["ru"],
        "organisers-0": "",
        "supporters-0": "",
        "capacity": "30",
        "completion_percent": "80",
        "follows_id": "",
        **changed,
    }
    for row, one in enumerate(sessions):
        fields |= {f"sessions-{row}-{name}": value for name, value in one.items()}
    return fields


def stored(training_id: int) -> Training:
    """The training as it is in the database now, with its sessions (needs an app context)."""
    db.session.rollback()
    loads = (Training.sessions, Training.organisations, Training.priorities)
    found = db.session.get(
        Training, training_id, options=[db.selectinload(one) for one in loads], populate_existing=True
    )
    assert found is not None
    db.session.expunge_all()
    db.session.rollback()
    return found


def only() -> Training:
    """The one training there is."""
    [key] = db.session.scalars(db.select(Training.id))
    return stored(key)


def rows() -> tuple[int, int]:
    """How many trainings and sessions there are."""
    counted = tuple(
        db.session.scalar(db.select(db.func.count()).select_from(one)) for one in (Training, TrainingSession)
    )
    db.session.rollback()
    return counted  # type: ignore[return-value]
