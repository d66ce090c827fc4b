"""What happens to accounts and sign-ins. Passwords are hashed before a transaction opens, never inside."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from network.accounts import queries, throttling
from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink, RoleGrant, SignIn
from network.accounts.passwords import hash_password, is_right, new_token, token_hash
from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db, is_locked
from network.errors import Refused
from network.members.models import Member
from network.vocabulary import Language, LinkKind, Role, State

#: How long a one-time address works.
LINK_LIFE = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(hours=24)}


class SignInRefused(Refused):
    """One sentence for every failure, so that it tells nothing about who has an account."""

    sentence = _l("This e-mail or member number and this password do not belong together. Check both and try again.")


class TooManyTries(Refused):
    """Counted per account, per address and in all; passes by itself."""

    sentence = _l("Too many tries. Wait a quarter of an hour, then try again, or ask for a new password.")


class LinkSpent(Refused):
    """Used, expired or never made."""

    sentence = _l("This link was used or has expired. Ask whoever sent it for a new one.")


class Self:
    """The author of what an account does before it is signed in: itself."""

    def __init__(self, account: Account) -> None:
        self.account_id: int | None = account.id
        self.name = account.name


def sign_in(identifier: str, password: str, *, address: str, device: str) -> str:
    """Check the password and begin a sign-in. Returns the browser's token; raises TooManyTries or SignInRefused."""
    key = identifier.strip().casefold()
    if not throttling.count_try(key, address):
        raise TooManyTries
    account = queries.by_identifier(identifier)
    stored = account.password_hash if account and not account.disabled else None
    db.session.rollback()  # the hash below takes 50 ms: no transaction stays open over it
    if not is_right(stored, password) or account is None:
        raise SignInRefused
    throttling.forget_tries(key)
    return begin_sign_in(account.id, address=address, device=device)


def begin_sign_in(account_id: int, *, address: str, device: str) -> str:
    """A new sign-in of the account, whatever proved who she is. Returns the browser's token."""
    token = new_token()
    account = _account(account_id)
    with change(Event.ACCOUNT_SIGNED_IN, by=Self(account), about=account):
        db.session.add(
            SignIn(
                account_id=account_id,
                token_hash=token_hash(token),
                created_at=now(),
                seen_at=now(),
                address=address[:64],
                device=device[:200],
            )
        )
    return token


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
        _end_all(by.account_id, but=by.sign_in_id)


def _end_all(account_id: int, but: int | None = None) -> None:
    db.session.execute(
        sa.update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
        .values(ended_at=now())
    )


def change_password(current: str, new: str, *, by: SignedIn) -> None:
    """Replace her own password and end her other sign-ins. Raises Refused beside the field that is wrong."""
    stored = _account(by.account_id).password_hash
    db.session.rollback()
    if not throttling.count_try(f"change:{by.account_id}", ""):
        raise TooManyTries
    if not is_right(stored, current):
        raise Refused(_l("This is not your present password."), field="current_password")
    throttling.forget_tries(f"change:{by.account_id}")
    hashed = hash_password(new)
    with change(Event.ACCOUNT_PASSWORD_CHANGED, by=by):
        _locked(by.account_id).password_hash = hashed
        _end_all(by.account_id, but=by.sign_in_id)


def choose_language(language: Language, *, by: SignedIn) -> None:
    """The language of her pages and letters from now on."""
    with change(Event.ACCOUNT_LANGUAGE_CHOSEN, by=by):
        _locked(by.account_id).language = language


def invite(
    *,
    by: Author,
    role: Role,
    email: str = "",
    name: str = "",
    member: Member | None = None,
    state: State | None = None,
    why: str = "",
) -> str:
    """Make (or find) the account, give it the role, and return the secret of a link of 7 days. Earlier links end.

    A member's account carries her name and e-mail; without `member` an e-mail is needed. Raises Refused where the
    e-mail belongs to another account.
    """
    token = new_token()
    address = (member.email if member is not None and not email else email).casefold() or None
    with change(Event.ACCOUNT_INVITED, by=by, why=why) as note:
        account = _account_of(member, address)
        if account is None:
            account = Account(
                name=name or (member.name if member is not None else (address or "")),
                email=address,
                member_id=member.id if member is not None else None,
                created_at=now(),
                grants=[],
            )
            db.session.add(account)
        if account.disabled:
            raise Refused(_l("This account is switched off. The secretariat can switch it on."))
        _grant(account, role, state)
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Refused(_l("Another account uses this e-mail."), field="email") from error
        _make_link(account, LinkKind.INVITATION, token)
        note.about(account)
    return token


def make_link(account_id: int, kind: LinkKind, *, by: Author, why: str = "") -> str:
    """A one-time link with which the owner sets a password. Earlier links end. Returns its secret."""
    token = new_token()
    with change(Event.ACCOUNT_RESET_ASKED, by=by, why=why) as note:
        account = _locked(account_id)
        note.about(account)
        _make_link(account, kind, token)
    return token


def use_link(kind: LinkKind, token: str, password: str) -> int:
    """Set the password by a one-time link, end every sign-in, and return the account's id. Raises LinkSpent."""
    hashed = hash_password(password)
    link = queries.usable_link(kind, token)
    if link is None:
        raise LinkSpent
    event = Event.ACCOUNT_OPENED if kind is LinkKind.INVITATION else Event.ACCOUNT_RESET
    author, link_id, account_id = Self(link.account), link.id, link.account_id
    with change(event, by=author, about=link.account):
        spent = db.session.get(AccountLink, link_id, with_for_update=True, populate_existing=True)
        if spent is None or spent.used_at is not None:
            raise LinkSpent
        spent.used_at = now()
        _locked(account_id).password_hash = hashed
        _end_all(account_id)
    return account_id


def give_role(account_id: int, role: Role, state: State | None, *, by: Author) -> None:
    """Give a role from today. Does nothing where it is held already."""
    with change(Event.GRANT_GIVEN, by=by) as note:
        account = _locked(account_id)
        note.about(account)
        _grant(account, role, state)
        _end_all(account_id)  # SECURITY: a change of role ends sign-ins at once


def end_role(grant_id: int, *, account_id: int, by: Author) -> None:
    """End a role of the account today. Refuses to end the last secretariat account's."""
    with change(Event.GRANT_ENDED, by=by) as note:
        grant = db.session.get(RoleGrant, grant_id, with_for_update=True, populate_existing=True)
        if grant is None or grant.account_id != account_id or not grant.holds_on(today()):
            raise Refused(_l("This role has ended already."))
        if grant.role is Role.SECRETARIAT:
            _keep_one_secretariat(grant.account_id)
        note.subject = f"account:{grant.account_id}"
        if grant.starts_on == today():
            db.session.delete(grant)
        else:
            grant.ends_on = today() - timedelta(days=1)
        _end_all(grant.account_id)


def set_disabled(account_id: int, disabled: bool, *, by: Author) -> None:
    """Switch an account off (ends its sign-ins) or on again. Refuses to switch off the last secretariat account."""
    with change(Event.ACCOUNT_DISABLED if disabled else Event.ACCOUNT_ENABLED, by=by) as note:
        account = _locked(account_id)
        note.about(account)
        if disabled:
            if any(grant.role is Role.SECRETARIAT and grant.holds_on(today()) for grant in account.grants):
                _keep_one_secretariat(account_id)
            _end_all(account_id)
        account.disabled = disabled


def renew_feed(*, by: SignedIn) -> str:
    """A new secret for her calendar's address; the old address stops working. Returns the secret, shown once."""
    token = new_token()
    with change(Event.ACCOUNT_FEED_RENEWED, by=by):
        _locked(by.account_id).feed_hash = token_hash(token)
    return token


def _account(account_id: int) -> Account:
    account = db.session.get(Account, account_id)
    if account is None:
        raise Refused(_l("There is no such account."))
    return account


def _locked(account_id: int) -> Account:
    account = db.session.scalar(
        sa.select(Account).where(Account.id == account_id).with_for_update().execution_options(populate_existing=True)
    )
    if account is None:
        raise Refused(_l("There is no such account."))
    db.session.refresh(account, ["grants"])
    return account


def _account_of(member: Member | None, email: str | None) -> Account | None:
    own: Any = Account.member_id == member.id if member is not None else Account.email == email
    return db.session.scalar(
        sa.select(Account).where(own).options(joinedload(Account.grants)).with_for_update(of=Account)
        .execution_options(populate_existing=True)
    )  # fmt: skip


def _grant(account: Account, role: Role, state: State | None) -> None:
    if role is Role.MEMBER and account.member_id is None:
        raise Refused(_l("Only somebody on the members list can be a member. Add her there first."))
    if (role is Role.COORDINATOR) != (state is not None):
        raise Refused(_l("A coordinator needs a state, and nobody else has one."), field="state")
    held = [g for g in account.grants if g.role is role and g.state is state and g.holds_on(today())]
    if not held:
        account.grants.append(RoleGrant(role=role, state=state, starts_on=today()))


def _make_link(account: Account, kind: LinkKind, token: str) -> None:
    db.session.execute(
        sa.update(AccountLink)
        .where(AccountLink.account_id == account.id, AccountLink.used_at.is_(None))
        .values(expires_at=now())
    )
    db.session.add(
        AccountLink(
            account_id=account.id,
            kind=kind,
            token_hash=token_hash(token),
            made_at=now(),
            expires_at=now() + LINK_LIFE[kind],
        )
    )


def _keep_one_secretariat(but: int) -> None:
    day = today()
    other = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(RoleGrant)
        .join(RoleGrant.account)
        .where(
            RoleGrant.role == Role.SECRETARIAT,
            RoleGrant.starts_on <= day,
            sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
            RoleGrant.account_id != but,
            Account.disabled.is_(False),
            Account.password_hash.is_not(None),
        )
    )
    if not other:
        raise Refused(_l("This is the last account of the secretariat. Give the role to somebody else first."))
