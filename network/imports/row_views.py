"""One row of a list that comes in: mended, answered, and what it replaces."""

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.errors import Refused
from network.imports import commands, preview, queries
from network.imports.forms import typed_of
from network.imports.headings import Field
from network.imports.labels import FIELDS
from network.imports.models import ImportRow, ListImport
from network.imports.queries import Tab
from network.imports.views import bp
from network.vocabulary import RowVerdict
from network.web.pages import done, notice, render, see_other


def _row(list_import: ListImport, uid: str) -> ImportRow:
    found = queries.row_of(list_import, uid)
    if found is None:
        abort(404)
    return found


def _back(list_import_uid: str, uid: str) -> Response:
    """To where the row stood on the list."""
    tab, after = request.form.get("tab", ""), request.form.get("after", "")
    place = {"tab": tab} if tab in set(Tab) else {}
    if after and place:
        place["after"] = after[:2000]
    return see_other("imports.show", list_import_uid=list_import_uid, **place, _anchor=f"row-{uid}")


@bp.route("/<list_import_uid>/rows/<row_uid>", methods=["GET", "POST"])
@requires(Action.MEMBER_IMPORT, on=ListImport)
def row(list_import: ListImport, row_uid: str) -> Response:
    """Every field of a row. What is typed is kept and checked at once, right or not."""
    one = _row(list_import, row_uid)
    list_uid, place = list_import.uid, one.place
    refused: Refused | None = None
    if request.method == "POST":
        try:
            commands.type_row(list_import, one.id, typed_of(row_uid), reader=current_user)
        except Refused as no:
            refused = no
        else:
            one = _row(list_import, row_uid)
            if one.verdict is not RowVerdict.WRONG:
                done(_("Row %(place)s is mended.", place=place))
                return _back(list_uid, row_uid)
            if "tab" in request.form:
                notice(_("Row %(place)s still has something to mend.", place=place))
                return _back(list_uid, row_uid)
    shown, form = preview.whole_form(list_import, one, current_user)
    if refused is not None:
        form.refuse(refused)
    return render("imports/row.html", one=list_import, row=one, shown=shown, form=form, open=one.outcome is None)


@bp.post("/<list_import_uid>/rows/<row_uid>/answer")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def answer(list_import: ListImport, row_uid: str) -> Response:
    """Who the row is of: one of those who were asked about, somebody else, or nobody of another row."""
    one, list_uid = _row(list_import, row_uid), list_import.uid
    place = one.place
    who = request.form.get("who", "")
    try:
        if who == "apart":
            commands.stand_apart(list_import, one.id, reader=current_user)
            done(_("Row %(place)s stands for itself.", place=place))
        elif who == "else":
            commands.answer_row(list_import, one.id, None, reader=current_user)
            done(_("Row %(place)s is of somebody else.", place=place))
        elif who.isdecimal() and len(who) < 10:
            commands.answer_row(list_import, one.id, int(who), reader=current_user)
            done(_("Row %(place)s belongs to her record.", place=place))
        else:
            notice(_("Choose one of those that are offered."))
    except Refused as refused:
        notice(str(refused.sentence))
    return _back(list_uid, row_uid)


@bp.post("/<list_import_uid>/rows/<row_uid>/replace")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def replace(list_import: ListImport, row_uid: str) -> Response:
    """Which fields of her record the row replaces."""
    one, list_uid = _row(list_import, row_uid), list_import.uid
    known = {field.value for field in Field}
    takes = [name for name in request.form.getlist("take") if name in known]
    try:
        commands.take_fields(list_import, one.id, takes, reader=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
    else:
        names = ", ".join(str(FIELDS[Field(name)]) for name in takes)
        done(_("Replaced when it is brought in: %(fields)s.", fields=names) if names else _("Nothing is replaced."))
    return _back(list_uid, row_uid)
