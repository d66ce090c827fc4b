"""What every act for many answers: who may do it, what would happen to each, doing it, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from network.access.policy import Action
from network.accounts.actor import SignedIn
from network.audit.changes import Change
from network.audit.events import Event
from network.bulk.kinds import Undone, Verdict
from network.bulk.models import BulkBatch


class Judged(NamedTuple):
    """What would happen to one person, and the row that this was decided on."""

    member_id: int
    verdict: Verdict
    basis_id: int | None = None
    basis_version: int | None = None


@dataclass
class Made:
    """What was made: a row for each person; and of invitations their secrets, which are kept nowhere."""

    rows: Mapping[int, int]
    secrets: Mapping[int, str] = field(default_factory=dict)


class MadeRow(NamedTuple):
    """A row of a batch that was done."""

    member_id: int
    made_id: int
    basis_id: int | None
    basis_version: int | None
    verdict: Verdict


class Act(Protocol):
    """One kind of work. `judge` is asked for the preview, and again under the locks of the change that does it."""

    action: Action
    event: Event

    def hold(self, batch: BulkBatch) -> None:
        """Lock what is locked before people are, inside the change. Raises Refused where it takes no change."""

    def judge(self, batch: BulkBatch, by: SignedIn) -> Sequence[Judged]:
        """One for each person of the batch who is on her list still. Raises Refused where it can be done to nobody."""

    def do(self, note: Change, batch: BulkBatch, these: Sequence[Judged], *, by: SignedIn) -> Made:
        """To these, inside the change that holds their locks."""

    def take_back(self, note: Change, batch: BulkBatch, these: Sequence[MadeRow], *, by: SignedIn) -> dict[int, Undone]:
        """From these, who may be touched, where nothing else has changed since; what became of each."""


def obstacle(row: Any) -> Verdict | None:
    """What stands against it whatever is done, of a row of `queries.people`."""
    if row.shield_code is not None:
        return Verdict.SHIELDED  # her record opens with a reason, one by one
    return None if row.may else Verdict.NOT_ALLOWED
