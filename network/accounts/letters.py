"""Letters about accounts. Subject and text name nothing that a colleague at the same screen should not read."""

import threading

from flask import Flask, current_app, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from network.accounts import links, throttling
from network.accounts.links import LinkSpent
from network.config import Settings
from network.mail.sender import send


def link_url(endpoint: str, token: str) -> str:
    """The one-time address for people: always under PUBLIC_URL, never under the request's Host."""
    settings: Settings = current_app.config["SETTINGS"]
    with current_app.test_request_context(base_url=settings.public_url):
        return url_for(endpoint, token=token, _external=True)


def send_reset_letter(email: str, *, address: str) -> None:
    """Send a link for a new password, if the address has an account. The caller cannot tell whether it has.

    The work is done beside the request, so that its duration tells nothing either.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if throttling.count_try("forgotten", email.strip().lower(), address):
        threading.Thread(target=_send_reset, args=(app, email), daemon=True).start()


def _send_reset(app: Flask, email: str) -> None:
    with app.app_context():
        try:
            made = links.link_by_mail(email)
        except LinkSpent:
            return
        if made is None:
            return
        url = link_url("accounts.new_password", made.token)
        with force_locale(made.language):
            subject = _("Your link")
            text = _(
                "You, or somebody who knows your address, asked for a new password.\n\n"
                "Set it here within 24 hours; the link works once:\n%(url)s\n\n"
                "If it was not you, do nothing: your password stays as it is.",
                url=url,
            )
        try:
            send(app.config["SETTINGS"], made.email, subject, text)
        except OSError as error:  # smtplib's exceptions are OSErrors
            app.logger.error("a letter could not be sent: %s", type(error).__name__)
