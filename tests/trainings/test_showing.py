"""A training's page, its life from draft to published or cancelled, and who else runs it."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask

from network.accounts.models import Account
from network.audit.changes import Operator
from network.audit.models import AuditEntry
from network.clock import today
from network.database import db
from network.errors import NotNow, Refused
from network.trainings import commands
from network.trainings.editing import TrainingFacts
from network.trainings.programme import SessionFacts
from network.vocabulary import State, TrainingKind, TrainingStatus
from tests import factories as make
from tests.trainings.typed import stored
from tests.visitor import Visitor

Enter = Callable[[Account], Visitor]
BISHKEK = TrainingFacts(
    "Leading inclusive teams", TrainingKind.COURSE, State.KG, date(2025, 11, 26), date(2025, 11, 27),
    title_ru="Руководство командами", city="Bishkek", venue="Academy", languages=("en", "ru"), capacity=30,
    description="Case studies\n<script>alert(1)</script>", completion_percent=75,
)  # fmt: skip


def test_the_page_says_everything_in_the_readers_language_and_the_trainings_time(app: Flask, signed_in: Enter) -> None:
    sessions = [
        SessionFacts(date(2025, 11, 26), time(9), time(12, 30), "Dynamics", "Динамика"),
        SessionFacts(date(2025, 11, 26), time(14), time(17, 30), cancelled=True),
        SessionFacts(date(2025, 11, 27), time(14), time(17, 30)),
    ]
    with app.app_context():
        one = make.organisation("Programme Office", name_ru="Программный офис")
        other = make.organisation("WIN project")
        training_id = commands.create_training(
            TrainingFacts(**{**vars(BISHKEK), "organiser_ids": (one.id,), "supporter_ids": (other.id,)}),
            sessions=sessions, by=Operator(),
        )  # fmt: skip
        commands.publish(training_id, by=Operator())
        visitor = signed_in(make.member_account(make.member()))
    page = visitor.get(f"/trainings/{training_id}").text
    for text in (
        "26–27 November 2025", "Wednesday, 26 November", "Thursday, 27 November", "Bishkek (UTC+06:00)", "Dynamics",
        "<time>09:00</time>–<time>12:30</time>", "Programme Office", "WIN project", "English and Russian", ">30<",
        "75 % of the sessions", "Academy, Bishkek", "Kyrgyzstan", "Case studies\n&lt;script&gt;",
    ):  # fmt: skip
        assert text in page, text
    assert page.count("Cancelled") == 1
    russian = visitor.get(f"/trainings/{training_id}", headers={"Accept-Language": "ru"}).text
    for text in ("Руководство командами", "26–27 ноября 2025", "Динамика", "Программный офис", "WIN project"):
        assert text in russian, text


def test_almaty_shows_the_offset_of_its_day(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        visitor = signed_in(make.secretariat())
        for day, offset in ((date(2024, 2, 29), "+06:00"), (date(2024, 3, 1), "+05:00")):
            facts = TrainingFacts("Almaty", TrainingKind.COURSE, State.KZ, day, day)
            training_id = commands.create_training(
                facts, sessions=[SessionFacts(day, time(9), time(12))], by=Operator()
            )
            page = visitor.get(f"/trainings/{training_id}").text
            assert f"Almaty (UTC{offset})" in page
            assert "<time>09:00</time>" in page


def test_a_draft_is_published_once_it_has_a_session(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        visitor, member = signed_in(make.coordinator(State.KG)), signed_in(make.member_account(make.member()))
        training_id = commands.create_training(BISHKEK, by=Operator())
    page = visitor.get(f"/trainings/{training_id}").text
    assert "This is a draft: members do not see it. Add its sessions" in page
    assert f"/trainings/{training_id}/publish" not in page
    visitor.post(f"/trainings/{training_id}/publish")
    assert "needs at least one session" in visitor.get(f"/trainings/{training_id}").text
    with app.app_context():
        assert stored(training_id).status is TrainingStatus.DRAFT
        session = SessionFacts(date(2025, 11, 26), time(9), time(12))
        commands.edit_training(training_id, BISHKEK, sessions=[session], version=1, by=Operator())
    assert f"/trainings/{training_id}/publish" in visitor.get(f"/trainings/{training_id}").text
    member.get(f"/trainings/{training_id}", status=404)
    visitor.post(f"/trainings/{training_id}/publish")
    member.get(f"/trainings/{training_id}")
    visitor.post(f"/trainings/{training_id}/publish", status=403)


def test_cancelling_asks_for_the_reason_and_everybody_reads_it(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        one = make.training(State.KG)
        visitor, member = signed_in(make.coordinator(State.KG)), signed_in(make.member_account(make.member()))
    assert "Say why, in a sentence." in visitor.post(f"/trainings/{one.id}/cancel", {"why": "  "}, status=422).text
    visitor.post(f"/trainings/{one.id}/cancel", {"why": "x" * 1001}, status=422)
    with app.app_context():
        assert stored(one.id).status is TrainingStatus.PUBLISHED
    visitor.post(f"/trainings/{one.id}/cancel", {"why": "Зал затоплен"})
    page = member.get(f"/trainings/{one.id}").text
    assert "This training is cancelled." in page
    assert "Зал затоплен" in page
    assert "Leading inclusive teams" in member.get("/trainings/").text
    with app.app_context():
        entry = db.session.scalar(db.select(AuditEntry).where(AuditEntry.event == "training:cancelled"))
        assert entry is not None
        assert (entry.why, entry.subject) == ("Зал затоплен", f"training:{one.id}")
        db.session.rollback()
    visitor.get(f"/trainings/{one.id}/cancel", status=403)


def test_a_draft_that_is_given_up_stays_hidden(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        one = make.training(State.KG, status=TrainingStatus.DRAFT)
        visitor, member = signed_in(make.coordinator(State.KG)), signed_in(make.member_account(make.member()))
    assert "Discard this draft" in visitor.get(f"/trainings/{one.id}/cancel").text
    visitor.post(f"/trainings/{one.id}/cancel", {"why": "No money"})
    assert "This draft was discarded." in visitor.get(f"/trainings/{one.id}").text
    member.get(f"/trainings/{one.id}", status=404)


def test_buttons_are_those_that_the_policy_gives(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        one = make.training(State.UZ)
        kg, uz = signed_in(make.coordinator(State.KG)), signed_in(make.coordinator(State.UZ))
    for visitor, shown in ((kg, False), (uz, True)):
        page = visitor.get(f"/trainings/{one.id}").text
        assert (f"/trainings/{one.id}/edit" in page) is shown
        assert (f"/trainings/{one.id}/cancel" in page) is shown


def test_the_secretariat_lends_a_training_to_a_coordinator_of_another_state(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        one = make.training(State.UZ)
        kg = make.coordinator(State.KG, name="Айгүл Токтосунова")
        uz = make.coordinator(State.UZ, name="Дилноза Каримова")
        nobody = make.member_account(make.member())
        office, lent = signed_in(make.secretariat()), signed_in(kg)
    page = office.get(f"/trainings/{one.id}").text
    assert f'<option value="{kg.id}">' in page
    assert f'<option value="{uz.id}">' not in page  # it is hers already
    lent.get(f"/trainings/{one.id}/edit", status=403)
    for wrong in (str(nobody.id), str(uz.id), "", "x"):
        office.post(f"/trainings/{one.id}/coordinators", {"account_id": wrong})
    with app.app_context(), pytest.raises(Refused):
        commands.assign(one.id, nobody.id, by=Operator())
    office.post(f"/trainings/{one.id}/coordinators", {"account_id": str(kg.id)})
    lent.get(f"/trainings/{one.id}/edit")
    assert "Айгүл Токтосунова" in office.get(f"/trainings/{one.id}").text
    assert f'<option value="{kg.id}">' not in office.get(f"/trainings/{one.id}").text
    office.post(f"/trainings/{one.id}/coordinators/{kg.id}/remove")
    lent.get(f"/trainings/{one.id}/edit", status=403)
    lent.post(f"/trainings/{one.id}/coordinators", {"account_id": str(kg.id)}, status=403)


def test_the_commands_refuse_what_is_gone(app: Flask) -> None:
    with app.app_context():
        for attempt in (
            lambda: commands.publish(404, by=Operator()),
            lambda: commands.cancel(404, why="x", by=Operator()),
            lambda: commands.unassign(404, 1, by=Operator()),
        ):
            with pytest.raises(NotNow):
                attempt()


@pytest.mark.parametrize("path", ["/trainings/99999999999999999999999", "/trainings/0", "/trainings/x"])
def test_a_number_that_no_training_has_is_not_found(app: Flask, signed_in: Enter, path: str) -> None:
    with app.app_context():
        visitor = signed_in(make.secretariat())
    visitor.get(path, status=404)


@pytest.mark.parametrize(("days_ahead", "standing"), [(10, "Published"), (0, "Under way"), (-10, "Took place")])
def test_its_page_says_how_it_stands_and_what_comes_first(
    app: Flask, signed_in: Enter, days_ahead: int, standing: str
) -> None:
    with app.app_context():
        one = make.training(State.KG, starts_on=today("Asia/Bishkek") + timedelta(days=days_ahead))
        account = make.coordinator(State.KG)
    page = signed_in(account).get(f"/trainings/{one.id}").text
    assert re.search(rf'class="chip chip-\w+">{standing}</span>', page)
    assert ("Take attendance" in page) == (days_ahead <= 0)
    assert f'href="/trainings/{one.id}/attendance"' in page
    primary = re.findall(r'class="btn btn-primary" href="([^"]+)"', page)
    expected = {10: [f"/trainings/{one.id}/participants/"], 0: [f"/trainings/{one.id}/attendance"]}
    assert primary == expected.get(days_ahead, [])
