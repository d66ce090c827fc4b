"""A password on a list that leaves: the file itself is encrypted, and nothing of the password is kept."""

import secrets
from pathlib import Path

from flask_babel import lazy_gettext as _l

from network.errors import Refused
from network.exports import child
from network.exports.written import Written, whole_or_nothing
from network.vocabulary import ExportFormat

#: The formats whose programs ask for a password; the others have no such thing.
LOCKABLE = frozenset({ExportFormat.XLSX, ExportFormat.PDF})
#: Characters of a password, and how many different ones it has at least.
SHORTEST, LONGEST, DIFFERENT = 12, 64, 6

#: What the locker may take before it is stopped. Measured: 20,000 rows of XLSX take 0.2 s and 80 MB, 1,000 rows of PDF
#: 3 s and 210 MB, 5,000 rows 16 s and 920 MB: a PDF is taken apart into its thousands of objects.
PATIENCE, MEMORY = child.PATIENCE, child.MEMORY

#: What a suggested password is made of: groups that can be read out over a telephone in any of the languages.
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_GROUPS, _SOUNDS = 4, (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS)


class NotLocked(Refused):
    """The file could not be encrypted, so it does not leave."""

    sentence = _l("The password could not be put on this list, and nothing was sent. Try again, or take fewer rows.")


def lock(path: Path, word: ExportFormat, password: str, rows: int) -> Written:
    """Encrypts the file at `path` in its place; what is told is of the file that leaves. Raises `NotLocked`."""
    locked = path.with_name(f"{path.name}-locked")
    with whole_or_nothing(path), whole_or_nothing(locked):
        try:
            child.run("locker", word, str(path), str(locked), given=password.encode(), patience=PATIENCE, memory=MEMORY)
        except child.Failed as error:
            raise NotLocked from error
        locked.replace(path)
        return Written.at(path, rows)


def suggested_password() -> str:
    """Four short groups that can be said aloud, new each time (64 bits of chance)."""
    return "-".join("".join(map(secrets.choice, _SOUNDS)) for _group in range(_GROUPS))
