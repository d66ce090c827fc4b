"""What happens to accounts and sign-ins. Passwords are hashed before a transaction opens, never inside."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts import queries, throttling
from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink, RoleGrant, SignIn
from network.accounts.passwords import hash_password, is_right, new_token, token_hash
from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db, is_locked
from network.errors import NotNow, Refused
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
    account = queries.by_identifier(identifier)
    # Her e-mail and her number are one account's tries; a name that is nobody's is counted all the same.
    whom = str(account.id) if account else identifier.strip().casefold()
    if not throttling.count_try("sign-in", whom, address):
        raise TooManyTries
    stored = account.password_hash if account and not account.disabled else None
    db.session.rollback()  # the hash below takes 50 ms: no transaction stays open over it
    if not is_right(stored, password) or account is None:
        raise SignInRefused
    throttling.forget_tries("sign-in", whom, address)
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


def change_password(current: str, new: str, *, by: SignedIn, address: str) -> None:
    """Replace her own password and end her other sign-ins. Raises Refused beside the field that is wrong."""
    stored = _account(by.account_id).password_hash
    db.session.rollback()
    if not throttling.count_try("password", str(by.account_id), address):
        raise TooManyTries
    if not is_right(stored, current):
        raise Refused(_l("This is not your present password."), field="current_password")
    throttling.forget_tries("password", str(by.account_id), address)
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

    A member's account carries her name, and her e-mail unless another account signs in with it: whoever invites her
    learns nothing of that one. Without `member` an e-mail is needed, and a member's account is not found by it: she
    is given another role on the page of her account, by somebody who sees whose it is. Raises Refused.
    """
    token = new_token()
    with change(Event.ACCOUNT_INVITED, by=by, why=why) as note:
        account = _account_of(member, email.casefold())
        if account is None:
            account = _new_account(member, email.casefold(), name)
        elif member is None and account.member is not None:
            raise Refused(_taken_sentence(account), field="email")
        if account.disabled:
            raise Refused(_l("This account is switched off. The secretariat can switch it on."))
        _grant(account, role, state)
        _check_link(account, by)
        _flush_email()
        _make_link(account, LinkKind.INVITATION, token)
        note.about(account)
    return token


def make_link(account_id: int, kind: LinkKind, *, by: Author, why: str = "") -> str:
    """A one-time link with which the owner sets a password. Earlier links end. Returns its secret."""
    token = new_token()
    with change(Event.ACCOUNT_RESET_ASKED, by=by, why=why) as note:
        account = _locked(account_id)
        note.about(account)
        _check_link(account, by)
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


def give_role(account_id: int, role: Role, state: State | None, email: str, *, by: Author) -> str | None:
    """Give a role from today to an account that signs in with `email` (or, where it is empty, by number only).

    The secret of a link with which she sets a new password, where the present one is not to be relied on (`_grant`).
    Raises Refused beside the field that is wrong.
    """
    token = new_token()
    with change(Event.GRANT_GIVEN, by=by) as note:
        account = _locked(account_id)
        note.about(account)
        account.email = email.casefold() or None
        _flush_email()
        _grant(account, role, state)
        _end_all(account_id)  # SECURITY: a change of role ends sign-ins at once
        opened = account.password_hash is not None
        if not opened:
            _make_link(account, LinkKind.INVITATION, token)
    return None if opened else token


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
    db.session.refresh(account, ["grants", "member"])
    return account


def _account_of(member: Member | None, email: str) -> Account | None:
    own: Any = Account.member_id == member.id if member is not None else Account.email == email
    return db.session.scalar(
        sa.select(Account).where(own).options(joinedload(Account.grants), joinedload(Account.member))
        .with_for_update(of=Account).execution_options(populate_existing=True)
    )  # fmt: skip


def _new_account(member: Member | None, email: str, name: str) -> Account:
    address = email or (member.email.casefold() if member is not None else "")
    if member is not None:
        if member.number is None:
            raise Refused(_l("Make her a member first: she signs in with her member number."))
        if db.session.scalar(sa.select(Account.id).where(Account.email == address)):
            address = ""
    account = Account(
        name=name or (member.name if member is not None else address),
        email=address or None,
        member=member,
        member_id=member.id if member is not None else None,
        created_at=now(),
        grants=[],
    )
    db.session.add(account)
    return account


def _flush_email() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_l("Another account uses this e-mail."), field="email") from error


def _taken_sentence(account: Account) -> str:
    number = account.member.number if account.member else None
    whose = " · ".join(filter(None, (account.name, number)))
    return str(_("This is the e-mail of %(whose)s. Give the role on the page of that account.", whose=whose))


def _check_link(account: Account, by: Author) -> None:
    """Whoever has the link can be whom it is for. The operator may, and whoever asks for her own by e-mail."""
    if isinstance(by, SignedIn) and not allowed(by, Action.ACCOUNT_LINK, account):
        raise NotNow(_l("She has another role too, so the secretariat makes her links."))


def _grant(account: Account, role: Role, state: State | None) -> None:
    """Give the role from today, unless it is held.

    The first one beyond a member's makes the account begin anew: whoever set a member's password for her, or holds a
    link to do so, was trusted with what a member can do and no more.
    """
    if role is Role.MEMBER and account.member_id is None:
        raise Refused(_l("Only somebody on the members list can be a member. Add her there first."))
    if (role is Role.COORDINATOR) != (state is not None):
        raise Refused(_l("A coordinator needs a state, and nobody else has one."), field="state")
    held = [g for g in account.grants if g.role is role and g.state is state and g.holds_on(today())]
    if held:
        return
    rises = role is not Role.MEMBER and all(g.role is Role.MEMBER or g.is_over_on(today()) for g in account.grants)
    account.grants.append(RoleGrant(role=role, state=state, starts_on=today()))
    if rises and account.id is not None:
        account.password_hash = None
        _end_all(account.id)
        _end_links(account.id)


def _end_links(account_id: int) -> None:
    db.session.execute(
        sa.update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.used_at.is_(None))
        .values(expires_at=now())
    )


def _make_link(account: Account, kind: LinkKind, token: str) -> None:
    _end_links(account.id)
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
