"""Names that a member bore before: by these, too, she is found, and old lists are understood.

Kept to the letter, as the present name is. What changes them is in `renaming`.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.audit.models import PERSONAL
from network.database import Base, Key, word
from network.vocabulary import NameChange

#: The parts of a name: in her own script, then as in her passport.
OWN_PARTS = ("family", "given", "patronymic")
LATIN_PARTS = ("family_latin", "given_latin", "patronymic_latin")
NAME_PARTS = (*OWN_PARTS, *LATIN_PARTS)


def written(record: Any, parts: tuple[str, ...] = OWN_PARTS) -> str:
    """A name's parts in one line, family name first."""
    return " ".join(text for text in (getattr(record, part) for part in parts) if text)


class PreviousName(Base):
    """What she was called, until a day (None: nobody noted which), and why that changed."""

    __tablename__ = "previous_name"
    __table_args__ = (sa.CheckConstraint("family <> '' OR given <> ''", name="named"),)

    id: Mapped[Key]
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id", ondelete="CASCADE"), index=True)
    family: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    given: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    patronymic: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    family_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    given_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    patronymic_latin: Mapped[str] = mapped_column(sa.Text, default="", info=PERSONAL)
    until: Mapped[date | None] = mapped_column(info=PERSONAL)
    why: Mapped[NameChange] = mapped_column(word(NameChange), default=NameChange.OTHER, info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def of_person(self) -> str:
        """Whose key the trail seals these values with."""
        return f"member:{self.member_id}"

    @property
    def name(self) -> str:
        """Family name first, in her own script."""
        return written(self)

    @property
    def latin(self) -> str:
        """Family name first, as in the passport of then."""
        return written(self, LATIN_PARTS)
