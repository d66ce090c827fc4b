"""What the columns of a list that comes in say: recognised, or set by hand."""

from dataclasses import replace
from typing import Any

from flask import Response, request
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.access.scope import allowed
from network.errors import Refused
from network.imports import commands, staging
from network.imports.cells import shown
from network.imports.choices import Choices
from network.imports.forms import ColumnsForm, SheetForm
from network.imports.headers import Mapping
from network.imports.headers import find as find_header
from network.imports.headings import Field
from network.imports.models import ListImport
from network.imports.programme import Programme, programme_of, set_sessions
from network.imports.reading import Sheet
from network.imports.views import bp
from network.participation import queries as participation
from network.vocabulary import ImportStatus
from network.web.fields import LARGEST
from network.web.pages import render, see_other

#: Rows of a sheet that are looked at, and samples that are shown of each column.
_LOOKED_AT, _SAMPLES = 60, 3


@bp.route("/<list_import_uid>/columns", methods=["GET", "POST"])
@requires(Action.MEMBER_IMPORT, on=ListImport)
def columns(list_import: ListImport) -> Response:
    """What each column says: recognised ones are set."""
    if list_import.is_working or list_import.status is ImportStatus.UNDONE:
        return see_other("imports.show", list_import_uid=list_import.uid)
    sheet, choices = _looked_at(list_import)
    width = max((len(row) for row in sheet.rows), default=0)
    programme = _programme(list_import)
    form = ColumnsForm(choices, width, only_state=list_import.state, programme=programme)
    if form.validate_on_submit():
        try:
            commands.begin_check(list_import.id, form.chosen(), by=current_user)
        except Refused as refused:
            form.refuse(refused)
        else:
            return see_other("imports.show", list_import_uid=list_import.uid)
    for sentence in form.column_errors:
        form.form_errors.append(sentence)
    return render(
        "imports/columns.html",
        one=list_import,
        form=form,
        choices=choices,
        sheets=SheetForm(list_import.sheet_names, sheet=choices.sheet, header=choices.mapping.header_row + 1),
        columns=_columns(sheet, choices, width, form),
        offered=form.offered(),
        programme=programme,
        in_days=Field.DAYS in find_header(sheet).columns.values() if programme else False,
        header=choices.mapping.header_row + 1,
    )


def _programme(list_import: ListImport) -> Programme | None:
    """The training of a list of participants; without its sessions for whoever may not mark them."""
    programme = programme_of(list_import.training_id)
    training = participation.training(current_user, list_import.training_id) if list_import.training_id else None
    may_mark = training is not None and allowed(current_user, Action.ATTENDANCE_MARK, training)
    return programme if programme is None or may_mark else replace(programme, halves=())


def _looked_at(list_import: ListImport) -> tuple[Sheet, Choices]:
    """The beginning of the sheet that the address asks for, and its choices: those kept, or what is recognised."""
    kept = Choices.from_json(list_import.choices)
    asked = request.args.get("sheet", type=int)
    at = asked if asked is not None and 0 <= asked < len(list_import.sheets) else kept.sheet
    sheet = staging.sheet_of(list_import, at, _LOOKED_AT)
    if at != kept.sheet:
        kept = Choices(at, find_header(sheet), state=list_import.state, since=kept.since)
        set_sessions(kept, _programme(list_import))
    header = request.args.get("header", type=int)
    if header is not None and 0 <= header < LARGEST and header - 1 != kept.mapping.header_row:
        kept.mapping = _with_header(sheet, min(header, len(sheet.rows)))
        set_sessions(kept, _programme(list_import))
    return sheet, kept


def _with_header(sheet: Sheet, header: int) -> Mapping:
    """What is recognised below a header that a person set: what stands above it is not looked at."""
    above = max(header - 1, 0)
    found = find_header(Sheet(sheet.name, [*([[]] * above), *sheet.rows[above:]]))
    if found.header_row == header - 1:
        return found
    headings = [shown(cell) for cell in sheet.rows[header - 1]] if header else []
    return Mapping(header - 1, {}, headings)


def _columns(sheet: Sheet, choices: Choices, width: int, form: ColumnsForm) -> list[dict[str, Any]]:
    """Each column with its heading, three values of it, and what it is taken for."""
    body = sheet.rows[choices.mapping.header_row + 1 :]
    headings = choices.mapping.headings
    found = []
    for at in range(width):
        values = [shown(row[at]) for row in body if at < len(row) and row[at] is not None][:_SAMPLES]
        heading = headings[at] if at < len(headings) else ""
        if values or heading:
            found.append({"at": at, "heading": heading, "values": values, "said": form.said(at)})
    return found
