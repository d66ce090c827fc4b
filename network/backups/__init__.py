"""Backups: everything the database holds as of one moment, in a file that only the owner of a key can read.

A backup holds rows and no schema: tables are made by our own migrations, so that a file brings no trigger with it, one
of an older release is brought up after it was loaded, and one of the embedded file goes into PostgreSQL or back.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

#: `with bar("Writing", 1200) as advance:` shows how far long work has come; `advance(100)` says that much more is done.
Bar = Callable[[str, int], AbstractContextManager[Callable[[int], object]]]


@contextmanager
def no_bar(_what: str, _length: int) -> Iterator[Callable[[int], object]]:
    """For those who show nothing."""
    yield int
