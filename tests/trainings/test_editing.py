"""One form for a training and its sessions: what is saved, what is refused, and that nothing is half-saved."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from network.accounts.actor import SignedIn
from network.accounts.models import Account
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.database import db
from network.errors import NotNow
from network.trainings import commands
from network.trainings.editing import TrainingFacts
from network.vocabulary import Part, Role, State, TrainingKind, TrainingStatus
from tests import factories as make
from tests.trainings.typed import FIRST, LAST, only, rows, session, stored, typed
from tests.visitor import Visitor

Enter = Callable[[Account], Visitor]
TWO = [
    session("2027-03-02", "09:00", "12:30", title="Opening", title_ru="Открытие"),
    session("2027-03-03", "14:00", "17:30"),
]


@pytest.fixture
def coordinator(app: Flask, signed_in: Enter) -> Visitor:
    with app.app_context():
        account = make.coordinator(State.KG)
    return signed_in(account)


@pytest.fixture
def secretariat(app: Flask, signed_in: Enter) -> Visitor:
    with app.app_context():
        account = make.secretariat()
    return signed_in(account)


def test_a_coordinator_adds_a_draft_with_its_sessions_and_links(app: Flask, coordinator: Visitor) -> None:
    with app.app_context():
        organisations = [make.organisation(name).id for name in ("Programme Office", "Academy", "Border Unit")]
        priority = make.priority(make.plan())
        earlier = make.training(starts_on=date(2025, 11, 26))
    answer = coordinator.post(
        "/trainings/add",
        typed(
            TWO,
            languages=["en", "ky"],
            priorities=str(priority.id),
            follows_id=str(earlier.id),
            **{
                "organisers-0": str(organisations[1]), "organisers-1": str(organisations[0]),
                "supporters-0": "", "supporters-1": str(organisations[2]),
            },
        ),
    )  # fmt: skip
    training_id = int(answer.location.rsplit("/", 1)[1])
    with app.app_context():
        one = stored(training_id)
        assert (one.status, one.state, one.zone, one.capacity) == (TrainingStatus.DRAFT, State.KG, "Asia/Bishkek", 30)
        assert one.languages == ["en", "ky"]
        assert [(s.starts_at, s.title_ru) for s in one.sessions] == [
            (datetime(2027, 3, 2, 3, tzinfo=UTC), "Открытие"), (datetime(2027, 3, 3, 8, tzinfo=UTC), ""),
        ]  # fmt: skip
        assert [(o.organisation_id, o.part) for o in sorted(one.organisations, key=lambda o: (o.part, o.place))] == [
            (organisations[1], Part.ORGANISER), (organisations[0], Part.ORGANISER), (organisations[2], Part.SUPPORTER),
        ]  # fmt: skip
        assert [p.id for p in one.priorities] == [priority.id]
        assert one.follows_id == earlier.id
        entry = db.session.scalar(db.select(AuditEntry).where(AuditEntry.event == "training:created"))
        assert entry is not None
        assert entry.subject == f"training:{training_id}"
        assert recorded(entry)["facts"]["priorities"] == [[], ["P1"]]
        db.session.rollback()
    assert "Academy" in coordinator.get(f"/trainings/{training_id}").text
    assert "Leading inclusive teams" in coordinator.get(f"/trainings/{earlier.id}").text


def test_half_days_are_proposed_by_a_button_and_nothing_is_saved_yet(app: Flask, coordinator: Visitor) -> None:
    page = coordinator.post("/trainings/add", typed([session("", "", "")], propose="1"), status=200).text
    for row, (day, starts) in enumerate((d, s) for d in ("2027-03-02", "2027-03-03") for s in ("09:00", "14:00")):
        assert f'name="sessions-{row}-day"' in page
        assert f'value="{day}"' in page
        assert f'value="{starts}"' in page
    assert 'name="sessions-4-day"' not in page
    assert 'value="Leading inclusive teams"' in page
    again = coordinator.post("/trainings/add", typed(TWO[:1], propose="1"), status=200).text
    assert 'name="sessions-2-day"' in again  # the one there is, and the other day's two
    assert 'name="sessions-3-day"' not in again
    with app.app_context():
        assert rows() == (0, 0)


@pytest.mark.parametrize(
    ("dates", "sentence"),
    [
        ({"starts_on": "2027-03-05", "ends_on": "2027-03-03"}, "The last day is before the first."),
        ({"starts_on": "", "ends_on": "2027-03-03"}, "Write the first day."),
        ({"starts_on": "2027-02-30"}, "This is not a date."),
        ({"ends_on": "2027-06-03"}, "Half-days are proposed for at most 14 days."),
    ],
)
def test_half_days_need_dates_that_make_sense(coordinator: Visitor, dates: dict[str, str], sentence: str) -> None:
    assert sentence in coordinator.post("/trainings/add", typed(propose="1", **dates), status=422).text


def test_a_row_is_added_without_a_script(coordinator: Visitor) -> None:
    page = coordinator.post("/trainings/add", typed(TWO, add_sessions="1"), status=200).text
    assert 'name="sessions-2-day"' in page
    assert "Opening" in page
    assert 'name="organisers-1"' in coordinator.post("/trainings/add", typed(add_organisers="1"), status=200).text
    assert 'name="supporters-1"' in coordinator.post("/trainings/add", typed(add_supporters="1"), status=200).text


LONG = "Гендерно-чувствительное руководство " * 6
REFUSED: list[tuple[dict[str, Any], list[dict[str, Any]], str]] = [
    ({"ends_on": "2027-03-01"}, [], "The last day is before the first."),
    ({"starts_on": "tomorrow"}, [], "This is not a date."),
    ({"starts_on": "2027-02-30"}, [], "This is not a date."),
    ({"starts_on": "0001-01-01"}, [], "The year has to be between 1900 and 2200."),
    ({"ends_on": "2029-03-03"}, [], "This is longer than a year."),
    ({"title": ""}, [], "Write the title in English."),
    ({"title": "   "}, [], "Write the title in English."),
    ({"title": LONG}, [], "At most 200 characters."),
    ({"title": "Team\u0007work"}, [], "hidden characters (U+0007)"),
    ({"title_ru": "Коман\u202eда"}, [], "hidden characters (U+202E)"),
    ({"description": "a\u0000b"}, [], "hidden characters (U+0000)"),
    ({"description": "я" * 10_001}, [], "At most 10000 characters."),
    ({"capacity": "0"}, [], "A whole number from 1"),
    ({"capacity": "-3"}, [], "A whole number from 1"),
    ({"capacity": "many"}, [], "This is not a whole number."),
    ({"completion_percent": "101"}, [], "A whole number from 1 to 100."),
    ({"completion_percent": ""}, [], "Fill this in."),
    ({"kind": "party"}, [], "Kind"),
    ({"zone": "Mars/Olympus"}, [], "Time zone"),
    ({"languages": "xx"}, [], "languages"),
    ({"priorities": "999"}, [], "priorities"),
    ({"follows_id": "999"}, [], "Earlier training"),
    ({"organisers-0": "999"}, [], "Organiser"),
    ({}, [session("2027-03-01", "09:00", "12:00")], "This day is outside the training."),
    ({}, [session("2027-03-04", "09:00", "12:00")], "This day is outside the training."),
    ({}, [session("2027-03-02", "12:00", "09:00")], "The end has to be later than the start."),
    ({}, [session("2027-03-02", "09:00", "12:00"), session("2027-03-02", "11:00", "13:00")], "overlaps another"),
    ({}, [session("2027-03-02", "25:00", "26:00")], "This is not a time."),
    ({}, [session("2027-03-02", "", "12:00")], "Fill this in."),
    ({}, [session("", "09:00", "12:00")], "Fill this in."),
    ({}, [session("2027-03-02", "09:00", "12:00", title="x\u200by")], "hidden characters (U+200B)"),
    ({}, [session("2027-03-02", "09:00", "12:00", id="nine")], "This is not a whole number."),
    ({"zone": "Europe/Vienna", "starts_on": "2027-03-28", "ends_on": "2027-03-28"},
     [session("2027-03-28", "02:15", "05:00")], "Clocks are put forward then"),
    ({}, [session("2027-03-02", "09:00", "09:01")] * 61, "At most 60 sessions."),
]  # fmt: skip


@pytest.mark.parametrize(
    "blank", ["zone", "languages", "follows_id", "organisers-0", "supporters-0", "priorities", "capacity"]
)
def test_spaces_choose_nothing(app: Flask, secretariat: Visitor, blank: str) -> None:
    secretariat.post("/trainings/add", typed(TWO, **{blank: "   "}))
    with app.app_context():
        made = only()
    secretariat.post(f"/trainings/{made.id}/edit", typed(version=1, **{blank: "   "}))
    with app.app_context():
        kept = stored(made.id)
        assert (kept.zone, kept.follows_id, len(kept.sessions)) == ("Asia/Bishkek", None, 2)
        assert (kept.organisations, kept.priorities) == ([], [])


@pytest.mark.parametrize(("changed", "sessions", "sentence"), REFUSED)
def test_what_cannot_be_is_said_beside_the_field_and_everything_typed_is_kept(
    app: Flask, secretariat: Visitor, changed: dict[str, Any], sessions: list[dict[str, Any]], sentence: str
) -> None:
    page = secretariat.post("/trainings/add", typed(sessions, city="Ош, зал “Ала-Тоо”", **changed), status=422).text
    assert sentence in page
    assert "<title>Error:" in page
    assert "Please check these" in page
    assert "Ош, зал “Ала-Тоо”" in page
    with app.app_context():
        assert rows() == (0, 0)


def test_titles_are_kept_to_the_letter(app: Flask, coordinator: Visitor) -> None:
    title = "Ғ" * 199 + "’"
    coordinator.post("/trainings/add", typed(title=title, title_ru="«О’zbekcha»  <b>два</b> пробела"))
    with app.app_context():
        one = only()
        assert one.title == title
        assert one.title_ru == "«О’zbekcha»  <b>два</b> пробела"
    assert "<b>два" not in coordinator.get(f"/trainings/{one.id}", headers={"Accept-Language": "ru"}).text


def test_sessions_are_by_the_clock_of_the_chosen_zone(app: Flask, coordinator: Visitor) -> None:
    coordinator.post("/trainings/add", typed(TWO, zone="Europe/Vienna"))
    with app.app_context():
        one = only()
        assert one.zone == "Europe/Vienna"
        assert one.sessions[0].starts_at == datetime(2027, 3, 2, 8, tzinfo=UTC)
    page = coordinator.get(f"/trainings/{one.id}").text
    assert "Vienna (UTC+01:00)" in page
    assert "<time>09:00</time>–<time>12:30</time>" in page
    form = coordinator.get(f"/trainings/{one.id}/edit").text
    assert '<option selected value="Europe/Vienna">' in form


def test_a_zone_that_is_the_states_own_follows_the_state(app: Flask, secretariat: Visitor) -> None:
    secretariat.post("/trainings/add", typed(TWO))
    with app.app_context():
        one = only()
    rows_ = [session("2027-03-02", "09:00", "12:30", id=one.sessions[0].id)]
    secretariat.post(f"/trainings/{one.id}/edit", typed(rows_, version=one.version, state="KZ"))
    with app.app_context():
        moved = stored(one.id)
        assert (moved.state, moved.zone) == (State.KZ, "Asia/Almaty")
        assert moved.sessions[0].starts_at == datetime(2027, 3, 2, 4, tzinfo=UTC)


def test_sessions_are_changed_added_cancelled_and_removed_in_one_step(app: Flask, coordinator: Visitor) -> None:
    coordinator.post("/trainings/add", typed(TWO))
    with app.app_context():
        one = only()
    first, second = (s.id for s in one.sessions)
    changed = [
        session("2027-03-02", "10:00", "12:00", id=first, title="Later", cancelled="y"),
        session("2027-03-03", "14:00", "17:30", id=second, remove="y"),
        session("2027-03-02", "11:00", "13:00", title="Instead"),
        session("", "", ""),
    ]
    coordinator.post(f"/trainings/{one.id}/edit", typed(changed, version=one.version))
    with app.app_context():
        now = stored(one.id)
        assert [(s.id == first, s.title, s.cancelled) for s in now.sessions] == [
            (True, "Later", True), (False, "Instead", False),
        ]  # fmt: skip
        assert now.version > one.version


def test_a_session_that_the_form_does_not_name_stays_and_still_counts(app: Flask, coordinator: Visitor) -> None:
    coordinator.post("/trainings/add", typed(TWO))
    with app.app_context():
        one = only()
    page = coordinator.post(
        f"/trainings/{one.id}/edit", typed([session("2027-03-03", "15:00", "16:00")], version=one.version), status=422
    ).text
    assert "overlaps another session" in page
    coordinator.post(f"/trainings/{one.id}/edit", typed(version=one.version))
    with app.app_context():
        assert len(stored(one.id).sessions) == 2


def test_a_session_with_marks_is_not_removed_and_says_what_to_do(app: Flask, coordinator: Visitor) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
        one = make.training(State.KG, FIRST)
        ids = make.sessions_of(one)
        make.mark(make.participation(one, make.member()), ids[0], account)
    rows_ = [
        session("2027-03-02", "09:00", "12:00", id=ids[0], remove="y"),
        session("2027-03-02", "14:00", "17:00", id=ids[1], remove="y"),
    ]
    page = coordinator.post(f"/trainings/{one.id}/edit", typed(rows_, version=1, title="Renamed"), status=422).text
    assert "Attendance was taken at this session" in page
    assert 'id="sessions-0-remove-error"' in page
    assert "Renamed" in page
    with app.app_context():
        kept = stored(one.id)
        assert len(kept.sessions) == 4
        assert kept.title == "Leading inclusive teams"
    rows_[0].pop("remove")
    rows_[0]["cancelled"] = "y"
    coordinator.post(f"/trainings/{one.id}/edit", typed(rows_, version=1))
    with app.app_context():
        assert [s.cancelled for s in stored(one.id).sessions] == [True, False, False]


def test_two_editors_never_overwrite_each_other_silently(
    app: Flask, coordinator: Visitor, secretariat: Visitor
) -> None:
    with app.app_context():
        one = make.training(State.KG, FIRST)
    assert 'name="version" type="hidden" value="1"' in coordinator.get(f"/trainings/{one.id}/edit").text
    secretariat.post(f"/trainings/{one.id}/edit", typed(version=1, venue="Hall 2"))
    page = coordinator.post(f"/trainings/{one.id}/edit", typed(version=1, venue="Hall 9"), status=422).text
    assert "Somebody else changed this record" in page
    assert "Hall 9" in page
    with app.app_context():
        assert stored(one.id).venue == "Hall 2"
    assert 'name="version" type="hidden" value="2"' in page  # she was told, and may now save over it
    coordinator.post(f"/trainings/{one.id}/edit", typed(version=2, venue="Hall 9"))
    with app.app_context():
        assert stored(one.id).venue == "Hall 9"


def test_a_change_of_a_session_alone_is_a_new_version_too(app: Flask, coordinator: Visitor) -> None:
    coordinator.post("/trainings/add", typed(TWO))
    with app.app_context():
        one = only()
    same = typed([session("2027-03-02", "09:30", "12:30", id=one.sessions[0].id)], version=one.version)
    coordinator.post(f"/trainings/{one.id}/edit", same)
    with app.app_context():
        assert stored(one.id).version == one.version + 1


@pytest.mark.parametrize("status", [TrainingStatus.PUBLISHED, TrainingStatus.DRAFT])
def test_a_training_cancelled_under_an_open_form_keeps_what_was_typed(
    app: Flask, coordinator: Visitor, status: TrainingStatus
) -> None:
    with app.app_context():
        one = make.training(State.KG, FIRST, status=status)
        coordinator.get(f"/trainings/{one.id}/edit")
        commands.cancel(one.id, why="Flood", by=commands.Operator())
    page = coordinator.post(
        f"/trainings/{one.id}/edit", typed(TWO, version=1, venue="Hall 9", title="Новое название"), status=422
    ).text
    assert "was cancelled while you had the form open" in page
    assert "Hall 9" in page
    assert "Новое название" in page
    assert "Opening" in page
    with app.app_context():
        kept = stored(one.id)
        assert (kept.venue, kept.title, len(kept.sessions)) == ("", "Leading inclusive teams", 4)
    coordinator.get(f"/trainings/{one.id}/edit", status=403)
    page = coordinator.post(f"/trainings/{one.id}/cancel", {"why": "Зал затоплен"}, status=422).text
    assert "In its present status this takes no such change." in page
    assert "Зал затоплен</textarea>" in page
    with app.app_context():
        assert stored(one.id).cancelled_why == "Flood"


def test_another_states_training_is_not_hers_to_edit(app: Flask, coordinator: Visitor) -> None:
    with app.app_context():
        shown = make.training(State.UZ)
        draft = make.training(State.UZ, status=TrainingStatus.DRAFT)
        cancelled = make.training(State.UZ, status=TrainingStatus.CANCELLED)
    for one, status in ((shown, 403), (cancelled, 403), (draft, 404)):
        coordinator.get(f"/trainings/{one.id}/edit", status=status)
        coordinator.post(f"/trainings/{one.id}/edit", typed(version=1, state="UZ", title="Taken"), status=status)
        coordinator.post(f"/trainings/{one.id}/cancel", {"why": "x"}, status=status)
        coordinator.post(f"/trainings/{one.id}/publish", status=status)
        with app.app_context():
            assert stored(one.id).title == "Leading inclusive teams"
    coordinator.get("/trainings/999999/edit", status=404)


def test_a_coordinator_makes_and_moves_trainings_only_within_her_state(app: Flask, coordinator: Visitor) -> None:
    coordinator.post("/trainings/add", typed(state="UZ"), status=422)
    with app.app_context():
        assert rows() == (0, 0)
        one = make.training(State.KG, FIRST)
    page = coordinator.post(f"/trainings/{one.id}/edit", typed(version=1, state="UZ"), status=422).text
    assert 'id="state-error"' in page
    with app.app_context():
        assert stored(one.id).state is State.KG


def _runs(account: Account, *training_ids: int, state: State = State.KG) -> SignedIn:
    return SignedIn(
        token="", sign_in_id=0, account_id=account.id, name="x", email=None, language=None, member_id=None,
        held=((Role.COORDINATOR, state),), assigned_training_ids=frozenset(training_ids),
    )  # fmt: skip


def test_the_command_itself_keeps_a_coordinator_in_her_state(app: Flask) -> None:
    facts = TrainingFacts("Elsewhere", TrainingKind.COURSE, State.UZ, FIRST, LAST)
    with app.app_context():
        account = make.coordinator(State.KG)
        actor = _runs(account)
        with pytest.raises(NotNow):
            commands.create_training(facts, by=actor)
        one = make.training(State.KG, FIRST)
        with pytest.raises(NotNow):
            commands.edit_training(one.id, facts, sessions=[], version=1, by=actor)
        assert stored(one.id).state is State.KG
        assert rows() == (1, 4)


def test_an_assigned_coordinator_edits_but_does_not_move_it_to_her_state(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        account = make.coordinator(State.TJ)
        one = make.training(State.UZ, FIRST)
        commands.assign(one.id, account.id, by=commands.Operator())
    visitor = signed_in(account)
    visitor.post(f"/trainings/{one.id}/edit", typed(version=1, state="UZ", city="Samarkand"))
    with app.app_context():
        assert stored(one.id).city == "Samarkand"
    page = visitor.post(f"/trainings/{one.id}/edit", typed(version=2, state="TJ"), status=422).text
    assert 'id="state-error"' in page
    taken = TrainingFacts("Taken home", TrainingKind.COURSE, State.TJ, FIRST, LAST)
    with app.app_context(), pytest.raises(NotNow):
        commands.edit_training(one.id, taken, sessions=[], version=2, by=_runs(account, one.id, state=State.TJ))


def test_members_add_and_edit_nothing(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        visitor = signed_in(make.member_account(make.member()))
        one = make.training()
    visitor.get("/trainings/add", status=403)
    visitor.post("/trainings/add", typed(), status=403)
    visitor.get(f"/trainings/{one.id}/edit", status=403)
    for path in ("publish", "cancel", "coordinators", "coordinators/1/remove"):
        visitor.post(f"/trainings/{one.id}/{path}", {"why": "x"}, status=403)


def test_extra_keys_change_nothing(app: Flask, coordinator: Visitor) -> None:
    extra = {
        "id": "77", "status": "published", "search": "x", "cancelled_why": "x", "created_at": "2001-01-01",
        "sessions-0-training_id": "5", "csrf": "x", "by": "1",
    }  # fmt: skip
    coordinator.post("/trainings/add", typed(TWO, **extra))
    with app.app_context():
        one = only()
        assert (one.status, one.cancelled_why) == (TrainingStatus.DRAFT, "")
        assert one.id != 77
        assert one.search.startswith("leadin")
        assert {s.training_id for s in one.sessions} == {one.id}


def test_a_session_of_another_training_is_not_taken_over(app: Flask, coordinator: Visitor) -> None:
    with app.app_context():
        one, other = make.training(State.KG, FIRST), make.training(State.UZ, FIRST)
        theirs = make.sessions_of(other)[0]
    for more in ({}, {"remove": "y"}):
        stolen = session("2027-03-02", "06:00", "07:00", id=theirs, **more)
        coordinator.post(f"/trainings/{one.id}/edit", typed([stolen], version=1), status=422)
    with app.app_context():
        assert len(stored(other.id).sessions) == len(stored(one.id).sessions) == 4


def test_a_training_follows_up_an_earlier_one_only(app: Flask, coordinator: Visitor) -> None:
    with app.app_context():
        later = make.training(State.KG, starts_on=date(2028, 1, 1))
    page = coordinator.post("/trainings/add", typed(follows_id=str(later.id)), status=422).text
    assert "starts later than this one" in page
    with app.app_context():
        hidden = make.training(State.UZ, starts_on=date(2026, 1, 1), status=TrainingStatus.DRAFT)
    coordinator.post("/trainings/add", typed(follows_id=str(hidden.id)), status=422)
