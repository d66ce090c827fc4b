"""The rows of two records that were one, put back where they were: what was changed since keeps the later change."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.accounts.models import Account
from network.database import Base, db
from network.errors import NotNow
from network.members.commands import take_numbers
from network.members.models import Member
from network.merging import apart
from network.merging.picture import Difference, Row, row_at, standing_at, typed
from network.vocabulary import Opened

_DAY = timedelta(days=1)
#: What follows from other rows is not put back, but found anew: which post a list prints.
_FOLLOWS = {"participation": "affiliation_id"}
#: And what may have followed since from later ones: a post that one of the next agency ended.
_FOLLOWED = {"participation": ("affiliation_id",), "affiliation": ("ends_on", "version")}


class SameDay(NotNow):
    """Two posts that begin on one day cannot both be hers."""

    sentence = _l(
        "A post was recorded since that begins on the same day as one of before the merge. "
        "Correct its first day, then undo the merge."
    )


class Corrected(NotNow):
    """The rest of an interrupted post, which would overlap with the post that comes back."""

    sentence = _l(
        "A post that the merge made was corrected since, and undoing would lose that. "
        "Take the post out first, then undo the merge."
    )


class PuttingBack:
    """Each table in turn, those first that others point at; of each what goes back to the record that went, first."""

    def __init__(self, stays: Member, gone_id: int, changed: Sequence[Difference], merged_at: datetime) -> None:
        self.stays, self.gone_id, self.changed = stays, gone_id, changed
        self.renamed: dict[tuple[str, Any], Any] = {}
        self.decided = _decided_since(stays.id, merged_at)

    def all(self) -> None:
        """Inside the open change of an undo, under the lock of the record that stays."""
        self._people()
        for one in self.changed:
            if one.before is None:
                self._delete(one)
        for name in dict.fromkeys(one.place[0] for one in self.changed):
            here = [one for one in self.changed if one.place[0] == name != "member" and one.before is not None]
            kept = [one for one in here if one.after is not None]
            for one in sorted(kept, key=lambda one: self.gone_id not in (one.before or {}).values()):
                self._restore(one)
            for one in here:
                if one.after is None:
                    self._insert(one)

    def _people(self) -> None:
        """Her own columns first: numbers and codes are there once."""
        for one in self.changed:
            if one.place == ("member", (self.stays.id,)) and one.before and one.after:
                self._set(self.stays, one)
        db.session.flush()
        place = ("member", (self.gone_id,))
        row = next(one.before for one in self.changed if one.place == place) or {}
        values = typed(Base.metadata.tables["member"], row)
        if values["number"] is not None and _is_taken(values["number"]):
            values["number"] = take_numbers(values["state"])[0]
        names = {attribute.columns[0].key: attribute.key for attribute in sa.inspect(Member).column_attrs}
        member = Member(**{names[key]: value for key, value in values.items() if key != "version"})
        member.affiliations = []
        db.session.add(member)
        db.session.flush()
        table: Any = Member.__table__
        _execute(sa.update(table).where(table.c.id == member.id).values(version=values["version"] + 1))
        db.session.expire(member)

    def _set(self, record: Any, one: Difference) -> None:
        """Through the ORM, so that the trail tells each value."""
        back = typed(one.table, self._back(one, row_at(one.place) or {}))
        for attribute in sa.inspect(type(record)).column_attrs:
            if attribute.columns[0].key in back:
                setattr(record, attribute.key, back[attribute.columns[0].key])

    def _back(self, one: Difference, there: Row) -> Row:
        """The columns that hold still what the merge wrote, as they were."""
        before, after = one.before or {}, one.after or {}
        unsaid = ("version", _FOLLOWS.get(one.place[0]))
        return {
            name: self._named(one.table, name, value)
            for name, value in before.items()
            if there.get(name) == after[name] and name not in unsaid
        }

    def _named(self, table: sa.Table, name: str, value: Any) -> Any:
        """The key under which the row stands now that had this one."""
        targets = [key.column.table.name for key in table.c[name].foreign_keys if key.column.name == "id"]
        return next((self.renamed[one, value] for one in targets if (one, value) in self.renamed), value)

    def _restore(self, one: Difference) -> None:
        there = row_at(one.place)
        if there is None or not _is_the_same(there, one.after or {}):
            return  # removed since
        if one.place[0] == "account":
            self._restore_account(one)
            return
        back = self._back(one, there)
        if one.place[0] == "distinct_pair":
            back = apart.part(one.place[1][0], self.stays.id, self.gone_id)
        if one.place[0] == "consent" and there["what"] in self.decided:
            back.pop("ends_at", None)  # she decided anew, and that holds
        if one.place[0] == "affiliation":
            _make_room({**there, **back})
            back |= {"ends_on": _room({**there, **back})} if "ends_on" in back else {}
        if back and "version" in there:
            back["version"] = there["version"] + 1
        if back:
            _tried(lambda: _execute(sa.update(one.table).where(standing_at(one.place)).values(typed(one.table, back))))

    def _restore_account(self, one: Difference) -> None:
        account = db.session.get_one(Account, one.place[1][0], with_for_update=True, populate_existing=True)
        self._set(account, one)
        other = sa.select(Account.id).where(Account.email == account.email, Account.id != account.id)
        with db.session.no_autoflush:
            if account.email is not None and db.session.scalar(other) is not None:
                account.email = None  # somebody signs in with it meanwhile; her number is left to her
        db.session.flush()

    def _delete(self, one: Difference) -> None:
        """A row that the merge made, if nobody corrected it since. Raises Corrected for a post: it may overlap."""
        there, made = row_at(one.place), one.after or {}
        if there is None or not _is_the_same(there, made):
            return
        follows = _FOLLOWED.get(one.place[0], ())
        if any(there[name] != value for name, value in made.items() if name not in follows):
            if one.place[0] == "affiliation":
                raise Corrected
            return
        if one.place[0] == "affiliation":
            lists = Base.metadata.tables["participation"]
            _execute(sa.update(lists).where(lists.c.affiliation_id == one.place[1][0]).values(affiliation_id=None))
        _tried(lambda: _execute(sa.delete(one.table).where(standing_at(one.place))))

    def _insert(self, one: Difference) -> None:
        row = {name: self._named(one.table, name, value) for name, value in (one.before or {}).items()}
        if follows := _FOLLOWS.get(one.place[0]):
            row[follows] = None
        if one.place[0] == "distinct_pair" and not apart.still_two(row["one_id"], row["other_id"]):
            return
        if one.place[0] == "affiliation":
            _make_room(row)
            row["ends_on"] = _room(row)
        if "version" in row:
            row["version"] += 1
        if "id" in row and row_at(one.place) is not None:
            del row["id"]  # another row has it meanwhile
        made = _tried(lambda: _execute(sa.insert(one.table).values(typed(one.table, row))))
        if made is not None and "id" in one.table.c and "id" not in row:
            self.renamed[one.place[0], one.place[1][0]] = made.inserted_primary_key[0]


def _is_the_same(there: Row, after: Row) -> bool:
    """Whether a row is of whom the merge left it with: SQLite gives the key of a removed one to the next, whosever."""
    return "member_id" not in after or there["member_id"] == after["member_id"]


def _execute(statement: Any) -> Any:
    return db.session.connection().execute(statement)


def _tried(work: Callable[[], Any]) -> Any:
    """What stands in the way of a row came since, and stays: it is the later change."""
    try:
        with db.session.begin_nested():
            return work()
    except sa.exc.IntegrityError:
        return None


def _others(row: Row) -> Iterable[Any]:
    """The posts that stand beside this one now."""
    table = Base.metadata.tables["affiliation"]
    found: Iterable[Any] = _execute(
        sa.select(table).where(table.c.member_id == row["member_id"], table.c.id != row.get("id", 0))
    ).all()
    return found


def _make_room(row: Row) -> None:
    """An open post that was recorded since, and began before this open one, ends before it. Raises SameDay."""
    if row["ends_on"] is not None:
        return
    table, first = Base.metadata.tables["affiliation"], date.fromisoformat(row["starts_on"])
    for other in _others(row):
        if other.starts_on == first:
            raise SameDay
        if other.ends_on is None and other.starts_on < first:
            _execute(sa.update(table).where(table.c.id == other.id).values(ends_on=first - _DAY))


def _room(row: Row) -> str | None:
    """The last day of a post: one that was open ends where the next one begins that was recorded since."""
    ends: str | None = row["ends_on"]
    if ends is not None:
        return ends
    first = date.fromisoformat(row["starts_on"])
    later = [other.starts_on for other in _others(row) if other.starts_on > first]
    return (min(later) - _DAY).isoformat() if later else None


def _decided_since(member_id: int, moment: datetime) -> set[str]:
    """What she opened or closed of herself since."""
    table = Base.metadata.tables["consent"]
    since = sa.or_(table.c.starts_at > moment, table.c.ends_at > moment)
    rows = _execute(sa.select(table.c.what).where(table.c.member_id == member_id, since))
    return {Opened(row.what).value for row in rows}


def _is_taken(number: str) -> bool:
    return db.session.scalar(sa.select(Member.id).where(Member.number == number)) is not None
