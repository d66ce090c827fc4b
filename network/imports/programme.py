"""The training whose participants a list brings: its sessions, and which of them a column means."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from network.database import db
from network.imports.choices import Choices
from network.imports.dates import Order, day
from network.imports.headings import Field, folded
from network.imports.reading import Cell
from network.trainings.models import Training
from network.web.formats import MEDIUM
from network.web.formats import day as shown_day
from network.web.i18n import language
from network.web.words import label

#: Words of a heading that mean the first or the second part of a day.
_FIRST = re.compile(
    r"(?<!\w)(до (обеда|полудня)|утр\w*|am|morning|1 (половина|я половина|сессия|я сессия)|first half)(?!\w)"
)
_SECOND = re.compile(
    r"(?<!\w)(после (обеда|полудня)|вечер\w*|pm|afternoon|2 (половина|я половина|сессия|я сессия)|second half)(?!\w)"
)
_DAY, _SESSION = r"день|day|күн|kun|кун|рӯз|d", r"сессия|session|занятие|модуль|module"
_NTH_DAY = re.compile(rf"(?<!\w)(?:(?:{_DAY}) (\d{{1,2}})|(\d{{1,2}}) ?(?:й|st|nd|rd|th)? (?:{_DAY}))(?!\w)")
_NTH_SESSION = re.compile(
    rf"(?<!\w)(?:(?:{_SESSION}) (\d{{1,2}})|(\d{{1,2}}) ?(?:я|st|nd|rd|th)? (?:{_SESSION}))(?!\w)"
)
_DATE = re.compile(r"\d{1,4}[./\-]\d{1,2}(?:[./\-]\d{2,4})?")
_WRITTEN = re.compile(r"\d{1,2} [^\W\d_]{3,}|[^\W\d_]{3,} \d{1,2}")


@dataclass(frozen=True)
class Half:
    """A session that takes marks, by the clock of its training."""

    id: int
    starts: datetime  # as that clock shows it, without a zone
    title: str = ""
    title_ru: str = ""

    @property
    def day(self) -> date:
        return self.starts.date()

    @property
    def when(self) -> str:
        """Its day and hour, for people."""
        return f"{shown_day(self.day, MEDIUM)}, {self.starts:%H:%M}"

    @property
    def words(self) -> str:
        """What it is called."""
        title = self.title_ru if language() == "ru" and self.title_ru else self.title
        return f"{self.when} · {title}" if title else self.when


@dataclass(frozen=True)
class Programme:
    """A training as far as an import has to know it; cancelled sessions take no marks and are not there."""

    training_id: int
    starts_on: date
    title: str = ""
    title_ru: str = ""
    halves: Sequence[Half] = ()

    def as_json(self) -> dict[str, Any]:
        """To be kept with the list."""
        halves = [[one.id, one.starts.isoformat(), one.title, one.title_ru] for one in self.halves]
        return {
            "id": self.training_id,
            "starts_on": self.starts_on.isoformat(),
            "title": self.title,
            "title_ru": self.title_ru,
            "halves": halves,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Programme":
        halves = [Half(key, datetime.fromisoformat(starts), *titles) for key, starts, *titles in kept["halves"]]
        return cls(kept["id"], date.fromisoformat(kept["starts_on"]), kept["title"], kept["title_ru"], halves)

    @property
    def called(self) -> str:
        """Its title in the reader's language."""
        return self.title_ru if language() == "ru" and self.title_ru else self.title

    @property
    def days(self) -> dict[date, list[Half]]:
        """Its days, each with its sessions in order."""
        found: dict[date, list[Half]] = {}
        for half in self.halves:
            found.setdefault(half.day, []).append(half)
        return found

    def offered(self) -> list[tuple[str, str]]:
        """What a column of marks can be, for a select: each session, and each day that has several."""
        single = [(f"session-{half.id}", half.words) for half in self.halves]
        whole = [
            (f"day-{one.isoformat()}", _("%(day)s, every session", day=shown_day(one, MEDIUM)))
            for one, halves in self.days.items()
            if len(halves) > 1
        ]
        return [*single, *whole]

    def chosen(self, text: str) -> list[int]:
        """The sessions that such a choice means; none where it is no such choice."""
        what, _sign, which = text.partition("-")
        if what == "session":
            return [half.id for half in self.halves if str(half.id) == which]
        return [half.id for half in self.halves if half.day.isoformat() == which] if what == "day" else []

    def choice(self, sessions: Sequence[int]) -> str:
        """The choice that means these sessions."""
        if len(sessions) == 1:
            return f"session-{sessions[0]}"
        days = {half.day for half in self.halves if half.id in sessions}
        return f"day-{days.pop().isoformat()}" if len(days) == 1 else ""

    def told(self, marks: Mapping[int, Any]) -> str:
        """Marks in words, each with its sessions: "Present: 26 Nov 2025, 09:00; 26 Nov 2025, 14:00"."""
        said: dict[Any, list[str]] = {}
        for half in self.halves:
            if half.id in marks:
                said.setdefault(marks[half.id], []).append(half.when)
        return ". ".join(f"{label(status)}: {'; '.join(whens)}" for status, whens in said.items())

    def meant(self, heading: Cell) -> list[int]:
        """The sessions that a heading means, by its date or number and its half of the day; none if it is unclear."""
        words = folded(heading)
        if (found := _NTH_SESSION.search(words)) and not _DATE.search(str(heading)) and not _NTH_DAY.search(words):
            at = int(found[1] or found[2])
            return [self.halves[at - 1].id] if 0 < at <= len(self.halves) else []
        halves = self._of_day(str(heading), words)
        first, second = bool(_FIRST.search(words)), bool(_SECOND.search(words))
        if first == second:
            return [half.id for half in halves]
        return [halves[0 if first else 1].id] if len(halves) == 2 else []

    def _of_day(self, heading: str, words: str) -> list[Half]:
        days = self.days
        if found := _NTH_DAY.search(words):
            at = int(found[1] or found[2])
            return list(days.values())[at - 1] if 0 < at <= len(days) else []
        for text in [found[0] for found in _DATE.finditer(heading)]:
            for one, halves in days.items():
                if _same_day(text, one):
                    return halves
        for written in _WRITTEN.findall(words):
            for one, halves in days.items():
                if day(f"{written} {one.year}", None) == one:
                    return halves
        return next(iter(days.values())) if len(days) == 1 else []


def _same_day(text: str, one: date) -> bool:
    """Whether the text is this day, with or without its year."""
    parts = re.split(r"[./\-]", text)
    whole = text if len(parts) == 3 else f"{text}.{one.year}".replace("/", ".").replace("-", ".")
    return day(whole, Order.DMY) == one


def set_sessions(choices: Choices, programme: Programme | None) -> None:
    """Which sessions the columns of marks are for, by their headings; columns that tell none are no such columns.

    A remark on a training's list is no note about her: it comes in only where somebody says so.
    """
    if programme is None:
        return
    mapping = choices.mapping
    choices.programme = programme.as_json()
    mapping.columns = {at: said for at, said in mapping.columns.items() if said is not Field.NOTES}
    marks = [at for at, said in mapping.columns.items() if said is Field.SESSION]
    found = {at: programme.meant(mapping.headings[at]) for at in marks if at < len(mapping.headings)}
    choices.sessions = {at: sessions for at, sessions in found.items() if sessions}
    for at in marks:
        if at not in choices.sessions:
            del mapping.columns[at]


def programme_of(training_id: int | None) -> Programme | None:
    """The training of a list of participants, with what can be marked; one statement."""
    if training_id is None:
        return None
    select = sa.select(Training).where(Training.id == training_id).options(joinedload(Training.sessions))
    training: Any = db.session.scalars(select).unique().one_or_none()
    if training is None:
        return None
    zone = training.zone
    halves = [
        Half(one.id, one.starts_in(zone).replace(tzinfo=None), one.title, one.title_ru)
        for one in training.sessions
        if not one.cancelled
    ]
    return Programme(training.id, training.starts_on, training.title, training.title_ru, halves)
