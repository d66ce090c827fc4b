"""The outbox: letters that wait, and what became of the others."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.access.policy import Action
from network.access.scope import EverywhereOnly
from network.audit.models import SECRET
from network.database import Base, Key, Moment, Uid, UtcDateTime, word
from network.sealing import unseal
from network.vocabulary import Language, LetterKind, LetterStatus, MailFault


class Letter(EverywhereOnly, Base):
    """One letter to one address. It is there if and only if the change is that it tells of.

    Address and text are sealed: the text may hold a one-time link, which the database keeps nowhere else. The text
    goes when the letter has left, is given up or has lost its sense; the address too, unless it is given up: then
    somebody looks after it. Nothing of either is written into the audit trail.
    """

    __tablename__ = "letter"
    __table_args__ = (
        sa.CheckConstraint("(status = 'waiting') = (settled_at IS NULL)", name="settled"),
        sa.CheckConstraint("(status = 'waiting') = (text IS NOT NULL)", name="text_while_waiting"),
        sa.CheckConstraint("(status IN ('waiting', 'given_up')) = (address IS NOT NULL)", name="address_while_open"),
        sa.Index("ix_letter_due", "status", "not_before"),
    )
    readable_by: ClassVar[Action] = Action.ACCOUNT_MANAGE

    id: Mapped[Key]
    uid: Mapped[Uid]
    kind: Mapped[LetterKind] = mapped_column(word(LetterKind))
    about: Mapped[str] = mapped_column(sa.String(64), default="")  # what it loses its sense with: "account_link:12"
    language: Mapped[Language | None] = mapped_column(word(Language))  # None: it says the same in each
    message_id: Mapped[str] = mapped_column(sa.String(320))  # made once: a receiver can tell a repeat by it
    address: Mapped[str | None] = mapped_column(sa.Text, info=SECRET | {"sealed": "uid"})
    subject: Mapped[str] = mapped_column(sa.Text)
    text: Mapped[str | None] = mapped_column(sa.Text, info=SECRET | {"sealed": "uid"})
    made_at: Mapped[Moment]
    good_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    not_before: Mapped[Moment]
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody carries it just now
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[MailFault | None] = mapped_column(word(MailFault))  # of the last try
    code: Mapped[int | None]  # the mail server's, such as 451
    status: Mapped[LetterStatus] = mapped_column(word(LetterStatus), default=LetterStatus.WAITING)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def settle(self, status: LetterStatus, at: datetime) -> None:
        """It waits no more. What it said is forgotten."""
        self.status, self.settled_at, self.claimed_until, self.text = status, at, None, None
        if status is not LetterStatus.GIVEN_UP:
            self.address = None

    @property
    def to(self) -> str:
        """The address in clear; empty where it is forgotten, or was sealed with another key. For a page's rows."""
        try:
            return unseal(self.address, f"letter.address:{self.uid}") if self.address else ""
        except ValueError:
            return ""
