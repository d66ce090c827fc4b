"""What people read about lists that come in: fields, tabs, what became of a row."""

from typing import Any

from flask_babel import lazy_gettext as _l

from network.imports.dates import Order
from network.imports.headings import Field
from network.imports.queries import Tab
from network.vocabulary import ImportStatus, RowAnswer, RowOutcome, RowVerdict, RowWhy
from network.web.words import APART

FIELDS: dict[Field, Any] = {
    Field.NUMBER: _l("Member number"),
    Field.FULL_NAME: _l("Full name"),
    Field.FAMILY: _l("Family name"),
    Field.GIVEN: _l("Given name"),
    Field.PATRONYMIC: _l("Patronymic / other name"),
    Field.FULL_NAME_LATIN: _l("Full name, Latin"),
    Field.FAMILY_LATIN: _l("Family name, Latin"),
    Field.GIVEN_LATIN: _l("Given name, Latin"),
    Field.PATRONYMIC_LATIN: _l("Patronymic / other name, Latin"),
    Field.PREVIOUS_NAME: _l("Previous name"),
    Field.STATE: _l("State"),
    Field.AGENCY: _l("Agency"),
    Field.RANK: _l("Rank"),
    Field.POSITION: _l("Position"),
    Field.SINCE: _l("First day there"),
    Field.SEX: _l("Sex"),
    Field.BORN: _l("Date of birth"),
    Field.EMAIL: _l("E-mail"),
    Field.PHONE: _l("Phone"),
    Field.NOTES: _l("Notes"),
    Field.ROLE: _l("Role at the training"),
    Field.SESSION: _l("Attendance at a session"),
    Field.DAYS: _l("Attendance in days"),
}

TABS: dict[Tab, Any] = {
    Tab.WRONG: _l("To mend"),
    Tab.QUESTION: _l("Questions"),
    Tab.NEW: _l("New"),
    Tab.CHANGED: _l("Changed"),
    Tab.SAME: _l("The same"),
    Tab.LEFT_OUT: _l("Left out"),
    Tab.DONE: _l("Done"),
}

#: What stands under a tab.
TAB_FACTS: dict[Tab, Any] = {
    Tab.WRONG: _l(
        "Something in these rows is wrong. Mend it here, or download them with the reasons and send that again."
    ),
    Tab.QUESTION: _l("These may be people who are in the records already. Say who each one is."),
    Tab.NEW: _l("Nobody like this is in the records. Each becomes a member with the next number of her state."),
    Tab.CHANGED: _l(
        "These people are in the records. What is empty there is filled from the list; what differs stays, unless you "
        "tick it."
    ),
    Tab.SAME: _l("These people are in the records, exactly so. Nothing changes."),
    Tab.LEFT_OUT: _l("Nothing of these rows is brought in."),
    Tab.DONE: _l("What became of the rows that were brought in."),
}

#: The same of a list of participants.
PARTICIPANTS_FACTS: dict[Tab, Any] = TAB_FACTS | {
    Tab.NEW: _l(
        "Nobody like this is in the records. Each becomes a member with the next number of her state, and is put on "
        "the list of the training with her marks."
    ),
    Tab.CHANGED: _l(
        "These people are in the records. They are put on the list of the training, and marks that are missing are "
        "made. What differs stays, unless you tick it."
    ),
    Tab.SAME: _l("These people are on the list of the training already, with the same marks. Nothing changes."),
}

STATUSES: dict[ImportStatus, tuple[Any, str]] = {
    ImportStatus.COLUMNS: (_l("Columns to be chosen"), "warning"),
    ImportStatus.CHECKING: (_l("Being checked"), "info"),
    ImportStatus.READY: (_l("Checked, not brought in yet"), "warning"),
    ImportStatus.APPLYING: (_l("Being brought in"), "info"),
    ImportStatus.APPLIED: (_l("Brought in"), "done"),
    ImportStatus.UNDOING: (_l("Being undone"), "info"),
    ImportStatus.UNDONE: (_l("Undone"), "neutral"),
}

OUTCOMES: dict[RowOutcome, Any] = {
    RowOutcome.ADDED: _l("Added"),
    RowOutcome.CHANGED: _l("Record completed"),
    RowOutcome.LEFT: _l("Left as it was"),
    RowOutcome.TAKEN_AWAY: _l("Taken away again"),
    RowOutcome.PUT_BACK: _l("Put back as it was"),
    RowOutcome.KEPT: _l("Kept"),
}

WHYS: dict[RowWhy, Any] = {
    RowWhy.STALE: _l("Somebody changed her record after the check. Send the row again."),
    RowWhy.ARRIVED: _l("Somebody who may be the same person was added after the check. Send the row again."),
    RowWhy.GONE: _l("Her record is not among yours any more."),
    RowWhy.ATTACHED: _l("A training, an account or a decision of hers is attached to her record since."),
    RowWhy.EDITED: _l("Her record was edited since. What was edited stays."),
}

#: What a row is once it is checked: by the name of the tab under which it stands.
VERDICTS: dict[RowVerdict, Any] = {
    RowVerdict.PENDING: _l("Not checked yet"),
    RowVerdict.PASSED_OVER: _l("Not a row of a person"),
    RowVerdict.NEW: TABS[Tab.NEW],
    RowVerdict.CHANGED: TABS[Tab.CHANGED],
    RowVerdict.SAME: TABS[Tab.SAME],
    RowVerdict.QUESTION: TABS[Tab.QUESTION],
    RowVerdict.WRONG: TABS[Tab.WRONG],
}

ANSWERS: dict[RowAnswer, Any] = {
    RowAnswer.SAME: _l("The same person"),
    RowAnswer.ANOTHER: _l("Another person"),
}

#: The trail reads them too.
APART.update({RowVerdict: VERDICTS, RowAnswer: ANSWERS, RowOutcome: OUTCOMES, RowWhy: WHYS})

ORDERS: dict[Order, Any] = {
    Order.DMY: _l("Day first: 26.11.2025"),
    Order.MDY: _l("Month first: 11/26/2025"),
    Order.YMD: _l("Year first: 2025-11-26"),
}

WORKS: dict[ImportStatus, tuple[Any, Any]] = {
    ImportStatus.CHECKING: (
        _l("The list is being checked"),
        _l("Each row is read and compared with the people who are in the records. Nothing is changed by that."),
    ),
    ImportStatus.APPLYING: (
        _l("The list is being brought in"),
        _l("All chosen rows at once, or none. You can close this page; it goes on."),
    ),
    ImportStatus.UNDOING: (
        _l("The import is being undone"),
        _l("Person by person. You can close this page; it goes on."),
    ),
}
