"""Who gets an account, and which roles it holds from when until when."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from blinker import Signal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from network.accounts.addresses import flush_address, of_record
from network.accounts.commands import begin_anew, end_links, end_links_made_by, end_sign_ins, locked
from network.accounts.links import put_link
from network.accounts.models import Account, RoleGrant, TrainingAssignment
from network.audit.changes import Author, Change, change
from network.audit.events import Event
from network.clock import now, today
from network.database import db
from network.errors import Erased, Refused
from network.members.models import Member
from network.vocabulary import LinkKind, Role, State

#: Sent inside the change, with `account_id` and `state`: she coordinates that state no more.
coordination_ended = Signal()


def invite(
    *,
    by: Author,
    role: Role,
    email: str = "",
    name: str = "",
    member: Member | None = None,
    state: State | None = None,
    why: str = "",
    send: bool = False,
) -> str:
    """Make (or find) the account, give it the role, and return the secret of a link of 7 days. Earlier links end.

    With `send` the link goes out by mail too, where there is an address to write to.

    A member's account carries her name and, for a member's role alone, her e-mail, unless another account signs in
    with it: whoever invites her learns nothing of that one. Without `member` an e-mail is needed, and a member's
    account is not found by it: she is given another role on the page of her account, by somebody who sees whose it
    is. Raises Refused.
    """
    address = email.strip().lower()
    with change(Event.ACCOUNT_INVITED, by=by, why=why) as note:
        account = _account_of(member, address)
        if account is None:
            account = _new_account(member, address, name, role)
        elif member is None and account.member is not None:
            raise Refused(_taken_sentence(account), field="email")
        if account.disabled:
            raise Refused(_l("This account is switched off. The secretariat can switch it on."))
        if _grant(account, role, state) and account.id is not None:
            end_sign_ins(account.id)  # SECURITY: a change of role ends sign-ins at once
        if address:
            account.email = address
        elif member is not None and _is_as_invited(account):
            account.email = of_record(member, account.id)  # her record may have been corrected since
        flush_address()
        note.about(account)
        return put_link(account, LinkKind.INVITATION, by, send=send)


def give_role(
    account_id: int, role: Role, state: State | None, email: str, *, by: Author, send: bool = False
) -> str | None:
    """Give a role from today to an account that signs in with `email` (or, where it is empty, by number only).

    The secret of a link with which she sets a new password, where the present one is not to be relied on (`_grant`);
    with `send` it goes to `email` too. Raises Refused beside the field that is wrong.
    """
    address = email.strip().lower()
    with change(Event.GRANT_GIVEN, by=by) as note:
        account = locked(account_id)
        note.about(account)
        if not address and account.member_id is None:
            raise Refused(_l("This account has no member number to sign in with: write her e-mail."), field="email")
        if address != (account.email or ""):
            end_links(account_id)  # they may be on their way to the earlier address
        _grant(account, role, state)
        account.email = address or None
        flush_address()
        end_sign_ins(account_id)  # SECURITY: a change of role ends sign-ins at once
        return None if account.password_hash else put_link(account, LinkKind.INVITATION, by, send=send)


def end_role(grant_id: int, *, account_id: int, by: Author) -> None:
    """End a role of the account today. Refuses to end the last secretariat account's."""
    with change(Event.GRANT_ENDED, by=by) as note:
        locked(account_id)
        end_grant(note, grant_id, account_id=account_id)


def end_grant(note: Change, grant_id: int, *, account_id: int) -> None:
    """The same inside an open change that holds the account's lock: `handover` ends a coordinator's so."""
    _lock_secretariat()
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
    end_sign_ins(grant.account_id)
    end_links_made_by(grant.account_id)
    if grant.role is Role.COORDINATOR:
        coordination_ended.send(None, account_id=grant.account_id, state=grant.state)
    if grant.role is Role.COORDINATOR and not coordinates_else(grant):
        _forget_assignments(grant.account_id)


def set_last_day(note: Change, grant: RoleGrant, day: date) -> None:
    """The role of a coordinator ends by itself after this day, inside an open change that holds the account's lock.

    Links that she made end now: she would not be there any more to be asked about them.
    """
    note.subject = f"account:{grant.account_id}"
    grant.ends_on = day
    end_links_made_by(grant.account_id)


def _forget_assignments(account_id: int) -> None:
    """What she ran for other states was hers as a coordinator: it does not come back with a later role."""
    db.session.execute(sa.delete(TrainingAssignment).where(TrainingAssignment.account_id == account_id))


def coordinates_else(grant: RoleGrant) -> bool:
    """Whether the account coordinates another state, today or later."""
    other = sa.select(RoleGrant.id).where(
        RoleGrant.account_id == grant.account_id, RoleGrant.role == Role.COORDINATOR, RoleGrant.id != grant.id,
        sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today()),
    )  # fmt: skip
    return db.session.scalar(other.limit(1)) is not None


def set_disabled(account_id: int, disabled: bool, *, by: Author) -> None:
    """Switch an account off (ends its sign-ins) or on again. Refuses to switch off the last secretariat account."""
    with change(Event.ACCOUNT_DISABLED if disabled else Event.ACCOUNT_ENABLED, by=by) as note:
        switch(note, account_id, disabled=disabled)


def switch(note: Change, account_id: int, *, disabled: bool) -> None:
    """The same inside an open change."""
    account = locked(account_id)
    note.about(account)
    if disabled:
        if any(grant.role is Role.SECRETARIAT and grant.holds_on(today()) for grant in account.grants):
            _lock_secretariat()
            _keep_one_secretariat(account_id)
        end_sign_ins(account_id)
        end_links(account_id)
    elif account.once_member_id is not None:
        raise Refused(_l("Two records were merged, and she signs in with the other account. Undo that merge first."))
    account.disabled = disabled


def _account_of(member: Member | None, email: str) -> Account | None:
    own: Any = Account.member_id == member.id if member is not None else Account.email == email
    return db.session.scalar(
        sa.select(Account).where(own).options(joinedload(Account.grants), joinedload(Account.member))
        .with_for_update(of=Account).execution_options(populate_existing=True)
    )  # fmt: skip


def _new_account(member: Member | None, email: str, name: str, role: Role) -> Account:
    address = email
    if member is not None:
        if member.erased_at is not None:
            raise Erased
        if member.number is None:
            raise Refused(_l("Make her a member first: she signs in with her member number."))
        if role is Role.MEMBER and not address:
            address = of_record(member) or ""
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


def _is_as_invited(account: Account) -> bool:
    """Whether it was invited earlier as a member's and is not opened. (A new one, not written yet, has no id.)"""
    return account.id is not None and account.password_hash is None and account.is_members_only


def _taken_sentence(account: Account) -> str:
    number = account.member.number if account.member else None
    whose = " · ".join(filter(None, (account.name, number)))
    return str(_("This is the e-mail of %(whose)s. Give the role on the page of that account.", whose=whose))


def _grant(account: Account, role: Role, state: State | None) -> bool:
    """Give the role from today, unless it is held; says whether it was given.

    The first one beyond a member's makes the account begin anew, without password, e-mail, links, sign-ins and
    calendar address: whoever chose them for a member, or holds them, was trusted with what a member can do and no
    more.
    """
    if role is Role.MEMBER and account.member_id is None:
        raise Refused(_l("Only somebody on the members list can be a member. Add her there first."))
    if (role is Role.COORDINATOR) != (state is not None):
        raise Refused(_l("A coordinator needs a state, and nobody else has one."), field="state")
    held = [g for g in account.grants if g.role is role and g.state is state and g.holds_on(today())]
    if held:
        return False
    rises = role is not Role.MEMBER and account.is_members_only
    if role is Role.COORDINATOR and account.id is not None and not _coordinates(account):
        _forget_assignments(account.id)  # an earlier role ended by its last day, with nobody there to take them away
    if role is Role.COORDINATOR and account.id is not None:
        coordination_ended.send(None, account_id=account.id, state=state)  # as above: nor does she know whom she knew
    account.grants.append(RoleGrant(role=role, state=state, starts_on=today()))
    if rises and account.id is not None:
        begin_anew(account)
    return True


def _coordinates(account: Account) -> bool:
    return any(one.role is Role.COORDINATOR and not one.is_over_on(today()) for one in account.grants)


def _lock_secretariat() -> None:
    """Whoever takes a role of the secretariat away waits here for whoever does so too."""
    day = today()
    held = sa.select(RoleGrant.id).where(
        RoleGrant.role == Role.SECRETARIAT, sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day)
    )
    db.session.execute(held.order_by(RoleGrant.id).with_for_update())


def _keep_one_secretariat(but: int) -> None:
    """Under `_lock_secretariat`: somebody else has to be left who can sign in."""
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


def keep_one_secretariat(account_id: int) -> None:
    """Inside the change that ends this account: refuses where it is the last of the secretariat that can sign in."""
    _lock_secretariat()
    held = sa.select(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.role == Role.SECRETARIAT)
    if any(grant.holds_on(today()) for grant in db.session.scalars(held)):
        _keep_one_secretariat(account_id)
