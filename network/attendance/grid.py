"""What a page of the register consists of: sessions, people, cells, figures on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from network.attendance.forms import seen
from network.attendance.rule import Tally
from network.vocabulary import Mode, State
from network.web.paging import Page


@dataclass(frozen=True)
class Head:
    """A session as the head of a column and as a tab."""

    id: int
    day: str
    clock: str
    title: str
    cancelled: bool
    current: bool
    running: bool
    over: bool
    held: bool
    attended: int
    marked: int
    due: int
    url: str

    @property
    def words(self) -> str:
        """The session in a sentence: "Wed 26 09:00"."""
        return f"{self.day} {self.clock}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One person at one session. `facts` are the attributes that register.js works from."""

    session_id: int
    word: str
    version: int
    open: bool
    outside: bool
    facts: Markup


@dataclass(frozen=True, slots=True)
class Row:
    """One person."""

    id: int
    own: str
    latin: str
    shielded: bool  # she stands under her name, and it goes no further
    state: State
    agency: str
    role: str
    removed: bool
    cells: list[Cell]
    total: str  # "3 of 4"
    notes: str  # "Excused 1 · Unmarked 2", where there is any


@dataclass(frozen=True)
class Grid:
    """The page."""

    heads: list[Head]
    rows: list[Row]
    current: Head | None
    makers: Mapping[int, str]
    people: int
    states: int
    marked_percent: int
    page: Page
    number: int | None  # the page's, where there are several
    mode: Mode  # how people attend unless it is said otherwise
    tabs: list[dict[str, Any]]
    called: Sequence[int]  # members who are shielded, and stand here under their names

    def _asked(self) -> list[tuple[Row, Cell]]:
        """The cells of this page that the form of the current session asks for."""
        if self.current is None:
            return []
        place = self.heads.index(self.current)
        return [(row, row.cells[place]) for row in self.rows if row.cells[place].open]

    @property
    def unmarked(self) -> int:
        """How many on this page "all unmarked are present" would mark at the current session."""
        return sum(not cell.outside and not cell.word for _row, cell in self._asked())

    @property
    def seen(self) -> str:
        """What the form's reader sees, for its hidden field."""
        return seen([(row.id, cell.version, cell.word) for row, cell in self._asked()])

    @property
    def outside(self) -> str:
        """Whom the current session does not expect, for the form's hidden field."""
        return " ".join(str(row.id) for row, cell in self._asked() if cell.outside)


class Totals:
    """A tally in words; the words are looked up once for all rows."""

    def __init__(self) -> None:
        self._of = _("%(n)s of %(all)s", n="{n}", all="{all}")
        self._excused = _("Excused %(n)s", n="{n}")
        self._unmarked = _("Unmarked %(n)s", n="{n}")

    def of(self, counted: Tally) -> str:
        """How many of the sessions expected of her she attended."""
        return str(self._of.format(n=counted.attended, all=counted.expected))

    def notes(self, counted: Tally) -> str:
        """What is counted apart."""
        said = ((counted.excused, self._excused), (counted.unmarked, self._unmarked))
        return " · ".join(words.format(n=count) for count, words in said if count)


def called_by_name(people: Sequence[Any]) -> list[int]:
    """The members among these rows who are shielded, and stand in them under their names."""
    return [one.member_id for one in people if one.shielded is not None and one.code is None]


def names(row: Any) -> tuple[str, str]:
    """Family name first, in her own script and as in her passport; of whoever is but a code, the code."""
    if row.code is not None:
        return row.code, ""
    own = " ".join(filter(None, (row.family, row.given, row.patronymic)))
    return own, " ".join(filter(None, (row.family_latin, row.given_latin, row.patronymic_latin)))
