"""Invitations for many members at once, inside one change: what `roles.invite` does for one, in a few statements."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts import letters
from network.accounts.actor import SignedIn
from network.accounts.links import LINK_LIFE
from network.accounts.models import Account, AccountLink, RoleGrant
from network.accounts.passwords import new_token, token_hash
from network.audit.changes import Change
from network.clock import now, today
from network.database import db
from network.errors import NotNow, Refused
from network.mail import commands as outbox
from network.mail.models import Letter
from network.members.models import Member
from network.vocabulary import Language, LetterStatus, LinkKind, Role


class Invitation(NamedTuple):
    """A link that was made, and its secret."""

    link_id: int
    token: str


def invited_already() -> sa.ColumnElement[bool]:
    """Whether the account has an invitation that still works."""
    return sa.exists().where(
        AccountLink.account_id == Account.id,
        AccountLink.kind == LinkKind.INVITATION,
        AccountLink.used_at.is_(None),
        AccountLink.expires_at > now(),
    )


def is_more_than_a_member() -> sa.ColumnElement[bool]:
    """Whether the account holds, today or later, a role beside a member's."""
    return sa.exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role != Role.MEMBER,
        sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today()),
    )


def invite_many(
    note: Change, member_ids: Collection[int], *, by: SignedIn, send: bool, usual: Language | None
) -> dict[int, Invitation]:
    """A link for each of these members, who are no guests and have opened no account; by member.

    Inside an open change that holds their locks. With `send` it goes by mail where there is an address, in the
    account's language, else the `usual` one. Raises Refused where an account came into being in this moment.
    """
    members = {one.id: one for one in db.session.scalars(sa.select(Member).where(Member.id.in_(member_ids)))}
    accounts = _accounts(members)
    taken = _taken(members)
    for member in members.values():
        account = accounts.get(member.id) or _new(member)
        accounts[member.id] = account
        account.email = _address(member, taken)
        if not any(one.role is Role.MEMBER and one.holds_on(today()) for one in account.grants):
            account.grants.append(RoleGrant(role=Role.MEMBER, state=None, starts_on=today()))
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_l("Somebody invited one of them in this very moment. Nothing was done: try again.")) from error
    if not all(allowed(by, Action.ACCOUNT_LINK, one) for one in accounts.values()):
        raise NotNow
    made = _links(accounts, by)
    if send:
        _write(made, accounts, usual)
    db.session.flush()
    for row in note.rows:
        if row["table"] in (AccountLink.__tablename__, RoleGrant.__tablename__) and "added" in row:
            row["of"] = f"account:{row['added']['account_id']}"  # so that her own trail finds it
    return {one: Invitation(link.id, token) for one, (link, token) in made.items()}


def _accounts(members: Mapping[int, Member]) -> dict[int, Account]:
    select = (
        sa.select(Account)
        .where(Account.member_id.in_(members))
        .options(joinedload(Account.member), selectinload(Account.grants))
        .order_by(Account.id)
        .with_for_update(of=Account)
        .execution_options(populate_existing=True)
    )
    return {one.member_id: one for one in db.session.scalars(select) if one.member_id is not None}


def _taken(members: Mapping[int, Member]) -> dict[str, int | None]:
    """By address of a record, the member whose account signs in with it (None: somebody who is no member)."""
    addresses = {one.email.lower() for one in members.values() if one.email}
    rows = db.session.execute(sa.select(Account.email, Account.member_id).where(Account.email.in_(addresses)))
    return {row.email: row.member_id for row in rows}


def _new(member: Member) -> Account:
    account = Account(name=member.name, member=member, member_id=member.id, created_at=now(), grants=[])
    db.session.add(account)
    return account


def _address(member: Member, taken: dict[str, int | None]) -> str | None:
    """What her record says, unless another account signs in with it: of two with one address, the first has it."""
    address = member.email.lower()
    if not address or taken.setdefault(address, member.id) != member.id:
        return None
    return address


def _links(accounts: Mapping[int, Account], by: SignedIn) -> dict[int, tuple[AccountLink, str]]:
    """A link for each; earlier ones end."""
    end_links([one.id for one in accounts.values()])
    made = {}
    for member_id, account in accounts.items():
        token = new_token()
        link = AccountLink(
            account_id=account.id, kind=LinkKind.INVITATION, token_hash=token_hash(token), made_at=now(),
            made_by_id=by.account_id, expires_at=now() + LINK_LIFE[LinkKind.INVITATION],
        )  # fmt: skip
        made[member_id] = (link, token)
    db.session.add_all([link for link, _token in made.values()])
    db.session.flush()
    return made


def _write(
    made: Mapping[int, tuple[AccountLink, str]], accounts: Mapping[int, Account], usual: Language | None
) -> None:
    for member_id, (link, token) in made.items():
        account = accounts[member_id]
        if to := letters.address_of(account):
            letters.put_link_letter(link, account, to, token, asked_by_herself=False, usual=usual)


def end_links(account_ids: Sequence[int]) -> None:
    """End what links these accounts have, inside an open change."""
    unused = AccountLink.account_id.in_(account_ids), AccountLink.used_at.is_(None)
    ids = db.session.scalars(sa.select(AccountLink.id).where(*unused)).all()
    _end(ids)


def _end(link_ids: Sequence[int]) -> None:
    outbox.withdraw([letters.about(one) for one in link_ids])
    ended = sa.update(AccountLink).where(AccountLink.id.in_(link_ids), AccountLink.expires_at > now())
    db.session.execute(ended.values(expires_at=now()))


class Ended(NamedTuple):
    """What became of a link that was to end."""

    used: bool
    sent: bool


def take_back(note: Change, link_ids: Collection[int]) -> dict[int, Ended]:
    """These links end, but for those that were used, and letters that wait with them are withdrawn.

    Inside an open change; by link. Whose letter has left already is told.
    """
    select = sa.select(AccountLink.id, AccountLink.account_id, AccountLink.used_at).where(AccountLink.id.in_(link_ids))
    rows: list[Any] = list(db.session.execute(select.with_for_update(of=AccountLink)))
    abouts = [letters.about(row.id) for row in rows]
    left = set(
        db.session.scalars(
            sa.select(Letter.about).where(Letter.about.in_(abouts), Letter.status == LetterStatus.SENT)
        )
    )  # fmt: skip
    open_ones = [row for row in rows if row.used_at is None]
    _end([row.id for row in open_ones])
    note.rows.extend(
        {
            "table": AccountLink.__tablename__,
            "id": row.id,
            "changed": {"expires_at": [None, now()]},
            "of": f"account:{row.account_id}",
        }
        for row in open_ones
    )
    return {row.id: Ended(row.used_at is not None, letters.about(row.id) in left) for row in rows}
