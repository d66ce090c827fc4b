"""How a typed word meets a word of somebody's names, and how good a match that makes of her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from network.database import any_of
from network.members.derived import begins, is_named
from network.members.models import Place


class Way(IntEnum):
    """How a typed word met one of hers, the surest first."""

    WHOLE = 0
    BEGINNING = 1
    PART = 3
    NEAR = 5


@dataclass(frozen=True, slots=True)
class Met:
    """A typed word (folded), the word of hers that it met, what that is of her, and how."""

    asked: str
    token: str
    place: Place
    way: Way
    slips: int = 0

    @property
    def cost(self) -> int:
        """The less the better: a number typed whole is best."""
        whole_number = self.place is Place.NUMBER and self.way is Way.WHOLE and not is_named(self.asked)
        return self.way + self.slips + (1 if self.place is Place.PREVIOUS else 0) - (20 if whole_number else 0)


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found, and by what."""

    member_id: int
    met: tuple[Met, ...]
    sort_key: str

    @property
    def rank(self) -> tuple[Any, ...]:
        """The best match has the least: how surely, then family name before given, in the order typed, by name."""
        places = [one.place for one in self.met]
        again = len(self.met) - len({one.token for one in self.met})
        return (
            sum(one.cost for one in self.met) + 2 * again,
            min(places, default=0),
            places != sorted(places),
            sum(places),
            self.sort_key,
            self.member_id,
        )


@dataclass(frozen=True)
class Asked:
    """A typed word with the words that it may be a part or a slip of."""

    word: str
    parts: Sequence[str] = ()
    near: Mapping[str, int] | None = None

    @property
    def unsure(self) -> list[str]:
        """Every word that it meets only by a part or a slip."""
        return [*self.parts, *(one for one in self.near or () if one not in self.parts)]

    def met_by(self, token: Any) -> ColumnElement[bool]:
        """True for a word of hers that meets it in any way."""
        sure = begins(token, self.word)
        return sa.or_(sure, any_of(token, self.unsure)) if self.unsure else sure

    def met(self, token: str, place: int) -> Met | None:
        """How this word of hers meets it."""
        where = Place(place % Place.BEGINNING)
        if token == self.word and place < Place.BEGINNING:
            return Met(self.word, token, where, Way.WHOLE)
        if token.startswith(self.word):
            return Met(self.word, token, where, Way.BEGINNING)
        if token in self.parts:
            return Met(self.word, token, where, Way.PART)
        if self.near and token in self.near:
            return Met(self.word, token, where, Way.NEAR, self.near[token])
        return None
