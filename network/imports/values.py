"""What a cell says, as a value of ours: or a problem, or None where it says nothing. Nothing changes case.

Names are read in `names`, dates in `dates`, phones in `phones`; all answer alike.
"""

from dataclasses import dataclass
from typing import Any

from network.imports.reading import Cell
from network.vocabulary import MarkStatus, ParticipantRole, Sex, State


@dataclass(frozen=True)
class Problem:
    """Why a cell is not taken, in a sentence."""

    sentence: Any


def text(cell: Cell) -> str | Problem | None:
    """Words as typed, without outer blanks; 12.0 is "12", a date as it is written here; #REF! is a problem."""
    return str(cell).strip() or None if cell is not None else None


def sex(cell: Cell) -> Sex | Problem | None:
    """ "ж", "жен.", "F", "female", "аял", "әйел", "ayol" …"""
    raise NotImplementedError


def state(cell: Cell) -> State | Problem | None:
    """A state by its name in English, Russian or its own languages, or its ISO code."""
    raise NotImplementedError


def email(cell: Cell) -> str | Problem | None:
    """An address, as typed."""
    raise NotImplementedError


def mark(cell: Cell) -> MarkStatus | Problem | None:
    """ "+", "1", "да", "present" … is present; "н", "-", "0" is absent; "ув", "б" is excused; a blank is nothing."""
    raise NotImplementedError


def role(cell: Cell) -> ParticipantRole | Problem | None:
    """ "участница", "trainer", "тренер", "observer" …"""
    raise NotImplementedError
