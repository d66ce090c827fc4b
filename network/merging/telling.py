"""A preview in words: what hangs on each record, and what becomes of it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from network.members.models import Member
from network.merging.preview import Preview
from network.merging.queries import Place, Post
from network.merging.words import rows, which
from network.vocabulary import Audience, Opened
from network.web.formats import day, period
from network.web.words import label


def hanging(preview: Preview) -> list[tuple[str, list[str], list[str]]]:
    """What each of the two has, kind by kind: a heading, and the texts of both."""
    both = (preview.stays, preview.goes)
    posts = [[_post(one) for one in preview.posts_of(who)] for who in both]
    places = [[_place(one) for one in preview.places_of(who)] for who in both]
    opened = [_opened(preview, who) for who in both]
    accounts = [_account(preview, who) for who in both]
    counts = [rows(preview.attached, of_other=who is preview.goes) for who in both]
    kinds = (
        (_("Posts"), posts),
        (_("Trainings"), places),
        (_("Account"), accounts),
        (_("Open in the directory"), opened),
        (_("All in all"), counts),
    )
    return [(str(title), left, right) for title, (left, right) in kinds if left or right]


def _post(one: Post) -> str:
    days = period(one.starts_on, one.ends_on) if one.ends_on else _("since %(day)s", day=day(one.starts_on))
    words = ", ".join(filter(None, [one.rank, one.position, one.agency]))
    return f"{words}: {days}"


def _place(one: Place) -> str:
    given = sum(mark.status is not None for mark in one.marks.values())
    marks = ngettext("%(num)d mark", "%(num)d marks", given) if given else str(_("no marks"))
    return f"{one.training}, {day(one.starts_on)}: {label(one.role)}, {label(one.status)}, {marks}"


def _opened(preview: Preview, who: Member) -> list[str]:
    opened = preview.facts[who.id].opened
    return [f"{label(what)}: {label(opened[what])}" for what in Opened if what in opened]


def _account(preview: Preview, who: Member) -> list[str]:
    one = preview.facts[who.id].account
    if one is None:
        return []
    said = [one.email or str(_("signs in with her number"))]
    if one.more:
        said.append(str(_("holds a role beside a member's")))
    if one.disabled:
        said.append(str(_("switched off")))
    elif not one.opened:
        said.append(str(_("not opened yet")))
    return [", ".join(said)]


def happens(preview: Preview) -> list[str]:
    """What merging does, in the order in which a person would ask."""
    names = {
        "stays": which(preview.stays.number, preview.stays.name),
        "goes": which(preview.goes.number, preview.goes.name),
    }
    said = [_("Everything of %(goes)s belongs to %(stays)s then. Lists and figures count one person.", **names)]
    said.append(_("Both numbers go on finding her, and old links to %(goes)s lead to %(stays)s.", **names))
    said += _of_lists(preview)
    if any(one.account is not None for one in preview.facts.values()):
        said.append(
            _("One account is left to sign in with; the other is switched off, with its keys. Both sign in anew.")
            if preview.both_accounts
            else _("Her account goes on; she signs in anew.")
        )
    if any(one.opened for one in preview.facts.values()):
        said.append(_directory(preview))
    if preview.stays.is_closed or preview.goes.is_closed:
        said.append(_("One of them is shielded, so the record is shielded then."))
    if preview.stays.state is not preview.goes.state:
        said.append(
            _("They are of two states. A password set in the other state ends: her coordinator makes her a link.")
        )
    said.append(_("The audit trail shows both, and for 30 days the merge can be undone."))
    return [str(one) for one in said]


def _of_lists(preview: Preview) -> list[str]:
    said = []
    if preview.overlap:
        said.append(_("Where posts overlap, those that you choose stand; the others are shortened by those days."))
    if shared := len(preview.shared):
        text = ngettext(
            "On %(num)d list stand both: one place is left, with the marks of both.",
            "On %(num)d lists stand both: one place is left on each, with the marks of both.",
            shared,
        )
        said.append(text)
    return said


def _directory(preview: Preview) -> str:
    """The narrower decision holds: that is told before it happens."""
    silent = [who for who in preview.facts.values() if who.account is None and not who.opened]
    if silent:
        return str(_("What she opened of herself stays open: with the other record nobody ever decided anything."))
    narrower = any(Audience.STATE in one.opened.values() for one in preview.facts.values())
    if narrower:
        return str(_("In the directory only what both opened stays open, to the narrower of the two audiences."))
    return str(_("In the directory only what both opened stays open."))
