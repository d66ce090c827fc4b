"""Selects about accounts and sign-ins."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts.actor import SignedIn
from network.accounts.models import Account, AccountLink, RoleGrant, SignIn, TrainingAssignment
from network.accounts.passwords import token_hash
from network.audit.models import AuditHead
from network.audit.unchanged import trail_stands_at, while_unchanged
from network.clock import now, today
from network.database import db
from network.members.models import Member
from network.vocabulary import REGION_ZONE, STATE_ZONES, LinkKind, Role, Standing, State

#: SECURITY: a sign-in ends after 30 idle minutes, and after 12 hours in any case.
IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)


_sign_in: Any = SignIn.__table__
_account: Any = Account.__table__
_grant: Any = RoleGrant.__table__
_runs: Any = TrainingAssignment.__table__
_head: Any = AuditHead.__table__
_member: Any = Member.__table__
#: Who is behind a token, a row for each role held on the day. Made once and read without the ORM: every request asks.
_BEHIND = (
    sa.select(
        _sign_in.c.id.label("sign_in_id"), _sign_in.c.seen_at, _sign_in.c.proven_at, _account.c.has_factor,
        _account.c.id, _account.c.name, _account.c.email,
        _account.c.language, _account.c.member_id, _grant.c.role, _grant.c.state,
        sa.select(_head.c.number).scalar_subquery().label("trail"),
        sa.select(_member.c.state)
        .where(_member.c.id == _account.c.member_id, _member.c.standing == Standing.MEMBER)
        .scalar_subquery().label("home"),
    )
    .select_from(
        _sign_in.join(_account, _account.c.id == _sign_in.c.account_id).outerjoin(
            _grant,
            sa.and_(
                _grant.c.account_id == _account.c.id,
                _grant.c.starts_on <= sa.bindparam("day"),
                sa.or_(_grant.c.ends_on.is_(None), _grant.c.ends_on >= sa.bindparam("day")),
            ),
        )
    )
    .where(
        _sign_in.c.token_hash == sa.bindparam("token"),
        _sign_in.c.ended_at.is_(None),
        _sign_in.c.seen_at > sa.bindparam("idle_since"),
        _sign_in.c.created_at > sa.bindparam("since"),
        _account.c.disabled.is_(False),
    )
    .order_by(_grant.c.starts_on, _grant.c.id)
)  # fmt: skip
_RUN_TOO = sa.select(_runs.c.training_id).where(_runs.c.account_id == sa.bindparam("account"))


def signed_in_by(token: str) -> tuple[SignedIn, datetime] | None:
    """The account behind a browser's token with today's roles, and when it was last seen; None: it is over.

    Every request begins with it, so it also notes as of which entry of the trail the request reads.
    """
    moment = now()
    asked = {"token": token_hash(token), "day": today(), "idle_since": moment - IDLE, "since": moment - ABSOLUTE}
    rows = db.session.connection().execute(_BEHIND, asked).all()
    if not rows:
        return None
    one = rows[0]
    trail_stands_at(one.trail)
    held = tuple((row.role, row.state) for row in rows if row.role)
    return _known(one, held, token, one.sign_in_id, one.proven_at, one.home), one.seen_at


def account_once_behind(token: str) -> int | None:
    """The id of the account that a browser's token was of, though its time is over.

    One that somebody ended is nobody's any more: a browser that is used by others may still hold it.
    """
    return db.session.scalar(
        sa.select(SignIn.account_id).where(
            SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.created_at > now() - 2 * ABSOLUTE
        )
    )


def actor_with(which: sa.ColumnElement[bool]) -> SignedIn | None:
    """The one account of which this is true, with what it may do now, without a sign-in; None where it is disabled."""
    found = sa.select(Account).where(which, Account.disabled.is_(False)).options(selectinload(Account.grants))
    account = db.session.scalar(found)
    return snapshot(account, "", 0) if account is not None else None


def snapshot(account: Account, token: str, sign_in_id: int) -> SignedIn:
    """What a request knows of its account (needs `grants` loaded)."""
    day = today()
    held = tuple((grant.role, grant.state) for grant in account.grants if grant.holds_on(day))
    return _known(account, held, token, sign_in_id)


def _known(
    account: Any,
    held: tuple[tuple[Role, State | None], ...],
    token: str,
    sign_in_id: int,
    proven_at: datetime | None = None,
    home: State | None = None,
) -> SignedIn:
    runs: Iterable[int] = ()
    if any(role is Role.COORDINATOR for role, _ in held):
        runs = db.session.connection().scalars(_RUN_TOO, {"account": account.id})
    return SignedIn(
        token=token,
        sign_in_id=sign_in_id,
        account_id=account.id,
        name=account.name,
        email=account.email,
        language=account.language,
        member_id=account.member_id,
        held=held,
        assigned_training_ids=frozenset(runs),
        home=home,
        has_factor=account.has_factor,
        proven_at=proven_at,
    )


def by_identifier(identifier: str) -> Account | None:
    """The account that signs in with this e-mail address or member number."""
    text = identifier.strip()
    return db.session.scalar(
        sa.select(Account)
        .outerjoin(Member, Member.id == Account.member_id)
        .where(sa.or_(Account.email == text.lower(), Member.number == text.upper()))
        .options(selectinload(Account.grants))
        .limit(1)
    )


def with_member(account_id: int) -> Account:
    """An account that is there, with its member's record."""
    return db.session.scalars(
        sa.select(Account).where(Account.id == account_id).options(joinedload(Account.member))
    ).one()


def open_sign_ins(account_id: int) -> Sequence[SignIn]:
    """Where the account is signed in now, the latest first."""
    moment = now()
    return db.session.scalars(
        sa.select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at > moment - IDLE,
            SignIn.created_at > moment - ABSOLUTE,
        )
        .order_by(SignIn.seen_at.desc())
    ).all()


def zone_of(account: SignedIn) -> str:
    """By which clock an account reads what belongs to no training: that of her state, else the region's."""
    state = min(account.states, default=None) or db.session.scalar(
        sa.select(Member.state).where(Member.id == account.member_id)
    )
    return STATE_ZONES[state] if state else REGION_ZONE


def usable_link(kind: LinkKind, token: str, *, lock: bool = False) -> AccountLink | None:
    """The link of this secret with its account, if it is unused, unexpired, and whoever made it still may.

    `lock` keeps it as it is until the change ends (the account is locked before).
    """
    return usable(AccountLink.kind == kind, AccountLink.token_hash == token_hash(token), lock=lock)


def usable(*which: sa.ColumnElement[bool], lock: bool = False) -> AccountLink | None:
    """The one link of which this holds, as `usable_link`."""
    select = (
        sa.select(AccountLink)
        .join(AccountLink.account)
        .where(
            *which,
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now(),
            Account.disabled.is_(False),
        )
        .options(
            joinedload(AccountLink.account).options(joinedload(Account.member), selectinload(Account.grants)),
            joinedload(AccountLink.made_by).selectinload(Account.grants),
        )
    )
    if lock:
        select = select.with_for_update(of=AccountLink).execution_options(populate_existing=True)
    link = db.session.scalar(select)
    if link is None or link.made_by is None:
        return link
    maker = snapshot(link.made_by, "", 0)
    may = not link.made_by.disabled and allowed(maker, Action.ACCOUNT_LINK, link.account)
    return link if may else None


def held_today() -> sa.ColumnElement[bool]:
    """Whether a role is held today."""
    day = today()
    return sa.and_(RoleGrant.starts_on <= day, sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day))


def coordinates_today(account_id: Any, state: Any) -> sa.ColumnElement[bool]:
    """Whether the account, which is not switched off, coordinates the state today."""
    one, grant = aliased(Account), aliased(RoleGrant)
    day = today()
    return sa.exists().where(
        one.id == account_id, one.disabled.is_(False), grant.account_id == one.id, grant.role == Role.COORDINATOR,
        grant.state == state, grant.starts_on <= day, sa.or_(grant.ends_on.is_(None), grant.ends_on >= day),
    )  # fmt: skip


@while_unchanged
def coordinators() -> list[tuple[State, list[Any]]]:
    """Each state with the accounts that coordinate it today."""
    found: dict[State, list[Any]] = {state: [] for state in State}
    for row in db.session.execute(
        sa.select(RoleGrant.state, Account.id, Account.name)
        .join(RoleGrant.account)
        .where(RoleGrant.role == Role.COORDINATOR, held_today(), Account.disabled.is_(False))
        .order_by(Account.sort_key, Account.id)
    ):
        if row.state is not None:
            found[row.state].append(row)
    return list(found.items())


def coordinators_of(member_id: int) -> Sequence[Any]:
    """Who coordinates the member's state today, with their e-mail; of the shielded the one who knows her."""
    hers = sa.select(Member.state).where(Member.id == member_id)
    state = hers.scalar_subquery()
    return db.session.execute(
        sa.select(Account.name, Account.email)
        .join(Account.grants)
        .where(
            RoleGrant.state == state, RoleGrant.role == Role.COORDINATOR, held_today(), Account.disabled.is_(False),
            hers.where(sa.or_(Member.shield_code.is_(None), Member.shield_account_id == Account.id)).exists(),
        )
        .order_by(Account.sort_key, Account.id)
    ).all()  # fmt: skip


def account(account_id: int) -> Account | None:
    """One account with its roles and its member, as its page shows it."""
    return db.session.scalar(
        sa.select(Account)
        .where(Account.id == account_id)
        .options(joinedload(Account.member), selectinload(Account.grants))
    )


def account_of(member_id: int) -> Account | None:
    """The account of a member, if she has one, with its roles."""
    select = sa.select(Account).where(Account.member_id == member_id)
    with_all = joinedload(Account.member), joinedload(Account.grants)
    return db.session.scalars(select.options(*with_all)).unique().first()
