"""Several people at the same moment: one merge, no mark and no place on a list lost."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask

from network.attendance import commands as attendance
from network.attendance.models import Mark
from network.attendance.operations import Operation
from network.database import db
from network.errors import Refused, Stale
from network.members.models import Member
from network.merging import commands
from network.merging.choices import Choices
from network.merging.models import Merger
from network.merging.preview import preview_of
from network.participation import commands as participation
from network.participation.models import Participation
from network.vocabulary import MarkStatus, Mode, ParticipantRole
from tests import factories as make
from tests.members.test_at_once import at_once
from tests.participation.people import actor


def digest_of(here: Member, there: Member, by: Any) -> str:
    both = [db.session.get_one(Member, one.id) for one in (here, there)]
    digest = preview_of(*both, by).digest
    db.session.rollback()
    return digest


def test_of_several_who_merge_the_same_two_one_does(app: Flask) -> None:
    with app.app_context():
        here, there, by = make.member(), make.member(), actor(make.secretariat())
        digests = [digest_of(here, there, by), digest_of(there, here, by)]

    def merge(number: int) -> str:
        ids = (here.id, there.id) if number % 2 == 0 else (there.id, here.id)
        return commands.merge(*ids, Choices(), digest=digests[number % 2], why="Twice", by=by)

    outcomes = at_once(app, 4, merge)
    assert sum(isinstance(one, str) for one in outcomes) == 1
    assert sum(isinstance(one, Refused) for one in outcomes) == 3
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Merger)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Member)) == 1


def test_while_she_is_marked_and_put_on_a_list_nothing_is_lost(app: Flask) -> None:
    with app.app_context():
        here, there, office = make.member(), make.member(), make.secretariat()
        by, trainings = actor(office), [make.training(starts_on=date(2026, 11, 20 + n)) for n in range(3)]
        parts = [make.participation(trainings[0], who) for who in (here, there)]
        sessions = make.sessions_of(trainings[0])

    def work(number: int) -> Any:
        if number == 0:
            for _turn in range(20):
                try:
                    return commands.merge(
                        here.id, there.id, Choices(), digest=digest_of(here, there, by), why="Twice", by=by
                    )
                except Stale:
                    continue
            return None
        if number == 1:
            key = trainings[1].id
            return participation.add(key, [there.id], ParticipantRole.PARTICIPANT, None, by=by)
        session = sessions[number - 2]
        mark = Operation(f"op-{number}", parts[1].id, session, MarkStatus.PRESENT, Mode.IN_PERSON, 0)
        return attendance.record(trainings[0].id, [mark], by=by)[0]["outcome"]

    outcomes = at_once(app, 6, work)
    assert isinstance(outcomes[0], str)
    with app.app_context():
        marks = db.session.scalars(sa.select(Mark)).all()
        assert {one.participation_id for one in marks} <= {parts[0].id}
        assert len(marks) == sum(one == "applied" for one in outcomes[2:])
        places = db.session.scalars(sa.select(Participation)).all()
        assert {one.member_id for one in places} == {here.id}
        assert len(places) == (1 if isinstance(outcomes[1], Refused) else 2)
