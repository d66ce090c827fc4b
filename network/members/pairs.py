"""Tables of likeness: under which keys a person is looked for, pairs that may be one person, and pairs that are not.

Keys and likely pairs are derived, and can be made again; that two are not the same person somebody decided.
A pair is written once, the lower id first.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.database import Base, Moment, UtcDateTime


class LikenessKey(Base):
    """One key of a person: a hash of what spellings of her name share (`members.keys`), or of her e-mail."""

    __tablename__ = "likeness_key"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class LikenessDue(Base):
    """Somebody whose pairs are still to be found: many came at once, and no writer waits for that."""

    __tablename__ = "likeness_due"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    since: Mapped[Moment]


class LikelyPair(Base):
    """Two records that may be of one person. Why is not kept: it is found again where it is shown."""

    __tablename__ = "likely_pair"
    __table_args__ = (
        sa.CheckConstraint("one_id < other_id", name="ordered"),
        sa.Index("ix_likely_pair_score", "score", "one_id", "other_id"),
        {"sqlite_with_rowid": False},
    )

    one_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    score: Mapped[int]


class DistinctPair(Base):
    """Two records of which somebody said that they are not the same person."""

    __tablename__ = "distinct_pair"
    __table_args__ = (
        sa.CheckConstraint("one_id < other_id", name="ordered"),
        sa.UniqueConstraint("one_id", "other_id"),
    )

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    one_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


def ordered(one_id: int, other_id: int) -> tuple[int, int]:
    """The two ids as a pair is written."""
    return (one_id, other_id) if one_id < other_id else (other_id, one_id)
