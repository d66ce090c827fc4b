"""What has to hold whatever happens on the way: undo, others at work meanwhile, what is kept and what is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.audit.models import AuditEntry, Seen
from network.audit.persons import recorded
from network.audit.queries import faults
from network.clock import now
from network.database import Base, db
from network.imports import applying, working
from network.imports.models import ImportRow, ListImport
from network.members import commands
from network.members.commands import Person
from network.members.models import Affiliation, Member
from network.privacy import erasing, sweeping
from network.vocabulary import RowOutcome, RowWhy, Sighting, State
from tests import factories as make
from tests.imports.lists import as_csv, checked, row, sent, tabs, worked
from tests.imports.test_people import brought_in, people, uids
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


@pytest.fixture
def visitor(app: Flask, signed_in: SignedIn) -> Visitor:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    return signed_in(coordinator)


def outcomes(app: Flask) -> list[tuple[RowOutcome | None, RowWhy | None]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(ImportRow).where(ImportRow.outcome.is_not(None)).order_by(ImportRow.place))
        return [(one.outcome, one.why) for one in rows]


def test_undo_takes_people_away_puts_values_back_and_keeps_what_was_worked_on(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        there = make.member(
            family="Осмонова", given="Жылдыз", family_latin="", given_latin="", phone="+996 555 100 300"
        )
    there_too = row("Осмонова", "Жылдыз", phone="+996 555 100 300")
    path = brought_in(app, visitor, as_csv([row("Бекова"), row("Токтосунова"), row("Асанова"), there_too]))
    with app.app_context():
        ids = {one.family: one.id for one in db.session.scalars(sa.select(Member))}
        training = make.training()
        make.participation(training, db.session.get_one(Member, ids["Токтосунова"]))
        db.session.rollback()
        office, her = make.secretariat(), db.session.get_one(Member, ids["Бекова"])
        make.seen(her, office)
        make.seen(her, office, what=Sighting.LISTED, export_id=make.export(office).id, bulk=True)
        edited = db.session.get_one(Member, ids["Асанова"])
        commands.edit_contact(edited.id, edited.version, "own@example.org", "", by=Operator())
    visitor.post(f"{path}/undo")
    worked(app)
    page = visitor.get(f"{path}?tab=done").text
    assert "A training, an account or a decision" in page
    assert "Her record was edited since" in page
    assert {one.family for one in people(app)} == {"Осмонова", "Токтосунова", "Асанова"}
    with app.app_context():
        filled = db.session.get_one(Member, there.id)
        assert (filled.born_on, filled.agency_now_id, filled.version) == (None, None, 3), "filled, and put back"
        assert db.session.scalars(sa.select(Seen.member_id)).all() == [], "nobody has seen whom there is not"
        last = max(ids.values())
        again = commands.add_member(Person(State.KG, "Новая", "Жена"), by=Operator(), another=True)
        assert again.id > last, "a key that was somebody's is nobody else's"
        assert not list(faults(app.config["SETTINGS"].audit_key))


def test_what_was_filled_becomes_empty_again(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        who = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="", phone="+996 555 100 200")
    path = brought_in(app, visitor, as_csv([row(phone="+996 555 100 200", email="a@example.org")]))
    with app.app_context():
        there = db.session.get_one(Member, who.id)
        assert (there.email, there.born_on, there.agency_now_id is None) == ("a@example.org", date(1990, 5, 17), False)
    visitor.post(f"{path}/undo")
    worked(app)
    assert outcomes(app) == [(RowOutcome.PUT_BACK, None)]
    with app.app_context():
        there = db.session.get_one(Member, who.id)
        assert (there.email, there.born_on, there.agency_now_id) == ("", None, None)
        assert db.session.scalars(sa.select(Affiliation)).all() == []


def test_each_persons_trail_tells_of_the_import_and_the_chain_holds(app: Flask, visitor: Visitor) -> None:
    brought_in(app, visitor, as_csv([row(), row("Бекова")]))
    with app.app_context():
        for who in db.session.scalars(sa.select(Member)):
            own = sa.select(AuditEntry).where(AuditEntry.subject == f"member:{who.id}")
            entry = db.session.scalars(own.where(AuditEntry.event == "import:member added")).one()
            [member, post] = recorded(entry)["rows"]
            assert (member["added"]["family"], member["added"]["number"]) == (who.family, who.number)
            assert post["added"]["rank"] == "майор"
        assert not list(faults(app.config["SETTINGS"].audit_key))


def test_a_record_that_changed_after_the_check_is_left_and_the_others_go(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        who = make.member(family="Асанова", given="Айгүл", family_latin="", given_latin="", phone="+996 555 100 200")
    path = sent(visitor, as_csv([row(phone="+996 555 100 200", email="a@example.org"), row("Бекова"), row("Ли")]))
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    with app.app_context():
        claim = working._claim()
        assert claim is not None
        list_import = db.session.get_one(ListImport, claim.import_id)
        by = working._author(list_import)
        plan = working.plan_of(list_import, by)
        commands.edit_contact(who.id, who.version, "own@example.org", "", by=Operator())
        commands.add_member(Person(State.KG, "Бекова", "Айгүл"), by=Operator(), another=True)
        applying.write(claim.import_id, plan, by=by)
    assert outcomes(app) == [
        (RowOutcome.LEFT, RowWhy.STALE),
        (RowOutcome.LEFT, RowWhy.ARRIVED),
        (RowOutcome.ADDED, None),
    ]
    assert "Somebody changed her record after the check" in visitor.get(f"{path}?tab=done").text
    assert people(app)[0].email == "own@example.org"


def test_a_crash_on_the_way_leaves_nothing_half_saved(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sent(visitor, as_csv([row(), row("Бекова")]))
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    with monkeypatch.context() as patched:
        patched.setattr(applying, "_finish", lambda *_arguments: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            worked(app)
    assert people(app) == []
    assert "did not come to its end" in visitor.get(path).text
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert len(people(app)) == 2


def test_who_takes_over_from_a_killed_worker(app: Flask, visitor: Visitor) -> None:
    path = sent(visitor, as_csv([row()]))
    visitor.post(f"{path}/columns", {"sex": "female", "column-0": "family", "since": "2024-03-01"})
    with app.app_context():
        assert working._claim() is not None, "somebody took it, and dies now"
        assert working.work() == 0
    with time_machine.travel(now() + working.LEASE + timedelta(seconds=1)):
        worked(app)
    assert tabs(visitor.get(path).text)["new"] == 1


def test_two_at_once_and_somebody_added_meanwhile(
    app: Flask, visitor: Visitor, in_parallel: Callable[..., list[Any]]
) -> None:
    with app.app_context():
        office = make.secretariat()
    other = Visitor(app).sign_in(office)
    paths = []
    for who, name in ((visitor, "Бекова"), (other, "Токтосунова")):
        more = {"people_of": "KG"} if who is other else {}
        path = sent(who, as_csv([row(name, born=f"17.05.{1960 + n}") for n in range(30)]), **more)
        checked(app, who, path)
        who.post(f"{path}/rows", {"what": "all"})
        paths.append(path)

    def at_work(number: int) -> None:
        with app.app_context():
            if number < 2:
                working.work()
            else:
                commands.add_member(Person(State.KG, "Ли", "Вера"), by=Operator(), another=True)

    in_parallel(at_work, 3)
    found = people(app)
    assert len(found) == 61
    assert len({one.number for one in found}) == 61


def test_staged_rows_are_sealed(app: Flask, visitor: Visitor) -> None:
    path = sent(
        visitor,
        as_csv([row("Канарейкина", phone="+996 555 987 654"), row("Канарейкина", phone="12")]),
        "Канарейкина.csv",
    )
    page = checked(app, visitor, path)
    [uid] = uids(page)
    visitor.post(f"{path}/rows/{uid}", {f"{uid}-notes": "Канарейкина"}, status=422)
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            text = repr(db.session.execute(sa.select(table)).all())
            assert "Канарейкина" not in text, table.name
            assert "555 987 654" not in text, table.name


def test_what_waits_is_forgotten_with_time_and_with_the_person(app: Flask, visitor: Visitor) -> None:
    brought_in(app, visitor, as_csv([row(), row("Бекова")]))
    sent(visitor, as_csv([row("Ли")]))
    with app.app_context():
        who = db.session.scalars(sa.select(Member).where(Member.family == "Асанова")).one()
        erasing.erase(who.id, why="She asked for it", by=Operator())
        rows = db.session.scalars(sa.select(ImportRow).where(ImportRow.outcome.is_not(None))).all()
        assert [one.member_id is None for one in rows] == [False]
    with app.app_context(), time_machine.travel(now() + timedelta(days=8)):
        sweeping.sweep(by=Operator())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ListImport)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportRow)) == 2
    with app.app_context(), time_machine.travel(now() + timedelta(days=31)):
        sweeping.sweep(by=Operator())
        [kept] = db.session.scalars(sa.select(ListImport)).all()
        assert (kept.file_name, kept.counts["added"]) == ("", 2)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportRow)) == 0


def test_another_coordinator_never_sees_the_list(app: Flask, visitor: Visitor, signed_in: SignedIn) -> None:
    path = sent(visitor, as_csv([row()]))
    with app.app_context():
        colleague, office = make.coordinator(State.KG), make.secretariat()
    signed_in(colleague).get(path, status=404)
    signed_in(office).get(f"{path}/columns")


def test_a_shielded_member_is_nobody_to_whoever_may_not_know_her(app: Flask, visitor: Visitor) -> None:
    with app.app_context():
        who = make.member(family="Асанова", given="Айгүл", phone="+996 555 100 200", shield_code="KG-SH-1")
        number = who.number
    headings = ("Номер участницы", "Фамилия", "Имя", "Пол", "Телефон")
    rows = [
        ("", "Асанова", "Айгүл", "ж", "+996 555 100 200"),
        (number, "Ли", "Вера", "ж", ""),
        ("KG-9999", "Ким", "Ольга", "ж", ""),
    ]
    path = sent(visitor, as_csv(rows, headings))
    page = checked(app, visitor, path)
    assert tabs(page) == {"wrong": 2, "new": 1}, "as a number that nobody has"
    assert page.count("You know no member with this number.") == 2


def test_wrong_rows_are_downloaded_with_the_reasons_and_sent_again(app: Flask, visitor: Visitor) -> None:
    path = sent(visitor, as_csv([row(phone="12"), row("Бекова")]))
    checked(app, visitor, path)
    answer = visitor.post(f"{path}/wrong", status=200)
    path = sent(visitor, answer.data, "mended.xlsx")
    page = checked(app, visitor, path)
    assert tabs(page)["wrong"] == 1
    assert "Асанова" in page
