"""Both records side by side: what differs, what is to be decided, what is usual, and what hangs on each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from network.access.scope import Actor
from network.members.models import Member
from network.merging import queries
from network.merging.choices import FIELDS, Side, conflicts, taken, usual
from network.merging.fingerprint import Attached, attached, digest
from network.merging.queries import Facts, MarkOf, Place, Post


@dataclass(frozen=True)
class Line:
    """One field of both. `conflict`: a person chooses; else `result` is what the record says then."""

    name: str
    stays: Any
    goes: Any
    conflict: bool
    usual: Side
    result: Any

    @property
    def differs(self) -> bool:
        """Whether the two say different things."""
        return bool(self.stays != self.goes)


@dataclass(frozen=True)
class SharedList:
    """A training on whose list both stand: one place is left, with the marks of both."""

    stays: Place
    goes: Place

    @property
    def training_id(self) -> int:
        """The training."""
        return self.stays.training_id

    @property
    def differs(self) -> bool:
        """Whether role or status of the two are not the same."""
        return (self.stays.role, self.stays.status) != (self.goes.role, self.goes.status)

    @property
    def usual(self) -> Side:
        """The place on the list before one that was left, then the one with more marks."""
        here, there = ((one.is_on_list, len(one.marks)) for one in (self.stays, self.goes))
        return Side.GOES if there > here else Side.STAYS

    @property
    def marks(self) -> list[tuple[MarkOf, MarkOf]]:
        """Sessions that are marked differently in the two."""
        both = [session for session in self.stays.marks if session in self.goes.marks]
        pairs = [(self.stays.marks[session], self.goes.marks[session]) for session in both]
        return [(here, there) for here, there in pairs if here.status != there.status]


def usual_mark(here: MarkOf, there: MarkOf) -> Side:
    """A mark before one that was taken away again, then the later one."""
    better = (there.status is not None, there.marked_at) > (here.status is not None, here.marked_at)
    return Side.GOES if better else Side.STAYS


@dataclass(frozen=True)
class Preview:
    """All that a person sees before she merges."""

    stays: Member
    goes: Member
    lines: list[Line]
    posts: list[Post]
    places: list[Place]
    shared: list[SharedList]
    facts: Mapping[int, Facts]
    attached: Mapping[str, Attached]
    digest: str

    def posts_of(self, member: Member) -> list[Post]:
        """The posts of one record."""
        return [one for one in self.posts if one.member_id == member.id]

    def places_of(self, member: Member) -> list[Place]:
        """The trainings of one record."""
        return [one for one in self.places if one.member_id == member.id]

    @property
    def overlap(self) -> bool:
        """Whether the two careers share a day otherwise than by the same post."""
        return any(
            here.overlaps(there) and not is_same(here, there)
            for here in self.posts_of(self.stays)
            for there in self.posts_of(self.goes)
        )

    @property
    def usual_posts(self) -> Side:
        """The career that reaches further."""
        last = [max((one.starts_on for one in self.posts_of(who)), default=None) for who in (self.stays, self.goes)]
        return Side.GOES if last[1] is not None and (last[0] is None or last[1] > last[0]) else Side.STAYS

    @property
    def both_accounts(self) -> bool:
        """Whether each of the two has an account."""
        return all(one.account is not None for one in self.facts.values())

    @property
    def usual_account(self) -> Side:
        """The account that is more, then one that is on and has a password."""
        here, there = (
            (one.more, not one.disabled, one.opened)
            for one in (self.facts[self.stays.id].account, self.facts[self.goes.id].account)
            if one is not None
        )
        return Side.GOES if there > here else Side.STAYS

    @property
    def both_photos(self) -> bool:
        """Whether each of the two has a photo."""
        return all(one.photo is not None for one in self.facts.values())

    @property
    def is_out_of_reach(self) -> bool:
        """Whether one of the accounts is more than whoever asks may make a link for."""
        return any(one.account is not None and not one.account.reachable for one in self.facts.values())


def is_same(here: Any, there: Any) -> bool:
    """Whether two posts are one that was recorded twice: only the words of rank and position may differ."""
    return (here.agency_id, here.starts_on, here.ends_on) == (there.agency_id, there.starts_on, there.ends_on)


def preview_of(stays: Member, goes: Member, actor: Actor) -> Preview:
    """Four statements, whatever the two records hold."""
    ids = (stays.id, goes.id)
    found = attached(*ids)
    places = queries.places(ids)
    return Preview(
        stays=stays,
        goes=goes,
        lines=_lines(stays, goes),
        posts=queries.posts(ids),
        places=places,
        shared=_shared(places, *ids),
        facts=queries.facts(actor, ids),
        attached=found,
        digest=digest(found, *sorted((one.id, one.version) for one in (stays, goes))),
    )


def _lines(stays: Member, goes: Member) -> list[Line]:
    chosen = conflicts(stays, goes)
    return [
        Line(
            name, getattr(stays, name), getattr(goes, name), name in chosen, usual(name, stays, goes),
            taken(name, stays, goes, {}),
        )
        for name in FIELDS
    ]  # fmt: skip


def _shared(places: list[Place], stays_id: int, goes_id: int) -> list[SharedList]:
    here, there = (main_places(one for one in places if one.member_id == who) for who in (stays_id, goes_id))
    return [SharedList(here[training], there[training]) for training in here if training in there]


def main_places(places: Any) -> dict[int, Any]:
    """One place a training: that on the list, else the last one. Works for rows of the list too."""
    found: dict[int, Any] = {}
    for one in sorted(places, key=lambda one: (one.is_on_list, one.id)):
        found[one.training_id] = one
    return found
