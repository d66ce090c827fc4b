"""A letter that did not leave is tried again, because somebody of the secretariat says so."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.accounts.commands import locked
from network.accounts.letters import address_of
from network.accounts.links import put_link
from network.accounts.models import AccountLink
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import Refused
from network.mail import commands as outbox
from network.mail.models import Letter
from network.vocabulary import LetterStatus, LinkKind


def try_again(letter_id: int, *, by: Author) -> None:
    """Let a letter that waits leave at once. One that was given up is forgotten, so it is written anew.

    With a new link then, made by whoever asks, to the address that the account has now. Raises Refused.
    """
    with change(Event.LETTER_TRIED_AGAIN, by=by) as note:
        account_id = _account_behind(letter_id)
        account = locked(account_id) if account_id is not None else None  # before the letter: as links are made
        letter = db.session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
        if letter is None or letter.status in (LetterStatus.SENT, LetterStatus.WITHDRAWN):
            raise Refused(_l("This letter has left already, or is not needed any more."))
        note.about(letter)
        if letter.status is LetterStatus.WAITING:
            outbox.hurry(letter)
            return
        if account is None:
            raise Refused(_l("This letter is not written again: the next one of its kind comes by itself."))
        note.about(account)
        if account.disabled:
            raise Refused(_l("This account is switched off. The secretariat can switch it on."))
        if not address_of(account):
            raise Refused(_l("This account has no e-mail any more. Make a link on its page and hand it over."))
        put_link(account, LinkKind.RESET if account.password_hash else LinkKind.INVITATION, by, send=True)
        letter.settle(LetterStatus.WITHDRAWN, now())


def _account_behind(letter_id: int) -> int | None:
    """The account whose link the letter was to bring, if it was to bring one."""
    about = db.session.scalar(sa.select(Letter.about).where(Letter.id == letter_id)) or ""
    table, _colon, number = about.partition(":")
    if table != AccountLink.__tablename__:
        return None
    return db.session.scalar(sa.select(AccountLink.account_id).where(AccountLink.id == int(number)))
