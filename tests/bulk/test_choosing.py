"""Who is meant: the ticked, the page, or all that the list's filter finds now; within what the reader may do."""

import html
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.audit.changes import Operator
from network.bulk.models import BulkBatch, BulkRow
from network.clock import now, today
from network.database import db
from network.exports.models import Export
from network.members.derived import settle, sort_key_of
from network.members.models import Affiliation, Member
from network.privacy import erasing, sweeping
from network.vocabulary import State
from tests import factories as make
from tests.bulk.conftest import Bulk
from tests.statements import counted
from tests.visitor import Visitor

Working = Callable[[Any], Bulk]


def a_thousand(agency_id: int, count: int = 1000) -> None:
    """So many people of one agency, past the factories: each is one row of each table."""
    people = [
        Member(
            number=f"KG-9{n:05d}", state=State.KG, family=f"Many{n}", given="Айгүл", family_latin=f"Many{n:05d}",
            created_at=now(), uid=f"many{n}",
        )
        for n in range(count)
    ]  # fmt: skip
    for one in people:
        one.sort_key = sort_key_of(one)
    with make.saving():
        db.session.add_all(people)
        db.session.flush()
        ids = [one.id for one in people]
        db.session.add_all(Affiliation(member_id=one, agency_id=agency_id, starts_on=today()) for one in ids)
        db.session.flush()
        settle(ids, today())


def test_all_that_a_filter_finds_at_the_same_price_whoever_they_are(app: Flask, bulk: Working) -> None:
    with app.app_context():
        old, new, office = make.agency(english="Old"), make.agency(english="New"), make.secretariat()
        few, elsewhere = make.agency(english="Few"), make.member(State.UZ)
        for n in range(2):
            make.affiliation(make.member(given=f"Few{n}"), few)
        a_thousand(old.id)
    day = today().replace(year=today().year + 1).isoformat()
    work, small = bulk(office), bulk(office)
    work.choose("agency", filters=f"?agency={old.id}").answer(agency=new.id, starts_on=day, keeps="y")
    small.choose("agency", filters=f"?agency={few.id}").answer(agency=new.id, starts_on=day, keeps="y")

    costs = []
    for one in (small, work):
        with counted(app) as statements:
            page = one.page
        costs.append(len(statements))
        assert "people to whom it happens" in page
    assert costs[0] == costs[1] <= 8
    assert "Change the agency of 1000 people" in page
    work.do()

    with app.app_context():
        held = sa.select(sa.func.count()).where(Affiliation.agency_id == new.id)
        assert db.session.scalar(held) == 1000
        assert db.session.scalar(sa.select(Affiliation.id).where(Affiliation.member_id == elsewhere.id)) is None
    work.undo()
    with app.app_context():
        assert db.session.scalar(held) == 0
        open_ones = sa.select(sa.func.count()).where(Affiliation.agency_id == old.id, Affiliation.ends_on.is_(None))
        assert db.session.scalar(open_ones) == 1000


def test_too_many_are_refused_before_anything_is_kept(app: Flask, bulk: Working, monkeypatch: Any) -> None:
    with app.app_context():
        office = make.secretariat()
        for n in range(3):
            make.member(given=f"N{n}")
    monkeypatch.setattr("network.bulk.commands.MOST", 2)

    assert bulk(office).choose("agency").path.startswith("/members/?") is False
    page = html.unescape(Visitor(app).sign_in(office).get("/members/").text)
    assert "more than" not in page  # said on the page of whoever asked
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BulkBatch)) == 0


def test_a_coordinator_chooses_of_her_own_state_alone(app: Flask, bulk: Working) -> None:
    with app.app_context():
        own, other = make.member(given="Own"), make.member(State.UZ, given="Other")
        hidden = make.member(given="Hidden", shield_code="S-KG-1")
        coordinator = make.coordinator(State.KG)
    work = bulk(coordinator)
    for choice in (work.choose("training", [own, other, hidden]), work.choose("training")):
        assert set(choice.fates()) == {"Own"}
        assert "1 person chosen" in choice.page
    nobody = work.visitor.post("/members/bulk/", {"do": "training", "which": "ticked", "member": [other.uid]})
    assert nobody.location == "/members/"
    assert "Tick somebody first" in work.visitor.get("/members/").text


def test_another_one_s_choice_is_not_there(app: Flask, bulk: Working) -> None:
    with app.app_context():
        person, office, colleague = make.member(), make.secretariat(), make.secretariat()
    work = bulk(office).choose("agency", [person])

    other = bulk(colleague).visitor
    for path in (work.path, f"{work.path}/export"):
        other.get(path, status=404)
    for act in ("do", "undo"):
        other.post(f"{work.path}/{act}", status=404)


def test_whoever_is_shielded_meanwhile_is_gone_from_it_without_a_word(app: Flask, bulk: Working) -> None:
    with app.app_context():
        agency, coordinator = make.agency(), make.coordinator(State.KG)
        people = [make.member(given="Stays"), make.member(given="Vanishes")]
    work = bulk(coordinator).choose("agency", people).answer(agency=agency.id, starts_on="2026-01-01")
    with app.app_context(), make.saving():
        db.session.get_one(Member, people[1].id).shield_code = "S-KG-7"

    assert set(work.fates()) == {"Stays"}
    assert "Vanishes" not in work.page
    work.do()
    assert work.fates() == {"Stays": "Began there"}
    with app.app_context():
        assert db.session.scalar(sa.select(Affiliation.id).where(Affiliation.member_id == people[1].id)) is None


def test_the_list_offers_a_tick_for_each_and_what_to_do(app: Flask, signed_in: Callable[[Any], Visitor]) -> None:
    with app.app_context():
        people, office = [make.member(given=f"N{n}") for n in range(2)], make.secretariat()
    page = signed_in(office).get("/members/?state=KG").text

    assert re.findall(r'name="member" value="([^"]+)" form="bulk"', page) == [one.uid for one in people]
    assert 'action="/members/bulk/?state=KG"' in page
    assert re.findall(r'name="do" value="(\w+)"', page) == ["agency", "invite", "training", "export"]
    shown = re.findall(r'name="shown" value="([^"]+)"', page)
    sent = signed_in(office).post("/members/bulk/", {"do": "agency", "which": "page", "shown": shown})
    assert "2 people chosen" in signed_in(office).get(sent.location).text


def test_exactly_the_chosen_leave_as_a_numbered_list_and_shielded_ones_as_codes(app: Flask, bulk: Working) -> None:
    with app.app_context():
        people = [make.member(family="Chosen"), make.member(family="Ҳидден", shield_code="S-KG-1")]
        make.member(family="Nobodyelse")
        office = make.secretariat()
    work = bulk(office).choose("export", people)
    assert "S-KG-1" in work.page
    assert "Ҳидден" not in work.page
    asked = {
        "column": ["family", "state", "agency_now", "rank_now", "seconded_to", "kind_now"],
        "purpose": "Rooms",
        "recipient": "Hotel",
        "format": "csv",
        "language": "en",
    }

    work.visitor.post(work.path, {**asked, "purpose": ""}, status=422)
    file = work.visitor.post(work.path, asked, status=200)

    text = file.data.decode("utf-8-sig")
    assert "Chosen" in text
    assert "S-KG-1" in text
    assert "Ҳидден" not in text
    assert "Nobodyelse" not in text
    with app.app_context():
        export = db.session.scalars(sa.select(Export)).one()
        assert (export.list_name, export.rows, export.columns) == (
            "members",
            2,
            ["state", "agency_now", "rank_now", "seconded_to", "family", "kind_now"],
        )
        number = export.id
    shown = work.visitor.get(f"/exports/{number}").text
    assert "Family name" in shown


def test_whoever_left_the_state_meanwhile_leaves_with_no_list(app: Flask, bulk: Working) -> None:
    with app.app_context():
        coordinator, people = make.coordinator(State.KG), [make.member(family="Staying"), make.member(family="Leaving")]
    work = bulk(coordinator).choose("export", people)
    with app.app_context(), make.saving():
        db.session.get_one(Member, people[1].id).state = State.UZ
    asked = {"column": ["state", "family"], "purpose": "Rooms", "recipient": "Hotel", "format": "csv", "language": "en"}
    text = work.visitor.post(work.path, asked, status=200).data.decode("utf-8-sig")
    assert "Staying" in text
    assert "Uzbekistan" not in text


def test_a_choice_is_forgotten_with_time_and_with_the_person(app: Flask, bulk: Working, monkeypatch: Any) -> None:
    with app.app_context():
        people, office = [make.member(given=f"N{n}") for n in range(2)], make.secretariat()
    bulk(office).choose("agency", people)
    with app.app_context():
        erasing.erase(people[0].id, why="asked", by=Operator())
        assert list(db.session.scalars(sa.select(BulkRow.member_id))) == [people[1].id]
        monkeypatch.setattr(sweeping, "now", lambda: now().replace(year=now().year + 1))
        sweeping.sweep(by=Operator())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(BulkRow)) == 0
