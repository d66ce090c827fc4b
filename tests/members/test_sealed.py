"""Phone, date of birth and notes: sealed in every file, found by a keyed hash, seen by whoever may, field by field."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import Base, db
from network.members.commands import Namesakes, Person, add_member
from network.members.models import Member
from network.sealing import NotOurs
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor

PHONE, NOTE, BORN = "+996 312 987 654", "Canary: allergic to nuts", date(1987, 3, 9)


def everything(app: Flask) -> str:
    """All rows of all tables, as a stolen file would show them."""
    with app.app_context(), db.engine.connect() as connection:
        return "\n".join(
            repr(row) for table in Base.metadata.sorted_tables for row in connection.execute(sa.select(table))
        )


def sealed_member() -> Member:
    who: Member = make.member(State.KG, family="Канарина", phone=PHONE, born_on=BORN, notes=NOTE)
    return who


def test_a_stolen_database_shows_no_phone_no_birthday_and_no_note(app: Flask) -> None:
    with app.app_context():
        who = sealed_member()
        assert (who.phone, who.born_on, who.notes) == (PHONE, BORN, NOTE)
    stolen = everything(app)
    assert "Канарина" in stolen
    # Long enough that no hash and no sealed value holds them by chance.
    for canary in (PHONE, "987 654", "996312987654", "1987-03-09", "allergic"):
        assert canary not in stolen


def test_a_sealed_value_opens_nowhere_but_in_its_row(app: Flask) -> None:
    with app.app_context():
        one, other = sealed_member(), make.member(State.KG, phone="+996 312 000 111")
        other.phone_sealed = one.phone_sealed
        with pytest.raises(NotOurs):
            _ = other.phone
        one.notes_sealed = one.phone_sealed
        with pytest.raises(NotOurs):
            _ = one.notes


def test_saving_the_same_again_is_no_change(app: Flask) -> None:
    with app.app_context():
        who = sealed_member()
        before = who.phone_sealed, who.born_sealed, who.notes_sealed
        who.phone, who.born_on, who.notes = PHONE, BORN, NOTE
        assert (who.phone_sealed, who.born_sealed, who.notes_sealed) == before
        who.phone, who.born_on, who.notes = "", None, ""
        assert (who.phone, who.born_on, who.notes, who.phone_index, who.born_index) == ("", None, "", None, None)


@pytest.mark.parametrize("typed", ["+996312987654", "+996 (312) 98-76-54"])
def test_the_same_phone_however_it_is_typed_asks_whether_it_is_the_same_person(app: Flask, typed: str) -> None:
    with app.app_context():
        who = sealed_member()
        with pytest.raises(Namesakes) as found:
            add_member(Person(State.KG, family="Другая", phone=typed), by=Operator())
        assert [one.member_id for one in found.value.people] == [who.id]
        add_member(Person(State.KG, family="Другая", phone=typed), by=Operator(), another=True)
        add_member(Person(State.UZ, family="Иная", phone=typed), by=Operator())


def test_the_trail_tells_what_changed_and_not_how_it_lies_there(app: Flask) -> None:
    with app.app_context():
        sealed_member()
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what.contains('"member"'))).all()[-1]
        added = recorded(entry)["rows"][0]["added"]
        assert (added["phone"], added["born_on"], added["notes"]) == (PHONE, "1987-03-09", NOTE)


def test_coordinators_keep_the_day_of_birth_and_notes_and_she_reads_what_is_hers(
    app: Flask, signed_in: Callable[[Account], Visitor]
) -> None:
    with app.app_context():
        who = sealed_member()
        herself, coordinator = make.member_account(who), make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    page = visitor.get(f"/members/{who.uid}/edit").text
    assert 'value="1987-03-09"' in page
    assert NOTE in page
    typed: dict[str, Any] = {"version": "1", "family": "Канарина", "sex": "female", "standing": "member"}
    refused = visitor.post(f"/members/{who.uid}/edit", typed | {"born_on": "2024-01-01", "notes": "kept"}, status=422)
    assert "Nobody who serves was born then" in refused.text
    assert "kept</textarea>" in refused.text
    visitor.post(f"/members/{who.uid}/edit", typed | {"born_on": "1990-05-06", "notes": "Needs a ground floor"})
    page = visitor.get(f"/members/{who.uid}").text
    assert "6 May 1990" in page
    assert "Needs a ground floor" in page
    own = signed_in(herself).get("/members/me").text
    assert "6 May 1990" in own
    assert "ground floor" not in own
