"""What people read of work on many: of each act, of each verdict, of what became of it when it was undone."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from network.bulk.kinds import READY, TAKEN_BACK, BulkKind, Undone, Verdict
from network.web.formats import day as shown_day
from network.web.words import APART

TITLES: dict[BulkKind, Any] = {
    BulkKind.AGENCY: _l("Change agency"),
    BulkKind.INVITE: _l("Invite"),
    BulkKind.TRAINING: _l("Add to a training"),
    BulkKind.EXPORT: _l("Export a list"),
}
APART[BulkKind] = TITLES  # for the trail, where its batches are recorded
#: On the bar, where there is little room.
BRIEF: dict[BulkKind, Any] = TITLES | {BulkKind.EXPORT: _l("Export")}
#: The same when it is done.
DONE: dict[BulkKind, Any] = {
    BulkKind.AGENCY: _l("Agency changed"),
    BulkKind.INVITE: _l("Invited"),
    BulkKind.TRAINING: _l("Put on a list"),
}
ICONS = {
    BulkKind.AGENCY: "move",
    BulkKind.INVITE: "mail",
    BulkKind.TRAINING: "calendar",
    BulkKind.EXPORT: "download",
}

#: In two or three words, beside the shape of a status and beside a number.
SHORT: dict[Verdict | Undone, Any] = {
    Verdict.MOVES: _l("Moves"),
    Verdict.BEGINS: _l("Begins there"),
    Verdict.MAILED: _l("By e-mail"),
    Verdict.PRINTED: _l("On paper"),
    Verdict.LISTED: _l("Comes onto the list"),
    Verdict.SERVES_THERE: _l("Serves there already"),
    Verdict.OTHER_STATE: _l("Agency of another state"),
    Verdict.OVERLAPS: _l("Another post then"),
    Verdict.GUEST: _l("Guest"),
    Verdict.SWITCHED_OFF: _l("Account switched off"),
    Verdict.OPENED: _l("Account opened"),
    Verdict.INVITED: _l("Invited already"),
    Verdict.OTHER_ROLE: _l("Another role too"),
    Verdict.ON_LIST: _l("On the list already"),
    Verdict.WAS_REMOVED: _l("Was taken off this list"),
    Verdict.SHIELDED: _l("Shielded"),
    Verdict.NOT_ALLOWED: _l("Not for you to change"),
    Verdict.CHANGED: _l("Changed meanwhile"),
    Undone.UNDONE: _l("Undone"),
    Undone.SENT: _l("Link ended, letter had left"),
    Undone.ALTERED: _l("Changed since: stays"),
    Undone.HAS_MARKS: _l("Has marks: stays"),
    Undone.LINK_USED: _l("Account opened: stays"),
    Undone.OUT_OF_REACH: _l("Not for you any more: stays"),
}

#: The same once it is done.
AFTER: dict[Verdict | Undone, Any] = SHORT | {
    Verdict.MOVES: _l("Moved"),
    Verdict.BEGINS: _l("Began there"),
    Verdict.MAILED: _l("Invited by e-mail"),
    Verdict.PRINTED: _l("Invited on paper"),
    Verdict.LISTED: _l("Put on the list now"),
}

#: Why, or how to go on; of what happens a sentence is made with the names of the agencies.
WHY: dict[Verdict | Undone, Any] = {
    Verdict.MAILED: _l("A link for a first password goes to her e-mail."),
    Verdict.PRINTED: _l("No letter goes by e-mail: you print it and hand it over."),
    Verdict.LISTED: "",
    Verdict.SERVES_THERE: "",
    Verdict.OTHER_STATE: _l("Her state is changed on her own record first."),
    Verdict.OVERLAPS: _l("A post of hers begins or ends on that day or later. Look at her record."),
    Verdict.GUEST: _l("Make her a member first: she signs in with her member number."),
    Verdict.SWITCHED_OFF: _l("The secretariat can switch it on."),
    Verdict.OPENED: _l("For a new password she gets a link on her own page."),
    Verdict.INVITED: _l("Her invitation still works."),
    Verdict.OTHER_ROLE: _l("The secretariat makes her links, on the page of her account."),
    Verdict.ON_LIST: "",
    Verdict.WAS_REMOVED: _l("Somebody had a reason. Put her back on the list itself."),
    Verdict.SHIELDED: _l("Her record opens with a reason, so nothing is done with it among many."),
    Verdict.NOT_ALLOWED: "",
    Verdict.CHANGED: _l("Something about her is no longer as the preview said. Nothing was done."),
    Undone.UNDONE: _l("As it was before."),
    Undone.SENT: _l("The link in it works no more."),
    Undone.ALTERED: _l("Somebody changed it afterwards. Look at her record."),
    Undone.HAS_MARKS: _l("She is marked at a session of this training, or her place was changed."),
    Undone.LINK_USED: _l("She has chosen her password."),
    Undone.OUT_OF_REACH: _l("She is of another state now, shielded, or erased."),
}


def tone(word: Verdict | Undone) -> str:
    """The shape of the status."""
    if word in TAKEN_BACK or word in READY:
        return "done"
    return "warning" if isinstance(word, Undone) or word in (Verdict.CHANGED, Verdict.OVERLAPS) else "neutral"


def sentence(word: Verdict | Undone, *, former: str | None, agency: str, first: date | None, is_done: bool) -> str:
    """What happens, or happened, to one person."""
    facts = {"former": former or "", "agency": agency, "day": shown_day(first)}
    match word, is_done:
        case Verdict.MOVES, False:
            return str(_("From %(former)s to %(agency)s on %(day)s.", **facts))
        case Verdict.MOVES, True:
            return str(_("Moved from %(former)s to %(agency)s on %(day)s.", **facts))
        case Verdict.BEGINS, False:
            return str(_("Begins in %(agency)s on %(day)s; no post of hers is open now.", **facts))
        case Verdict.BEGINS, True:
            return str(_("In %(agency)s since %(day)s.", **facts))
        case _:
            return str(WHY[word])


def button(kind: BulkKind, people: int) -> str:
    """What is pressed after the preview."""
    if kind is BulkKind.AGENCY:
        return str(ngettext("Change the agency of %(num)s person", "Change the agency of %(num)s people", people))
    if kind is BulkKind.INVITE:
        return str(ngettext("Invite %(num)s person", "Invite %(num)s people", people))
    return str(ngettext("Put %(num)s person on the list", "Put %(num)s people on the list", people))


def told(kind: BulkKind, people: int) -> str:
    """What was done."""
    if kind is BulkKind.AGENCY:
        return str(ngettext("%(num)s person changed agency.", "%(num)s people changed agency.", people))
    if kind is BulkKind.INVITE:
        return str(ngettext("%(num)s person is invited.", "%(num)s people are invited.", people))
    return str(ngettext("%(num)s person was added.", "%(num)s people were added.", people))
