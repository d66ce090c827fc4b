"""The personal calendar feed: a secret address, her own trainings, and nothing that is not published."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from network.accounts import roles
from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.trainings import commands
from network.trainings.editing import TrainingFacts
from network.trainings.programme import SessionFacts
from network.vocabulary import Language, State, TrainingKind, TrainingStatus
from tests import factories as make
from tests.visitor import Visitor

Enter = Callable[[Account], Visitor]
DAY = today() + timedelta(days=40)


def address(visitor: Visitor) -> str:
    """Make an address as she does, on her account's page, and give its path."""
    page = visitor.post("/calendar/new-address", status=200).text
    found = re.search(r'secret-address">http://localhost(/calendar/[\w-]+\.ics)<', page)
    assert found
    return found[1]


def events(visitor: Visitor, path: str) -> dict[str, dict[str, object]]:
    """The feed's events by UID, as a calendar program reads them."""
    answer = visitor.get(path)
    assert answer.mimetype == "text/calendar"
    return {str(one["UID"]): one for one in Calendar.from_ical(answer.data).walk("VEVENT")}


@pytest.fixture
def who(app: Flask) -> Account:
    """A member who takes part in one of two trainings."""
    with app.app_context():
        member = make.member(State.KG)
        one = make.training(State.KZ, DAY, title="Hers", title_ru="Её")
        make.training(State.KZ, DAY, title="Not hers")
        draft = make.training(State.KZ, DAY, title="Draft", status=TrainingStatus.DRAFT)
        old = make.training(State.KZ, DAY - timedelta(days=800), title="Long ago")
        for training in (one, draft, old):
            make.participation(training, member)
        return make.member_account(member)


def test_it_holds_her_own_published_trainings_and_needs_no_sign_in(
    app: Flask, signed_in: Enter, visitor: Visitor, who: Account
) -> None:
    path = address(signed_in(who))
    found = events(visitor, path)
    assert [str(one["SUMMARY"]) for one in found.values()] == ["Hers"] * 4
    first = next(iter(found.values()))
    assert first["DTSTART"].dt == datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=UTC)
    assert str(first["LOCATION"]) == "Bishkek"
    assert str(first["URL"]).startswith("http://localhost/trainings/")
    assert str(first["STATUS"]) == "CONFIRMED"
    assert b"DTSTART:" + f"{DAY:%Y%m%d}".encode() + b"T030000Z" in visitor.get(path).data


def test_times_are_right_whatever_the_zone(app: Flask, signed_in: Enter, visitor: Visitor) -> None:
    with app.app_context():
        account = make.coordinator(State.KZ)
        facts = TrainingFacts("Almaty", TrainingKind.COURSE, State.KZ, DAY, DAY)
        training_id = commands.create_training(
            facts, sessions=[SessionFacts(DAY, time(9), time(12, 30), "Opening")], by=Operator()
        )
        commands.publish(training_id, by=Operator())
    [one] = events(visitor, address(signed_in(account))).values()
    assert one["DTSTART"].dt == datetime(DAY.year, DAY.month, DAY.day, 4, tzinfo=UTC)
    assert one["DTEND"].dt == datetime(DAY.year, DAY.month, DAY.day, 7, 30, tzinfo=UTC)
    assert str(one["SUMMARY"]) == "Almaty: Opening"


def test_a_change_keeps_the_uid_and_raises_the_sequence(
    app: Flask, signed_in: Enter, visitor: Visitor, who: Account
) -> None:
    path = address(signed_in(who))
    before = events(visitor, path)
    with app.app_context():
        training_id = int(str(next(iter(before.values()))["URL"]).rsplit("/", 1)[1])
        commands.cancel(training_id, why="Flood", by=Operator())
    after = events(visitor, path)
    assert after.keys() == before.keys()
    for uid, one in after.items():
        assert str(one["STATUS"]) == "CANCELLED"
        assert one["SEQUENCE"] > before[uid]["SEQUENCE"]
        assert one["LAST-MODIFIED"].dt >= before[uid]["LAST-MODIFIED"].dt


def test_it_speaks_her_language(app: Flask, signed_in: Enter, visitor: Visitor, who: Account) -> None:
    signed = signed_in(who)
    path = address(signed)
    signed.post("/language", {"language": Language.RUSSIAN.value})
    assert {str(one["SUMMARY"]) for one in events(visitor, path).values()} == {"Её"}


def test_a_new_address_ends_the_old_one(app: Flask, signed_in: Enter, visitor: Visitor, who: Account) -> None:
    signed = signed_in(who)
    assert "Make a secret address" in signed.get("/account").text
    old = address(signed)
    page = signed.get("/account").text
    assert "Make a new secret address" in page
    assert old not in page  # shown once
    new = address(signed)
    visitor.get(old, status=404)
    visitor.get(new)
    visitor.get("/calendar/guessed.ics", status=404)
    visitor.post("/calendar/new-address")  # signs in first
    visitor.get(new)


def test_a_switched_off_account_has_no_feed(app: Flask, signed_in: Enter, visitor: Visitor, who: Account) -> None:
    path = address(signed_in(who))
    with app.app_context():
        roles.set_disabled(who.id, True, by=Operator())
    visitor.get(path, status=404)


def test_the_database_holds_no_address(app: Flask, signed_in: Enter, who: Account) -> None:
    token = address(signed_in(who)).removeprefix("/calendar/").removesuffix(".ics")
    with app.app_context():
        assert db.session.get(Account, who.id).feed_hash not in (None, token)  # type: ignore[union-attr]
        db.session.rollback()


def test_a_coordinators_feed_is_of_what_she_runs_and_the_secretariats_of_all(
    app: Flask, signed_in: Enter, visitor: Visitor
) -> None:
    with app.app_context():
        make.training(State.KG, DAY, 1, title="Ours")
        make.training(State.UZ, DAY, 1, title="Theirs")
        lent = make.training(State.TJ, DAY, 1, title="Lent")
        make.training(State.KG, DAY, 1, title="Draft", status=TrainingStatus.DRAFT)
        account, office = make.coordinator(State.KG), make.secretariat()
        commands.assign(lent.id, account.id, by=Operator())

    def summaries(signed: Visitor) -> set[str]:
        return {str(one["SUMMARY"]) for one in events(visitor, address(signed)).values()}

    assert summaries(signed_in(account)) == {"Ours", "Lent"}
    assert summaries(signed_in(office)) == {"Ours", "Theirs", "Lent"}


def test_a_title_cannot_write_into_the_calendar(app: Flask, signed_in: Enter, visitor: Visitor) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
        day = date(DAY.year, DAY.month, DAY.day)
        make.training(State.KG, day, 1, title="A, b; c\\d\r\nSTATUS:CANCELLED", title_ru="")
    found = events(visitor, address(signed_in(account)))
    assert {str(one["STATUS"]) for one in found.values()} == {"CONFIRMED"}
    assert all(str(one["SUMMARY"]).startswith("A, b; c\\d") for one in found.values())
