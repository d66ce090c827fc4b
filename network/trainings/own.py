"""Which trainings are somebody's own: those she runs, and those she takes part in.

Who takes part is known above this feature, so it registers its answer here: "Mine" on the list of trainings and the
calendar's feed then know it too.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action, Scope
from network.access.scope import Actor, reaches
from network.trainings.models import Training

#: From a member's id, a select of the ids of trainings.
TakingPart = Callable[[int], sa.Select[Any]]
_ANSWERS: list[TakingPart] = []


def tells_who_takes_part(answer: TakingPart) -> TakingPart:
    """Register a select of the trainings that a member takes part in."""
    if answer not in _ANSWERS:
        _ANSWERS.append(answer)
    return answer


def own(actor: Actor) -> sa.ColumnElement[bool]:
    """True for the trainings that she runs as a coordinator or takes part in. The secretariat runs none by itself."""
    parts = [Training.within(scope, actor) for scope in (Scope.OWN_STATE, Scope.ASSIGNED)]
    if actor.member_id is not None:
        parts += [Training.id.in_(answer(actor.member_id)) for answer in _ANSWERS]
    return sa.or_(*parts)


def in_her_calendar(actor: Actor) -> sa.ColumnElement[bool]:
    """Her own trainings; for whoever runs the whole region, all."""
    return sa.true() if reaches(actor, Action.TRAINING_EDIT, Scope.EVERYWHERE) else own(actor)
