"""Whom of the Network a person may be: for the question on entry, for imports, and for the review list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from network.access.scope import Actor
from network.members.queries import namesakes

if TYPE_CHECKING:
    from network.members.commands import Person


@dataclass(frozen=True, slots=True)
class Likely:
    """A member whom somebody may be. `verdict` is "same" or "possible"; `score` goes to 100; `evidence` is shown."""

    member_id: int
    uid: str
    verdict: str
    score: int
    evidence: tuple[str, ...] = ()


def likely(people: Sequence["Person"], *, reader: Actor | None, limit: int = 5) -> list[list[Likely]]:
    """For each of these people the members whom she may be, the best first.

    Whoever the reader may not identify is never among them, nor whoever stands outside what she may list.
    """
    return [
        [
            Likely(one.id, one.uid, "same", 100)
            for one in namesakes(
                person.state,
                (person.family, person.given),
                (person.family_latin, person.given_latin),
                phone=person.phone,
                reader=reader,
            )
        ][:limit]
        for person in people
    ]
