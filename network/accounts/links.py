"""One-time links with which the owner of an account sets her password.

Whoever holds a link can be whom it is for. So a link is as good as the right of whoever made it, when it is made and
when it is used: one that a coordinator made ends with her role, with the member's move to another state, and with a
role that the member is given beyond a member's.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts import queries
from network.accounts.actor import SignedIn
from network.accounts.commands import Self, end_sign_ins, locked, open_sign_in
from network.accounts.models import Account, AccountLink
from network.accounts.passwords import hash_password, new_token, token_hash
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import NotNow, Refused
from network.vocabulary import LinkKind

#: How long a one-time address works.
LINK_LIFE = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=24)}


class LinkSpent(Refused):
    """Used, expired, ended or never made."""

    sentence = _l("This link was used or has expired. Ask whoever sent it for a new one.")


def make_link(account_id: int, kind: LinkKind, *, by: Author, why: str = "") -> str:
    """A one-time link with which the owner sets a password. Earlier links end. Returns its secret."""
    with change(Event.ACCOUNT_RESET_ASKED, by=by, why=why) as note:
        account = locked(account_id)
        note.about(account)
        return put_link(account, kind, by)


@dataclass(frozen=True)
class MailedLink:
    """A link on its way to the address with which the account signs in, in the account's language."""

    email: str
    language: str
    token: str


def link_by_mail(email: str) -> MailedLink | None:
    """A link for a new password for the account that signs in with this address; None where there is none.

    Address and link are of one moment: what an account's address was before is written to no more. Raises LinkSpent
    where it changed meanwhile, or the account is off or not opened.
    """
    account = queries.by_identifier(email)
    if account is None:
        return None
    with change(Event.ACCOUNT_RESET_ASKED, by=Self(account), about=account):
        account = locked(account.id)
        if account.email is None or account.email != email.strip().lower():
            raise LinkSpent
        if account.disabled or account.password_hash is None:
            raise LinkSpent
        return MailedLink(account.email, account.language or "en", put_link(account, LinkKind.RESET, None))


def use_link(kind: LinkKind, token: str, password: str, *, address: str = "", device: str = "") -> str:
    """Set the password by a one-time link, end every sign-in and begin one. Returns the browser's token.

    Raises LinkSpent.
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
        account.password_hash = hashed
        end_sign_ins(account_id)
        return open_sign_in(account, address=address, device=device)


def put_link(account: Account, kind: LinkKind, by: Author | None) -> str:
    """The row of a new link, inside a change that holds the account's lock; `by` None: she asked for it herself.

    Earlier links end. Returns the secret. Raises NotNow where `by` may make none for this account.
    """
    if isinstance(by, SignedIn) and not allowed(by, Action.ACCOUNT_LINK, account):
        raise NotNow(_l("She has another role too, so the secretariat makes her links."))
    token = new_token()
    end_links(account.id)
    db.session.add(
        AccountLink(
            account_id=account.id,
            kind=kind,
            token_hash=token_hash(token),
            made_at=now(),
            made_by_id=by.account_id if by is not None else None,
            expires_at=now() + LINK_LIFE[kind],
        )
    )
    return token


def end_links(account_id: int) -> None:
    """End the account's links, inside an open change."""
    db.session.execute(
        sa.update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.used_at.is_(None))
        .values(expires_at=now())
    )


def end_every_link() -> int:
    """End the links of all accounts, inside an open change; how many worked."""
    usable = sa.and_(AccountLink.used_at.is_(None), AccountLink.expires_at > now())
    result: Any = db.session.execute(sa.update(AccountLink).where(usable).values(expires_at=now()))
    return int(result.rowcount)
