"""A past training's participants with attendance, from the ministry's workbook to the register, and back again."""

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import selectinload

from network.accounts.models import Account
from network.accounts.queries import snapshot
from network.attendance.models import Mark
from network.attendance.rows import changes_of
from network.database import db
from network.imports.applying import write
from network.imports.models import ListImport
from network.imports.plans import plan_of
from network.imports.programme import programme_of
from network.members.models import Member
from network.participation.models import Participation
from network.trainings.models import Training
from network.vocabulary import MarkStatus, ParticipantRole, State, TrainingStatus
from tests import factories as make
from tests.imports.lists import checked, tabs, worked
from tests.imports.sheets import xlsx
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
FIRST = date(2025, 11, 26)
TITLE: list[Any] = ["Список участниц тренинга", None, None, None, None, None, None]
UPPER = ["№", "Ф.И.О.", "Пол", "Роль", "26.11.2025", None, "27.11.2025"]
LOWER = [None, None, None, None, "до обеда", "после обеда", None]


def _workbook(*rows: list[Any]) -> bytes:
    merged = [(0, 0, 0, 6), (1, 4, 1, 5), *((1, at, 2, at) for at in (0, 1, 2, 3, 6))]
    return xlsx([TITLE, UPPER, LOWER, *rows], merged=merged)


#: Asanova is on the list with a mark already, Toktosunova is a member, Sadykova is nobody yet.
ROWS = (
    [1, "Асанова Айгүл", "ж", "участница", "+", "+", "н"],
    [2, "Токтосунова Бүбүсара", "ж", "тренер", "ув", "", "+"],
    [3, "Садыкова Нургүл", "ж", "", "опоздала", "+", "+"],
    [None, "Итого: 3"],
)


def _sent(visitor: Visitor, training_id: int, content: bytes, **more: str) -> str:
    data = {"file": (io.BytesIO(content), "list.xlsx"), **more}
    answer = visitor.post(f"/imports/training/{training_id}", data, content_type="multipart/form-data")
    return answer.location.removesuffix("/columns")


def _register(training_id: int) -> dict[str, Any]:
    """By name: the role, and the marks in the order of the sessions."""
    select = sa.select(Member.given, Member.family, Participation.id, Participation.role, Participation.status)
    found = {}
    for row in db.session.execute(select.join(Participation).where(Participation.training_id == training_id)):
        marks = sa.select(Mark.status).where(Mark.participation_id == row.id).order_by(Mark.session_id)
        said = [status for status in db.session.scalars(marks) if status]
        found[row.family] = (row.role, said)
    return found


@pytest.fixture
def past(app: Flask) -> dict[str, Any]:
    """A training of the past with two people who are members, one of them on its list and marked present."""
    with app.app_context():
        coordinator = make.coordinator(State.KG)
        training = make.training(starts_on=FIRST)
        known = make.member(family="Асанова", given="Айгүл")
        make.member(family="Токтосунова", given="Бүбүсара")
        place = make.participation(training, known)
        sessions = make.sessions_of(training)
        make.mark(place, sessions[0], coordinator)
        return {"coordinator": coordinator, "training": training.id, "place": place.id, "sessions": sessions}


def test_a_list_fills_the_register_once_and_is_taken_back(app: Flask, signed_in: SignedIn, past: Any) -> None:
    training = past["training"]
    visitor = signed_in(past["coordinator"])
    assert f"/imports/training/{training}" in visitor.get(f"/trainings/{training}/participants/").text
    path = _sent(visitor, training, _workbook(*ROWS))
    said = _columns(visitor, path)
    first, second = past["sessions"][:2]
    assert said == {
        "0": "", "1": "full_name", "2": "sex", "3": "role",
        "4": f"session-{first}", "5": f"session-{second}", "6": "day-2025-11-27",
    }  # fmt: skip

    assert tabs(_checked(app, visitor, path)) == {"wrong": 0, "new": 1, "changed": 2}
    for page in (f"{path}?tab=changed", f"{path}?tab=new", f"{path}/columns", f"/imports/training/{training}"):
        with counted(app) as statements:
            visitor.get(page)
        assert len(statements) <= 8, "\n".join(one[:230].replace(chr(10), " ") for one in statements)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    present, absent = MarkStatus.PRESENT, MarkStatus.ABSENT
    with app.app_context():
        assert _register(training) == {
            "Асанова": (ParticipantRole.PARTICIPANT, [present, present, absent, absent]),
            "Токтосунова": (ParticipantRole.TRAINER, [MarkStatus.EXCUSED, present, present]),
            "Садыкова": (ParticipantRole.PARTICIPANT, [MarkStatus.LATE, present, present, present]),
        }
        history = changes_of(training, past["place"])
        assert {(one.session_id, one.after[0]) for one in history} == {
            (past["sessions"][1], present), (past["sessions"][2], absent), (past["sessions"][3], absent),
        }  # fmt: skip

    again = _sent(visitor, training, _workbook(*ROWS))
    page = _checked(app, visitor, again)
    assert tabs(page)["same"] == 3
    assert tabs(page)["new"] == 0

    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert _register(training) == {"Асанова": (ParticipantRole.PARTICIPANT, [present])}
        assert db.session.scalar(sa.select(Member).where(Member.family == "Садыкова")) is None
        assert db.session.scalar(sa.select(Member).where(Member.family == "Токтосунова")) is not None


def _columns(visitor: Visitor, path: str) -> dict[str, str]:
    """What each column was recognised as."""
    page = visitor.get(f"{path}/columns").text
    return dict(re.findall(r'<select name="column-(\d)".*?<option value="([\w-]*)" selected', page))


def _checked(app: Flask, visitor: Visitor, path: str) -> str:
    """Every row checked, with the columns as they were recognised."""
    return checked(app, visitor, path, **{f"column-{at}": said for at, said in _columns(visitor, path).items()})


def test_a_mark_that_differs_stays_until_somebody_says_so_and_a_wrong_one_is_mended(
    app: Flask, signed_in: SignedIn, past: Any
) -> None:
    training = past["training"]
    visitor = signed_in(past["coordinator"])
    path = _sent(
        visitor, training, _workbook([1, "Асанова Айгүл", "ж", "", "н", "?", ""], [2, "Токтосунова Бүбүсара", "ж"])
    )
    page = _checked(app, visitor, path)
    assert tabs(page)["wrong"] == 1
    assert "“?” is no mark that is known here" in page
    uid = re.search(r'name="([\w-]+)-session"', page)
    assert uid
    visitor.post(f"{path}/rows/{uid[1]}", {f"{uid[1]}-session": "н; +;", "tab": "wrong"})
    page = visitor.get(f"{path}?tab=changed").text
    assert "Replace “Present: 26 Nov 2025, 09:00” with “Absent: 26 Nov 2025, 09:00”" in page
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert _register(training)["Асанова"][1] == [MarkStatus.PRESENT, MarkStatus.PRESENT]

    path = _sent(visitor, training, _workbook([1, "Асанова Айгүл", "ж", "", "н", "+", ""]))
    _checked(app, visitor, path)
    visitor.post(f"{path}/rows/{_only_row(visitor, path)}/replace", {"take": "session"})
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert _register(training)["Асанова"][1] == [MarkStatus.ABSENT, MarkStatus.PRESENT]


def _only_row(visitor: Visitor, path: str) -> str:
    found = re.search(r'id="row-([\w-]+)"', visitor.get(f"{path}?tab=changed").text)
    assert found
    return found[1]


def test_whoever_stands_on_the_list_is_known_in_another_spelling_and_others_are_asked_about(
    app: Flask, signed_in: SignedIn, past: Any
) -> None:
    visitor = signed_in(past["coordinator"])
    rows = [1, "АСАНОВА АЙГУЛЬ", "ж", "", "+", "+", "+"], [2, "ТОКТОСУНОВА БУБУСАРА", "ж", "", "+", "+", "+"]
    path = _sent(visitor, past["training"], _workbook(*rows))
    assert tabs(_checked(app, visitor, path)) == {"wrong": 0, "question": 1, "new": 0, "changed": 1}
    assert "АСАНОВА" in visitor.get(f"{path}?tab=changed").text


def test_a_mark_made_after_the_check_is_not_overwritten(app: Flask, signed_in: SignedIn, past: Any) -> None:
    training = past["training"]
    visitor = signed_in(past["coordinator"])
    path = _sent(visitor, training, _workbook(*ROWS[:1]))
    _checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    with app.app_context():
        found = db.session.scalars(sa.select(ListImport)).one()
        account = db.session.scalars(sa.select(Account).options(selectinload(Account.grants))).one()
        by = snapshot(account, "", 0)
        plan = plan_of(found, by)
        place = db.session.get_one(Participation, past["place"])
        make.mark(place, past["sessions"][1], past["coordinator"], MarkStatus.ABSENT)
        write(1, plan, by=by)
    assert "Somebody changed her record after the check" in visitor.get(f"{path}?tab=done").text
    with app.app_context():
        assert _register(training)["Асанова"][1] == [MarkStatus.PRESENT, MarkStatus.ABSENT]


def test_undo_takes_no_mark_from_a_training_that_others_run_now(app: Flask, signed_in: SignedIn, past: Any) -> None:
    training = past["training"]
    visitor = signed_in(past["coordinator"])
    path = _sent(visitor, training, _workbook(*ROWS[:1]))
    _checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context(), make.saving():
        before = _register(training)
        db.session.get_one(Training, training).state = State.UZ
    visitor.post(f"{path}/undo")
    worked(app)
    with app.app_context():
        assert _register(training) == before
        assert len(before["Асанова"][1]) == 4


def test_whoever_does_not_run_the_training_brings_her_own_people_and_no_marks(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(State.KZ, FIRST).id
        coordinator = make.coordinator(State.KG)
        cancelled = make.training(State.KG, FIRST, status=TrainingStatus.CANCELLED, cancelled_why="x").id
        draft = make.training(State.KZ, FIRST, status=TrainingStatus.DRAFT).id
    visitor = signed_in(coordinator)
    assert "marked by the coordinators who run it" in visitor.get(f"/imports/training/{training}").text
    path = _sent(visitor, training, _workbook([1, "Асанова Айгүл", "ж", "", "+", "+", "+"]))
    assert "session-" not in visitor.get(f"{path}/columns").text
    _checked(app, visitor, path)
    visitor.post(f"{path}/rows", {"what": "all"})
    worked(app)
    with app.app_context():
        assert _register(training) == {"Асанова": (ParticipantRole.PARTICIPANT, [])}
        assert db.session.scalar(sa.select(Participation.state)) is State.KG
    assert visitor.get(f"/imports/training/{cancelled}", status=403)
    assert visitor.get(f"/imports/training/{draft}", status=404)


@pytest.mark.parametrize(
    ("heading", "sessions"),
    [
        ("26.11.2025 до обеда", [0]),
        ("26.11 после обеда", [1]),
        ("26 ноября, утро", [0]),
        ("27 November PM", [3]),
        ("27.11.2025", [2, 3]),
        ("2025-11-26", [0, 1]),
        ("День 2", [2, 3]),
        ("1-й день, после обеда", [1]),
        ("Day 2 morning", [2]),
        ("Сессия 3", [2]),
        ("Занятие 9", []),
        ("28.11.2025", []),
        ("Присутствие", []),
    ],
)
def test_headings_of_sessions(app: Flask, heading: str, sessions: list[int]) -> None:
    with app.app_context():
        training = make.training(starts_on=FIRST)
        programme = programme_of(training.id)
        assert programme is not None
        ids = [half.id for half in programme.halves]
        assert [ids.index(one) for one in programme.meant(heading)] == sessions
