"""Pages of organisations: who organises and supports, kept by the secretariat."""

from flask import Response, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.errors import Refused, Stale
from network.trainings import commands, queries
from network.trainings.forms import OrganisationForm
from network.trainings.models import Organisation
from network.trainings.views import bp
from network.web.pages import done, render, see_other


@bp.get("/trainings/organisations")
@requires(Action.ORGANISATION_MANAGE)
def organisations() -> Response:
    """All of them, those in use first."""
    return render("trainings/organisations.html", organisations=queries.all_organisations())


@bp.route("/trainings/organisations/add", methods=["GET", "POST"])
@requires(Action.ORGANISATION_MANAGE)
def add_organisation() -> Response:
    """A new one, offered at once."""
    return _edit(None)


@bp.route("/trainings/organisations/<int:organisation_id>", methods=["GET", "POST"])
@requires(Action.ORGANISATION_MANAGE, on=Organisation)
def organisation(organisation: Organisation) -> Response:
    """Rename it, or take it out of use."""
    return _edit(organisation)


def _edit(record: Organisation | None) -> Response:
    form = OrganisationForm() if request.method == "POST" else OrganisationForm(obj=record)
    if form.validate_on_submit():
        try:
            commands.save_organisation(
                record.id if record else None,
                name=form.name.data,
                name_ru=form.name_ru.data,
                in_use=form.in_use.data,
                version=form.version.data or 0,
                by=current_user,
            )
        except Refused as refused:
            form.refuse(refused)
            if isinstance(refused, Stale) and record is not None:
                form.version.raw_data, form.version.data = None, record.version
        else:
            done(_("“%(name)s” is saved.", name=form.name.data))
            return see_other("trainings.organisations")
    return render("trainings/organisation.html", form=form, record=record)
