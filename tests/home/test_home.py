"""The first page: what is expected of each role now, and figures that are as long as the lists they open."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask

from network.clock import today
from network.vocabulary import Role, Standing, State, TrainingStatus
from tests import factories as make
from tests.visitor import Visitor

SignedIn = Callable[[Any], Visitor]
DAY = timedelta(days=1)


def sections(visitor: Visitor) -> dict[str, str]:
    """The page's cards by their ids, as text."""
    document = html5lib.parse(visitor.get("/").text, namespaceHTMLElements=False)
    return {
        part.get("id"): " ".join("".join(part.itertext()).split())
        for part in document.iter("section")
        if part.get("id")
    }


def test_a_member_sees_what_comes_and_what_she_attended(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who, by = make.member(), make.secretariat()
        running = make.training(starts_on=today("Asia/Bishkek"), title="Calm at the crossing point")
        held = make.training(starts_on=today() - 40 * DAY, title="Reading a passport")
        missed = make.training(starts_on=today() - 60 * DAY, title="Speaking up")
        other = make.training(starts_on=today() + 30 * DAY, title="Fair boards")
        for training in (running, held, missed):
            part = make.participation(training, who)
            if training is held:
                for session_id in make.sessions_of(training)[:3]:
                    make.mark(part, session_id, by)
        account = make.member_account(who)
    shown = sections(signed_in(account))
    assert "Under way" in shown["next"]
    assert running.title in shown["next"]
    assert other.title not in shown["next"]
    assert other.title in shown["coming"]
    assert shown["record"].startswith("What you attended")
    assert re.search(r"\b1 ?training attended", shown["record"])  # none of `missed`, none yet of `running`
    assert "3 of 4 sessions" in shown["record"]
    assert not {"ahead", "unfinished", "drafts"} & set(shown)


def test_a_coordinator_sees_the_work_of_her_state(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        gaps = make.training(State.KG, today() - 10 * DAY, title="With gaps")
        done = make.training(State.KG, today() - 10 * DAY, title="All marked")
        old = make.training(State.KG, today() - 60 * DAY, title="Long ago")
        ahead = make.training(State.KG, today() + 10 * DAY, title="Next month")
        draft = make.training(State.KG, today() + 20 * DAY, title="Not ready", status=TrainingStatus.DRAFT)
        abroad = make.training(State.UZ, today() + 10 * DAY, title="Elsewhere")
        who, account = make.member(), make.coordinator(State.KG)
        for training in (gaps, done, old):
            part = make.participation(training, who)
            if training is done:
                for session_id in make.sessions_of(training):
                    make.mark(part, session_id, account)
    shown = sections(signed_in(account))
    assert gaps.title in shown["unfinished"]
    assert not any(one.title in shown["unfinished"] for one in (done, old, ahead, abroad))
    assert ahead.title in shown["ahead"]
    assert abroad.title not in shown["ahead"]
    assert draft.title in shown["drafts"]


def test_who_runs_trainings_and_attends_none_is_not_told_so(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        plain, learning = make.member(), make.member()
        make.participation(make.training(), learning)
        first = make.account((Role.COORDINATOR, State.KG), who=plain)
        second = make.account((Role.COORDINATOR, State.KG), who=learning)
    assert not {"next", "record"} & set(sections(signed_in(first)))
    assert {"next", "record", "ahead"} <= set(sections(signed_in(second)))


@pytest.mark.parametrize("role", ["coordinator", "secretariat"])
def test_each_figure_is_as_long_as_its_list(app: Flask, signed_in: SignedIn, role: str) -> None:
    with app.app_context():
        for state, standing, count in (
            (State.KG, Standing.MEMBER, 2),
            (State.UZ, Standing.MEMBER, 1),
            (State.KG, Standing.GUEST, 1),
            (State.KG, Standing.FORMER, 1),
        ):
            for _each in range(count):
                make.member(state, standing=standing)
        year = today("Asia/Tashkent").replace(month=1, day=1)
        for state, first, status in (
            (State.KG, year - 30 * DAY, TrainingStatus.PUBLISHED),  # another year's
            (State.KG, year, TrainingStatus.PUBLISHED),
            (State.KG, year, TrainingStatus.CANCELLED),
            (State.UZ, year, TrainingStatus.PUBLISHED),
            (State.KG, today() + DAY, TrainingStatus.PUBLISHED),
            (State.KG, today() + DAY, TrainingStatus.DRAFT),
        ):
            make.training(state, first, status=status)
        account = make.coordinator(State.KG) if role == "coordinator" else make.secretariat()
    visitor = signed_in(account)
    document = html5lib.parse(visitor.get("/").text, namespaceHTMLElements=False)
    links = [link for link in document.iter("a") if any("tile-number" in (s.get("class") or "") for s in link)]
    assert len(links) == 4
    for link in links:
        figure = int("".join(next(iter(link)).itertext()))
        listed = html5lib.parse(visitor.get(link.get("href")).text, namespaceHTMLElements=False)
        rows = [row for body in listed.iter("tbody") for row in body if row.get("class") != "group-row"]
        assert figure == len(rows), link.get("href")


def test_one_is_no_plural(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.member(State.KG)
        make.training(State.KG, status=TrainingStatus.DRAFT)
        account = make.coordinator(State.KG)
    page = signed_in(account)
    shown = " ".join(re.sub("<[^>]*>", " ", page.get("/").text).split())
    assert "1 member " in shown
    assert "1 draft to finish" in shown
    russian = " ".join(re.sub("<[^>]*>", " ", page.get("/", headers={"Accept-Language": "ru"}).text).split())
    assert "1 член Сети" in russian
