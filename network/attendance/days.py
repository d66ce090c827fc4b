"""On the days of its sessions a register says names. Who may not know somebody on it adds no day to them."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import condition
from network.attendance.queries import shown
from network.audit.changes import Operator
from network.database import db
from network.errors import Refused
from network.members.models import Member
from network.participation.models import Participation
from network.trainings.editing import days_added


class NotHerDays(Refused):
    """Somebody stands on the list whom she may not know."""

    sentence = _l("A shielded member stands on this list: the secretariat sets other days for it.")


@days_added.connect
def _keep(_sender: Any, *, training_id: int, by: Any) -> None:
    if isinstance(by, Operator):
        return
    unknown = sa.select(Participation.id).join(Member, Member.id == Participation.member_id).where(
        Participation.training_id == training_id, shown(),
        Member.shield_code.is_not(None), sa.not_(condition(by, Action.MEMBER_IDENTIFY, Member)),
    )  # fmt: skip
    if db.session.scalar(unknown.limit(1)) is not None:
        raise NotHerDays(field="sessions")
