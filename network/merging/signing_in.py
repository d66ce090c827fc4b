"""One account is left to sign in with. No account gains a right, and nobody who could open one opens another."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import Actor, allowed
from network.accounts.commands import begin_anew, end_links, end_sign_ins, locked
from network.accounts.models import Account
from network.database import db
from network.errors import Refused
from network.merging.choices import Side


class MoreThanShe(Refused):
    """Whoever merges accounts decides what opens a record: not of somebody who is more than a member."""

    sentence = _l("One of them holds a role beside a member's, so only the secretariat can merge these records.")


class BothMore(Refused):
    """An account that is switched off must hold no role that somebody relies on."""

    sentence = _l(
        "The account that would be switched off holds a role beside a member's. Keep that account, "
        "or end its role first."
    )

    def __init__(self) -> None:
        super().__init__(field="account")


def accounts_of(member_ids: tuple[int, int], by: Actor | None) -> dict[int, Account]:
    """The accounts of these records, locked. Raises MoreThanShe where one is more than `by` may make a link for."""
    select = sa.select(Account.id).where(Account.member_id.in_(member_ids)).order_by(Account.id)
    accounts = [locked(one) for one in db.session.scalars(select).all()]
    if by is not None and not all(allowed(by, Action.ACCOUNT_LINK, one) for one in accounts):
        raise MoreThanShe
    return {one.member_id: one for one in accounts if one.member_id is not None}


def unite(stays_id: int, goes_id: int, accounts: dict[int, Account], side: Side, *, moves: bool) -> None:
    """Of two accounts the chosen one is left. `moves`: the records are of two states, so that what somebody there may
    have set does not go along, as when a member moves."""
    for one in accounts.values():
        end_sign_ins(one.id)
        end_links(one.id)
    here, there = accounts.get(stays_id), accounts.get(goes_id)
    if here is not None and there is not None:
        _switch_off(here if side is Side.GOES else there, stays_id)
        db.session.flush()
    if there is not None and (here is None or side is Side.GOES):
        if moves and there.is_members_only:
            begin_anew(there)
        there.member_id = stays_id
    db.session.flush()


def _switch_off(account: Account, stays_id: int) -> None:
    """It stays as the author of what it did; what it is named by is free again, and nothing opens it."""
    if not account.is_members_only:
        raise BothMore
    account.disabled, account.feed_hash = True, None
    account.member_id, account.once_member_id = None, stays_id
    account.email = f"merged-{account.id}@account.invalid"
