"""The audit trail and the list of exports, as the secretariat reads them."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.commands import begin_sign_in
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.audit.queries import head
from network.database import Base, db
from network.reports.trail import value_text
from network.reports.words import EVENTS, FIELDS, GROUPS, RECORDS, UNSAID
from network.trainings.models import Training
from network.vocabulary import ExportFormat, State, TrainingStatus
from tests import factories as make
from tests.reports.conftest import table_of
from tests.visitor import Visitor

SignedIn = Callable[[Any], Visitor]

#: Tables of which no row ever enters the trail.
SILENT = {
    *(
        "account_word",
        "audit_entry",
        "audit_head",
        "bulk_row",
        "carry_over",
        "directory_sight",
        "export_number",
        "likely_pair",
        "likeness_due",
        "likeness_key",
        *("name_key", "name_token", "name_word"),
        "person_key",
        "reading",
        "seen",
        "spent_challenge",
        "throttle",
    ),
    *("erasure", "reset_asked", "shield_opening", "training_priority", "merger"),
}


def test_every_event_has_a_sentence_and_a_group() -> None:
    assert set(EVENTS) == set(Event)
    assert {event.partition(":")[0] for event in Event} == set(GROUPS)


def test_every_table_and_field_that_the_trail_records_has_a_name() -> None:
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in SILENT}
    assert set(tables) == set(RECORDS)
    fields = {column.name for table in tables.values() for column in table.columns if column.name != "id"}
    assert fields - UNSAID == set(FIELDS)


def test_every_word_that_the_trail_records_can_be_read(app: Flask) -> None:
    unsaid = []
    with app.test_request_context():
        for table in Base.metadata.tables.values():
            for column in table.columns if table.name not in SILENT else ():
                kind = getattr(column.type, "enum_class", None) or ()
                unsaid += [word for word in kind if value_text(table.name, column.name, word) in ("", word.value)]
    assert not unsaid


@pytest.fixture
def office(app: Flask) -> Any:
    with app.app_context():
        return make.secretariat(name="Office")


def cancel(app: Flask, training: Training, why: str, by: Any) -> None:
    with app.app_context(), change(Event.TRAINING_CANCELLED, by=by, why=why, about=training):
        record = db.session.get(Training, training.id)
        assert record is not None
        record.status, record.city = TrainingStatus.CANCELLED, "Osh"


class By:
    """An account as a change knows it."""

    def __init__(self, account: Any) -> None:
        self.account_id, self.name = account.id, account.name


def test_an_entry_says_who_did_what_to_whom_and_why(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(State.KG, title="Leading under pressure")
    cancel(app, training, "The venue was flooded", By(office))
    visitor = signed_in(office)
    rows = table_of(visitor.get("/audit?event=training:cancelled").text)
    assert [row[2:] for row in rows] == [
        ["Office", "A training was cancelled", "Leading under pressure Training", "The venue was flooded"]
    ]
    page = visitor.get(f"/audit/{rows[0][0]}").text
    values = {row[0]: row[1:] for row in table_of(page)}
    assert values == {"Status": ["Published", "Cancelled"], "City": ["Bishkek", "Osh"]}
    assert f'href="/trainings/{training.id}"' in page


def test_what_was_added_and_removed_is_shown_by_its_type(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.KG, "Токтосунова")
        listed = make.rank(State.KG, "Major of the catalogue")
        post = make.affiliation(who, make.agency(), rank="Major", rank_id=listed.id)
        number = db.session.scalars(
            sa.select(AuditEntry.number).where(AuditEntry.what.contains('"affiliation"'))
        ).first()
    rows = {row[0]: row[1] for row in table_of(signed_in(office).get(f"/audit/{number}").text)}
    assert rows["Rank"] == "Major"
    assert rows["Rank of the catalogue"] == "Major of the catalogue"
    assert rows["First day"] == "1 January 2020"
    assert rows["Member"] == "Токтосунова Айгүл"
    assert post.id
    with app.test_request_context("/"):
        assert value_text("training", "starts_at", "a word of an earlier version") == "a word of an earlier version"
        assert value_text("gone", "state", "KG") == "KG"


def test_a_russian_trail_speaks_russian(app: Flask, office: Any, signed_in: SignedIn) -> None:
    """The operator, the records that have a Russian name, and the browser of a sign-in in two words."""
    with app.app_context():
        training = make.training(title="Leading", title_ru="Руководство")
    visitor = signed_in(office)
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    with app.app_context():
        begin_sign_in(office.id, office.password_hash, address="127.0.0.1", device=firefox)
        signed = head()[0]
    cancel(app, training, "flood", Operator())
    russian = {"headers": {"Accept-Language": "ru"}}
    page = visitor.get("/audit", **russian).text
    assert "Руководство" in page
    assert "Leading" not in page
    assert "Оператор" in page
    assert "operator" not in page
    assert "Оператор" in visitor.get(f"/audit/{signed + 1}", **russian).text
    assert "Firefox · Linux" in visitor.get(f"/audit/{signed}").text


def test_a_secret_is_never_shown(app: Flask, office: Any, signed_in: SignedIn) -> None:
    visitor = signed_in(office)
    with app.app_context():
        make.coordinator(State.KZ, name="New")
        hashed = db.session.scalar(sa.text("SELECT password_hash FROM account"))
        number = head()[0]
    page = visitor.get(f"/audit/{number}").text
    assert hashed
    assert hashed not in page
    assert "Password" in page


@pytest.fixture
def eventful(app: Flask, office: Any) -> tuple[Training, Training]:
    """Two trainings, one cancelled by the office, the other by the operator a year later."""
    with app.app_context():
        one, other = make.training(title="First"), make.training(title="Second")
    with time_machine.travel(datetime(2025, 5, 10, 20, tzinfo=UTC), tick=False):  # 01:00 of the 11th in the region
        cancel(app, one, "flood", By(office))
    with time_machine.travel(datetime(2026, 5, 10, tzinfo=UTC), tick=False):
        cancel(app, other, "snow", Operator())
    return one, other


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("event=training:cancelled", ["snow", "flood"]),
        ("event=training:", ["snow", "flood"]),
        ("event=training:cancelled&who=offi", ["flood"]),
        ("event=training:cancelled&who=operator", ["snow"]),
        ("event=training:cancelled&account={office}", ["flood"]),
        ("record=training:{one}", ["flood"]),
        ("event=training:cancelled&first=2025-05-11&last=2025-05-11", ["flood"]),
        ("event=training:cancelled&first=2025-05-10&last=2025-05-10", None),
        ("event=training:cancelled&first=2026-01-01", ["snow"]),
        ("event=training:cancelled&last=2025-12-31", ["flood"]),
        ("event=agency:", None),
    ],
)
def test_the_trail_is_narrowed(
    app: Flask, office: Any, eventful: tuple[Training, Training], signed_in: SignedIn, query: str, why: Any
) -> None:
    page = signed_in(office).get("/audit?" + query.format(office=office.id, one=eventful[0].id)).text
    if why is None:
        assert "No entry like this" in page
    else:
        assert [row[5] for row in table_of(page)] == why


@pytest.mark.parametrize(
    "query", ["event=no:such", "record=x", "first=never", "account=%00", "after=!", "who=%E2%80%AE"]
)
def test_a_filter_that_makes_no_sense_breaks_nothing(office: Any, signed_in: SignedIn, query: str) -> None:
    assert table_of(signed_in(office).get("/audit?" + query).text)


def test_the_trail_is_read_page_by_page(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        for n in range(60):
            make.organisation(f"Host {n}")
        last = head()[0]
    visitor, path, seen = signed_in(office), "/audit?event=demo:filled", []
    while path:
        page = visitor.get(path).text
        seen += [int(row[0]) for row in table_of(page)]
        found = re.search(r'href="([^"]+)" rel="next"', page)
        path = found[1].replace("&amp;", "&") if found else ""
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) >= 60
    assert seen[0] == last


def test_the_page_shows_the_head_to_write_down(app: Flask, office: Any, signed_in: SignedIn) -> None:
    visitor = signed_in(office)
    with app.app_context():
        number, digest = head()
    assert f"network audit verify --head {number}:{digest}" in visitor.get("/audit").text


def test_exports_are_listed_and_narrowed(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        other = make.coordinator(State.UZ, name="Гулнора")
        old = datetime(2025, 1, 2, tzinfo=UTC)
        make.export(office, purpose="Ministry", title="First list", at=old, rows=1234)
        hotel = make.export(other, purpose="Hotel", format=ExportFormat.PDF, locked=True)
    visitor = signed_in(office)
    rows = table_of(visitor.get("/exports").text)
    assert [row[5] for row in rows] == ["Hotel", "Ministry"]
    assert rows[1][2:] == ["Office", "First list Bishkek", "Ministry of Labour", "Ministry", "CSV", "1,234"]
    assert rows[0][6] == "PDF with a password"
    for query, purposes in (
        ("who=гулнора", ["Hotel"]),
        (f"account={office.id}", ["Ministry"]),
        ("format=pdf", ["Hotel"]),
        (f"number={hotel.id}", ["Hotel"]),
        (f"number=List+no.+{hotel.id}", ["Hotel"]),
        ("last=2025-12-31", ["Ministry"]),
        (f"first={(datetime.now(UTC) - timedelta(days=1)).date()}", ["Hotel"]),
    ):
        assert [row[5] for row in table_of(visitor.get(f"/exports?{query}").text)] == purposes
    assert "Write the number that is printed on the list, like 42" in visitor.get("/exports?number=forty-two").text


def test_a_coordinator_finds_her_own_exports_and_no_others(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, colleague = make.coordinator(State.KG), make.coordinator(State.KG)
        own = make.export(coordinator, purpose="Her rooms")
        others = [make.export(one, purpose=f"Of {one.id}") for one in (office, colleague)]
    visitor = signed_in(coordinator)
    assert 'href="/exports"' in visitor.get("/lists").text
    for query in ("", f"?who={office.name}", f"?account={office.id}"):
        assert [row[4] for row in table_of(visitor.get(f"/exports{query}").text)] == ["Her rooms"]
    assert "Ministry of Labour" in visitor.get(f"/exports/{own.id}").text
    for one in others:
        visitor.get(f"/exports/{one.id}", status=404)
        assert "No export like this" in visitor.get(f"/exports?number={one.id}").text


def test_an_export_shows_what_is_needed_to_prove_it(app: Flask, office: Any, signed_in: SignedIn) -> None:
    with app.app_context():
        export = make.export(office, sha256="ab" * 32, columns=["state", "family", "gone"])
    page = signed_in(office).get(f"/exports/{export.id}").text
    for words in ("ab" * 32, "State · Family name · gone", "Host letter", "Ministry of Labour", "90 bytes", "English"):
        assert words in page
    signed_in(office).get("/exports/999999", status=404)


@pytest.mark.parametrize("path", ["/audit", "/audit/1", "/exports", "/exports/1"])
def test_nobody_else_reads_them(app: Flask, office: Any, signed_in: SignedIn, path: str) -> None:
    with app.app_context():
        make.export(office)
        others = [make.member_account(make.member(State.KG))]
        if path != "/exports":
            others.append(make.coordinator(State.KG))
    for account in others:
        answer = signed_in(account).client.get(path, base_url="http://localhost")
        assert answer.status_code in (403, 404)
