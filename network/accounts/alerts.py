"""Letters to the secretariat about what somebody should look at."""

from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from network.accounts.letters import put_alert
from network.accounts.models import Account
from network.clock import today
from network.database import db
from network.members.directory import limit_reached
from network.vocabulary import Role


@limit_reached.connect
def _tell_of_the_directory(_sender: Any) -> None:
    """Inside the change: somebody may be reading the directory by a script, or as a thief of an account."""
    for account in _secretariat():
        put_alert(
            account,
            _l(
                "Somebody has looked at as many people in the directory today as one day allows. Who it was stands "
                "in the audit trail. Ask her; if it was not her, switch her account off."
            ),
        )


def _secretariat() -> list[Account]:
    """Accounts of the secretariat that are switched on."""
    held = sa.select(Account).where(Account.disabled.is_(False)).options(selectinload(Account.grants))
    of_role = Account.grants.any(role=Role.SECRETARIAT)
    day = today()
    return [
        one
        for one in db.session.scalars(held.where(of_role).order_by(Account.id))
        if any(grant.role is Role.SECRETARIAT and grant.holds_on(day) for grant in one.grants)
    ]
