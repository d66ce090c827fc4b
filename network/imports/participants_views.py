"""A list of a training's participants comes in: from the training's page, for whoever may put people on its list."""

from flask import Response, abort
from flask_login import current_user

from network.access.guard import allowed, requires
from network.access.policy import Action
from network.access.scope import may, reaches
from network.errors import Refused
from network.imports import staging
from network.imports.forms import UploadForm
from network.imports.reading import MOST_BYTES, MOST_COLUMNS
from network.imports.staging import MOST_PARTICIPANTS
from network.imports.views import bp, states
from network.participation import queries as participation
from network.participation.commands import OPEN, ListClosed
from network.trainings.models import Training
from network.vocabulary import ImportKind
from network.web.pages import fragment, render, see_other
from network.web.slots import fills


@bp.route("/training/<int:training_id>", methods=["GET", "POST"])
@requires(Action.MEMBER_IMPORT)
def send_participants(training_id: int) -> Response:
    """A file with the participants of this training and, where it says so, their attendance."""
    training = participation.training(current_user, training_id)
    if training is None or not may(current_user, Action.PARTICIPATION_ADD):
        abort(404)
    if training.status not in OPEN:
        raise ListClosed
    form = UploadForm(states=states(), everywhere=reaches(current_user, Action.PARTICIPATION_ADD))
    marks = allowed(current_user, Action.ATTENDANCE_MARK, training)
    if form.validate_on_submit():
        kind, key = ImportKind.PARTICIPANTS, training.id
        try:
            sent = staging.send(
                form.file.data, form.file_name, by=current_user, state=form.state, kind=kind, training_id=key
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return see_other("imports.columns", list_import_uid=sent.uid)
        training = participation.training(current_user, training_id) or abort(404)
    limits = {"megabytes": MOST_BYTES // 1024**2, "rows": MOST_PARTICIPANTS, "columns": MOST_COLUMNS}
    return render("imports/send_participants.html", training=training, form=form, limits=limits, marks=marks)


@fills("participation.index.actions")
def _import_action(training: Training) -> str:
    """The way from a training's list to lists that come in."""
    rights = (Action.MEMBER_IMPORT, Action.PARTICIPATION_ADD)
    if training.status not in OPEN or not all(may(current_user, one) for one in rights):
        return ""
    return fragment("imports/_participants.html", training=training)
