"""Several coordinators at the same moment: no number twice, no change lost, no two open posts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.audit.changes import Operator
from network.database import db
from network.errors import Refused, Stale
from network.members import careers, commands
from network.members.careers import Post
from network.members.commands import Person
from network.members.models import Affiliation, Member
from network.vocabulary import Standing, State
from tests import factories as make


def at_once(app: Flask, count: int, do: Callable[[int], Any]) -> list[Any]:
    """What `do(0)` … `do(count - 1)` return or refuse, begun at once, each on its own connection."""
    barrier = Barrier(count)

    def one(number: int) -> Any:
        with app.app_context():
            barrier.wait()
            try:
                return do(number)
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_no_number_is_given_twice(app: Flask) -> None:
    def add(number: int) -> str | None:
        return [commands.add_member(Person(State.KG, f"Имя{number}{turn}"), by=Operator()).number for turn in range(4)][
            -1
        ]

    assert None not in at_once(app, 6, add)
    with app.app_context():
        numbers = db.session.scalars(sa.select(Member.number)).all()
    assert sorted(map(str, numbers)) == [f"KG-{n:04d}" for n in range(1, 25)]


def test_of_two_changes_of_one_version_one_is_refused(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG)

    def edit(number: int) -> None:
        person = Person(State.KG, f"Имя{number}")
        commands.edit_member(who.id, 1, person, Standing.MEMBER, by=Operator())

    outcomes = at_once(app, 5, edit)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 4


def test_two_transfers_leave_one_open_post(app: Flask) -> None:
    with app.app_context():
        who, where = make.member(State.KG), make.agency(State.KG)
        open_one = make.affiliation(who, where, date(2020, 1, 1))

    def transfer(number: int) -> None:
        post = Post(where.id, date(2024, 1, 1 + number))
        careers.add_affiliation(who.id, post, by=Operator(), closes=open_one.id)

    outcomes = at_once(app, 4, transfer)
    assert sum(isinstance(outcome, Stale) for outcome in outcomes) == 3
    with app.app_context():
        held = db.session.scalars(sa.select(Affiliation).order_by(Affiliation.starts_on)).all()
        assert [one.ends_on is None for one in held] == [False, True]


def test_the_same_person_added_twice_at_once_is_one(app: Flask) -> None:
    """A double press, or two coordinators with the same list: the second is asked whether she is another."""

    def add(_number: int) -> str | None:
        return commands.add_member(Person(State.KG, "Асанова", "Айгүл"), by=Operator()).number

    outcomes = at_once(app, 4, add)

    assert sum(isinstance(outcome, str) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, commands.Namesakes) for outcome in outcomes) == 3
