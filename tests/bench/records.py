"""Accounts with their roles, the audit trail with its chain, and the exports that left."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from network.accounts.models import Account, AccountWord, RoleGrant
from network.audit.events import Event
from network.audit.models import AuditEntry, entry_digest
from network.exports.models import Export, ExportNumber, Layout
from network.members.derived import found_by
from network.members.names import sort_key
from network.vocabulary import ExportFormat, Language, Role, State
from tests.bench.people import Person
from tests.bench.tables import Load

#: The accounts that the measures sign in with: the secretariat's, and the coordinator of the first state's.
OFFICE_ID, COORDINATOR_ID = 1, 2
_EVENTS = (
    Event.ATTENDANCE_MARKED, Event.ATTENDANCE_MARKED, Event.ATTENDANCE_MARKED, Event.MEMBER_EDITED,
    Event.PARTICIPANT_ADDED, Event.TRAINING_EDITED, Event.LIST_EXPORTED,
)  # fmt: skip
_SUBJECTS = ("participation:{}", "participation:{}", "participation:{}", "member:{}", "training:2")
_WHAT = '{"rows":[{"table":"mark","participation":1,"session":2,"changed":{"status":[null,"present"]}}]}'
_COLUMNS = ["number", "state", "agency", "rank", "family", "given", "position"]


class Accounts:
    """One of the secretariat, two coordinators a state, and `count` members who sign in themselves."""

    def __init__(self, count: int, persons: Sequence[Person], at: datetime) -> None:
        self.staff: list[tuple[int, Role, State | None]] = [(OFFICE_ID, Role.SECRETARIAT, None)]
        self.staff += [
            (COORDINATOR_ID + place, Role.COORDINATOR, state) for place, state in enumerate([*State, *State])
        ]
        step = max(len(persons) // max(count, 1), 1)
        self._people = [one for one in persons[::step] if one.number][:count]
        self._at = at

    def loads(self) -> Iterator[Load]:
        """Accounts, then their roles."""
        first, since = len(self.staff) + 1, (self._at - timedelta(days=400)).date()
        rows: list[tuple[Any, ...]] = [
            (
                key,
                f"{role.value} {key}",
                sort_key(f"{role.value} {key}"),
                f"staff{key}@example.org",
                None,
                "-",
                False,
                True,
                self._at,
            )
            for key, role, _ in self.staff
        ]
        rows += [
            (
                key,
                one.name,
                sort_key(one.name),
                f"member{one.id}@example.org",
                one.id,
                None if key % 10 == 0 else "-",
                key % 40 == 0,
                False,
                self._at,
            )
            for key, one in enumerate(self._people, first)
        ]
        columns = (
            "id", "name", "sort_key", "email", "member_id", "password_hash", "disabled", "has_factor", "created_at",
        )  # fmt: skip
        yield Load(Account.__table__, columns, rows)
        words = [(row[0], word, row[2]) for row in rows for word in found_by(row[1], row[3])]
        yield Load(AccountWord.__table__, ("account_id", "token", "sort_key"), words)
        grants = [(key, role.value, state.value if state else None, since) for key, role, state in self.staff]
        grants += [(key, Role.MEMBER.value, None, since) for key in range(first, first + len(self._people))]
        numbered = [(number, *grant) for number, grant in enumerate(grants, 1)]
        yield Load(RoleGrant.__table__, ("id", "account_id", "role", "state", "starts_on"), numbered)


def trail(count: int, before: tuple[int, str], key: str, at: datetime) -> tuple[Load, tuple[int, str]]:
    """`count` entries after the head `before`, chained as the product chains them; and their own head."""
    number, digest = before
    rows = []
    for place in range(count):
        number += 1
        event, moment = _EVENTS[place % len(_EVENTS)].value, at - timedelta(minutes=count - place)
        staff, about = 1 + place % 11, _SUBJECTS[place % len(_SUBJECTS)].format(1 + place * 7 % 1000)
        fields = (number, moment, event, staff, f"staff {staff}", "10.0.0.1", about, "", _WHAT)
        digest = entry_digest(digest, key, fields)
        rows.append((*fields, digest))
    columns = ("number", "at", "event", "account_id", "by_name", "address", "subject", "why", "what", "hash")
    return Load(AuditEntry.__table__, columns, rows), (number, digest)


def exports(count: int, at: datetime) -> Iterator[Load]:
    """Lists that left, one every few hours, and the layouts that the secretariat keeps."""
    moments = [at - timedelta(hours=3 * (count - place)) for place in range(count)]
    yield Load(
        ExportNumber.__table__,
        ("id", "at", "account_id"),
        [(n, one, OFFICE_ID) for n, one in enumerate(moments, 1)],
    )
    columns = (
        "id", "at", "account_id", "by_name", "list_name", "title", "facts", "purpose", "recipient", "locked",
        "format",
        "language", "filters",
        "columns", "rows", "size", "sha256",
    )  # fmt: skip
    formats = tuple(ExportFormat)
    rows = [
        (
            number, moment, 1 + number % 11, f"staff {1 + number % 11}", "participants",
            f"Participants of course {number}",
            ["Bishkek, 26–27 November 2025"], "Hotel rooms", "A hotel", False, formats[number % 4].value,
            Language.ENGLISH.value,
            {"training": [number]}, _COLUMNS, 25, 9000, hashlib.sha256(str(number).encode()).hexdigest(),
        )
        for number, moment in enumerate(moments, 1)
    ]  # fmt: skip
    yield Load(Export.__table__, columns, rows)
    layouts: list[tuple[Any, ...]] = [(n, OFFICE_ID, "participants", f"Layout {n}", _COLUMNS, {}) for n in range(1, 6)]
    yield Load(Layout.__table__, ("id", "account_id", "list_name", "name", "columns", "filters"), layouts)


def settled(now: datetime) -> datetime:
    """The moment that all data lie before: the last full hour."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
