"""Selects about what members ask, and whom it waits for."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.accounts.models import Account, RoleGrant
from network.clock import today
from network.database import db
from network.members.models import Member
from network.privacy.models import PrivacyRequest
from network.vocabulary import RequestKind, RequestStatus, Role, State
from network.web.paging import Page, page_of

#: What a page of her own, or the first page, shows.
MOST = 20


def own_requests(member_id: int) -> Sequence[PrivacyRequest]:
    """What she asked, the latest first."""
    return db.session.scalars(
        sa.select(PrivacyRequest)
        .where(PrivacyRequest.member_id == member_id)
        .order_by(PrivacyRequest.id.desc())
        .limit(MOST)
    ).all()


def requests_page(actor: Actor, *, answered: bool) -> Page:
    """One page of what waits for an answer, or was answered; the latest first."""
    is_open = PrivacyRequest.status == RequestStatus.OPEN
    select = (
        sa.select(
            PrivacyRequest.id, PrivacyRequest.uid, PrivacyRequest.kind, PrivacyRequest.status, PrivacyRequest.asked_at,
            PrivacyRequest.answered_at, Member.family, Member.given, Member.family_latin, Member.given_latin,
            Member.state, Member.number, Member.shield_code,
        )
        .join(PrivacyRequest.member)
        .where(condition(actor, Action.REQUEST_VIEW, PrivacyRequest), ~is_open if answered else is_open)
    )  # fmt: skip
    return page_of(select, (PrivacyRequest.id,), descending=True)


def waiting(actor: Actor) -> Sequence[Any]:
    """What waits for her answer, by kind: (kind, how many)."""
    return db.session.execute(
        sa.select(PrivacyRequest.kind, sa.func.count())
        .where(condition(actor, Action.REQUEST_ANSWER, PrivacyRequest))
        .group_by(PrivacyRequest.kind)
        .order_by(PrivacyRequest.kind)
    ).all()


def those_to_tell(kind: RequestKind, member: Member) -> Sequence[Account]:
    """Who has to act: her coordinators, or the secretariat where there is none, and for leaving always."""
    if kind is RequestKind.CORRECTION:
        found = _holders(Role.COORDINATOR, member.state)
        if member.shield_code is not None:
            found = [one for one in found if one.id == member.shield_account_id]
        if found:
            return found
    return _holders(Role.SECRETARIAT, None)


def _holders(role: Role, state: State | None) -> Sequence[Account]:
    day: date = today()
    return db.session.scalars(
        sa.select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(
            RoleGrant.role == role,
            RoleGrant.state == state if state else RoleGrant.state.is_(None),
            RoleGrant.starts_on <= day,
            sa.or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
            Account.disabled.is_(False),
            Account.email.is_not(None),
        )
        .distinct()
    ).all()
