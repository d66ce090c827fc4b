"""Who has opened a shielded record, on which browser. The shield itself stands with the member."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.database import Base, Key, Moment

#: How long a record that was opened with a reason stays open for that sign-in.
OPEN_FOR = timedelta(minutes=30)


class ShieldOpening(Base):
    """That a sign-in opened a shielded record, and when last. Why is told in the trail, and to her."""

    __tablename__ = "shield_opening"
    __table_args__ = (sa.UniqueConstraint("sign_in_id", "member_id"),)

    id: Mapped[Key]
    sign_in_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_in.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    opened_at: Mapped[Moment]
