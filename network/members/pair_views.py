"""Pages of possible duplicates: the list, one pair side by side, and that two are not the same person."""

from collections.abc import Sequence

from flask import Response, abort, url_for
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import allowed, requires
from network.access.policy import Action
from network.access.scope import reaches
from network.audit.seen import note_opened
from network.members import review, telling_apart
from network.members.forms import DuplicatesFilter
from network.members.models import Member
from network.members.pairing import go_on
from network.members.views import bp
from network.vocabulary import State
from network.web.pages import done, render, see_other


def _states() -> Sequence[State]:
    return list(State) if reaches(current_user, Action.MEMBER_EDIT) else sorted(current_user.states)


@bp.get("/duplicates")
@requires(Action.MEMBER_EDIT)
def duplicates() -> Response:
    """Pairs that may be one person, the likeliest first."""
    left = go_on(current_user)
    form = DuplicatesFilter(states=_states())
    pairs = review.likely_page(current_user, form.chosen())
    return render("members/duplicates.html", filters=form, pairs=pairs, waiting=left, apart=False)


@bp.get("/duplicates/apart")
@requires(Action.MEMBER_EDIT)
def told_apart() -> Response:
    """Pairs of which somebody said that they are not the same person."""
    form = DuplicatesFilter(states=_states())
    pairs = review.distinct_page(current_user, form.chosen())
    return render("members/duplicates.html", filters=form, pairs=pairs, waiting=0, apart=True)


@bp.get("/duplicates/<one_uid>/<other_uid>")
@requires(Action.MEMBER_EDIT)
def pair(one_uid: str, other_uid: str) -> Response:
    """The two records side by side, what differs marked."""
    one, other = _both(one_uid, other_uid)
    page = render(
        "members/pair.html",
        one=one,
        other=other,
        pair=review.compared(one, other),
        apart=review.is_distinct(one, other),
        sees=[_sees(member) for member in (one, other)],
    )
    for member in (one, other):
        if not member.is_closed:
            note_opened(member.id, current_user)
    return page


@bp.post("/duplicates/<one_uid>/<other_uid>/apart")
@requires(Action.MEMBER_EDIT)
def tell_apart(one_uid: str, other_uid: str) -> Response:
    """They are two people."""
    one, other = _both(one_uid, other_uid)
    names = {"one": one.name, "other": other.name}
    telling_apart.tell_apart(one, other, by=current_user)
    back = url_for("members.take_back", one_uid=one_uid, other_uid=other_uid)
    done(_("%(one)s and %(other)s are two people.", **names), undo=back)
    return see_other("members.duplicates")


@bp.post("/duplicates/<one_uid>/<other_uid>/take-back")
@requires(Action.MEMBER_EDIT)
def take_back(one_uid: str, other_uid: str) -> Response:
    """They may be one person after all."""
    one, other = _both(one_uid, other_uid)
    names = {"one": one.name, "other": other.name}
    telling_apart.take_back(one, other, by=current_user)
    done(_("%(one)s and %(other)s are compared again.", **names))
    return see_other("members.duplicates")


def _both(one_uid: str, other_uid: str) -> tuple[Member, Member]:
    return telling_apart.both(current_user, one_uid, other_uid) or abort(404)


def _sees(member: Member) -> dict[str, bool]:
    """Which of her guarded fields stand beside the other's: of a shielded record none, it opens with a reason."""
    fields = {"contact": Action.MEMBER_CONTACT_VIEW, "birth": Action.MEMBER_BIRTH_VIEW}
    return {name: not member.is_closed and allowed(current_user, action, member) for name, action in fields.items()}
