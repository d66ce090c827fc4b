"""What becomes of single rows: by whose eyes they are compared, what was mended in them, what is left and said."""

import html
import re
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.attendance.models import Mark
from network.database import db
from network.imports.models import ImportRow, ListImport
from network.members import commands
from network.members.models import Affiliation, Member
from network.shields import commands as shields
from network.vocabulary import RowVerdict, State
from tests import factories as make
from tests.bulk.conftest import Bulk
from tests.imports.lists import as_csv, checked, sent, tabs, worked
from tests.imports.test_participants import FIRST
from tests.imports.test_participants import _checked as checked_participants
from tests.imports.test_participants import _columns as columns_said
from tests.imports.test_participants import _sent as sent_participants
from tests.imports.test_participants import _workbook as workbook
from tests.imports.test_people import uids
from tests.participation.people import actor
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
NAMES = ("Фамилия", "Имя", "Пол", "Телефон")
PHONE = "+996 555 100 200"


def test_whoever_helps_with_a_list_tells_its_sender_of_nobody_whom_she_does_not_know(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        coordinator, office = make.coordinator(State.KG), make.secretariat()
        hidden = make.member(family="Канарейкина", given="Алтынай", family_latin="", given_latin="", phone=PHONE)
        shields.shield(hidden.id, None, why="danger", by=actor(office))
    sender, helper = signed_in(coordinator), signed_in(office)
    path = sent(sender, as_csv([("Канарейкина", "Алтынай", "ж", PHONE), ("Иванова", "Анна", "ж", "")], NAMES))
    alone = tabs(checked(app, sender, path))
    assert alone["new"] == 2
    checked(app, helper, path)
    assert tabs(sender.get(path).text) == alone
    uid = uids(sender.get(f"{path}?tab=new").text)[0]
    helper.post(f"{path}/rows/{uid}", {f"{uid}-given": "Алтынай "})
    assert tabs(sender.get(path).text) == alone


def test_what_nobody_changed_in_a_row_follows_its_columns(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency()
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    headings = ("Фамилия", "Имя", "Пол", "Ведомство", "Звание", "Должность")
    path = sent(visitor, as_csv([("Асанова", "Айгүл", "ж", "State Border Service", "инспектор", "майор")], headings))
    checked(app, visitor, path)
    [uid] = uids(visitor.get(f"{path}?tab=new").text)
    visitor.post(f"{path}/rows/{uid}", {**fields(visitor, path, uid), f"{uid}-given": "Айгуль"})
    checked(app, visitor, path, **{"column-4": "position", "column-5": "rank"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Member.given)).all() == ["Айгуль"]
        post = db.session.scalars(sa.select(Affiliation)).one()
        assert (post.rank, post.position) == ("майор", "инспектор")


def fields(visitor: Visitor, path: str, uid: str) -> dict[str, str]:
    """What the form of a row shows."""
    form = html.unescape(visitor.get(f"{path}/rows/{uid}").text)
    return dict(re.findall(rf'name="({uid}-\w+)"[^>]*value="([^"]*)"', form))


def test_mended_marks_stay_with_their_column_of_sessions(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, training = make.coordinator(State.KG), make.training(starts_on=FIRST)
        sessions = make.sessions_of(training)
    visitor = signed_in(coordinator)
    path = sent_participants(visitor, training.id, workbook([1, "Асанова Айгүл", "ж", "участница", "+", "+", "ув"]))
    checked_participants(app, visitor, path)
    with app.app_context():
        uid = db.session.scalars(sa.select(ImportRow.uid).where(ImportRow.verdict == RowVerdict.NEW)).one()
    visitor.post(f"{path}/rows/{uid}", {**fields(visitor, path, uid), f"{uid}-session": "+; н; ув"})
    said = {f"column-{at}": what for at, what in columns_said(visitor, path).items()}
    checked(app, visitor, path, **{**said, "column-4": ""})  # the first was no session at all
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        marks = {one.session_id: one.status.value for one in db.session.scalars(sa.select(Mark))}
    assert marks == {sessions[1]: "absent", sessions[2]: "excused", sessions[3]: "excused"}


def test_whoever_was_only_ticked_since_is_taken_away_again(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([("Асанова", "Айгүл", "ж", ""), ("Иванова", "Анна", "ж", "")], NAMES))
    checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    Bulk(visitor).choose("export")
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Member.id)).all() == []


def test_an_answer_asks_whether_a_later_row_is_hers_too(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        who = make.member(family="Асанова", given="Айгүл", patronymic="", family_latin="", given_latin="", phone=PHONE)
    visitor = signed_in(coordinator)
    headings = (*NAMES, "E-mail")
    rows = [("Осмонова", "Бермет", "ж", PHONE, "one@example.org"), ("Асанова", "Айгүл", "ж", PHONE, "two@example.org")]
    path = sent(visitor, as_csv(rows, headings))
    page = checked(app, visitor, path)
    assert (tabs(page)["question"], tabs(page)["changed"]) == (1, 1)
    [uid] = uids(visitor.get(f"{path}?tab=question").text)
    visitor.post(f"{path}/rows/{uid}/answer", {"who": who.id})
    page = visitor.get(f"{path}?tab=question").text
    assert "Row 2 of this list seems to be of the same person." in page
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert db.session.scalars(sa.select(ListImport.fault)).one() == ""


def test_what_a_shielded_record_says_stands_beside_nobody(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        office = make.secretariat()
        hidden, other = make.member(phone=PHONE), make.member(phone=PHONE)
        address = f"/members/duplicates/{hidden.uid}/{other.uid}"
        assert "same phone" in signed_in(office).get(address).text
        shields.shield(hidden.id, None, why="danger", by=actor(office))
    assert "same phone" not in signed_in(office).get(address).text


def test_a_row_that_holds_no_more_is_left_and_said(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, who = make.coordinator(State.KG), make.member(family="Асанова", given="Айгүл", phone="")
    visitor = signed_in(coordinator)
    path = sent(visitor, as_csv([(who.number, "Асанова", "Айгүл", "ж", PHONE)], ("Номер", *NAMES)))
    checked(app, visitor, path, **{"column-0": "number"})
    with app.app_context():
        commands.edit_contact(who.id, who.version, "", PHONE, by=actor(coordinator))  # the same, by hand
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    assert "Somebody changed her record after the check." in visitor.get(f"{path}?tab=done").text
    assert "Bring in 1 ready row" not in visitor.get(path).text


def test_a_second_row_of_one_participant_is_brought_in_later(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        coordinator, training = make.coordinator(State.KG), make.training(starts_on=FIRST)
        who = make.member(family="Асанова", given="Айгүл", patronymic="", family_latin="", given_latin="", phone=PHONE)
    visitor = signed_in(coordinator)
    headings = ("ФИО", "Пол", "Телефон", "26.11.2025", "27.11.2025")
    rows = [("Осмонова Бермет", "ж", PHONE, "н", ""), ("Асанова Айгүл", "ж", PHONE, "+", "")]
    path = sent_participants(visitor, training.id, as_csv(rows, headings))
    checked_participants(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    [uid] = uids(visitor.get(f"{path}?tab=question").text)
    visitor.post(f"{path}/rows/{uid}/answer", {"who": who.id})
    visitor.post(f"{path}/rows/{uid}/replace", {"take": "session"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert {one.value for one in db.session.scalars(sa.select(Mark.status))} == {"absent"}
