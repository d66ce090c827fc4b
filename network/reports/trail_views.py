"""Pages of what left the system, and of what happened in it."""

from typing import Any

from flask import Response, url_for
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.access.scope import Reader, reaches, sight
from network.audit.models import AuditEntry
from network.audit.persons import address_of, reasons
from network.audit.queries import head
from network.audit.unchanged import at_this_address
from network.exports.models import Export
from network.reports import queries
from network.reports.catalogues import headings
from network.reports.forms import ExportFilters, TrailFilters
from network.reports.trail import Subject, details_of, plain, subjects
from network.reports.views import bp
from network.reports.words import author, event_sentence, field_word
from network.vocabulary import REGION_ZONE
from network.web.pages import render
from network.web.paging import Page

#: Rows of one entry that its page shows; a whole register filled at once is longer.
MOST_ROWS = 200


@bp.get("/exports")
@requires(Action.EXPORTS_VIEW)
def exports() -> Response:
    """Every list that left, the latest first; a coordinator's own."""
    own = not reaches(current_user, Action.EXPORTS_VIEW)
    form = ExportFilters(own=own)
    chosen = form.chosen()
    reader = sight(current_user, Action.EXPORTS_VIEW)
    page = at_this_address("rows", reader, lambda reader: queries.exports_page(reader, chosen))
    return render("reports/exports.html", filters=form, exports=page, own=own, zone=REGION_ZONE)


@bp.get("/exports/<int:export_id>")
@requires(Action.EXPORTS_VIEW, on=Export)
def export(export: Export) -> Response:
    """One list that left."""
    return render(
        "reports/export.html",
        export=export,
        own=not reaches(current_user, Action.EXPORTS_VIEW),
        columns=headings(export.list_name, export.columns),
        choices=[(field_word(name), plain(value)) for name, value in export.filters.items()],
        zone=REGION_ZONE,
    )


@bp.get("/audit")
@requires(Action.AUDIT_VIEW)
def audit() -> Response:
    """Everything that happened, the latest first."""
    form = TrailFilters()
    chosen = form.chosen()

    def read(reader: Reader) -> tuple[Page, dict[str, Subject], dict[int, str], tuple[int, str]]:
        page = queries.trail_page(reader, chosen)
        return page, subjects(row.subject for row in page.rows), reasons(page.rows), head()

    page, about, why, last = at_this_address("rows", sight(current_user, Action.AUDIT_VIEW), read)
    return render(
        "reports/audit.html",
        filters=form,
        entries=page,
        subjects=about,
        reasons=why,
        sentence=event_sentence,
        author=author,
        head=last,
        zone=REGION_ZONE,
    )


@bp.get("/audit/<int:number>")
@requires(Action.AUDIT_VIEW, on=AuditEntry)
def entry(audit_entry: AuditEntry) -> Response:
    """One entry, with every value before and after."""
    about = subjects([audit_entry.subject]).get(audit_entry.subject)
    return render(
        "reports/entry.html",
        entry=audit_entry,
        by_name=queries.name_of_author(audit_entry),
        address=address_of(audit_entry),
        why=reasons([audit_entry])[audit_entry.number],
        details=details_of(audit_entry, MOST_ROWS),
        about=about,
        about_url=_address(about),
        sentence=event_sentence,
        author=author,
        most=MOST_ROWS,
        zone=REGION_ZONE,
    )


#: The page of a record, and the argument that names it there.
_PAGES = {
    "member": ("members.show", "member_uid"),
    "participation": ("members.show", "member_uid"),
    "training": ("trainings.show", "training_id"),
    "account": ("accounts.show", "account_id"),
    "agency": ("agencies.show", "agency_id"),
    "plan": ("priorities.plan", "plan_id"),
    "priority": ("priorities.show", "priority_id"),
    "export": ("reports.export", "export_id"),
}


def _address(about: Subject | None) -> str | None:
    """Where the record is read, if it has a page."""
    if about is None or about.table not in _PAGES:
        return None
    endpoint, argument = _PAGES[about.table]
    values: dict[str, Any] = {argument: about.uid or about.id}
    return url_for(endpoint, **values)
