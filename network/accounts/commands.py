"""What happens to sign-ins and passwords. Passwords are hashed before a transaction opens, never inside.

A hash takes as long as others need to end a sign-in, give a role or switch the account off. So whatever was proven
before the lock is looked at again under it. One-time links are in `links`, roles in `roles`.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.accounts import letters, queries, throttling
from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink, SignIn
from network.accounts.passwords import hash_password, is_right, new_token, token_hash
from network.audit.changes import bookkeeping, change
from network.audit.events import Event
from network.clock import now
from network.database import db, is_locked
from network.errors import Erased, Refused
from network.mail import commands as outbox
from network.vocabulary import Language


class SignInRefused(Refused):
    """One sentence for every failure, so that it tells nothing about who has an account."""

    sentence = _l("This e-mail or member number and this password do not belong together. Check both and try again.")


class TooManyTries(Refused):
    """Counted per name that was typed, per network and in all; passes by itself."""

    sentence = _l("Too many tries. Wait a quarter of an hour, then try again, or ask for a new password.")


class WrongPassword(Refused):
    """Asked for once more, and another one was typed."""

    sentence = _l("This is not your present password.")

    def __init__(self) -> None:
        super().__init__(field="current_password")


class Self:
    """The author of what an account does before it is signed in: itself."""

    def __init__(self, account: Account) -> None:
        self.account_id: int | None = account.id
        self.name = account.name


@dataclass(frozen=True)
class Proven:
    """An account whose password was right when it had the hash `password_hash`."""

    account_id: int
    password_hash: str | None
    has_factor: bool


def prove(identifier: str, password: str, *, address: str) -> Proven:
    """Check the password. Raises TooManyTries or SignInRefused."""
    account = queries.by_identifier(identifier)
    # One account is one bucket, whether her number is typed or her e-mail.
    name = f"account {account.id}" if account is not None else identifier.strip().lower()
    if not throttling.count_try("sign-in", name, address):
        raise TooManyTries
    stored = account.password_hash if account and not account.disabled else None
    db.session.rollback()  # the hash below takes 50 ms: no transaction stays open over it
    if not is_right(stored, password) or account is None:
        raise SignInRefused
    throttling.forget_tries("sign-in", name, address)
    return Proven(account.id, stored, account.has_factor)


def begin_sign_in(account_id: int, proven: str | None, *, address: str, device: str, with_factor: bool = False) -> str:
    """A new sign-in of the account whose password was proven to be that of the hash `proven`, and its factor too.

    Returns the browser's token. Raises SignInRefused where the account has another password meanwhile, has a second
    factor that was not shown, or is off.
    """
    account = _account(account_id)
    with change(Event.ACCOUNT_SIGNED_IN, by=Self(account), about=account):
        account = locked(account_id)
        if account.disabled or account.password_hash != proven or (account.has_factor and not with_factor):
            raise SignInRefused
        return open_sign_in(account, address=address, device=device, proven=True)


def open_sign_in(account: Account, *, address: str, device: str, proven: bool) -> str:
    """The row of a new sign-in, inside a change that holds the account's lock. Returns the browser's token.

    `proven`: she showed just now that it is her, with all that the account asks for.
    """
    token = new_token()
    db.session.add(
        SignIn(
            account_id=account.id,
            token_hash=token_hash(token),
            created_at=now(),
            seen_at=now(),
            proven_at=now() if proven else None,
            address=address[:64],
            device=device[:200],
        )
    )
    return token


def note_proof(*, by: SignedIn) -> None:
    """Note that she showed just now that it is her, on the sign-in that asks."""
    with bookkeeping():
        db.session.execute(sa.update(SignIn).where(SignIn.id == by.sign_in_id).values(proven_at=now()))


def touch(sign_in_id: int) -> None:
    """Note that the sign-in is in use. Never makes a reader wait: if another writer is busy it is left for later."""
    try:
        with bookkeeping(patience=0.1):
            db.session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now()))
    except sa.exc.OperationalError as error:
        if not is_locked(error):
            raise


def end_sign_in(sign_in_id: int, *, by: SignedIn) -> None:
    """End one sign-in of the account that asks."""
    with change(Event.ACCOUNT_SIGNED_OUT, by=by):
        row = db.session.scalar(
            sa.select(SignIn).where(SignIn.id == sign_in_id, SignIn.account_id == by.account_id).with_for_update()
        )
        if row is not None and row.ended_at is None:
            row.ended_at = now()


def end_other_sign_ins(*, by: SignedIn) -> None:
    """End every sign-in of the account but the one that asks."""
    with change(Event.ACCOUNT_SIGN_INS_ENDED, by=by):
        end_sign_ins(by.account_id, but=by.sign_in_id)


def end_sign_ins(account_id: int, but: int | None = None) -> None:
    """End the account's sign-ins, inside an open change."""
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
        .values(ended_at=now())
    )


def end_links(account_id: int) -> None:
    """End the account's links, inside an open change."""
    _end_links(AccountLink.account_id == account_id)


def end_links_made_by(account_id: int) -> None:
    """End the links that this account made for others, inside an open change."""
    _end_links(AccountLink.made_by_id == account_id)


def _end_links(which: Any) -> int:
    """Letters that would bring one, or could not, are not needed any more. How many links worked."""
    unused = which, AccountLink.used_at.is_(None)
    outbox.withdraw([letters.about(one) for one in db.session.scalars(sa.select(AccountLink.id).where(*unused))])
    ended = sa.update(AccountLink).where(*unused, AccountLink.expires_at > now()).values(expires_at=now())
    result: Any = db.session.execute(ended)
    return int(result.rowcount)


def end_every_sign_in() -> int:
    """End the sign-ins of all accounts, inside an open change; how many were open."""
    result: Any = db.session.execute(sa.update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now()))
    return int(result.rowcount)


def end_every_link() -> int:
    """End the links of all accounts, inside an open change; how many worked."""
    return _end_links(sa.true())


def begin_anew(account: Account) -> None:
    """Whoever chose its password or e-mail, or holds a link, a sign-in or the calendar's address, holds nothing now.

    Inside a change that holds the account's lock. A member can still be named by her number; an account without a
    member keeps its e-mail, which is all that it is named by.
    """
    account.password_hash, account.feed_hash = None, None
    if account.member_id is not None:
        account.email = None
    if account.id is not None:
        end_sign_ins(account.id)
        end_links(account.id)


def check_own_password(password: str, *, by: SignedIn, address: str) -> str | None:
    """Her present password, before a change that asks for it: gives the hash that it proved to be of.

    Tries are counted. Raises TooManyTries, or Refused beside the field.
    """
    stored = _account(by.account_id).password_hash
    db.session.rollback()
    if not throttling.count_try("password", str(by.account_id), address):
        raise TooManyTries
    if not is_right(stored, password):
        raise WrongPassword
    throttling.forget_tries("password", str(by.account_id), address)
    return stored


def still_signed_in(by: SignedIn, proven: str | None) -> Account:
    """Her account under its lock, inside a change: signed in still, and with the password that was proven."""
    account = _still_signed_in(by)
    if account.password_hash != proven:
        raise WrongPassword
    return account


def change_password(current: str, new: str, *, by: SignedIn, address: str) -> None:
    """Replace her own password; other sign-ins, links and the calendar's address end: somebody else may hold them.

    Raises Refused beside the field that is wrong.
    """
    proven = check_own_password(current, by=by, address=address)
    hashed = hash_password(new)
    with change(Event.ACCOUNT_PASSWORD_CHANGED, by=by):
        account = still_signed_in(by, proven)
        account.password_hash, account.feed_hash = hashed, None
        end_sign_ins(by.account_id, but=by.sign_in_id)
        end_links(by.account_id)


def choose_language(language: Language, *, by: SignedIn) -> None:
    """The language of her pages and letters from now on."""
    with change(Event.ACCOUNT_LANGUAGE_CHOSEN, by=by):
        locked(by.account_id).language = language


def renew_feed(*, by: SignedIn) -> str:
    """A new secret for her calendar's address; the old address stops working. Returns the secret, shown once."""
    token = new_token()
    with change(Event.ACCOUNT_FEED_RENEWED, by=by):
        _still_signed_in(by).feed_hash = token_hash(token)
    return token


def _still_signed_in(by: SignedIn) -> Account:
    """Her account under its lock. Refused where the sign-in that asks was ended since the request began."""
    account = locked(by.account_id)
    ended: Any = db.session.scalar(sa.select(SignIn.ended_at).where(SignIn.id == by.sign_in_id))
    if ended is not None or account.disabled:
        raise Refused(_l("Your sign-in has ended. Nothing was saved: sign in again."))
    return account


def _account(account_id: int) -> Account:
    account = db.session.get(Account, account_id)
    if account is None:
        raise Refused(_l("There is no such account."))
    return account


def locked(account_id: int) -> Account:
    """The account as it is now, with its roles and its member, locked until the change ends."""
    account = db.session.scalar(
        sa.select(Account).where(Account.id == account_id).with_for_update().execution_options(populate_existing=True)
    )
    if account is None:
        raise Refused(_l("There is no such account."))
    db.session.refresh(account, ["grants", "member"])
    if account.member is not None and account.member.erased_at is not None:
        raise Erased
    return account
