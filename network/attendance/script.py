"""What register.js says. A script has no catalogue of its own, so the page brings its sentences along."""

from flask_babel import gettext as _
from flask_babel import lazy_pgettext as _lp

from network.vocabulary import MarkStatus
from network.web.formats import zone_name
from network.web.words import MARK_SHAPES, label

#: What stands on a phone's narrow buttons, four across; the whole word is their name for a screen reader.
SHORT = {
    MarkStatus.PRESENT: _lp("short mark", "Present"),
    MarkStatus.LATE: _lp("short mark", "Late"),
    MarkStatus.LEFT_EARLY: _lp("short mark", "Left early"),
    MarkStatus.EXCUSED: _lp("short mark", "Excused"),
    MarkStatus.ABSENT: _lp("short mark", "Absent"),
}


def sentences(zone: str) -> dict[str, object]:
    """Every word of register.js in the page's language, by its name there; times are by the clock of `zone`."""
    return {
        "marks": [[status, str(MARK_SHAPES[status]), label(status), str(SHORT[status])] for status in MarkStatus],
        "unmarked": _("Unmarked"),
        "online": _("Online"),
        "inPerson": _("In person"),
        "withOnline": _("%(mark)s, online", mark="{mark}"),
        "clear": _("Clear"),
        "more": _("More"),
        "close": _("Close"),
        "total": _("%(n)s of %(all)s", n="{n}", all="{all}"),
        "cell": _("%(name)s, %(session)s, %(mark)s", name="{name}", session="{session}", mark="{mark}"),
        "group": _("%(name)s: attendance", name="{name}"),
        "saved": _("Saved"),
        "savedOne": _("Saved. %(name)s: %(mark)s", name="{name}", mark="{mark}"),
        "saving": _("Saving: %(n)s", n="{n}"),
        "waiting": _("Not saved yet: %(n)s. Trying again in %(seconds)s s", n="{n}", seconds="{seconds}"),
        "trying": _("Not saved yet: %(n)s. Trying again now", n="{n}"),
        "busy": _("The records are busy."),
        "away": _("The server does not answer."),
        "signedOut": _(
            "You are signed out. Your marks are kept on this page: sign in again in another tab, and they are saved."
        ),
        "signIn": _("Sign in in another tab"),
        "somebodyElse": _(
            "Somebody else is signed in now. These marks are yours: sign in again with your own account to save them."
        ),
        "refused": _("Not saved: %(n)s. %(why)s", n="{n}", why="{why}"),
        "retry": _("Try again"),
        "dropped": _("Give up these marks"),
        "filled": _("Marked present: %(n)s", n="{n}"),
        "nothing": _("Everybody is marked here already."),
        "undo": _("Undo"),
        "undone": _("Taken back: %(n)s", n="{n}"),
        "undoneKept": _("Taken back: %(n)s. Changed since by somebody else and kept: %(kept)s", n="{n}", kept="{kept}"),
        "nothingToUndo": _("There is nothing to undo."),
        "conflictTitle": _("%(name)s, %(session)s: marked twice", name="{name}", session="{session}"),
        "conflictText": _("%(by)s changed this mark after you opened it. Which one is right?", by="{by}"),
        "keep": _("Keep %(mark)s", mark="{mark}"),
        "keepNote": _("%(by)s, %(time)s", by="{by}", time="{time}"),
        "use": _("Use %(mark)s", mark="{mark}"),
        "useNote": _("your mark"),
        "later": _("%(n)s more to decide", n="{n}"),
        "by": _("%(by)s, %(time)s by the clock of %(zone)s", by="{by}", time="{time}", zone=zone_name(zone)),
        "history": _("All changes"),
        "excused": _("Excused %(n)s", n="{n}"),
        "unmarkedCount": _("Unmarked %(n)s", n="{n}"),
        "of": _("%(n)s of %(all)s", n="{n}", all="{all}"),
        "asleep": _("Marks of others are shown again as soon as you touch this page."),
        "leave": _("Some marks are not saved yet."),
    }
