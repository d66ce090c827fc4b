"""Participants lists: chosen, seen, and then exported."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import asks_again, requires
from network.access.policy import Action
from network.access.scope import Reader, may, reaches, sight
from network.audit.unchanged import at_this_address
from network.errors import Refused
from network.exports import commands
from network.exports.delivery import deliver
from network.exports.forms import ExportForm, LayoutForm
from network.exports.locking import suggested_password
from network.exports.table import Cell, Column, Kind
from network.reports import participants
from network.reports.asked import Asked
from network.reports.forms import PEOPLE
from network.shields.queries import knows_any
from network.trainings.models import Training
from network.vocabulary import TrainingStatus
from network.web.formats import MEDIUM, day, number, period
from network.web.i18n import in_language
from network.web.pages import done, fragment, render, see_other_path
from network.web.slots import fills
from network.web.words import label

bp = Blueprint("reports", __name__)


@bp.route("/lists", methods=["GET", "POST"])
@requires(Action.LIST_EXPORT)
@asks_again
def lists() -> Response:
    """Choose trainings, people and columns; see the first rows; say what for, and take the list."""
    asked = Asked.read(current_user)
    if asked.to_load:
        return see_other_path(asked.with_layout(asked.to_load))
    if request.args.get("move"):
        return see_other_path(asked.address(layout=request.args.get("layout"), _anchor="columns"))
    form = ExportForm(may_name=_knows_any())
    if form.validate_on_submit():
        try:
            return _deliver(asked, form)
        except Refused as refused:
            form.refuse(refused)
    return _page(asked, form, LayoutForm(formdata=None))


@bp.post("/lists/layouts")
@requires(Action.LIST_EXPORT)
def save_layout() -> Response:
    """Keep the columns in their order, and which people, under a name."""
    asked = Asked.read(current_user)
    form = LayoutForm()
    if form.validate_on_submit():
        try:
            if asked.refused:
                raise asked.refused
            kept = asked.filters.kept()
            layout = commands.save_layout(participants.NAME, form.name.data, asked.choice.keys, kept, by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            done(_("The layout “%(name)s” is saved.", name=form.name.data))
            return see_other_path(asked.address(layout=layout.id))
    return _page(asked, ExportForm(formdata=None, may_name=_knows_any()), form)


def _knows_any() -> bool:
    """Whether a list of hers could name somebody shielded."""
    return knows_any(sight(current_user, Action.MEMBER_IDENTIFY))


def _page(asked: Asked, export_form: ExportForm, layout_form: LayoutForm) -> Response:
    def offered(_reader: Reader) -> Markup:
        rows = _offered(asked.offer)
        return fragment("reports/_trainings.html", trainings=rows) if rows else Markup()

    def kept_layouts(_reader: Reader) -> Markup:
        return fragment("reports/_layouts.html", asked=asked) if asked.layouts else Markup()

    def previewed(reader: Reader) -> tuple[int, int, Markup]:
        columns = asked.choice.columns
        preview = participants.preview(reader, columns, asked.chosen)
        kinds = [_class(column) for column in columns]
        rows = fragment("reports/_rows.html", columns=columns, rows=preview.rows, cell=_cell, kinds=kinds)
        return preview.count, len(preview.rows), rows

    reader = sight(current_user)
    return render(
        "reports/lists.html",
        form=layout_form if layout_form.is_refused else export_form,
        asked=asked,
        filters=asked.filters,
        layouts=at_this_address("layouts", reader, kept_layouts),
        trainings=at_this_address("trainings", reader, offered),
        title=participants.title(asked.offer.chosen),
        preview=at_this_address("preview", reader, previewed) if asked.is_list else None,
        people=len(asked.filters.kept()),
        people_fields=PEOPLE,
        export_form=export_form,
        layout_form=layout_form,
        partial=not reaches(current_user, Action.MEMBER_VIEW),
        own_exports=not reaches(current_user, Action.EXPORTS_VIEW),
        suggested=suggested_password(),
    )


def _class(column: Column[Any]) -> str:
    """How a column of the preview is set: numbers to the right, long texts with room."""
    return "num" if column.kind is Kind.NUMBER else "roomy" if column.width >= 26 else ""


def _offered(offer: participants.Offer) -> list[tuple[Any, ...]]:
    """Trainings to tick: id, title, city, dates, and whether it is ticked."""
    return [
        (row.id, _named(row), in_language(row, "city"), period(row.starts_on, row.ends_on), here)
        for rows, here in ((offer.chosen, True), (offer.found, False))
        for row in rows
    ]


def _named(training: Any) -> str:
    """A training to choose: one that is not held as announced says so."""
    title = in_language(training)
    return title if training.status is TrainingStatus.PUBLISHED else f"{title} ({label(training.status).lower()})"


def _cell(value: Cell) -> str:
    """A cell of the preview as people read it."""
    if value is None or isinstance(value, str):
        return value or ""
    return day(value, MEDIUM) if isinstance(value, date) else number(float(value))


def _deliver(asked: Asked, form: ExportForm) -> Response:
    asked.check()
    terms = form.terms(current_user)
    keys = asked.choice.keys
    with force_locale(terms.language):
        delivery = deliver(
            participants.NAME,
            participants.title(asked.offer.chosen),
            asked.choice.columns,
            participants.select(
                current_user,
                [*keys, "member_id", "viewed_id"],
                asked.chosen,
                shielded_names=bool(terms.shielded_why),
            ),
            terms,
            filters=asked.filters.stored(),
            facts=participants.facts(asked.offer.chosen, asked.chosen),
            group_by="state" if "state" in keys and len(keys) > 1 else None,
        )
    done(_("List no. %(number)s is recorded, with what it is for.", number=delivery.number))
    return delivery


@fills("trainings.show.actions")
@fills("participation.index.actions")
def _export_action(training: Training, **_facts: Any) -> Any:
    """The way from a training to its list."""
    if not may(current_user, Action.LIST_EXPORT):
        return ""
    return fragment("reports/_action.html", training=training)
