"""Two shielded members of the demo: one whom her coordinator knows, one for whom nobody is named yet."""

from collections.abc import Mapping

import sqlalchemy as sa

from network.database import db
from network.demo.demo import Demo
from network.demo.people import DemoPerson
from network.demo.trainings import RUNNING
from network.members.derived import write_tokens
from network.members.models import Member
from network.vocabulary import ParticipantRole, Role, State

#: The same in every demo, so that a picture of it stays true.
CODES = {State.KG: "S-7K3QF", State.UZ: "S-W4N9D"}


def shield_some(
    shown: Demo,
    members: Mapping[str, int],
    accounts: Mapping[tuple[Role, State | None], int],
    signing_in: set[int],
) -> None:
    """Inside an open change: one participant of the running training of each of the two states."""
    for state, code in CODES.items():
        person = _chosen(shown, state, {number for number, key in members.items() if key in signing_in})
        named = accounts[Role.COORDINATOR, state] if state is State.KG else None
        shielded = sa.update(Member).where(Member.id == members[person.number])
        db.session.execute(shielded.values(shield_code=code, shield_account_id=named))
    write_tokens(db.session.scalars(sa.select(Member).where(Member.shield_code.is_not(None))).all())


def _chosen(shown: Demo, state: State, known: set[str]) -> DemoPerson:
    """Nobody who signs in: her name stands on what she does."""
    here = {
        one.member
        for one in shown.participations
        if one.training == RUNNING and one.role is ParticipantRole.PARTICIPANT
    }
    return next(one for one in shown.people if one.state is state and one.number in here - known)
