"""Selects about shielded members: who they are, who is named for them, what is open."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from network.access.policy import Action
from network.access.scope import Actor, Reader, condition
from network.accounts.models import Account
from network.accounts.queries import coordinates_today, coordinators
from network.audit.unchanged import while_unchanged
from network.clock import now
from network.database import db
from network.members.models import Member
from network.shields.models import OPEN_FOR, ShieldOpening
from network.vocabulary import State
from network.web.paging import Page, page_of


def is_open(sign_in_id: int, member_id: int) -> bool:
    """Whether this sign-in opened her record within the time that it stays open."""
    opened = sa.select(ShieldOpening.id).where(
        ShieldOpening.sign_in_id == sign_in_id,
        ShieldOpening.member_id == member_id,
        ShieldOpening.opened_at > now() - OPEN_FOR,
    )
    return db.session.scalar(opened) is not None


def to_name(state: State) -> list[tuple[int, str]]:
    """The accounts that coordinate the state today: (id, name)."""
    return [(row.id, row.name) for one, rows in coordinators() if one is state for row in rows]


def named_for(member: Member) -> str | None:
    """The name of the coordinator named for her, if she coordinates the member's state today."""
    return db.session.scalar(
        sa.select(Account.name).where(
            Account.id == member.shield_account_id,
            coordinates_today(Account.id, sa.literal(member.state, Member.state.type)),
        )
    )


_NAMED = sa.select(Account.name).where(Account.id == Member.shield_account_id)


def _named() -> Any:
    return _NAMED.where(coordinates_today(Account.id, Member.state)).scalar_subquery()


def shielded_page(actor: Actor) -> Page:
    """One page of all who are shielded, by code: with her name, state, and who is named for her (None: nobody)."""
    select = sa.select(
        Member.shield_code, Member.uid, Member.state, Member.family, Member.given, Member.patronymic,
        Member.family_latin, Member.given_latin, Member.patronymic_latin, _named().label("coordinator"),
    ).where(Member.shield_code.is_not(None), condition(actor, Action.MEMBER_SHIELD, Member))  # fmt: skip
    return page_of(select, (Member.shield_code,))


@while_unchanged
def without_coordinator(actor: Reader) -> int:
    """For how many of the shielded nobody is named, or nobody who coordinates their state today."""
    select = sa.select(sa.func.count()).select_from(Member)
    alone = Member.shield_code.is_not(None), condition(actor, Action.MEMBER_SHIELD, Member), _named().is_(None)
    return db.session.scalar(select.where(*alone)) or 0


@while_unchanged
def knows_any(actor: Reader) -> bool:
    """Whether there is anybody shielded whom the reader may identify: then a list can tell her name."""
    known = condition(actor, Action.MEMBER_IDENTIFY, Member)
    return db.session.scalar(sa.select(Member.id).where(Member.shield_code.is_not(None), known).limit(1)) is not None


def locked(member_id: int) -> Member | None:
    """Her record as it is now, locked until the change ends."""
    return db.session.get(Member, member_id, with_for_update=True, populate_existing=True)


def taken(code: str) -> bool:
    """Whether somebody has this code."""
    return db.session.scalar(sa.select(Member.id).where(Member.shield_code == code)) is not None


def named_by(account_id: int, state: State | None) -> Sequence[Member]:
    """The shielded of the state for whom this account is named, locked until the change ends."""
    select = sa.select(Member).where(Member.shield_account_id == account_id, Member.shield_code.is_not(None))
    if state is not None:
        select = select.where(Member.state == state)
    return db.session.scalars(select.order_by(Member.id).with_for_update()).all()
