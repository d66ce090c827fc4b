"""What was uploaded and written anew: bytes in the database. Whose it is, and who sees it, a higher feature says."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from network.audit.models import SECRET
from network.database import Base, Key, Moment, word
from network.vocabulary import FileKind


class StoredFile(Base):
    """One file of ours: never what somebody sent, always what was made from it. It is replaced, never changed."""

    __tablename__ = "stored_file"
    __table_args__ = (sa.CheckConstraint("size > 0", name="size"),)

    id: Mapped[Key]
    kind: Mapped[FileKind] = mapped_column(word(FileKind))
    size: Mapped[int]
    # Of somebody's face the trail keeps nothing, not even a hash by which it could be known again.
    sha256: Mapped[str] = mapped_column(sa.String(64), info=SECRET)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, info=SECRET, deferred=True)
    made_at: Mapped[Moment]
