"""What attendance puts on other features' pages."""

from typing import Any

from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import allowed, may
from network.access.policy import Action
from network.accounts.queries import coordinators_of
from network.attendance.queries import reach, record_of
from network.priorities.reach import counted_by
from network.trainings.models import Training
from network.vocabulary import TrainingStatus
from network.web.pages import fragment
from network.web.slots import fills


@fills("trainings.show.actions")
def training_action(training: Training) -> str | Markup:
    """The way to the register from a training's page."""
    if training.status is TrainingStatus.DRAFT or not may(current_user, Action.ATTENDANCE_VIEW):
        return ""
    mark = allowed(current_user, Action.ATTENDANCE_MARK, training)
    return fragment("attendance/_action.html", training=training, mark=mark)


@fills("trainings.show.mine")
def own_attendance(training: Training) -> str | Markup:
    """Her own marks on a training's page; of a coming one that she is not on, who can put her there."""
    if current_user.member_id is None:
        return ""
    if found := record_of(current_user.member_id, training.id):
        return fragment("attendance/_mine.html", training=training, own=found[0])
    coming = training.status is TrainingStatus.PUBLISHED and not training.is_over
    puts = may(current_user, Action.PARTICIPATION_ADD)
    people = coordinators_of(current_user.member_id) if coming and not puts else ()
    sentence = _("Places are given through your coordinator:")
    return fragment("accounts/_coordinators.html", sentence=sentence, people=people) if people else ""


@fills("members.show.record")
def member_record(member: Any) -> str | Markup:
    """What a member attended, on her page and on her own record."""
    found = record_of(member.id)
    own = current_user.member_id == member.id
    return fragment("attendance/_record.html", record=found, own=own, member=member)


#: The figures of the strategic plan's pages.
counted_by(reach)
