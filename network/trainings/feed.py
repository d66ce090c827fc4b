"""The calendar's feed at its secret address, and the part of the account's page that makes the address."""

from flask import Response, abort, current_app, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from network.access.guard import by_token, signed_in
from network.accounts import commands
from network.trainings import calendar_feed
from network.trainings.views import bp
from network.vocabulary import Language
from network.web.pages import render
from network.web.slots import fills


@bp.get("/calendar/<token>.ics")
@by_token("feed")
def feed(token: str) -> Response:
    """Her own trainings, for a calendar program that carries no sign-in."""
    owner = calendar_feed.owner(token)
    if owner is None:
        abort(404)
    spoken = owner.language or Language.ENGLISH
    with force_locale(spoken.value):
        name = _("Trainings of the Regional Network")
    body = calendar_feed.written(
        calendar_feed.rows(owner),
        name=name,
        language=spoken.value,
        public_url=current_app.config["SETTINGS"].public_url,
        path=url_for("trainings.index") + "{}",
    )
    return Response(body, mimetype="text/calendar")


@bp.post("/calendar/new-address")
@signed_in
def renew_feed() -> Response:
    """A new secret address; the old one stops working. The address is on this page only."""
    token = commands.renew_feed(by=current_user)
    address = current_app.config["SETTINGS"].public_url + url_for("trainings.feed", token=token)
    return render("trainings/renew_feed.html", address=address)


@fills("accounts.me.feed")
def _section(**_facts: object) -> Markup:
    made = calendar_feed.is_made(current_user.account_id)
    return Markup(render_template("trainings/_feed.html", made=made))  # noqa: S704 - a template, escaped
