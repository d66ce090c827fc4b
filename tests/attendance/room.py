"""A training with people on its list, and what tests do with its register."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark
from network.clock import today
from network.database import db
from network.trainings.models import Training
from network.vocabulary import MarkStatus, State
from tests import factories as make

#: A training that is over: all of its sessions were held.
PAST = {"starts_on": today() - timedelta(days=10)}
#: What a register holds of a cell, as tests compare it.
Held = tuple[MarkStatus | None, str, int]


@dataclass
class Room:
    """A training in Kyrgyzstan with its coordinator; `people` are participation ids in its order."""

    app: Flask
    training: Training
    coordinator: Account
    people: list[int]
    sessions: list[int]

    @property
    def url(self) -> str:
        return f"/trainings/{self.training.id}/attendance"

    def operation(self, person: int, session: int, status: str | None = "present", /, **more: Any) -> dict[str, Any]:
        """An operation of a device, for the person and session at these places of their lists."""
        return {
            "id": str(uuid.uuid4()),
            "participation": self.people[person],
            "session": self.sessions[session],
            "status": status,
            "mode": "in_person",
            "version": 0,
            "at": "2026-11-23T09:00:00+06:00",
            **more,
        }

    def marks(self) -> dict[tuple[int, int], Held]:
        """Every mark in the database, by the places of person and session."""
        with self.app.app_context():
            rows = db.session.execute(
                sa.select(Mark.participation_id, Mark.session_id, Mark.status, Mark.mode, Mark.version)
            ).all()
            db.session.rollback()
        places = {
            (person, session): (one, other)
            for one, person in enumerate(self.people)
            for other, session in enumerate(self.sessions)
        }
        return {places[row[0], row[1]]: (row[2], row[3].value, row[4]) for row in rows}


def a_room(app: Flask, people: int = 3, **facts: Any) -> Room:
    """A room of so many people, their family names in alphabetical order."""
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        training = make.training(State.KG, **facts)
        listed = [
            make.participation(training, make.member(family=f"Асанова{chr(0x430 + n // 20)}{chr(0x430 + n % 20)}")).id
            for n in range(people)
        ]
        return Room(app, training, coordinator, listed, make.sessions_of(training))
