"""When a coordinator's role ends, somebody takes what she ran, or the secretariat sees that nobody has."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account, RoleGrant, TrainingAssignment
from network.audit.changes import Operator
from network.audit.models import AuditEntry
from network.clock import today
from network.database import db
from network.errors import Refused
from network.handover import commands
from network.mail.models import Letter
from network.vocabulary import Role, State, TrainingStatus
from tests import factories as make
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
OPERATOR = Operator()


def grant_of(account: Account) -> int:
    found = db.session.scalar(db.select(RoleGrant.id).where(RoleGrant.account_id == account.id))
    db.session.rollback()
    assert found is not None
    return found


def give(account: Account, *trainings: Any) -> None:
    for training in trainings:
        make.save(TrainingAssignment(training_id=training.id, account_id=account.id))


def runs(account: Account) -> set[int]:
    """The trainings that the account was given by name."""
    db.session.rollback()
    mine = db.select(TrainingAssignment.training_id).where(TrainingAssignment.account_id == account.id)
    return set(db.session.scalars(mine))


def coordinates(account: Account) -> bool:
    db.session.rollback()
    grants = db.session.scalars(db.select(RoleGrant).where(RoleGrant.account_id == account.id))
    return any(one.role is Role.COORDINATOR and one.holds_on(today()) for one in grants)


def test_what_she_runs_goes_to_whom_the_secretariat_names_and_both_are_told(
    mailing: Flask, signed_in: SignedIn
) -> None:
    app = mailing
    with app.app_context():
        hers, taker, office = make.coordinator(State.KG), make.coordinator(State.TJ), make.secretariat()
        given = [make.training(State.UZ, title="At the river"), make.training(State.UZ, title="In the hills")]
        make.training(State.KG, title="Own draft", status=TrainingStatus.DRAFT)
        give(hers, *given)
        grant = grant_of(hers)
    page = f"/accounts/{hers.id}/roles/{grant}/hand-over"
    secretariat = Visitor(app).sign_in(office)
    shown = secretariat.get(page).text
    assert all(title in shown for title in ("At the river", "In the hills", "Own draft"))

    secretariat.post(page, {"receiver": str(taker.id), "last_day": ""})

    with app.app_context():
        assert runs(taker) == {one.id for one in given}
        assert not runs(hers)
        assert not coordinates(hers)
        last = db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert last is not None
        assert last.event == "grant:ended"
        assert all(table in last.what for table in ("role_grant", "handover", str(given[0].id)))
        to = {letter.to for letter in db.session.scalars(db.select(Letter))}
        assert to == {hers.email, taker.email}
        db.session.rollback()
    assert "handed over to you" in Visitor(app).sign_in(taker).get("/").text
    assert taker.name in Visitor(app).sign_in(hers).get("/").text


@pytest.mark.parametrize("number", [0, 12])
def test_with_nobody_yet_the_secretariat_sees_it_until_somebody_takes_it(
    app: Flask, signed_in: SignedIn, number: int
) -> None:
    with app.app_context():
        hers, office = make.coordinator(State.KG), make.secretariat()
        for one in range(number):
            make.training(State.KG, title=f"Without anybody {one}")
        grant = grant_of(hers)
    secretariat = signed_in(office)
    assert "Without anybody" not in secretariat.get("/").text.partition("without-owner")[2]

    secretariat.post(f"/accounts/{hers.id}/roles/{grant}/hand-over", {"receiver": "", "last_day": ""})

    home = secretariat.get("/").text
    assert home.count("Without anybody") >= number
    assert ("without-owner" in home) is (number > 0)
    with app.app_context():
        make.coordinator(State.KG)
        with make.saving():
            pass  # what was read before is read anew
    assert "without-owner" not in secretariat.get("/").text


def test_with_a_last_day_both_run_it_and_hers_ends_by_itself(app: Flask) -> None:
    with app.app_context():
        hers, taker = make.coordinator(State.KG), make.coordinator(State.TJ)
        training = make.training(State.UZ)
        give(hers, training)
        grant, day = grant_of(hers), today() + timedelta(days=5)
        commands.end_role(grant, account_id=hers.id, receiver_id=taker.id, last_day=day, by=OPERATOR)
        assert runs(hers) == runs(taker) == {training.id}
        assert coordinates(hers)
        row = db.session.get_one(RoleGrant, grant)
        assert (row.holds_on(day), row.holds_on(day + timedelta(days=1))) == (True, False)


def test_what_ended_by_its_last_day_does_not_come_back_with_a_later_role(app: Flask) -> None:
    with app.app_context():
        hers, training = make.coordinator(State.KG), make.training(State.UZ)
        give(hers, training)
        with make.saving():
            db.session.get_one(RoleGrant, grant_of_open(hers)).ends_on = today() - timedelta(days=1)
        roles.give_role(hers.id, Role.COORDINATOR, State.KG, hers.email or "", by=OPERATOR)
        assert not runs(hers)


def grant_of_open(account: Account) -> int:
    """The same inside an open change."""
    return int(db.session.scalars(db.select(RoleGrant.id).where(RoleGrant.account_id == account.id)).one())


def test_ended_twice_or_to_whom_coordinates_nothing_changes_nothing(app: Flask) -> None:
    with app.app_context():
        hers, member = make.coordinator(State.KG), make.secretariat()
        training = make.training(State.UZ)
        give(hers, training)
        grant = grant_of(hers)
        for wrong in (member.id, hers.id, 10**9):
            with pytest.raises(Refused):
                commands.end_role(grant, account_id=hers.id, receiver_id=wrong, by=OPERATOR)
        assert runs(hers) == {training.id}
        assert coordinates(hers)
        commands.end_role(grant, account_id=hers.id, receiver_id=None, by=OPERATOR)
        with pytest.raises(Refused):
            commands.end_role(grant, account_id=hers.id, receiver_id=None, by=OPERATOR)


@pytest.mark.parametrize("rounds", [3])
def test_whoever_loses_her_role_in_the_same_moment_receives_nothing(
    app: Flask, in_parallel: Callable[..., list[bool]], rounds: int
) -> None:
    for _round in range(rounds):
        with app.app_context():
            two = [make.coordinator(State.KG), make.coordinator(State.TJ)]
            training = make.training(State.UZ)
            give(two[0], training)
            give(two[1], training)
            grants = [grant_of(one) for one in two]
        barrier = Barrier(2)

        def end(number: int, two: Any = two, grants: Any = grants, barrier: Any = barrier) -> bool:
            """Each hands over to the other."""
            with app.app_context():
                barrier.wait()
                try:
                    commands.end_role(
                        grants[number], account_id=two[number].id, receiver_id=two[1 - number].id, by=OPERATOR
                    )
                except Refused:
                    return False
                return True

        assert sorted(in_parallel(end, 2)) == [False, True]
        with app.app_context():
            left = [one for one in two if coordinates(one)]
            assert len(left) == 1
            assert runs(left[0]) == {training.id}


def test_switching_a_coordinator_off_asks_who_takes_over(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        hers, taker, office = make.coordinator(State.KG), make.coordinator(State.TJ), make.secretariat()
        training = make.training(State.UZ, title="At the river")
        give(hers, training)
    secretariat = signed_in(office)
    answer = secretariat.post(f"/accounts/{hers.id}/switch", {"on": "0"})
    assert answer.headers["Location"].endswith(f"/accounts/{hers.id}/switch-off")
    assert "At the river" in secretariat.get(f"/accounts/{hers.id}/switch-off").text

    secretariat.post(f"/accounts/{hers.id}/switch-off", {"receiver": str(taker.id)})

    with app.app_context():
        assert runs(taker) == {training.id}
        assert db.session.get_one(Account, hers.id).disabled


def test_the_last_two_of_the_secretariat_do_not_switch_each_other_off(
    app: Flask, in_parallel: Callable[..., list[bool]]
) -> None:
    with app.app_context():
        offices = [make.secretariat(), make.secretariat()]
        grants = [grant_of(one) for one in offices]
    barrier = Barrier(2)

    def take_away(number: int) -> bool:
        """One is switched off while the other's role ends."""
        with app.app_context():
            barrier.wait()
            try:
                if number:
                    roles.set_disabled(offices[number].id, True, by=OPERATOR)
                else:
                    roles.end_role(grants[number], account_id=offices[number].id, by=OPERATOR)
            except Refused:
                return False
            return True

    assert sorted(in_parallel(take_away, 2)) == [False, True]
