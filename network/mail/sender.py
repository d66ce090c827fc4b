"""Handing one letter to the mail server that the operator configured (SMTP_URL, MAIL_FROM)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parseaddr
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from network.clock import now
from network.config import Settings
from network.vocabulary import Language, MailFault

#: Seconds that a mail server may take for one step, for its answer to the letter itself (RFC 5321 is more patient
#: there, because whoever hangs up before it makes the receiver get the letter twice), and for everything together.
STEP, ANSWER, WHOLE = 10, 60, 150
#: Answers that are about us, not about the letter: sign in first, or better.
_SIGN_IN_CODES = frozenset({530, 534, 535, 538})
#: Machines that are this one: nobody listens on the way, and their certificates are nobody's.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Whatever the text, seven bits travel: no server on the way has to be asked for more.
_PLAIN, _INTERNATIONAL = SMTP.clone(cte_type="7bit"), SMTPUTF8.clone(cte_type="7bit")


@dataclass(frozen=True)
class Outgoing:
    """A letter as it leaves."""

    to: str
    subject: str
    text: str
    message_id: str
    language: Language | None = None


class NotSent(Exception):
    """The mail server did not take it. `at_the_door`: it would take no other letter now either."""

    def __init__(self, fault: MailFault, code: int | None = None, *, at_the_door: bool = False) -> None:
        super().__init__(fault.value)
        self.fault, self.code, self.at_the_door = fault, code, at_the_door

    @property
    def is_final(self) -> bool:
        """Whether no later try would fare better: the address or the letter itself is refused for good."""
        return self.fault in (MailFault.ADDRESS, MailFault.LETTER)


def can_send() -> bool:
    """Whether letters can leave at all."""
    settings: Settings = current_app.config["SETTINGS"]
    return bool(settings.smtp_url and settings.mail_from)


@contextmanager
def handed_over(settings: Settings, letter: Outgoing) -> Iterator[None]:
    """Inside the block the mail server has taken the letter: it is noted there, before the goodbye.

    Raises NotSent, before the block begins and never after: a goodbye that fails takes nothing back.
    """
    server, at_the_door = None, True
    try:
        server = _connected(urlsplit(settings.smtp_url))
        at_the_door = False
        with _for_at_most(server, WHOLE):
            _hand_over(server, settings, letter)
    except (OSError, ValueError) as error:  # smtplib's exceptions are OSErrors
        _hang_up(server)
        raise _meant(error, at_the_door) from error
    except NotSent:
        _hang_up(server)
        raise
    try:
        yield
    finally:
        with suppress(OSError), _for_at_most(server, STEP):
            server.quit()
        _hang_up(server)


def _connected(url: SplitResult) -> smtplib.SMTP:
    """Through the door: greeted, encrypted and signed in."""
    host = url.hostname or ""
    near = host in _LOOPBACK
    if url.scheme == "smtps":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=STEP, context=context)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=STEP)
    try:
        with _for_at_most(server, WHOLE):
            server.ehlo_or_helo_if_needed()
            safe = url.scheme == "smtps" or near
            if not safe and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                safe = True
            if not safe:
                raise NotSent(MailFault.UNSAFE, at_the_door=True)  # a letter holds a link that opens an account
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        _hang_up(server)
        raise
    return server


def _hand_over(server: smtplib.SMTP, settings: Settings, letter: Outgoing) -> None:
    plain = letter.to.isascii()
    if not plain and not server.has_extn("smtputf8"):
        raise NotSent(MailFault.ADDRESS)
    _answered(server.mail(parseaddr(settings.mail_from)[1], () if plain else ["SMTPUTF8"]), MailFault.SENDER)
    _answered(server.rcpt(letter.to), MailFault.ADDRESS)
    content = _message(settings, letter).as_bytes()
    if server.sock is not None:
        server.sock.settimeout(ANSWER)
    _answered(server.data(content), MailFault.LETTER)


def _answered(answer: tuple[int, Any], refusal: MailFault) -> None:
    """Go on where the server said yes; `refusal` is what its refusal for good means here."""
    code = answer[0]
    if not 200 <= code < 300:
        fault = _fault_of(code, refusal)
        raise NotSent(fault, code, at_the_door=fault in (MailFault.LOCKED_OUT, MailFault.SENDER))


def _fault_of(code: int, refusal: MailFault) -> MailFault:
    if code in _SIGN_IN_CODES:
        return MailFault.LOCKED_OUT
    return refusal if code >= 500 else MailFault.LATER


def _message(settings: Settings, letter: Outgoing) -> EmailMessage:
    message = EmailMessage(policy=_PLAIN if letter.to.isascii() else _INTERNATIONAL)
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    message["Date"], message["Message-ID"] = format_datetime(now()), letter.message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers it
    message.set_content(letter.text)
    message["Content-Language"] = letter.language or ", ".join(Language)
    return message


def _meant(error: OSError | ValueError, at_the_door: bool) -> NotSent:
    """What an error of the connection is for those who look after letters. Nothing of its text is kept."""
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        refusal = MailFault.LOCKED_OUT if at_the_door else MailFault.LETTER
        return NotSent(_fault_of(error.smtp_code, refusal), error.smtp_code, at_the_door=at_the_door)
    fault = MailFault.UNREACHABLE if at_the_door else MailFault.BROKE_OFF
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        fault = MailFault.SILENT
    elif isinstance(error, ssl.SSLError):
        fault = MailFault.UNSAFE
    elif isinstance(error, ValueError):
        fault = MailFault.OTHER
    elif isinstance(error, smtplib.SMTPServerDisconnected):
        fault = MailFault.BROKE_OFF
    elif isinstance(error, smtplib.SMTPException) and at_the_door:  # no way to sign in that both know
        fault = MailFault.LOCKED_OUT
    return NotSent(fault, at_the_door=at_the_door)


@contextmanager
def _for_at_most(server: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """Hang up after so many seconds: one that says a letter now and then is never silent, and never done."""
    watch = Timer(seconds, _hang_up, [server])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(server: smtplib.SMTP | None) -> None:
    sock = server.sock if server is not None else None
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(SHUT_RDWR)  # whoever waits for it is woken
    if server is not None:
        with suppress(OSError):
            server.close()
