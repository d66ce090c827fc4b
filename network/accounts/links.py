"""One-time links with which the owner of an account sets her password.

Whoever holds a link can be whom it is for. So a link is as good as the right of whoever made it, when it is made and
when it is used: one that a coordinator made ends with her role, with the member's move to another state, and with a
role that the member is given beyond a member's.
"""

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts import letters, queries
from network.accounts.actor import SignedIn
from network.accounts.commands import Proven, Self, end_links, end_sign_ins, locked, open_sign_in
from network.accounts.models import Account, AccountLink, ResetAsked
from network.accounts.passwords import hash_password, new_token, token_hash
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import NotNow, Refused
from network.mail import commands as outbox
from network.mail.sense import still_good
from network.vocabulary import LinkKind

#: How long a one-time address works.
LINK_LIFE = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=24)}


class LinkSpent(Refused):
    """Used, expired, ended or never made."""

    sentence = _l("This link was used or has expired. Ask whoever sent it for a new one.")


def make_link(account_id: int, kind: LinkKind, *, by: Author, why: str = "", send: bool = False) -> str:
    """A one-time link with which the owner sets a password. Earlier links end. Returns its secret.

    With `send` it goes out by mail too, where the account has an address.
    """
    with change(Event.ACCOUNT_RESET_ASKED, by=by, why=why) as note:
        account = locked(account_id)
        note.about(account)
        return put_link(account, kind, by, send=send)


def link_by_mail(email: str, asked_id: int | None = None) -> None:
    """Write a letter with a link for a new password to the account that signs in with this address, if one does.

    It answers what was asked (`ResetAsked`), once. Address and link are of one moment: what an account's address was
    before is written to no more. Raises LinkSpent where it changed meanwhile, or the account is off or not opened.
    """
    account = queries.by_identifier(email)
    if account is None:
        return
    with change(Event.ACCOUNT_RESET_ASKED, by=Self(account), about=account) as note:
        if asked_id is not None and not _take_up(asked_id):
            note.nothing()  # another process answers it
            return
        account = locked(account.id)
        if account.email is None or account.email != email.strip().lower():
            raise LinkSpent
        if account.disabled or account.password_hash is None:
            raise LinkSpent
        put_link(account, LinkKind.RESET, None, send=True)


def _take_up(asked_id: int) -> bool:
    """Take the question off those that wait for an answer; False where somebody has."""
    taken = sa.delete(ResetAsked).where(ResetAsked.id == asked_id).returning(ResetAsked.id)
    return db.session.scalar(taken) is not None


def use_link(kind: LinkKind, token: str, password: str, *, address: str = "", device: str = "") -> str | Proven:
    """Set the password by a one-time link, end every sign-in and the calendar's address, and begin one sign-in.

    Returns the browser's token; of an account with a second factor only that its password was proven, for a link is
    no factor. Raises LinkSpent.
    """
    hashed = hash_password(password)
    link = queries.usable_link(kind, token)
    if link is None:
        raise LinkSpent
    event = Event.ACCOUNT_OPENED if kind is LinkKind.INVITATION else Event.ACCOUNT_RESET
    account_id, author = link.account_id, Self(link.account)
    with change(event, by=author, about=link.account):
        account = locked(account_id)  # before the link, in the order in which links are made and ended
        link = queries.usable_link(kind, token, lock=True)
        if link is None:
            raise LinkSpent
        link.used_at = now()
        outbox.withdraw([letters.about(link.id)])
        account.password_hash, account.feed_hash = hashed, None
        end_sign_ins(account_id)
        if account.has_factor:
            return Proven(account_id, hashed, has_factor=True)
        return open_sign_in(account, address=address, device=device, proven=True)


def put_link(account: Account, kind: LinkKind, by: Author | None, *, send: bool = False) -> str:
    """The row of a new link, inside a change that holds the account's lock; `by` None: she asked for it herself.

    Earlier links end. Returns the secret. With `send` a letter with it is put into the outbox, where there is an
    address to write to. Raises NotNow where `by` may make none for this account.
    """
    if isinstance(by, SignedIn) and not allowed(by, Action.ACCOUNT_LINK, account):
        raise NotNow(_l("She has another role too, so the secretariat makes her links."))
    token = new_token()
    end_links(account.id)
    link = AccountLink(
        account_id=account.id,
        kind=kind,
        token_hash=token_hash(token),
        made_at=now(),
        made_by_id=by.account_id if by is not None else None,
        expires_at=now() + LINK_LIFE[kind],
    )
    db.session.add(link)
    if send and (to := letters.address_of(account)):
        db.session.flush()  # the letter names the link that it loses its sense with
        letters.put_link_letter(link, account, to, token, asked_by_herself=by is None)
    return token


@still_good("account_link")
def is_usable(link_id: int) -> bool:
    """Whether the link of this id would still open an account: what a letter that brings it is asked before it goes."""
    return queries.usable(AccountLink.id == link_id) is not None
