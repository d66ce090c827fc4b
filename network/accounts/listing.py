"""The list of accounts, and how they are found by the beginnings of words of name and e-mail."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from network.access.policy import Action
from network.access.scope import Actor, condition, permitted
from network.accounts.models import Account, AccountWord, RoleGrant
from network.accounts.queries import held_today
from network.database import db
from network.members.derived import asked_words, begins
from network.vocabulary import Role
from network.web.paging import Page, page_of
from network.web.words import label


def accounts_page(actor: Actor, chosen: dict[str, Any]) -> tuple[Page, dict[int, list[str]]]:
    """One page of the accounts that she keeps, narrowed by q, role and state, by name; and the roles of each."""
    words = asked_words(chosen["q"]) if chosen.get("q") else None
    keys: tuple[Any, Any] = (Account.sort_key, Account.id)
    select: Any = sa.select(*keys).where(condition(actor, Action.ACCOUNT_MANAGE, Account))
    if words is not None:
        keys = (AccountWord.sort_key, AccountWord.account_id)
        select = sa.select(*keys).where(condition(actor, Action.ACCOUNT_MANAGE, AccountWord), *_found(words)).distinct()
    role, state = chosen.get("role"), chosen.get("state")
    if role or state:  # a role for a state is a coordinator's
        grant = sa.select(RoleGrant.account_id).where(held_today(), RoleGrant.role == (role or Role.COORDINATOR))
        if state:
            grant = grant.where(RoleGrant.state == state)
        if role is Role.MEMBER:  # nearly everybody: met on the way down the names, not gathered first
            select = select.where(grant.where(RoleGrant.account_id == keys[1]).exists())
        else:
            select = select.where(keys[1].in_(grant))
    page = page_of(select, keys, count=select.with_only_columns(keys[1]))
    ids = [row[1] for row in page.rows]
    opened = Account.password_hash.is_not(None).label("opened")
    shown = permitted(actor, Action.ACCOUNT_MANAGE, Account).with_only_columns(
        Account.id, Account.name, Account.email, Account.disabled, opened
    )
    rows = db.session.execute(shown.where(Account.id.in_(ids)).order_by(Account.sort_key, Account.id)).all()
    return replace(page, rows=rows), _roles_today(ids)


def found_by_words(text: str) -> sa.Select[int]:
    """The ids of the accounts whose name or e-mail has words that begin so."""
    return sa.select(AccountWord.account_id).where(*_found(asked_words(text)))


def _found(words: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """True for the words of accounts that each of these words finds; of none, nobody's."""
    if not words:
        return [sa.false()]
    leading, *others = sorted(words, key=len, reverse=True)
    found = [begins(AccountWord.token, leading)]
    for word in others:
        other = aliased(AccountWord)
        found.append(sa.exists().where(other.account_id == AccountWord.account_id, begins(other.token, word)))
    return found


def _roles_today(account_ids: Iterable[int]) -> dict[int, list[str]]:
    """The roles that these accounts hold today, for people."""
    roles: dict[int, list[str]] = {}
    grants = db.session.execute(
        sa.select(RoleGrant.account_id, RoleGrant.role, RoleGrant.state)
        .where(RoleGrant.account_id.in_(list(account_ids)), held_today())
        .order_by(RoleGrant.id)
    )
    for account_id, role, state in grants:
        roles.setdefault(account_id, []).append(f"{label(role)}, {label(state)}" if state else label(role))
    return roles
