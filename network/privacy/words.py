"""What the fields of a download are called, and what the columns of the registry hold, for people."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

FIELDS: dict[str, Any] = {
    "address": _l("Address"),
    "added_at": _l("Added"),
    "agency": _l("Agency"),
    "answer": _l("Answer"),
    "answered_at": _l("Answered"),
    "app": _l("App with codes"),
    "asked_at": _l("Asked"),
    "at": _l("When"),
    "audience": _l("Open to"),
    "band": _l("Rank band"),
    "born_on": _l("Date of birth"),
    "calendar": _l("Calendar address"),
    "certificate_name": _l("Name on certificates"),
    "city": _l("City"),
    "columns": _l("Columns"),
    "created_at": _l("Created"),
    "day": _l("Day"),
    "device": _l("Device"),
    "disabled": _l("Switched off"),
    "email": _l("E-mail"),
    "ended_at": _l("Ended"),
    "ends_at": _l("End"),
    "ends_on": _l("Last day"),
    "event": _l("What happened"),
    "expires_at": _l("Expires"),
    "factor": _l("Kind"),
    "family": _l("Family name"),
    "family_latin": _l("Family name, Latin"),
    "format": _l("Format"),
    "former_numbers": _l("Earlier numbers"),
    "given": _l("Given name"),
    "given_latin": _l("Given name, Latin"),
    "joined_at": _l("Joined"),
    "kind": _l("Kind"),
    "language": _l("Language"),
    "left_at": _l("Left"),
    "list_name": _l("List"),
    "made_at": _l("Made"),
    "marked_at": _l("Marked"),
    "mode": _l("How"),
    "name": _l("Name"),
    "notes": _l("Notes"),
    "number": _l("Number"),
    "opened": _l("What"),
    "passkey": _l("Passkey"),
    "password": _l("Password"),
    "patronymic": _l("Patronymic / other name"),
    "patronymic_latin": _l("Patronymic / other name, Latin"),
    "people": _l("Rows"),
    "phone": _l("Phone"),
    "position": _l("Position"),
    "purpose": _l("Purpose"),
    "rank": _l("Rank"),
    "readers": _l("How many looked"),
    "recipient": _l("For whom"),
    "recovery_code": _l("Recovery code"),
    "removed_why": _l("Why removed"),
    "role": _l("Role"),
    "seen_at": _l("Last used"),
    "sex": _l("Sex"),
    "shield_code": _l("Code"),
    "size": _l("Size in bytes"),
    "should_be": _l("How it should be"),
    "standing": _l("Standing"),
    "starts_at": _l("Start"),
    "starts_on": _l("First day"),
    "state": _l("State"),
    "status": _l("Status"),
    "title": _l("Title"),
    "training": _l("Training"),
    "until": _l("Until"),
    "used_at": _l("Used"),
    "values": _l("What changed"),
    "what": _l("What happened"),
    "why": _l("Why"),
    "wrong": _l("What is wrong"),
}


def word_for(name: str) -> str:
    """What a field is called."""
    return str(FIELDS.get(name, name))


def goes(rows: dict[str, int]) -> list[str]:
    """What erasing takes away, with how much of it there is: rows by the columns of the registry."""
    posts, seen = _of(rows, "affiliation.member_id"), _of(rows, "seen.member_id")
    seconded = _of(rows, "secondment.member_id")
    sign_ins, layouts = _of(rows, "sign_in.account_id"), _of(rows, "layout.account_id")
    factors = _of(rows, "passkey.account_id", "code_app.account_id", "recovery_code.account_id")
    requests, names = _of(rows, "privacy_request.member_id"), _of(rows, "previous_name.member_id")
    texts = (
        (names, ngettext("%(num)d previous name", "%(num)d previous names", names)),
        (posts, ngettext("rank and position in %(num)d post", "ranks and positions in %(num)d posts", posts)),
        (seconded, ngettext("%(num)d secondment", "%(num)d secondments", seconded)),
        (sign_ins, ngettext("%(num)d sign-in", "%(num)d sign-ins", sign_ins)),
        (factors, ngettext("%(num)d key or code for signing in", "%(num)d keys and codes for signing in", factors)),
        (seen, ngettext("who has seen her record: %(num)d entry", "who has seen her record: %(num)d entries", seen)),
        (requests, ngettext("the text of %(num)d request", "the texts of %(num)d requests", requests)),
        (layouts, ngettext("%(num)d layout that she keeps", "%(num)d layouts that she keeps", layouts)),
    )
    return [text for count, text in texts if count]


def stays(rows: dict[str, int]) -> list[str]:
    """What stays as counts, with how much of it there is."""
    trainings = _of(rows, "participation.member_id")
    posts = _of(rows, "affiliation.member_id")
    texts = []
    if trainings:
        texts.append(ngettext("%(num)d training with its marks", "%(num)d trainings with their marks", trainings))
    if posts:
        texts.append(ngettext("agency and rank band of %(num)d post", "agency and rank band of %(num)d posts", posts))
    return texts


def _of(rows: dict[str, int], *columns: str) -> int:
    return sum(rows.get(column, 0) for column in columns)
