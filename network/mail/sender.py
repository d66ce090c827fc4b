"""Sending a letter by SMTP, where the operator configured it (SMTP_URL, MAIL_FROM)."""

import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

from network.config import Settings

#: Seconds that a mail server may take for one step.
TIMEOUT = 10


def can_send() -> bool:
    """Whether letters can leave at all."""
    settings: Settings = current_app.config["SETTINGS"]
    return bool(settings.smtp_url and settings.mail_from)


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Hand one plain-text letter to the mail server. Raises OSError or SMTPException where it does not take it.

    SMTP_URL is smtp://host:port (STARTTLS where offered) or smtps://user:password@host:port.
    """
    url = urlsplit(settings.smtp_url)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings.mail_from, to, subject
    letter.set_content(text)
    secure = url.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(url.hostname or "localhost", url.port or (465 if secure else 25), timeout=TIMEOUT) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(letter)
