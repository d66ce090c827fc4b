"""Selects about second factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from network.accounts.models import Account
from network.database import db
from network.factors.models import CodeApp, Passkey, RecoveryCode


def passkeys(account_id: int) -> Sequence[Passkey]:
    """Her passkeys, the oldest first."""
    return db.session.scalars(sa.select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)).all()


def reset_at(account_id: int) -> datetime | None:
    """When somebody else took her factors away, if she has set up none since."""
    return db.session.scalar(sa.select(Account.factors_reset_at).where(Account.id == account_id))


@dataclass(frozen=True)
class Factors:
    """What an account has."""

    passkeys: Sequence[Passkey]
    app: CodeApp | None
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is a factor at all: recovery codes alone are none."""
        return bool(self.passkeys) or self.app is not None


def factors(account_id: int) -> Factors:
    """The account's passkeys, its app, and how many recovery codes are unused."""
    left = sa.select(sa.func.count()).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return Factors(passkeys(account_id), db.session.get(CodeApp, account_id), db.session.scalar(left) or 0)
