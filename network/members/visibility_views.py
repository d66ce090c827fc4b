"""Who sees me: a member decides about her entry in the directory, and keeps her photo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.errors import Refused
from network.files.portraits import portrait
from network.members import deciding, directory
from network.members.consents import Consent
from network.members.models import Member
from network.members.queries import member_of
from network.members.views import bp
from network.members.visibility_forms import NOBODY, PhotoForm, VisibilityForm
from network.vocabulary import STATE_ZONES, Audience, Opened, State
from network.web.formats import moment
from network.web.pages import done, render, see_other
from network.web.words import label, state_name

#: The largest request that brings a photo: more than a photo may have, so that a sentence stands beside the field.
_MOST_SENT = 20 * 1024 * 1024


@dataclass(frozen=True)
class Decided:
    """One line of the history."""

    when: str
    title: str
    text: str
    url: None = None
    current: bool = False


@bp.url_value_preprocessor
def _take_photos(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: this one page takes more than others."""
    if endpoint == "members.add_photo":
        request.max_content_length = _MOST_SENT


@bp.route("/me/visibility", methods=["GET", "POST"])
@requires(Action.CONSENT_DECIDE)
def visibility() -> Response:
    """Who sees her in the directory, what of her, and what she decided before."""
    member = _mine()
    decisions = directory.decisions(member.id)
    form = VisibilityForm(home=member.state, data=_as_decided(decisions))
    if form.validate_on_submit():
        audience, shown = form.chosen
        deciding.decide(audience, shown, by=current_user)
        done(_("It is decided, and holds from now on.") if audience else _("From now on nobody sees you there."))
        return see_other("members.visibility")
    return _page(member, decisions, form=form, deciding=form, sending=PhotoForm(formdata=None))


@bp.post("/me/photo")
@requires(Action.CONSENT_DECIDE)
def add_photo() -> Response:
    """A photo, in place of the one before."""
    member = _mine()
    form = PhotoForm()
    try:
        deciding.keep_photo(portrait(form.photo.data), by=current_user)
    except Refused as refused:
        form.refuse(refused)
        decisions = directory.decisions(member.id)
        choosing = VisibilityForm(formdata=None, home=member.state, data=_as_decided(decisions))
        return _page(member, decisions, form=form, deciding=choosing, sending=form)
    done(_("Your photo is saved. Others see it only if you open it to them."))
    return see_other("members.visibility", _anchor="photo-card")


@bp.post("/me/photo/remove")
@requires(Action.CONSENT_DECIDE)
def remove_photo() -> Response:
    """Take it away for good."""
    _mine()
    deciding.remove_photo(by=current_user)
    done(_("Your photo is deleted."))
    return see_other("members.visibility", _anchor="photo-card")


def _mine() -> Member:
    return member_of(current_user) or abort(404)


def _page(member: Member, decisions: Sequence[Consent], **forms: Any) -> Response:
    return render(
        "members/visibility.html",
        member=member,
        open_now=directory.open_now(decisions),
        history=[_decided(one, member.state) for one in decisions],
        photo=directory.photo_of(member.id),
        entry=next(iter(directory.entries(current_user, [member.id])), None),
        readers=directory.readers_of(member.id),
        told_days=directory.TOLD_DAYS,
        nobody=NOBODY,
        state_names={one: state_name(one) for one in State},
        **forms,
    )


def _as_decided(decisions: Sequence[Consent]) -> dict[str, Any]:
    held = directory.open_now(decisions)
    entry = held.get(Opened.DIRECTORY)
    return {
        "audience": entry.audience.value if entry else NOBODY,
        "email": Opened.EMAIL in held,
        "phone": Opened.PHONE in held,
        "portrait": Opened.PHOTO in held,
    }


def _decided(one: Consent, state: State) -> Decided:
    """By the clock of her own state."""
    zone = STATE_ZONES[state]
    until = _("until %(when)s", when=moment(one.ends_at, zone)) if one.ends_at else _("open now")
    audience = _("the whole Network") if one.audience is Audience.NETWORK else _("people of my state")
    title = f"{label(one.what)}: {audience}"
    return Decided(moment(one.starts_at, zone), title, until, current=one.ends_at is None)
