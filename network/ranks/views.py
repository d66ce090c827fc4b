"""Pages of the catalogue of ranks."""

from flask import Blueprint, Response, abort
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from network.access.guard import may, permitted, requires
from network.access.policy import Action
from network.agencies.models import NATIONAL_LANGUAGES
from network.errors import Refused
from network.ranks import commands, queries
from network.ranks.forms import AddRankForm, CloseRankForm, EditRankForm, RankFilters, ServiceForm
from network.ranks.models import Rank
from network.web.i18n import language
from network.web.pages import done, render, see_other

bp = Blueprint("ranks", __name__, url_prefix="/ranks")


@bp.get("/")
@requires(Action.RANK_VIEW)
def index() -> Response:
    """All ranks by state and service, from the lowest to the highest."""
    filters = RankFilters()
    rows = permitted(current_user, Action.RANK_VIEW, Rank)
    return render(
        "ranks/index.html",
        filters=filters,
        ranks=queries.ranks_page(rows, filters.chosen(), current_user.states),
        tongues=NATIONAL_LANGUAGES,
        manages=may(current_user, Action.RANK_MANAGE),
    )


@bp.route("/add", methods=["GET", "POST"])
@requires(Action.RANK_MANAGE)
def add() -> Response:
    """A new rank."""
    form = AddRankForm()
    if form.validate_on_submit():
        try:
            rank = commands.add(form.state.data, form.service.data, form.facts, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(rank)s is in the catalogue.", rank=rank.title(language())))
            return see_other("ranks.index", state=rank.state, service=rank.service)
    return render("ranks/add.html", form=form)


@bp.route("/<int:rank_id>/edit", methods=["GET", "POST"])
@requires(Action.RANK_MANAGE, on=Rank)
def edit(rank: Rank) -> Response:
    """Correct its titles, its band and its place in the order."""
    rank_id, where = rank.id, {"state": rank.state, "service": rank.service}
    form = EditRankForm.of(rank, queries.of_service(rank.state, rank.service))
    if form.validate_on_submit():
        try:
            commands.edit(rank_id, form.version.data, form.facts, form.after_id.data or 0, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(rank)s is saved.", rank=form.english.data))
            return see_other("ranks.index", **where)
    return render("ranks/edit.html", form=form, rank=rank)


@bp.route("/<int:rank_id>/close", methods=["GET", "POST"])
@requires(Action.RANK_MANAGE, on=Rank)
def close(rank: Rank) -> Response:
    """It is given no more; who bears it keeps it in her history."""
    rank_id, title, where = rank.id, rank.title(language()), {"state": rank.state, "service": rank.service}
    form = CloseRankForm(version=rank.version)
    if form.validate_on_submit():
        try:
            commands.close(rank_id, form.version.data, form.closed_on.data, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("%(rank)s is closed.", rank=title))
            return see_other("ranks.index", **where)
    return render("ranks/close.html", form=form, rank=rank)


@bp.post("/<int:rank_id>/reopen")
@requires(Action.RANK_MANAGE, on=Rank)
def reopen(rank: Rank) -> Response:
    """It is given again."""
    title, where = rank.title(language()), {"state": rank.state, "service": rank.service}
    commands.reopen(rank.id, by=current_user)
    done(_("%(rank)s is open again.", rank=title))
    return see_other("ranks.index", **where)


@bp.post("/confirm")
@requires(Action.RANK_MANAGE)
def confirm() -> Response:
    """Say that the ranks of a state and service are right as they stand."""
    form = ServiceForm()
    if not form.validate():
        abort(404)
    count = commands.confirm(form.state.data, form.service.data, by=current_user)
    done(ngettext("%(num)s rank is confirmed.", "%(num)s ranks are confirmed.", count))
    return see_other("ranks.index", state=form.state.data, service=form.service.data)
