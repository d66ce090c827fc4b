"""Who has seen a member's record, as she reads it: in plain words, by role and never by name."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import requires
from network.access.policy import Action
from network.members.models import Member
from network.members.queries import member_of
from network.reports import queries
from network.reports.catalogues import headings
from network.reports.views import bp
from network.vocabulary import STATE_ZONES, Role, Sighting, State
from network.web.formats import day, listed
from network.web.i18n import in_language
from network.web.pages import fragment, render
from network.web.slots import fills
from network.web.words import state_name

#: What her own page shows; the rest has pages of its own.
LATEST = 20
#: What happened, by whom. Whole sentences: in Russian a role takes another ending in each.
_SENTENCES: dict[tuple[Sighting, Role], Any] = {
    (Sighting.OPENED, Role.SECRETARIAT): _l("The secretariat opened your record"),
    (Sighting.OPENED, Role.COORDINATOR): _l("The coordinator of %(states)s opened your record"),
    (Sighting.LISTED, Role.SECRETARIAT): _l("The secretariat made a list for %(recipient)s"),
    (Sighting.LISTED, Role.COORDINATOR): _l("The coordinator of %(states)s made a list for %(recipient)s"),
    (Sighting.PRINTED, Role.SECRETARIAT): _l("The secretariat printed a sign-in sheet with you on it"),
    (Sighting.PRINTED, Role.COORDINATOR): _l("The coordinator of %(states)s printed a sign-in sheet with you on it"),
}


@dataclass(frozen=True)
class Told:
    """One line of the page."""

    when: str
    title: str
    text: str = ""
    url: None = None
    current: bool = False


@fills("members.me.seen")
def own_record(member: Member) -> Markup:
    """The latest, on her own page."""
    found = queries.seen_latest(current_user, LATEST + 1)
    return fragment(
        "reports/_seen.html", items=[_told(row, member) for row in found[:LATEST]], more=len(found) > LATEST
    )


@bp.get("/members/me/seen")
@requires(Action.SEEN_VIEW)
def seen() -> Response:
    """All of them, page by page."""
    member = member_of(current_user)
    if member is None:
        abort(404)
    page = queries.seen_page(current_user)
    return render("reports/seen.html", member=member, rows=page, items=[_told(row, member) for row in page.rows])


def _told(row: Any, member: Member) -> Told:
    """The day is by the clock of her own state."""
    local = row.hour.astimezone(ZoneInfo(STATE_ZONES[member.state]))
    sentence = _SENTENCES[row.what, row.role if row.role is Role.SECRETARIAT else Role.COORDINATOR]
    words = {"states": listed(state_name(State(one)) for one in row.states), "recipient": row.recipient}
    return Told(day(local.date()), str(sentence) % words, _what_for(row))


def _what_for(row: Any) -> str:
    match row.what:
        case Sighting.LISTED:
            held = listed(_uncapitalised(one) for one in headings(row.list_name, row.columns, open_only=row.in_part))
            what = _("List no. %(number)s, on it of you: %(columns)s.", number=row.export_id, columns=held)
            purpose = _("Purpose: %(purpose)s", purpose=row.purpose)
            return f"{what} {purpose}"
        case Sighting.PRINTED:
            return str(_("For the training “%(training)s”, with your name and agency.", training=in_language(row)))
        case _:
            return str(_("Purpose: %(purpose)s", purpose=row.opened_for)) if row.opened_for else ""


def _uncapitalised(heading: str) -> str:
    """A heading in a sentence."""
    return heading[:1].lower() + heading[1:]
