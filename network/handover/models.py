"""That the work of an account went to another one, or to nobody yet."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.access.scope import EverywhereOnly
from network.database import Base, Key, Moment


class Handover(EverywhereOnly, Base):
    """What both sides are told of on their first page: who had it, who has it, which trainings, from which day."""

    __tablename__ = "handover"

    id: Mapped[Key]
    giver_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    receiver_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    trainings: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    takes_effect_on: Mapped[date]
    made_at: Mapped[Moment]
