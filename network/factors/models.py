"""What shows, beside her password, that it is her."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.audit.models import PERSONAL, SECRET
from network.database import Base, Key, Moment, Uid, UtcDateTime


class Passkey(Base):
    """A public key whose private half lies in her phone, her computer or a security key."""

    __tablename__ = "passkey"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    name: Mapped[str] = mapped_column(sa.Text, info=PERSONAL)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary, unique=True, info=SECRET)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary, info=SECRET)
    sign_count: Mapped[int]
    made_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"account:{self.account_id}"


class CodeApp(Base):
    """The secret that an app on her phone makes six-digit codes from (TOTP, RFC 6238). One an account."""

    __tablename__ = "code_app"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True, autoincrement=False)
    uid: Mapped[Uid]
    secret: Mapped[str] = mapped_column(sa.Text, info=SECRET | {"sealed": "uid"})
    last_counter: Mapped[int] = mapped_column(default=0)  # each counter is accepted once
    made_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def place(self) -> str:
        """What the secret is sealed for."""
        return f"code_app.secret:{self.uid}"


class RecoveryCode(Base):
    """One of ten codes on paper for the day when the device is lost. Stored as a keyed hash, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info=SECRET)
    made_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SpentChallenge(Base):
    """A challenge that a passkey has answered: it is answered once."""

    __tablename__ = "spent_challenge"

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    at: Mapped[Moment]
