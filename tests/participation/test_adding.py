"""Putting people on a list: several at once, nobody twice, walk-ins, and from when on they are expected."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.audit.models import AuditEntry
from network.audit.persons import recorded
from network.clock import now
from network.database import db
from network.errors import Refused
from network.members.models import Affiliation, Member
from network.participation import commands
from network.participation.models import Participation, usual_start
from network.trainings.models import Training, TrainingSession
from network.vocabulary import ParticipantRole, ParticipationStatus, Standing, State, TrainingStatus
from tests import factories as make
from tests.participation.people import actor, selects, serving
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
PARTICIPANT = ParticipantRole.PARTICIPANT


def listed(training: Training) -> list[Any]:
    """The rows of the training as they are stored."""
    found = db.session.scalars(
        sa.select(Participation).where(Participation.training_id == training.id).order_by(Participation.id)
    ).all()
    for one in found:
        db.session.expunge(one)
    db.session.rollback()
    return list(found)


def test_several_people_come_on_the_list_at_once_and_in_one_entry_of_the_audit(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(State.UZ)
        people = [serving(State.KG, f"Фамилия{n}") for n in range(3)]
        coordinator = make.coordinator(State.KG)
    ids = [who.id for who, _ in people]
    visitor = signed_in(coordinator)
    visitor.post(f"/trainings/{training.id}/participants/add", {"member": ids, "role": "trainer"})
    assert "3 people were added" in visitor.get(f"/trainings/{training.id}/participants/").text
    with app.app_context():
        for one, (who, post) in zip(listed(training), people, strict=True):
            assert (one.member_id, one.affiliation_id, one.joined_at) == (who.id, post.id, None)
            assert (one.role, one.state) == (ParticipantRole.TRAINER, State.KG)
            assert one.status is ParticipationStatus.CONFIRMED
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "participant:added")).all()
        assert [len(recorded(entry)["rows"]) for entry in entries] == [3]
        assert entries[0].subject == f"training:{training.id}"


def test_the_affiliation_is_the_one_of_the_first_day(app: Flask) -> None:
    with app.app_context():
        who = make.member()
        agency = make.agency()
        then = make.affiliation(who, agency, date(2020, 1, 1), ends_on=date(2024, 6, 30))
        later = make.affiliation(who, agency, date(2024, 8, 1))
        by = actor(make.secretariat())
        for day, expected in (
            (date(2024, 6, 30), then.id),
            (date(2024, 7, 15), None),
            (date(2024, 8, 1), later.id),
        ):
            training = make.training(starts_on=day)
            commands.add(training.id, [who.id], PARTICIPANT, None, by=by)
            assert listed(training)[0].affiliation_id == expected


def test_the_same_person_twice_is_refused_with_her_name_and_nobody_is_added(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        there, new = make.member(family="Абдыева", given="Нур"), make.member(family="Бекова")
        make.participation(training, there)
        coordinator = make.coordinator()
    data = {"member": [there.id, new.id], "role": "participant"}
    page = signed_in(coordinator).post(f"/trainings/{training.id}/participants/add", data, status=422).text
    assert "Абдыева Нур is on this list already" in page
    assert re.search(rf'value="{new.id}"[^>]* checked', page), "who was chosen stays chosen"
    assert "<title>Error:" in page
    with app.app_context():
        assert len(listed(training)) == 1


def test_two_who_add_the_same_person_at_once_leave_one_row(app: Flask, in_parallel: Callable[..., list[Any]]) -> None:
    with app.app_context():
        training, who = make.training(), make.member()
        authors = [actor(make.secretariat()), actor(make.secretariat())]
    barrier = Barrier(len(authors))

    def add(n: int) -> str:
        with app.app_context(), app.test_request_context():
            barrier.wait()
            try:
                commands.add(training.id, [who.id], PARTICIPANT, None, by=authors[n])
            except Refused as refused:
                return str(refused.sentence)
            return "added"

    answers = in_parallel(add, len(authors))
    assert answers.count("added") == 1
    assert sum("on this list" in answer for answer in answers) == 1
    with app.app_context():
        assert len(listed(training)) == 1


def test_the_database_itself_refuses_the_second_row(app: Flask) -> None:
    with app.app_context():
        training, who = make.training(), make.member()
        make.participation(training, who)
        with pytest.raises(sa.exc.IntegrityError):
            make.participation(training, who)
        make.participation(training, who, status=ParticipationStatus.WITHDRAWN)


def test_people_of_other_states_and_unknown_ids_are_refused(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        own, other = make.member(State.KG), make.member(State.UZ, "Каримова")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    for ids in ([own.id, other.id], [own.id, 987654]):
        page = visitor.post(
            f"/trainings/{training.id}/participants/add", {"member": ids, "role": "participant"}, status=422
        ).text
        assert "not there any more, or not of your state" in page
        assert "Каримова" not in page
    for nonsense in ("x", "-1", str(2**40)):
        data = {"member": nonsense, "role": "participant"}
        visitor.post(f"/trainings/{training.id}/participants/add", data, status=422)
    visitor.post(f"/trainings/{training.id}/participants/add", {"role": "participant"}, status=422)
    visitor.post("/trainings/987654/participants/add", {"member": own.id, "role": "participant"}, status=404)
    with app.app_context():
        assert listed(training) == []


def test_a_member_may_not_add(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training, who = make.training(), make.member()
        account = make.member_account(who)
    for path in ("add", "walk-in", "suggest?q=tok"):
        signed_in(account).get(f"/trainings/{training.id}/participants/{path}", status=403)
    signed_in(account).post(f"/trainings/{training.id}/participants/add", {"member": who.id}, status=403)


def test_suggestions_are_people_whom_she_may_add_and_who_are_not_on_the_list(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        new, there = make.member(State.KG, "Рымбаева", "А"), make.member(State.KG, "Рымбаева", "Б")
        make.member(State.UZ, "Рымбаева", "В")
        make.participation(training, there)
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    path = f"/trainings/{training.id}/participants/suggest?q=rymbay"
    found = signed_in(coordinator).get(path).json
    assert [(one["id"], one["name"]) for one in found] == [(new.id, "Рымбаева А")]
    assert new.number in found[0]["note"]
    assert len(signed_in(office).get(path).json) == 2


def test_without_javascript_find_shows_people_to_tick_and_keeps_who_is_ticked(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        first, second = make.member(family="Абдыева"), make.member(family="Бекова")
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    path = f"/trainings/{training.id}/participants/add"
    data = {"q": "beko", "find": "1", "member": first.id, "role": "observer"}
    page = visitor.post(path, data, status=200).text
    assert re.search(rf'value="{first.id}"[^>]* checked', page)
    assert re.search(rf'value="{second.id}"[^>]*>', page)
    assert not re.search(rf'value="{second.id}"[^>]* checked', page)
    assert selects(page, "observer")
    with app.app_context():
        assert listed(training) == [], "finding adds nobody"
    assert "Nobody like this" in visitor.post(path, {"q": "zzz", "find": "1", "role": "observer"}, status=200).text


def test_over_capacity_is_said_and_not_refused(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(capacity=1)
        ids = [make.member(family=f"Ф{n}").id for n in range(2)]
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    visitor.post(f"/trainings/{training.id}/participants/add", {"member": ids, "role": "participant"})
    assert "2 participants for 1 places" in visitor.get(f"/trainings/{training.id}/participants/").text


def test_a_training_cancelled_under_an_open_form_refuses_and_keeps_what_was_typed(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        training, who = make.training(), make.member(family="Абдыева")
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    path = f"/trainings/{training.id}/participants/"
    visitor.get(path + "add")
    with app.app_context(), make.saving():
        db.session.get(Training, training.id).status = TrainingStatus.CANCELLED
    page = visitor.post(path + "add", {"member": who.id, "role": "trainer"}, status=422).text
    assert "This training was cancelled" in page
    assert re.search(rf'value="{who.id}"[^>]* checked', page)
    assert selects(page, "trainer")
    typed = {"family": "Новая", "given": "Гостья", "sex": "female", "role": "participant"}
    page = visitor.post(path + "walk-in", typed, status=422).text
    assert "This training was cancelled" in page
    assert 'value="Новая"' in page
    for form in ("add", "walk-in"):
        assert "This training was cancelled" in visitor.get(path + form, status=403).text
    assert path + "add" not in visitor.get(path).text
    with app.app_context():
        assert listed(training) == []


def _sessions(*starts: tuple[int, int]) -> list[TrainingSession]:
    return [
        TrainingSession(
            starts_at=datetime(2025, 11, day, hour, tzinfo=UTC),
            ends_at=datetime(2025, 11, day, hour + 3, tzinfo=UTC),
        )
        for day, hour in starts
    ]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ((25, 12), None),  # the day before
        ((26, 4), None),  # in the first session: none has ended
        ((26, 6), 1),  # the first has just ended
        ((26, 9), 1),  # in the second
        ((26, 12), 2),  # overnight
        ((27, 12), None),  # after the last
    ],
)
def test_who_is_added_while_it_runs_is_expected_from_now_on(moment: tuple[int, int], expected: int | None) -> None:
    sessions = _sessions((26, 3), (26, 8), (27, 3), (27, 8))
    at = datetime(2025, 11, *moment, tzinfo=UTC)
    usual = usual_start(sessions, at)
    assert usual is (None if expected is None else sessions[expected])
    sessions[1].cancelled = True
    assert usual_start(sessions, at) is not sessions[1]


def test_the_form_offers_from_which_session_on_she_is_expected(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training(starts_on=date(2025, 11, 26))
        second = make.sessions_of(training)[1]
        early, late, whole = (make.member(family=f"Ф{n}").id for n in range(3))
        account = make.coordinator()
        with make.saving():
            db.session.execute(sa.text("UPDATE role_grant SET starts_on = '2025-01-01'"))
    path = f"/trainings/{training.id}/participants/add"
    with time_machine.travel(datetime(2025, 11, 20, tzinfo=UTC)):
        visitor = signed_in(account)
        assert "Expected from" not in visitor.get(path).text
        visitor.post(path, {"member": early, "role": "participant"})
    with time_machine.travel(datetime(2025, 11, 26, 7, tzinfo=UTC)):
        visitor = signed_in(account)
        page = visitor.get(path).text
        assert selects(page, second)
        assert "Wed 26 Nov, 14:00" in page
        visitor.post(path, {"member": late, "role": "participant", "expected_from": second})
        visitor.post(path, {"member": whole, "role": "participant", "expected_from": ""})
        foreign = {"member": make_id(app), "role": "participant", "expected_from": "987654"}
        assert "cancelled meanwhile" in visitor.post(path, foreign, status=422).text
    with app.app_context():
        starts = {one.member_id: one.joined_at for one in listed(training)}
    assert starts == {early: None, late: datetime(2025, 11, 26, 8, tzinfo=UTC), whole: None}


def make_id(app: Flask) -> int:
    """The id of one more member."""
    with app.app_context():
        return int(make.member(family="Ещё").id)


WALK_IN = {
    "family": "Gʻulomova", "given": "O‘g‘iloy", "family_latin": "Gulomova", "given_latin": "Ogiloy", "sex": "female",
    "phone": "+996 312 000 000", "rank": "Captain", "position": "Inspector", "role": "observer",
}  # fmt: skip


def test_a_walk_in_gets_a_record_a_post_and_a_place_in_one_change(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training, agency = make.training(State.UZ), make.agency(State.KG)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = f"/trainings/{training.id}/participants/"
    visitor.post(path + "walk-in", WALK_IN | {"agency": agency.id})
    page = visitor.get(path).text
    assert "Gʻulomova O‘g‘iloy" in page
    assert "+996 312 000 000" in page
    with app.app_context():
        (part,) = listed(training)
        who = db.session.get(Member, part.member_id)
        post = db.session.get(Affiliation, part.affiliation_id)
        assert (who.standing, who.number, who.state, who.family) == (
            Standing.GUEST,
            None,
            State.KG,
            "Gʻulomova",
        )
        assert (post.agency_id, post.rank, post.position, post.starts_on) == (
            agency.id, "Captain", "Inspector", training.starts_on,
        )  # fmt: skip
        assert (part.role, part.state) == (ParticipantRole.OBSERVER, State.KG)
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "walk-in:added")).one()
        assert {row["table"] for row in recorded(entry)["rows"]} >= {"member", "affiliation", "participation"}


def test_whoever_has_the_same_name_is_shown_before_a_walk_in_is_added(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training = make.training()
        same = make.member(State.KG, "Рымбаева", "Гүлнара", family_latin="Rymbaeva", given_latin="Gulnara")
        make.member(State.UZ, "Рымбаева", "Гүлнара")
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    path = f"/trainings/{training.id}/participants/"
    typed = {"family": "Rymbayeva", "given": "Gulnara", "sex": "female", "role": "participant"}
    page = visitor.post(path + "walk-in", typed, status=422).text
    assert "Put her on the list instead" in page
    assert page.count("Рымбаева Гүлнара") == 1, "people of another state are not shown"
    with app.app_context():
        assert listed(training) == []
    visitor.post(path + "add", {"member": same.id, "role": "participant", "expected_from": ""})
    assert "On the list" in visitor.post(path + "walk-in", typed, status=422).text
    visitor.post(path + "walk-in", typed | {"another": "y"})
    with app.app_context():
        assert len(listed(training)) == 2


def test_a_walk_in_of_another_state_or_agency_is_refused_and_nothing_is_half_saved(
    app: Flask, signed_in: SignedIn
) -> None:
    with app.app_context():
        training = make.training()
        foreign = make.agency(State.UZ)
        coordinator, office = make.coordinator(State.KG), make.secretariat()
        by = actor(coordinator)
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Member))
    path = f"/trainings/{training.id}/participants/walk-in"
    signed_in(coordinator).post(path, WALK_IN | {"agency": foreign.id}, status=422)
    page = signed_in(office).post(path, WALK_IN | {"state": "KG", "agency": foreign.id}, status=422).text
    assert "another state" in page
    assert 'value="Gʻulomova"' in page
    with app.app_context(), app.test_request_context():
        with pytest.raises(Refused):
            commands.add_walk_in(training.id, commands.Person(State.UZ, "Каримова"), None, PARTICIPANT, None, by=by)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Member)) == before
        assert listed(training) == []


def test_names_of_two_hundred_letters_are_kept_and_longer_or_hidden_ones_refused(
    app: Flask, signed_in: SignedIn
) -> None:
    long = "Ў" * 200
    with app.app_context():
        training = make.training()
        coordinator = make.coordinator()
    visitor = signed_in(coordinator)
    path = f"/trainings/{training.id}/participants/"
    visitor.post(path + "walk-in", {"family": long, "given": "ғ", "sex": "male", "role": "participant"})
    assert long in visitor.get(path).text
    for family in (long + "Ў", "Аб\u202eд", "Аб\x00д"):
        page = visitor.post(
            path + "walk-in",
            {"family": family, "given": "ғ", "sex": "female", "role": "participant"},
            status=422,
        )
        assert "field-wrong" in page.text
    visitor.post(path + "walk-in", {"sex": "female", "role": "participant"}, status=422)
    visitor.post(path + "walk-in", WALK_IN | {"phone": "12", "agency": ""}, status=422)
    with app.app_context():
        assert len(listed(training)) == 1


def test_extra_keys_change_nothing(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        training, who = make.training(), make.member()
        coordinator = make.coordinator()
    data = {
        "member": who.id,
        "role": "participant",
        "state": "UZ",
        "status": "declined",
        "removed_why": "x",
        "version": 9,
    }
    signed_in(coordinator).post(f"/trainings/{training.id}/participants/add", data)
    with app.app_context():
        (part,) = listed(training)
        assert (part.state, part.status, part.removed_why, part.version) == (
            State.KG, ParticipationStatus.CONFIRMED, "", 1,
        )  # fmt: skip
        assert part.added_at > now() - timedelta(minutes=1)
