"""The register's pages, with and without scripts: who reads what, what is saved, what is asked."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from network import database
from network.accounts.models import Account
from network.attendance.models import Mark
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.clock import now
from network.database import db
from network.participation.models import Participation
from network.trainings.models import Training, TrainingSession
from network.vocabulary import (
    MarkStatus,
    ParticipantRole,
    ParticipationStatus,
    State,
    TrainingKind,
    TrainingStatus,
)
from tests import factories as make
from tests.attendance.room import PAST, Room, a_room
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
PRESENT, LATE, ABSENT = MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.ABSENT


def form_of(page: str) -> dict[str, str]:
    """The fields of the register's form as a browser without scripts would send them."""
    form = page[page.index('id="register"') : page.index("</form>", page.index('id="register"'))]
    fields = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        assert chosen is not None
        fields[name] = chosen[1]
    fields.pop("csrf_token", None)
    return fields


def opened(visitor: Visitor, room: Room, query: str = "") -> dict[str, str]:
    return form_of(visitor.get(room.url + query).text)


def field(room: Room, person: int) -> str:
    return f"mark-{room.people[person]}"


def test_people_stand_by_family_name_with_both_scripts_state_and_agency(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(State.KG)
        border = make.agency(State.UZ, "Customs Committee")
        late, early = (
            make.member(State.UZ, "Yoʻldosheva", "Gulnora", family_latin="Yuldosheva", given_latin="Gulnora"),
            make.member(
                State.KG,
                "Айтматова",
                "Сауле",
                patronymic="Чынгызовна",
                family_latin="Aitmatova",
                given_latin="Saule",
            ),
        )
        make.participation(
            training, late, affiliation_id=make.affiliation(late, border).id, role=ParticipantRole.TRAINER
        )
        make.participation(training, early)
        reader = make.coordinator(State.KG)
    text = signed_in(reader).get(f"/trainings/{training.id}/attendance").text
    for part in (
        "Айтматова Сауле Чынгызовна",
        "Aitmatova Saule",
        "Yoʻldosheva Gulnora",
        "Customs Committee",
        "Trainer",
    ):
        assert part in text
    assert text.index("Айтматова") < text.index("Yoʻldosheva")
    assert "All states" in text  # two states: she may look at one
    only = signed_in(reader).get(f"/trainings/{training.id}/attendance?state=UZ").text
    assert "Айтматова" not in only
    assert "Customs Committee" in only


def test_who_may_not_mark_reads(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app)
    with app.app_context():
        stranger = make.coordinator(State.UZ)
        make.mark(make.Participation(id=room.people[0]), room.sessions[0], room.coordinator, LATE)
    visitor = signed_in(stranger)
    text = visitor.get(room.url).text
    assert "You can read this register" in text
    assert "<select" not in text
    assert "register.js" not in text
    assert "mark-late" in text
    visitor.post(room.url, {"session": str(room.sessions[0])}, status=403)
    visitor.post(f"{room.url}/undo?saved=2026-01-01T00:00:00", status=403)


@pytest.mark.parametrize(
    ("status", "said"), [(TrainingStatus.CANCELLED, "was cancelled"), (TrainingStatus.DRAFT, "is a draft")]
)
def test_a_training_that_takes_no_marks_says_why(
    app: Flask, signed_in: SignedIn, status: TrainingStatus, said: str
) -> None:
    room = a_room(app, status=status)
    visitor = signed_in(room.coordinator)
    assert said in visitor.get(room.url).text
    person = room.people[0]
    sent = {"session": str(room.sessions[0]), "seen": f"{person}.0.", f"mark-{person}": "present"}
    assert "is not published" in visitor.post(room.url, sent, status=409).text
    assert room.marks() == {}


def test_empty_registers_offer_the_first_step(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=0)
    with app.app_context():
        without = make.training(State.KG, sessions=[])
    visitor = signed_in(room.coordinator)
    assert "Nobody is on the list yet" in visitor.get(room.url).text
    assert "No sessions yet" in visitor.get(f"/trainings/{without.id}/attendance").text
    assert "Nobody is on the list yet" in visitor.post(f"{room.url}/sheet", status=200).text


def test_the_form_saves_what_was_chosen_and_only_that(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    visitor = signed_in(room.coordinator)
    sent = opened(visitor, room)
    answer = visitor.post(room.url, {**sent, field(room, 1): "late online"})
    assert answer.location.startswith(room.url)
    assert room.marks() == {(1, 0): (LATE, "online", 1)}
    assert "1 mark is saved." in visitor.get(answer.location).text
    visitor.post(room.url, opened(visitor, room))
    assert "nothing to save" in visitor.get(room.url).text
    assert room.marks() == {(1, 0): (LATE, "online", 1)}


def test_all_unmarked_are_present_and_back(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    visitor = signed_in(room.coordinator)
    second = f"?session={room.sessions[1]}"
    sent = opened(visitor, room, second)
    # What she chose in the same form is saved with it, and who had not joined yet is left alone.
    with app.app_context(), make.saving():
        joined = db.session.get(Participation, room.people[2])
        joined.joined_at = datetime.combine(room.training.starts_on, datetime.max.time(), UTC)
    sent = opened(visitor, room, second)
    page = visitor.get(room.url + second).text
    assert re.search(r"All unmarked are present</span> <small><span>.*?</span><b>2</b>", page)
    answer = visitor.post(room.url, {**sent, "fill": "1", field(room, 0): "excused"})
    assert room.marks() == {
        (0, 1): (MarkStatus.EXCUSED, "in_person", 1),
        (1, 1): (PRESENT, "in_person", 1),
    }
    undo = re.search(r'action="([^"]+/undo\?[^"]+)"', visitor.get(answer.location).text)
    assert undo is not None
    with app.app_context():  # one of them was changed since, by somebody else
        other = make.coordinator(State.KG)
        part, session = room.people[0], room.sessions[1]
    form = opened(signed_in(other), room, second)
    signed_in(other).post(room.url, {**form, field(room, 0): "absent"})
    visitor.post(unescape(undo[1]))
    said = visitor.get(room.url).text
    assert "1 mark is taken back." in said
    assert "1 was changed since and stays." in said
    assert room.marks()[0, 1] == (ABSENT, "in_person", 2)
    assert room.marks()[1, 1] == (None, "in_person", 2)
    visitor.post(unescape(undo[1]))  # once more does nothing more
    assert room.marks()[1, 1] == (None, "in_person", 2)
    assert (part, session) == (room.people[0], room.sessions[1])


def test_a_webinar_is_attended_online_unless_said_otherwise(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=1, kind=TrainingKind.WEBINAR, **PAST)
    visitor = signed_in(room.coordinator)
    visitor.post(room.url, {**opened(visitor, room), "fill": "1"})
    assert room.marks() == {(0, 0): (PRESENT, "online", 1)}


def test_of_two_forms_the_second_is_asked_and_loses_nothing(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    with app.app_context():
        other = make.coordinator(State.KG, name="Жылдыз Токтогулова")
    mine, theirs = signed_in(room.coordinator), signed_in(other)
    my_form, their_form = opened(mine, room), opened(theirs, room)
    theirs.post(room.url, {**their_form, field(room, 0): "absent", field(room, 1): "late"})
    asked = mine.post(
        room.url,
        {**my_form, field(room, 0): "present", field(room, 1): "excused", field(room, 2): "present"},
        status=409,
    ).text
    assert "Which mark is right?" in asked
    assert "1 mark is saved." in asked
    assert "Жылдыз Токтогулова" in asked
    assert room.marks()[0, 0] == (ABSENT, "in_person", 1)  # nothing of theirs was overwritten
    assert room.marks()[2, 0] == (PRESENT, "in_person", 1)  # what nobody else touched is saved
    radios = re.findall(r'name="(mark-\d+)" value="([^"]*)"( checked)?', asked)
    assert radios == [
        (field(room, 0), "absent", " checked"),
        (field(room, 0), "present", ""),
        (field(room, 1), "late", " checked"),
        (field(room, 1), "excused", ""),
    ]
    hidden = dict(re.findall(r'<input type="hidden" name="(session|seen)" value="([^"]*)"', asked))
    mine.post(room.url, {**hidden, field(room, 0): "present", field(room, 1): "late"})
    assert room.marks()[0, 0] == (PRESENT, "in_person", 2)
    assert room.marks()[1, 0] == (LATE, "in_person", 1)


def test_a_session_cancelled_under_an_open_form(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    visitor = signed_in(room.coordinator)
    sent = opened(visitor, room)
    with app.app_context(), make.saving():
        db.session.get(TrainingSession, room.sessions[0]).cancelled = True
    said = visitor.post(room.url, {**sent, field(room, 0): "present"}, status=409).text
    assert "This session was cancelled." in said
    assert room.marks() == {}
    assert "Cancelled" in visitor.get(room.url).text


def test_a_training_cancelled_under_an_open_form(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    visitor = signed_in(room.coordinator)
    sent = opened(visitor, room)
    with app.app_context(), make.saving():
        db.session.get(Training, room.training.id).status = TrainingStatus.CANCELLED
    said = visitor.post(room.url, {**sent, field(room, 0): "late online"}, status=409).text
    assert "Late, online: The training was cancelled or is not published" in said  # what she chose is not lost
    assert "Асанова" in said
    assert room.marks() == {}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"session": "first"},
        {"session": "1", "seen": "nonsense"},
        {"session": "1", "seen": "1.0.", "mark-1": "there"},
        {"session": "1", "seen": "1.0.", "mark-1": "present by phone"},
        {"session": "1", "seen": ";".join(f"{n}.0." for n in range(300)), "fill": "1"},
        {"session": "99999999999999", "seen": "1.0.", "mark-1": "present"},
        {"session": "1", "seen": "99999999999.0.", "mark-99999999999": "present"},
        {"session": "1", "seen": "1.99999999999.", "mark-1": "present"},
        {"session": "1", "seen": "1.-1.", "mark-1": "present"},
    ],
)
def test_a_form_that_is_none_is_refused(app: Flask, signed_in: SignedIn, sent: dict[str, str]) -> None:
    room = a_room(app, people=1)
    signed_in(room.coordinator).post(room.url, sent, status=400)
    assert room.marks() == {}


#: No moment that a page of ours wrote: none at all, without a zone, and where other zones' calendars end.
NO_MOMENT = (
    *("then", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+00:00"),
    *("9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+00:00"),
)


@pytest.mark.parametrize("text", NO_MOMENT)
def test_a_moment_that_is_none_undoes_and_tells_nothing(app: Flask, signed_in: SignedIn, text: str) -> None:
    room = a_room(app, people=1)
    visitor = signed_in(room.coordinator)
    visitor.post(f"{room.url}/undo?{urlencode({'saved': text})}", status=404)
    visitor.post(f"{room.url}/undo", status=404)
    visitor.get(f"{room.url}/marks?{urlencode({'since': text})}", status=400)


def test_a_form_that_saw_a_mark_where_there_is_none_is_asked(app: Flask, signed_in: SignedIn) -> None:
    """As after a restored backup: what she saw is gone, and nobody stands behind what there is."""
    room = a_room(app, people=1)
    person = room.people[0]
    sent = {"session": str(room.sessions[0]), "seen": f"{person}.5.", f"mark-{person}": "present"}
    asked = signed_in(room.coordinator).post(room.url, sent, status=409).text
    assert "Keep “Unmarked”</label>" in asked
    assert "Use “Present”" in asked
    assert room.marks() == {}


@pytest.mark.parametrize("chosen", ["absent online", "excused online"])
def test_whoever_did_not_come_was_nowhere(app: Flask, signed_in: SignedIn, chosen: str) -> None:
    room = a_room(app, people=1, **PAST)
    visitor = signed_in(room.coordinator)
    visitor.post(room.url, {**opened(visitor, room), field(room, 0): chosen})
    assert room.marks() == {(0, 0): (MarkStatus(chosen.split()[0]), "in_person", 1)}


def test_whoever_left_keeps_her_marks_and_takes_no_more(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    with app.app_context():
        make.mark(make.Participation(id=room.people[0]), room.sessions[0], room.coordinator, PRESENT)
        with make.saving():
            for person in (0, 1):
                one = db.session.get(Participation, room.people[person])
                one.status, one.left_at = ParticipationStatus.WITHDRAWN, now()
    visitor = signed_in(room.coordinator)
    page = visitor.get(room.url).text
    assert "No longer on the list" in page
    assert f'data-p="{room.people[0]}"' in page
    assert f'data-p="{room.people[1]}"' not in page  # never marked: nothing to keep
    assert field(room, 0) not in opened(visitor, room)
    sheet = visitor.post(f"{room.url}/sheet", status=200).text
    assert sheet.count('class="sign-number"') == 2  # the heading and the one who is on the list


def test_totals_by_the_one_rule(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=4, **PAST)
    with app.app_context():
        for person, status in enumerate((PRESENT, LATE, ABSENT, MarkStatus.EXCUSED)):
            make.mark(make.Participation(id=room.people[person]), room.sessions[0], room.coordinator, status)
        make.mark(make.Participation(id=room.people[0]), room.sessions[1], room.coordinator, PRESENT)
    page = signed_in(room.coordinator).get(f"{room.url}?session={room.sessions[0]}").text
    assert [unescape(one) for one in re.findall(r'class="register-total num">([^<]*)', page)] == [
        "2 of 4", "1 of 4", "0 of 4", "0 of 4",
    ]  # fmt: skip
    assert re.findall(r"<small>(\d of \d)</small></th>", page) == ["2 of 4", "1 of 4", "0 of 4", "0 of 4"]
    assert "Excused 1 · Unmarked 3" in page
    assert '<span class="tile-number">2<span class="tile-of">/4</span>' in page
    assert '<span class="tile-number">31%</span>' in page  # 5 of 16


def test_who_changed_what_when(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, **PAST)
    with app.app_context():
        other = make.coordinator(State.KG, name="Жылдыз Токтогулова")
    mine = signed_in(room.coordinator)
    mine.post(f"{room.url}/operations", json=[room.operation(0, 0, "late", mode="online")], status=200)
    mine.post(
        f"{room.url}/operations",
        json={"reason": "filled", "operations": [room.operation(n, 1) for n in range(3)]}, status=200,
    )  # fmt: skip
    signed_in(other).post(f"{room.url}/operations", json=[room.operation(0, 0, "absent", version=1)], status=200)
    page = mine.get(f"{room.url}/{room.people[0]}").text
    rows = re.findall(r"<tr>\s*<td.*?</tr>", page, re.S)
    assert len(rows) == 3
    assert "Жылдыз Токтогулова" in rows[0]
    assert 'title="Late, online"' in rows[0]
    assert 'title="Absent"' in rows[0]
    assert "on the device" in rows[0]  # her clock said another time
    assert "All unmarked are present" in rows[1]
    assert "Not marked yet" not in page
    assert len(re.findall(r"<tr>\s*<td", mine.get(f"{room.url}/{room.people[1]}").text)) == 1
    mine.get(f"{room.url}/999999", status=404)
    with app.app_context():
        elsewhere = make.participation(make.training(State.KG), make.member())
    mine.get(f"{room.url}/{elsewhere.id}", status=404)


def test_the_sheet_is_by_state_with_a_box_a_session(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(State.KG)
        for state, family in ((State.UZ, "Azimova"), (State.KG, "Токтосунова"), (State.KZ, "Нурланова")):
            make.participation(training, make.member(state, family))
        with make.saving():
            db.session.get(TrainingSession, make.sessions_of(training)[3]).cancelled = True
        reader = make.coordinator(State.KG)
    page = signed_in(reader).post(f"/trainings/{training.id}/attendance/sheet", status=200).text
    assert page.index("Нурланова") < page.index("Токтосунова") < page.index("Azimova")
    assert page.count('<td class="sign-box">') == 9  # three people, three sessions that are held
    assert re.findall(r'scope="rowgroup">([^<]+)', page) == ["Kazakhstan", "Kyrgyzstan", "Uzbekistan"]


def test_printing_the_sheet_is_written_down_and_looking_at_its_address_is_not(app: Flask, signed_in: SignedIn) -> None:
    room = a_room(app, people=3)
    with app.app_context():
        make.participation(room.training, make.member(State.UZ, "Azimova"))
        office = make.secretariat()
    visitor, sheet = signed_in(room.coordinator), f"{room.url}/sheet"

    def printed() -> list[tuple[str, int | None, dict[str, object]]]:
        with app.app_context():
            entries = db.session.scalars(
                sa.select(AuditEntry).where(AuditEntry.event == "list:printed").order_by(AuditEntry.number)
            ).all()
            return [(one.subject, one.account_id, recorded(one)["facts"]) for one in entries]

    before = visitor.get(sheet).text
    assert "Асанова" not in before
    assert f'action="{sheet}"' in before
    assert f'action="{sheet}"' in visitor.get(room.url).text
    assert printed() == []
    only = visitor.post(sheet, {"state": "UZ"}, status=200).text
    assert "Azimova" in only
    assert "Асанова" not in only
    visitor.post(sheet, status=200)
    subject, by = f"training:{room.training.id}", room.coordinator.id
    assert printed() == [(subject, by, {"rows": 1, "state": "UZ"}), (subject, by, {"rows": 4})]
    assert "Choose one of those" in visitor.post(sheet, {"state": "XX"}, status=422).text
    assert len(printed()) == 2
    trail = signed_in(office).get("/audit?event=list:").text
    assert "A sign-in sheet was printed" in trail
    assert f'"/trainings/{room.training.id}"' in trail or room.training.title in trail


def many(app: Flask, people: int) -> Room:
    """A room so large that it pages, filled in one go."""
    room = a_room(app, people=1, **PAST)
    with app.app_context():
        member = make.member()
        with make.saving():
            copies = [
                {
                    "family": f"Бекова{n:05d}",
                    "sort_key": f"bekova{n:05d}",
                    "uid": f"many-{n}",
                    "number": f"M-{n}",
                }
                for n in range(people - 1)
            ]
            same = {"given": "Айгүл", "state": State.KG, "created_at": member.created_at}
            table = type(member).__table__
            ids = db.session.scalars(
                sa.insert(type(member)).returning(table.c.id), [{**one, **same} for one in copies]
            ).all()
            db.session.execute(
                sa.insert(Participation),
                [
                    {
                        "training_id": room.training.id,
                        "member_id": one,
                        "state": State.KG,
                        "added_at": member.created_at,
                    }
                    for one in ids
                ],
            )
    return room


def test_above_two_hundred_people_it_pages(app: Flask, signed_in: SignedIn) -> None:
    room = many(app, 250)
    visitor = signed_in(room.coordinator)
    first = visitor.get(room.url).text
    assert first.count("<tr data-p=") == 100
    assert "1–100 of 250" in first
    assert re.search(r"All unmarked are present</span> <small><span>.*?</span><b>100</b>", first)
    last = visitor.get(f"{room.url}?page=3").text
    assert last.count("<tr data-p=") == 50
    assert "Бекова00248" in last
    assert visitor.get(f"{room.url}?page=99").text.count("<tr data-p=") == 50
    answer = visitor.post(f"{room.url}?page=3", {**form_of(last), "fill": "1"})
    assert len(room_marks(app)) == 50
    assert "page=3" in answer.location
    page = visitor.get(answer.location).text
    assert "50 of 250" in page


def room_marks(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Mark.id)))


def test_two_hundred_stand_on_one_page(app: Flask, signed_in: SignedIn) -> None:
    assert signed_in(many(app, 200).coordinator).get("/trainings/1/attendance").text.count("<tr data-p=") == 200


def test_the_number_of_statements_does_not_grow(app: Flask, signed_in: SignedIn) -> None:
    counts = []
    for people in (2, 8):
        room = a_room(app, people=people, **PAST)
        visitor = signed_in(room.coordinator)
        batch = [room.operation(n, 0) for n in range(people)]
        here = []
        for act in (
            lambda: visitor.get(room.url),  # noqa: B023
            lambda: visitor.post(f"{room.url}/sheet", status=200),  # noqa: B023
            lambda: visitor.get(f"{room.url}/marks?since=2026-01-01T00:00:00Z"),  # noqa: B023
            lambda: visitor.post(f"{room.url}/operations", json=batch, status=200),  # noqa: B023
            lambda: visitor.get(room.url),  # noqa: B023
            lambda: visitor.get(f"{room.url}/{room.people[0]}"),  # noqa: B023
        ):
            with counted(app) as statements:
                act()
            here.append(len(statements))
        counts.append(here)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 10  # the sheet, which is also written down
    assert sorted(counts[0])[-2] <= 8


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another writer holds the database."""
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.execution_options(writes=True, patience=1).begin()
        else:
            connection.execute(sa.text("SELECT * FROM audit_head FOR UPDATE"))
        yield
        connection.rollback()


def test_the_records_locked_for_long(app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device is told 503 and keeps its mark; a form keeps what was typed and offers to try again."""
    room = a_room(app, **PAST)
    visitor = signed_in(room.coordinator)
    sent = opened(visitor, room)
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.3)
    monkeypatch.setattr(database.writing.__wrapped__, "__defaults__", (0.3,))
    with locked(app):
        said = visitor.post(f"{room.url}/operations", json=[room.operation(0, 0)], status=503)
        assert said.get_json()["error"]
        assert said.headers["Retry-After"]
        page = visitor.post(room.url, {**sent, field(room, 0): "late online"}, status=503).text
        assert 'value="late online"' in page
        visitor.get(room.url)
    assert room.marks() == {}
    kept = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)}
    kept.pop("csrf_token")
    visitor.post(room.url, kept)
    assert room.marks() == {(0, 0): (LATE, "online", 1)}
