"""What follows for an account when its member moves to another state."""

from typing import Any

import sqlalchemy as sa

from network.accounts.commands import begin_anew, locked
from network.accounts.models import Account
from network.database import db
from network.members.commands import moved


@moved.connect
def _begin_anew_there(_sender: Any, *, member_id: int) -> None:
    """Her former coordinator may have set the password, or made the link that did: none of it goes with her.

    Her new coordinator makes her a link. Whoever is more than a member got all of it from the secretariat.
    """
    account_id = db.session.scalar(sa.select(Account.id).where(Account.member_id == member_id))
    if account_id is not None and (account := locked(account_id)).is_members_only:
        begin_anew(account)
