"""What a backup says of itself: at its beginning what it is, at its end what it holds, under a seal.

Lines of JSON, compressed and then encrypted: an object that says what follows, for each table its name and its rows as
arrays, and an object with the number of rows and the SHA-256 of each table's lines. `age -d -i KEY FILE | gunzip`
shows all of it, without this product too. Anybody can encrypt to a public key, so the last line is sealed with the
audit key: a file that somebody else made is not restored unnoticed.
"""

import hashlib
import hmac
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from network.backups.layout import TableLayout, write_json
from network.errors import Refused

NAME, VERSION = "network-tracker backup", 1


class Unusable(Refused):
    """The file cannot be restored, or not here. Says why, and that nothing was changed."""


def broken(why: str) -> Unusable:
    """For a file that is not whole."""
    return Unusable(
        f"The backup is damaged or cut off: {why}. Nothing was changed. Try another copy of it, or an earlier one."
    )


@dataclass(frozen=True)
class Beginning:
    """The first line."""

    schema: str  # the revision of Alembic whose tables follow
    product: str
    database: str  # which kind it was taken of
    made_at: datetime
    tables: dict[str, list[str]]  # and their columns

    @classmethod
    def of(cls, line: dict[str, Any]) -> "Beginning":
        """As read. Raises Unusable where it is not the beginning of a backup that this release reads."""
        if line.get("backup") != NAME:
            raise Unusable("This is no backup of this product. Nothing was changed.")
        if line.get("version") != VERSION:
            raise Unusable("A newer release of this product wrote this backup. Install it first; nothing was changed.")
        return cls(
            line["schema"], line["product"], line["database"], datetime.fromisoformat(line["made_at"]), line["tables"]
        )

    def line(self) -> bytes:
        return write_json({"backup": NAME, "version": VERSION, **asdict(self)}).encode() + b"\n"


class Tally:
    """Rows and digest of one table's lines."""

    def __init__(self) -> None:
        self.rows, self._digest = 0, hashlib.sha256()

    def add(self, rows: int, lines: bytes) -> None:
        self.rows += rows
        self._digest.update(lines)

    @property
    def figures(self) -> list[Any]:
        """How many rows, and their SHA-256."""
        return [self.rows, self._digest.hexdigest()]


@dataclass
class Manifest:
    """A backup but for its rows."""

    begins: Beginning
    tables: dict[str, list[Any]] = field(default_factory=dict)  # rows and SHA-256
    head: tuple[int, str] = (0, "")  # of the audit trail

    @property
    def rows(self) -> int:
        return sum(rows for rows, _digest in self.tables.values())

    def end(self, key: str) -> bytes:
        """The last line, sealed with the audit key."""
        return write_json({**self._says(), "seal": self._seal(key)}).encode() + b"\n"

    def _says(self) -> dict[str, Any]:
        return {"end": self.tables, "audit": list(self.head)}

    def _seal(self, key: str) -> str:
        told = b"backup\n" + self.begins.line() + write_json(self._says()).encode()
        return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()

    def close(self, line: dict[str, Any], key: str) -> bool:
        """Take what the last line says; returns whether it was sealed with this key."""
        self.tables, self.head = line["end"], (line["audit"][0], line["audit"][1])
        return hmac.compare_digest(str(line.get("seal")), self._seal(key))


def columns_of(tables: list[TableLayout]) -> dict[str, list[str]]:
    """As the first line names them."""
    return {table.name: list(table.kinds) for table in tables}
