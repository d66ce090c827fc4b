"""With whose eyes the rows of a list are compared with those who are there."""

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from network.access.policy import Action
from network.access.scope import Actor, allowed
from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.accounts.queries import snapshot
from network.database import db
from network.imports.models import ListImport


def account_of(account_id: int | None) -> SignedIn | None:
    """What this account may do now; None where it is none, or disabled."""
    select = sa.select(Account).where(Account.id == account_id).options(selectinload(Account.grants))
    account = db.session.scalars(select).one_or_none()
    return snapshot(account, "", 0) if account is not None and not account.disabled else None


def reader_of(list_import: ListImport, by: Actor) -> Actor:
    """Whoever sent the list, as long as she may: what is found is kept with the rows, and she reads it.

    Whoever helps her may know more people than she does, a shielded one among them.
    """
    if list_import.account_id == by.account_id:
        return by
    sender = account_of(list_import.account_id)
    return sender if sender is not None and allowed(sender, Action.MEMBER_IMPORT, list_import) else by
