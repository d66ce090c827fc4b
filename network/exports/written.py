"""What every writer hands back, and what none of them leaves behind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from network.errors import Refused


class TooLong(Refused):
    """The list has more rows than the format takes; the sentence offers one that takes them."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file: its rows (without the headings), its digest in hex, its size in bytes."""

    rows: int
    sha256: str
    size: int

    @classmethod
    def at(cls, path: Path, rows: int) -> Written:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(rows, digest, path.stat().st_size)


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[None]:
    """Takes the file away when writing it fails: half a list of people is never left on a disk."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
