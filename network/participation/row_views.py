"""Pages about one person on a list: her role, her removal, her return."""

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.errors import Refused
from network.participation import commands
from network.participation.forms import RemoveForm, RoleForm
from network.participation.models import Participation
from network.participation.views import bp, refuse_closed, training_of
from network.web.pages import done, render, see_other
from network.web.words import label


@bp.route("/<int:participation_id>/role", methods=["GET", "POST"])
@requires(Action.PARTICIPATION_EDIT, on=Participation, load=[Participation.member])
def set_role(participation: Participation) -> Response:
    """What she is at this training, and from when on she is expected."""
    training = training_of(participation.training_id)
    refuse_closed(training)
    form = RoleForm(participation, training)
    if form.validate_on_submit():
        try:
            name = commands.set_role(
                participation.id, form.version.data, form.role.data, form.session_id, by=current_user
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(name)s: %(role)s.", name=name, role=label(form.role.data)))
            return see_other("participation.index", training_id=training.id)
    return render("participation/set_role.html", training=training, participation=participation, form=form)


@bp.route("/<int:participation_id>/remove", methods=["GET", "POST"])
@requires(Action.PARTICIPATION_EDIT, on=Participation, load=[Participation.member])
def remove(participation: Participation) -> Response:
    """Take her off the list, with the reason; her marks stay."""
    training = training_of(participation.training_id)
    refuse_closed(training)
    form = RemoveForm(data={"version": participation.version})
    if form.validate_on_submit():
        try:
            name = commands.remove(participation.id, form.version.data, form.why.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            undo = url_for("participation.restore", training_id=training.id, participation_id=participation.id)
            done(_("%(name)s is removed from the list.", name=name), undo=undo)
            return see_other("participation.index", training_id=training.id)
    return render("participation/remove.html", training=training, participation=participation, form=form)


@bp.post("/<int:participation_id>/restore")
@requires(Action.PARTICIPATION_EDIT, on=Participation, load=[Participation.member])
def restore(participation: Participation) -> Response:
    """Put her back on the list, as she was."""
    training = training_of(participation.training_id)
    done(_("%(name)s is on the list.", name=commands.restore(participation.id, by=current_user)))
    return see_other("participation.index", training_id=training.id)
