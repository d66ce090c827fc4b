"""When the coordinator named for a shielded member is hers no more: nobody is named, and the secretariat is told so."""

from typing import Any

from network.accounts.roles import coordination_ended
from network.members.commands import moved
from network.shields import queries
from network.vocabulary import State


@moved.connect
def _of_another_state(_sender: Any, *, member_id: int) -> None:
    member = queries.locked(member_id)
    if member is not None:
        member.shield_account_id = None


@coordination_ended.connect
def _coordinates_no_more(_sender: Any, *, account_id: int, state: State) -> None:
    for member in queries.named_by(account_id, state):
        member.shield_account_id = None
