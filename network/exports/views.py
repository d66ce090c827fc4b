"""Layouts, each its owner's own. Lists themselves are chosen and exported in `reports`."""

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.errors import Refused
from network.exports import commands
from network.exports.forms import LayoutForm
from network.exports.models import Layout
from network.web.pages import done, local_path, render, see_other_path

bp = Blueprint("exports", __name__, url_prefix="/layouts")


def _back() -> str:
    """The list that the layout was chosen on."""
    return local_path(request.values.get("next"), url_for("home.show"))


@bp.route("/<int:layout_id>", methods=["GET", "POST"])
@requires(Action.LAYOUT_MANAGE, on=Layout)
def layout(layout: Layout) -> Response:
    """Rename a layout, or remove it."""
    form = LayoutForm(obj=layout)
    if form.validate_on_submit():
        try:
            commands.rename_layout(layout.id, form.name.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The layout is now called “%(name)s”.", name=form.name.data))
            return see_other_path(_back())
    return render("exports/layout.html", form=form, layout_id=layout.id, back=_back())


@bp.post("/<int:layout_id>/remove")
@requires(Action.LAYOUT_MANAGE, on=Layout)
def remove_layout(layout: Layout) -> Response:
    """Forget a layout. Lists that were made with it stay as they are."""
    name = layout.name
    commands.remove_layout(layout.id, by=current_user)
    done(_("The layout “%(name)s” is removed.", name=name))
    return see_other_path(_back())
