"""The directory: people who opened themselves to whoever reads it."""

from flask import Response, abort
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.members import directory as people
from network.members.consents import Photo
from network.members.views import bp
from network.members.visibility_forms import DirectoryFilter
from network.vocabulary import State
from network.web.errors import answer
from network.web.pages import render
from network.web.words import state_name


@bp.get("/directory")
@requires(Action.DIRECTORY_VIEW)
def directory() -> Response:
    """Those who opened themselves to the reader, 25 a page."""
    form = DirectoryFilter()
    page = people.page(current_user, form.chosen())
    try:
        people.note_shown([one.person.id for one in page.rows], current_user)
    except people.LimitReached as refused:
        return _enough(refused)
    return render("members/directory.html", filters=form, entries=page, state_names=_state_names())


@bp.get("/directory/<member_uid>")
@requires(Action.DIRECTORY_VIEW)
def entry(member_uid: str) -> Response:
    """One of them."""
    found = people.entry(current_user, member_uid) or abort(404)
    try:
        people.note_shown([found.person.id], current_user)
    except people.LimitReached as refused:
        return _enough(refused)
    return render("members/entry.html", entry=found, state_names=_state_names())


@bp.get("/photos/<photo_uid>")
@requires(Action.PHOTO_VIEW, on=Photo, load=[Photo.member, Photo.consents])
def photo(photo: Photo) -> Response:
    """Her photo: a picture that we made, and nothing that a browser could take for anything else."""
    content, whose = people.photo_content(photo), photo.member_id
    try:
        people.note_shown([whose], current_user)
    except people.LimitReached as refused:
        return _enough(refused)
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    return response


def _enough(refused: people.LimitReached) -> Response:
    return answer(429, _("Enough for today"), refused.sentence)


def _state_names() -> dict[State, str]:
    return {one: state_name(one) for one in State}
