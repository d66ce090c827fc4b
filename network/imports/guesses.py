"""Whom a row may be of, as it is kept and as it is told.

Kept is who, and in what the two agree: never how she is called. So nothing of her stays in the rows of others when she
is erased; her names stand beside theirs where the page is made, for whoever may know her then.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from network.imports.differences import Existing
from network.imports.drafts import Draft
from network.members.duplicates import Likely, previous_of
from network.members.evidence import CLOSED, Kind, Piece
from network.members.keys import names_of
from network.members.likeness import Facts, compared, spellings_of

#: Pieces that are told with both spellings.
_NAMES = frozenset({Kind.FAMILY, Kind.GIVEN, Kind.PATRONYMIC})


class Previous:
    """What these people were called before, read once for a page, and only where somebody asks."""

    def __init__(self, member_ids: Iterable[int]) -> None:
        self.member_ids = sorted(member_ids)

    @cached_property
    def _names(self) -> Mapping[int, Sequence[Any]]:
        return previous_of(self.member_ids)

    def of(self, member_id: int) -> Sequence[Any]:
        return self._names.get(member_id, ())


def kept(guess: Likely) -> list[Any]:
    """Member id, verdict, score, and of each piece of evidence its kind and whether the two agree in it."""
    return [guess.member_id, guess.verdict, guess.score, [[one.kind, one.agrees] for one in guess.evidence]]


def told(pieces: Sequence[Sequence[Any]], said: Draft, who: Existing, before: Previous) -> list[Piece]:
    """The evidence in the reader's words, with both spellings; those of before where those of now do not say it."""
    known = [(Kind(kind), agrees) for kind, agrees, *_more in pieces]
    if who.shielded:
        known = [one for one in known if one[0] not in CLOSED]
    named = _named(known, said, who, ())
    if any(kind in _NAMES and (kind, agrees) not in named for kind, agrees in known):
        named = _named(known, said, who, before.of(who.id))
    return [named.get(one) or Piece(*one) for one in known]


def _named(
    known: Sequence[tuple[Kind, bool]], said: Draft, who: Existing, previous: Iterable[Any]
) -> Mapping[tuple[Kind, bool], Piece]:
    if said.person is None:
        return {}
    facts = dict(known)
    hers = spellings_of(names_of(SimpleNamespace(**who.values), previous))
    agreeing = Facts(facts.get(Kind.PHONE), facts.get(Kind.EMAIL), facts.get(Kind.BORN))
    alike = compared(spellings_of(names_of(said.person)), hers, agreeing)
    return {(one.kind, one.agrees): one for one in alike.evidence}
