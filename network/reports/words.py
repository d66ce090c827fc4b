"""What people read in the audit trail: every event as a sentence, every table and field by its name."""

from typing import Any

from flask_babel import lazy_gettext as _l

from network.audit.changes import Operator
from network.audit.events import Event

#: Complete: a test holds it against `Event`.
EVENTS: dict[str, Any] = {
    Event.SYSTEM_INITIALISED: _l("The system was set up"),
    Event.DEMO_FILLED: _l("The demo was filled with invented people"),
    Event.ACCOUNT_INVITED: _l("Invited to sign in"),
    Event.ACCOUNT_OPENED: _l("An account was opened by its invitation"),
    Event.ACCOUNT_SIGNED_IN: _l("Signed in"),
    Event.ACCOUNT_SIGNED_OUT: _l("Signed out"),
    Event.ACCOUNT_SIGN_INS_ENDED: _l("Other sign-ins of an account were ended"),
    Event.ACCOUNT_PASSWORD_CHANGED: _l("A password was changed"),
    Event.ACCOUNT_RESET_ASKED: _l("A link for a new password was made"),
    Event.ACCOUNT_RESET: _l("A new password was set by a link"),
    Event.ACCOUNT_LANGUAGE_CHOSEN: _l("The language of an account was chosen"),
    Event.ACCOUNT_FEED_RENEWED: _l("The secret address of a calendar was renewed"),
    Event.ACCOUNT_DISABLED: _l("An account was switched off"),
    Event.ACCOUNT_ENABLED: _l("An account was switched on"),
    Event.GRANT_GIVEN: _l("A role was given"),
    Event.GRANT_ENDED: _l("A role was ended"),
    Event.MEMBER_ADDED: _l("A member was added"),
    Event.MEMBER_EDITED: _l("A member's record was edited"),
    Event.MEMBER_CONTACT_EDITED: _l("A member's contact data were edited"),
    Event.MEMBER_ADMITTED: _l("A guest became a member"),
    Event.AFFILIATION_ADDED: _l("A new post was recorded"),
    Event.AFFILIATION_CORRECTED: _l("A post was corrected"),
    Event.AFFILIATION_REMOVED: _l("A post was removed"),
    Event.AGENCY_ADDED: _l("An agency was added"),
    Event.AGENCY_EDITED: _l("An agency was edited"),
    Event.AGENCY_RENAMED: _l("An agency was renamed"),
    Event.AGENCY_MERGED: _l("An agency was merged into its successor"),
    Event.AGENCY_CLOSED: _l("An agency was closed"),
    Event.AGENCY_REOPENED: _l("An agency was opened again"),
    Event.ORGANISATION_ADDED: _l("An organisation was added"),
    Event.ORGANISATION_EDITED: _l("An organisation was edited"),
    Event.TRAINING_CREATED: _l("A training was created"),
    Event.TRAINING_EDITED: _l("A training was edited"),
    Event.TRAINING_PUBLISHED: _l("A training was published"),
    Event.TRAINING_CANCELLED: _l("A training was cancelled"),
    Event.TRAINING_ASSIGNED: _l("A training was given to one more coordinator"),
    Event.TRAINING_UNASSIGNED: _l("A training was taken from a coordinator"),
    Event.PARTICIPANT_ADDED: _l("People were put on a participants list"),
    Event.PARTICIPANT_ROLE_SET: _l("A role on a participants list was set"),
    Event.PARTICIPANT_REMOVED: _l("Taken off a participants list"),
    Event.PARTICIPANT_RESTORED: _l("Put back on a participants list"),
    Event.WALK_IN_ADDED: _l("A guest was put on a participants list"),
    Event.ATTENDANCE_MARKED: _l("Attendance was marked"),
    Event.ATTENDANCE_FILLED: _l("All who were unmarked were marked present"),
    Event.ATTENDANCE_UNDONE: _l("Marks of attendance were taken back"),
    Event.PLAN_ADDED: _l("A strategic plan was added"),
    Event.PLAN_EDITED: _l("A strategic plan was edited"),
    Event.PRIORITY_ADDED: _l("A priority was added"),
    Event.PRIORITY_EDITED: _l("A priority was edited"),
    Event.PRIORITY_MOVED: _l("The order of the priorities was changed"),
    Event.PRIORITY_REMOVED: _l("A priority was removed"),
    Event.LIST_EXPORTED: _l("A list was exported"),
    Event.LIST_PRINTED: _l("A sign-in sheet was printed"),
    Event.LAYOUT_SAVED: _l("A layout of a list was saved"),
    Event.LAYOUT_REMOVED: _l("A layout of a list was removed"),
}

#: Events by what they are about: the part of an event before its colon.
GROUPS: dict[str, Any] = {
    "system": _l("The system"),
    "demo": _l("The demo"),
    "account": _l("Accounts"),
    "grant": _l("Roles"),
    "member": _l("Members"),
    "affiliation": _l("Posts"),
    "agency": _l("Agencies"),
    "organisation": _l("Organisations"),
    "training": _l("Trainings"),
    "participant": _l("Participants"),
    "walk-in": _l("Guests"),
    "attendance": _l("Attendance"),
    "plan": _l("Plans"),
    "priority": _l("Priorities"),
    "list": _l("Lists"),
    "layout": _l("Layouts"),
}

#: One row of a table. Complete for every table whose rows enter the trail: a test holds it so.
RECORDS: dict[str, Any] = {
    "account": _l("Account"),
    "account_link": _l("One-time link"),
    "affiliation": _l("Post"),
    "agency": _l("Agency"),
    "agency_name": _l("Name of an agency"),
    "export": _l("List"),
    "layout": _l("Layout"),
    "mark": _l("Mark"),
    "mark_operation": _l("Operation of a register"),
    "member": _l("Member"),
    "name_token": _l("Word of a name"),
    "number_series": _l("Series of member numbers"),
    "organisation": _l("Organisation"),
    "participation": _l("Participation"),
    "plan": _l("Strategic plan"),
    "priority": _l("Priority"),
    "role_grant": _l("Role"),
    "sign_in": _l("Sign-in"),
    "training": _l("Training"),
    "training_assignment": _l("Assignment of a coordinator"),
    "training_organisation": _l("Part of an organisation"),
    "training_session": _l("Session"),
}

#: What is stored only to find, to order or to count versions: it says nothing to people and is not shown.
UNSAID = frozenset(
    {
        *("version", "search", "sort_key", "agency_now_id", "kind_now", "band_now", "now_until"),
        *("uid", "token", "token_hash"),
    }
)

#: A field of a row, whatever the table.
FIELDS: dict[str, Any] = {
    "account_id": _l("Account"),
    "acronym": _l("Acronym"),
    "added_at": _l("Added"),
    "address": _l("Address"),
    "affiliation_id": _l("Post"),
    "agency_id": _l("Agency"),
    "answer": _l("Answer"),
    "at": _l("When"),
    "band": _l("Rank band"),
    "by_name": _l("Who"),
    "cancelled": _l("Cancelled"),
    "cancelled_why": _l("Why cancelled"),
    "capacity": _l("Places"),
    "changed_at": _l("Changed"),
    "city": _l("City"),
    "city_ru": _l("City in Russian"),
    "client_at": _l("Time on the device"),
    "closed_on": _l("Last day"),
    "closed_why": _l("Why closed"),
    "code": _l("Code"),
    "columns": _l("Columns"),
    "completion_percent": _l("Completion, per cent"),
    "created_at": _l("Created"),
    "description": _l("Description"),
    "description_ru": _l("Description in Russian"),
    "device": _l("Device"),
    "digest": _l("Digest"),
    "disabled": _l("Switched off"),
    "email": _l("E-mail"),
    "ended_at": _l("Ended"),
    "ends_at": _l("End"),
    "ends_on": _l("Last day"),
    "english": _l("Name in English"),
    "expires_at": _l("Expires"),
    "facts": _l("Lines under the title"),
    "family": _l("Family name"),
    "family_latin": _l("Family name, Latin"),
    "feed_hash": _l("Calendar address"),
    "filters": _l("Filters"),
    "follows_id": _l("Follows the training"),
    "format": _l("Format"),
    "given": _l("Given name"),
    "given_latin": _l("Given name, Latin"),
    "in_use": _l("In use"),
    "joined_at": _l("Joined"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "languages": _l("Languages"),
    "last": _l("Last number"),
    "lead": _l("Lead"),
    "lead_state": _l("Lead state"),
    "left_at": _l("Left"),
    "list_name": _l("List"),
    "locked": _l("Password on the file"),
    "made_at": _l("Made"),
    "made_by_id": _l("Made by"),
    "marked_at": _l("Marked"),
    "marked_by_id": _l("Marked by"),
    "member_id": _l("Member"),
    "mode": _l("How"),
    "name": _l("Name"),
    "name_ru": _l("Name in Russian"),
    "national": _l("Name in the state language"),
    "number": _l("Number"),
    "opened_on": _l("First day"),
    "organisation_id": _l("Organisation"),
    "parent_id": _l("Part of the agency"),
    "part": _l("Part"),
    "participation_id": _l("Participation"),
    "password_hash": _l("Password"),
    "patronymic": _l("Patronymic / other name"),
    "patronymic_latin": _l("Patronymic / other name, Latin"),
    "phone": _l("Phone"),
    "place": _l("Place in the order"),
    "plan_id": _l("Strategic plan"),
    "position": _l("Position"),
    "purpose": _l("Purpose"),
    "rank": _l("Rank"),
    "recipient": _l("For whom"),
    "reference": _l("Key in the shipped list"),
    "removed_why": _l("Why removed"),
    "role": _l("Role"),
    "rows": _l("Rows"),
    "russian": _l("Name in Russian"),
    "sample": _l("Sample"),
    "seen_at": _l("Last used"),
    "session_id": _l("Session"),
    "sex": _l("Sex"),
    "sha256": _l("SHA-256"),
    "size": _l("Size in bytes"),
    "standing": _l("Standing"),
    "starts_at": _l("Start"),
    "starts_on": _l("First day"),
    "state": _l("State"),
    "status": _l("Status"),
    "successor_id": _l("Successor agency"),
    "summary": _l("Summary"),
    "summary_ru": _l("Summary in Russian"),
    "title": _l("Title"),
    "title_ru": _l("Title in Russian"),
    "training_id": _l("Training"),
    "used_at": _l("Used"),
    "venue": _l("Venue"),
    "venue_ru": _l("Venue in Russian"),
    "verify": _l("To be verified"),
    "zone": _l("Time zone"),
}

#: What a change tells besides its rows: how many there were, and links that have no row of their own.
FACTS: dict[str, Any] = {
    "affiliations": _l("Posts"),
    "agencies": _l("Agencies"),
    "from": _l("From"),
    "marks": _l("Marks"),
    "members": _l("Members"),
    "order": _l("Order"),
    "organisations": _l("Organisations"),
    "priorities": _l("Priorities"),
    "successor": _l("Successor agency, no."),
    "trainings": _l("Trainings"),
}


def author(name: str, account_id: int | None) -> str:
    """Who did it: the name of then, or the operator, who has no account."""
    return str(_l("Operator") if account_id is None and name == Operator.name else name)


def event_sentence(event: str) -> str:
    """What happened, as a sentence; an event of a later version by its own name."""
    return str(EVENTS.get(event, event))


def record_word(table: str) -> str:
    """What one row of the table is called."""
    return str(RECORDS.get(table, table))


def field_word(field: str) -> str:
    """What a field or a fact is called."""
    return str(FIELDS.get(field) or FACTS.get(field) or field.replace("_", " "))
