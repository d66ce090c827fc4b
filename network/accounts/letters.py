"""Letters about accounts. Subject and text name nothing that a colleague at the same screen should not read."""

from flask import current_app, url_for
from flask_babel import LazyString, force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import Actor, may
from network.accounts.models import Account, AccountLink
from network.config import Settings
from network.mail import commands as outbox
from network.mail.sender import can_send
from network.members.models import Member
from network.vocabulary import REGION_ZONE, STATE_ZONES, Language, LetterKind, LinkKind
from network.web.formats import LONG, moment, zone_name

ENDPOINTS = {LinkKind.INVITATION: "accounts.invitation", LinkKind.RESET: "accounts.new_password"}


def link_url(endpoint: str, token: str) -> str:
    """The one-time address for people: always under PUBLIC_URL, never under the request's Host."""
    settings: Settings = current_app.config["SETTINGS"]
    with current_app.test_request_context(base_url=settings.public_url):
        return url_for(endpoint, token=token, _external=True)


def address_of(account: Account) -> str | None:
    """Where links for an account are sent: to the address that it signs in with, else to the one on the record.

    The latter only while it can do what a member can and no more: a coordinator may have typed it. Needs `member` and
    `grants` loaded.
    """
    on_record = account.member.email if account.member is not None and account.is_members_only else ""
    return account.email or on_record or None


def offered_address(account: Account | None, member: Member | None, reader: Actor) -> str | None:
    """Where the reader may have a link sent, as she may read it; None where letters do not leave or nobody knows.

    Before there is an account it is the address on the member's record.
    """
    address = address_of(account) if account is not None else member.email if member is not None else None
    if not address or not can_send():
        return None
    on_her_record = member is not None and member.email.lower() == address.lower()
    return address if on_her_record or may(reader, Action.ACCOUNT_MANAGE) else masked(address)


def about(link_id: int) -> str:
    """What a letter with this link loses its sense with."""
    return f"account_link:{link_id}"


def masked(address: str) -> str:
    """An address that somebody else keeps: enough to recognise, too little to write to."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"


def until(link: AccountLink, member: Member | None) -> str:
    """Until when a link works, by the clock of her state: a date, a time and whose it is."""
    zone = STATE_ZONES[member.state] if member is not None else REGION_ZONE
    return f"{moment(link.expires_at, zone, LONG)}, {zone_name(zone, link.expires_at)}"


def put_link_letter(
    link: AccountLink,
    account: Account,
    to: str,
    token: str,
    *,
    asked_by_herself: bool,
    usual: Language | None = None,
) -> None:
    """Put a letter with a one-time link into the outbox, inside the change that makes the link.

    In the account's language; whose is not known yet reads it in the `usual` one, or in both.
    """
    url = link_url(ENDPOINTS[link.kind], token)
    language_known = account.language or usual
    languages = [language_known] if language_known else [Language.RUSSIAN, Language.ENGLISH]
    subjects, texts = [], []
    for language in languages:
        with force_locale(language.value):
            subjects.append(_("Your link"))
            texts.append(_text(link.kind, url, until(link, account.member), asked_by_herself))
    outbox.put(
        LetterKind(link.kind.value),
        to,
        " · ".join(subjects),
        "\n\n* * *\n\n".join(texts) + "\n",
        language=account.language,
        about=about(link.id),
        good_until=link.expires_at,
    )


def put_notice(account: Account, sentence: LazyString, *, asks: bool = True) -> None:
    """Tell the owner of something that somebody else did to her account, inside the change; nothing without SMTP.

    To the address that she signs in with: nobody typed that one for her a moment ago. `asks`: whether it was her.
    """
    question = (_l("Was it not you? Tell the secretariat at once."),) if asks else ()
    _put_words(account, _l("About your account"), sentence, *question)


def put_alert(account: Account, sentence: LazyString) -> None:
    """Tell somebody of the secretariat what to look at, inside the change; nothing without SMTP."""
    _put_words(account, _l("Please look at this"), sentence)


def _put_words(account: Account, subject: LazyString, *sentences: LazyString) -> None:
    if account.email is None or not can_send():
        return
    languages = [account.language] if account.language else [Language.RUSSIAN, Language.ENGLISH]
    subjects, texts = [], []
    for language in languages:
        with force_locale(language.value):
            subjects.append(str(subject))
            texts.append("\n\n".join(map(str, sentences)))
    text = "\n\n* * *\n\n".join(texts) + "\n"
    outbox.put(LetterKind.NOTICE, account.email, " · ".join(subjects), text, language=account.language)


def _text(kind: LinkKind, url: str, until_when: str, asked_by_herself: bool) -> str:
    facts = {"url": url, "until": until_when}
    if kind is LinkKind.INVITATION:
        return str(
            _(
                "An account was made for you. Choose a password here; the link works once, until %(until)s:\n"
                "%(url)s\n\n"
                "You do not know what this is about? Ask whoever invited you, or do nothing.",
                **facts,
            )
        )
    if asked_by_herself:
        return str(
            _(
                "You, or somebody who knows your address, asked for a new password.\n\n"
                "Set it here; the link works once, until %(until)s:\n%(url)s\n\n"
                "If it was not you, do nothing: your password stays as it is.",
                **facts,
            )
        )
    return str(
        _(
            "Here you set a new password; the link works once, until %(until)s:\n%(url)s\n\n"
            "You did not ask for it? Do nothing: your password stays as it is.",
            **facts,
        )
    )
