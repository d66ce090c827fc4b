"""What the trail says of people is sealed with a key for each; destroying it erases that, and breaks no chain."""

import sqlalchemy as sa
from flask import Flask

from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import PERSONAL, AuditEntry, PersonKey
from network.audit.persons import address_of, destroy_keys, reasons, recorded
from network.audit.queries import faults
from network.database import Base, db
from network.members.models import Member
from network.vocabulary import State
from tests import factories as make


def entries() -> list[AuditEntry]:
    found = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number)).all()
    db.session.rollback()
    return list(found)


def rename(who: Member, to: str, why: str = "") -> None:
    with change(Event.MEMBER_EDITED, by=Operator(), why=why, about=who):
        db.session.get_one(Member, who.id).family = to


def told(entry: AuditEntry) -> str:
    return repr(recorded(entry)) + reasons([entry])[entry.number]


def test_the_rows_of_the_trail_hold_no_name_in_clear(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG, family="Канарина", email="canary@example.org")
        rename(who, "Канарейкина", why="married Канарейкин")
        last = entries()[-1]
        lying = "".join(f"{one.what}{one.why}{one.by_name}" for one in entries())
        assert "Канар" not in lying
        assert "canary" not in lying
        assert recorded(last)["rows"][0]["changed"]["family"] == ["Канарина", "Канарейкина"]
        assert reasons([last]) == {last.number: "married Канарейкин"}


def test_a_destroyed_key_erases_one_person_from_the_trail_and_the_chain_still_holds(app: Flask) -> None:
    key = app.config["SETTINGS"].audit_key
    with app.app_context():
        her, other = make.member(State.KG, family="Канарина"), make.member(State.KG, family="Соловьёва")
        rename(her, "Канарейкина", why="her own wish")
        rename(other, "Воробьёва")
        with change(Event.MEMBER_EDITED, by=Operator(), why="erased at her wish", about=her):
            db.session.get_one(Member, her.id).family = ""
            destroy_keys([f"member:{her.id}"])
        trail = "".join(told(one) for one in entries())
        assert "Канар" not in trail
        assert "her own wish" not in trail
        assert "Соловьёва" in trail
        assert "Воробьёва" in trail
        assert "erased at her wish" in trail  # why she was erased is told
        assert recorded(entries()[-1])["rows"][0]["erased"]
        assert list(faults(key)) == []
        assert db.session.scalars(sa.select(PersonKey.owner)).all() == [f"member:{other.id}"]


def test_a_sealed_value_cannot_be_moved_to_another_entry(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG, family="Канарина")
        rename(who, "Канарейкина")
        first, last = entries()[-2:]
        moved = AuditEntry(number=last.number, what=first.what, why="")
        assert recorded(first)["rows"][0]["added"]["family"] == "Канарина"
        assert recorded(moved)["rows"][0]["erased"]


def test_where_somebody_worked_from_is_sealed_with_her_own_key(app: Flask) -> None:
    with app.app_context():
        office = make.secretariat()
        author = type("Author", (), {"account_id": office.id, "name": office.name})()
        one = make.organisation()
    with app.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8::7"}):
        for name in ("New name", "Newer name"):
            with change(Event.ORGANISATION_EDITED, by=author, about=one):
                db.session.get_one(type(one), one.id).name = name
        *_, before, last = entries()
        assert "2001" not in last.address
        assert before.address != last.address
        assert (address_of(before), address_of(last)) == ("2001:db8::7", "2001:db8::7")
        with change(Event.ORGANISATION_EDITED, by=Operator(), about=one):
            db.session.get_one(type(one), one.id).name = "Newest name"
            destroy_keys([f"account:{office.id}"])
        assert address_of(last) == ""


def test_whatever_is_personal_says_whose_it_is() -> None:
    for mapper in Base.registry.mappers:
        if any(column.info.get("personal") for column in mapper.local_table.columns):
            assert hasattr(mapper.class_, "of_person"), mapper.class_


#: Free text that is of no person, or that says nothing beside its table's other columns.
NOT_PERSONAL = {
    *("account_link", "account_word", "audit_entry", "audit_head", "letter"),
    *("mark_operation", "name_token", "person_key", "reset_asked"),
}


def test_free_text_about_a_person_is_sealed_or_secret() -> None:
    """Every text of a table that points at a member or an account is one or the other."""
    for table in Base.metadata.sorted_tables:
        of_people = {"member", "account"} & ({table.name} | {key.column.table.name for key in table.foreign_keys})
        for column in table.columns if of_people and table.name not in NOT_PERSONAL else ():
            if type(column.type) in (sa.Text, sa.String) and column.name not in ("uid", "list_name"):
                assert column.info.get("personal") or column.info.get("secret"), column
    assert PERSONAL["personal"]
