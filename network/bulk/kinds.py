"""The closed words of work on many: what is done, and what becomes of each person in it."""

from datetime import timedelta
from enum import StrEnum


class BulkKind(StrEnum):
    """What is done with those who were chosen."""

    AGENCY = "agency"
    INVITE = "invite"
    TRAINING = "training"
    EXPORT = "export"


class Verdict(StrEnum):
    """What happens to one person and, once it is done, what happened; or why she is left out."""

    MOVES = "moves"
    BEGINS = "begins"
    MAILED = "mailed"
    PRINTED = "printed"
    LISTED = "listed"

    SERVES_THERE = "serves_there"
    OTHER_STATE = "other_state"
    OVERLAPS = "overlaps"
    GUEST = "guest"
    SWITCHED_OFF = "switched_off"
    OPENED = "opened"
    INVITED = "invited"
    OTHER_ROLE = "other_role"
    ON_LIST = "on_list"
    WAS_REMOVED = "was_removed"
    SHIELDED = "shielded"
    NOT_ALLOWED = "not_allowed"
    CHANGED = "changed"


class Undone(StrEnum):
    """What became of a row when all was to be undone."""

    UNDONE = "undone"
    SENT = "sent"  # its link ended, but the letter had left
    ALTERED = "altered"
    HAS_MARKS = "has_marks"
    LINK_USED = "link_used"
    OUT_OF_REACH = "out_of_reach"


#: What is done; every other verdict of a preview leaves the person out.
READY = frozenset({Verdict.MOVES, Verdict.BEGINS, Verdict.MAILED, Verdict.PRINTED, Verdict.LISTED})
#: Of an undoing: what was taken back. Every other row stays as it is, and says why.
TAKEN_BACK = frozenset({Undone.UNDONE, Undone.SENT})

#: How many people one choice holds, so that what is done with them takes two seconds or little more.
MOST = 5_000
#: How many can be ticked one by one.
MOST_TICKED = 1000
#: How many are invited at once: each letter on paper is looked at by a person, and drawn into one page.
MOST_INVITED = 200
#: For how long it can be undone.
UNDO_FOR = timedelta(days=30)
