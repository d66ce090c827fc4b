"""Pages of a list that comes in: sending it, what would become of its rows, bringing it in, undoing."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from network.access.guard import asks_again, requires
from network.access.policy import Action
from network.access.scope import may, reaches
from network.audit.seen import note_all_opened
from network.errors import Refused
from network.imports import commands, preview, queries, staging, templates_of
from network.imports.checking import terms_of
from network.imports.forms import UnknownAgencyForm, UploadForm
from network.imports.labels import FIELDS, OUTCOMES, PARTICIPANTS_FACTS, STATUSES, TAB_FACTS, TABS, WHYS, WORKS
from network.imports.models import ListImport
from network.imports.queries import Counts, Tab
from network.imports.reading import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from network.imports.wrong import deliver_wrong
from network.members.choices import agencies_by_state
from network.vocabulary import REGION_ZONE, ImportStatus, State
from network.web.fields import sent_uids
from network.web.pages import done, fragment, notice, render, see_other
from network.web.slots import fills

bp = Blueprint("imports", __name__, url_prefix="/imports")

#: A file, and what a form adds to it.
_MOST_SENT = MOST_BYTES + 100_000


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: whoever may send a list sends more than others."""
    if endpoint in ("imports.send", "imports.send_participants") and may(current_user, Action.MEMBER_IMPORT):
        request.max_content_length = _MOST_SENT


def states() -> Sequence[State]:
    """The states that the reader may bring people of."""
    return list(State) if reaches(current_user, Action.MEMBER_IMPORT) else sorted(current_user.states)


@bp.get("/")
@requires(Action.MEMBER_IMPORT)
def index() -> Response:
    """Lists that came in."""
    return render("imports/index.html", imports=queries.imports_page(current_user), statuses=STATUSES, zone=REGION_ZONE,
                  name_of=ListImport.names.opened)  # fmt: skip


@bp.route("/new", methods=["GET", "POST"])
@requires(Action.MEMBER_IMPORT)
def send() -> Response:
    """A file to be read. What is accepted stands beside it."""
    form = UploadForm(states=states(), everywhere=reaches(current_user, Action.MEMBER_IMPORT))
    if form.validate_on_submit():
        try:
            sent = staging.send(form.file.data, form.file_name, by=current_user, state=form.state)
        except Refused as refused:
            form.refuse(refused)
        else:
            return see_other("imports.columns", list_import_uid=sent.uid)
    limits = {"megabytes": MOST_BYTES // 1024**2, "rows": MOST_ROWS, "columns": MOST_COLUMNS}
    return render("imports/send.html", form=form, limits=limits)


@bp.get("/template")
@requires(Action.MEMBER_IMPORT)
def template() -> Response:
    """An empty workbook with the headings that are recognised, and one invented row."""
    return templates_of.people()


@bp.get("/<list_import_uid>")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def show(list_import: ListImport) -> Response:
    """Where the list stands: being worked on, or its rows with what would become of each."""
    if list_import.is_working:
        return render("imports/working.html", one=list_import, words=WORKS[list_import.status])
    if list_import.status is ImportStatus.COLUMNS:
        return see_other("imports.columns", list_import_uid=list_import.uid)
    page = _preview(list_import)
    if request.headers.get("HX-Request"):  # the page of the work asked by itself, and the work is done
        page.headers["HX-Redirect"] = url_for("imports.show", list_import_uid=list_import.uid)
    return page


def _preview(list_import: ListImport, agency_forms: Any = None) -> Response:
    counts = queries.counts(list_import)
    tab = _asked_tab(counts)
    tabs = _tabs(list_import, counts, tab)
    page = queries.rows_page(list_import, tab, counts.tabs.get(tab, 0))
    terms = terms_of(list_import)
    unknown = preview.unknown(list_import, terms) if tab is Tab.WRONG else []
    if agency_forms is None:
        agency_forms = _agency_forms(unknown)
    rows = preview.shown_rows(page.rows, terms, current_user)
    answer = render(
        "imports/show.html",
        one=list_import,
        counts=counts,
        tab=tab,
        tabs=tabs,
        next_tab=next((one for one in tabs if one["tab"] is counts.next_after(tab)), None),
        fact=(TAB_FACTS if list_import.training_id is None else PARTICIPANTS_FACTS)[tab],
        rows=rows,
        pages=page,
        unknown=list(zip(unknown, agency_forms, strict=True)),
        can_undo=commands.can_undo(list_import),
        over=list_import.status is ImportStatus.UNDONE,
        programme=terms.programme,
        statuses=STATUSES,
        fields=FIELDS,
        outcomes=OUTCOMES,
        whys=WHYS,
        zone=REGION_ZONE,
    )
    note_all_opened({one.judged.who.id for one in rows if one.judged.who and one.tells}, current_user)
    return answer


def _asked_tab(counts: Counts) -> Tab:
    asked = request.args.get("tab", "")
    return Tab(asked) if asked in set(Tab) else counts.first()


def _tabs(list_import: ListImport, counts: Counts, active: Tab) -> list[dict[str, Any]]:
    return [
        {
            "tab": tab,
            "label": TABS[tab],
            "url": url_for("imports.show", list_import_uid=list_import.uid, tab=tab.value),
            "active": tab is active,
            "count": counts.tabs.get(tab, 0),
        }
        for tab in Tab
        if counts.tabs.get(tab) or tab is active or tab in (Tab.WRONG, Tab.NEW)
    ]


def _agency_forms(unknown: Sequence[preview.Unknown]) -> list[UnknownAgencyForm]:
    return [UnknownAgencyForm(one.key, agencies_by_state((one.state,))) for one in unknown]


@bp.post("/<list_import_uid>/agencies")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def agencies(list_import: ListImport) -> Response:
    """Which agencies are meant by names that none bears: once for all rows with the same one."""
    unknown = preview.unknown(list_import, terms_of(list_import))
    forms = _agency_forms(unknown)
    answered = [
        (one, form.agency.data)
        for one, form in zip(unknown, forms, strict=True)
        if form.validate() and form.agency.data
    ]
    if not answered:
        notice(_("Choose an agency first."))
    else:
        answers = {preview.answer_key(one): key for one, key in answered}
        _try(
            lambda: commands.answer_agencies(
                list_import.id, answers, [one.key for one, _key in answered], by=current_user
            )
        )
    return see_other("imports.show", list_import_uid=list_import.uid, tab=Tab.WRONG.value)


def _try(command: Any) -> bool:
    """Do it, or say why not on the next page."""
    try:
        command()
    except Refused as refused:
        notice(str(refused.sentence))
        return False
    return True


@bp.post("/<list_import_uid>/rows")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def rows(list_import: ListImport) -> Response:
    """Bring in all rows that are ready or the ticked ones; leave ticked ones out, or take them in again."""
    ticked = sent_uids("row")[:500]
    what = request.form.get("what", "")
    uid = list_import.uid
    if what != "all" and not ticked:
        notice(_("Tick a row first."))
    elif what in ("all", "ticked"):
        _try(lambda: commands.begin_apply(list_import.id, None if what == "all" else ticked, by=current_user))
        return see_other("imports.show", list_import_uid=uid)
    elif what in ("leave", "take"):
        left = what == "leave"
        _try(lambda: _say_left(commands.leave_out(list_import.id, ticked, left=left, by=current_user), left))
    tab = request.form.get("tab", "")
    return see_other("imports.show", list_import_uid=uid, tab=tab if tab in set(Tab) else None)


def _say_left(count: int, left: bool) -> None:
    if left:
        done(ngettext("%(num)s row is left out.", "%(num)s rows are left out.", count))
    else:
        done(ngettext("%(num)s row is taken in again.", "%(num)s rows are taken in again.", count))


@bp.post("/<list_import_uid>/wrong")
@requires(Action.MEMBER_IMPORT, on=ListImport)
@asks_again
def wrong(list_import: ListImport) -> Response:
    """The rows that have to be mended, as a workbook with the reasons."""
    try:
        return deliver_wrong(list_import, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
        return see_other("imports.show", list_import_uid=list_import.uid, tab=Tab.WRONG.value)


@bp.post("/<list_import_uid>/undo")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def undo(list_import: ListImport) -> Response:
    """Take back what the import did, as far as nobody has worked on it since."""
    uid = list_import.uid
    _try(lambda: commands.begin_undo(list_import.id, by=current_user))
    return see_other("imports.show", list_import_uid=uid)


@bp.post("/<list_import_uid>/discard")
@requires(Action.MEMBER_IMPORT, on=ListImport)
def discard(list_import: ListImport) -> Response:
    """Give the list up: its rows are deleted."""
    uid = list_import.uid
    if not _try(lambda: staging.discard(list_import, by=current_user)):
        return see_other("imports.show", list_import_uid=uid)
    done(_("The list is deleted. Nothing of it was brought in."))
    return see_other("imports.index")


@fills("members.index.actions")
def _import_action(**_facts: Any) -> Any:
    """The way from the members to lists that come in."""
    return fragment("imports/_action.html") if may(current_user, Action.MEMBER_IMPORT) else ""
