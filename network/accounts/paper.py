"""A one-time link as a letter on paper: for whoever has no e-mail at work.

It exists in the one answer that shows the link, and nowhere else. It names neither agency nor role nor what the
Network is of: it may lie on a desk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import segno
from flask import current_app
from flask_babel import force_locale
from markupsafe import Markup

from network.accounts.letters import until
from network.accounts.models import AccountLink
from network.clock import today
from network.config import Settings
from network.vocabulary import Language
from network.web.i18n import LANGUAGE_NAMES, language
from network.web.pages import fragment

#: Letters of the address that the eye takes in at once.
GROUP = 5


class Asked(Protocol):
    """Whom the reader asks when something does not work: whoever hands the letter over."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str | None: ...


@dataclass(frozen=True)
class Paper:
    """The letter in one language."""

    language: Language
    language_name: str
    body: Markup


def papers(link: AccountLink, url: str, asked: Asked) -> list[Paper]:
    """The letter in each language: that of the account first, else that of the page.

    Needs the link's account with its member loaded.
    """
    first = Language(link.account.language or language())
    return [_paper(one, link, url, asked) for one in sorted(Language, key=lambda one: one is not first)]


def _paper(written_in: Language, link: AccountLink, url: str, asked: Asked) -> Paper:
    settings: Settings = current_app.config["SETTINGS"]
    with force_locale(written_in.value):
        body = fragment(
            "accounts/_paper.html",
            kind=link.kind.value,
            name=link.account.name,
            number=link.account.member.number if link.account.member else None,
            email=link.account.email,
            url=list(groups(url)),
            qr=qr_code(url),
            public_url=settings.public_url,
            until=until(link, link.account.member),
            asked=asked,
            today=today(),
        )
    return Paper(written_in, LANGUAGE_NAMES[written_in], body)


def groups(url: str) -> Iterator[str]:
    """The address in parts to be typed one after the other: its readable words, then the secret in short groups."""
    words, _slash, secret = url.rpartition("/")
    yield words + "/"
    yield from (secret[at : at + GROUP] for at in range(0, len(secret), GROUP))


def qr_code(url: str) -> Markup:
    """The address as a square for a camera, drawn into the page: nothing is asked of anybody."""
    code = segno.make(url, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None))  # noqa: S704 - drawn by segno
