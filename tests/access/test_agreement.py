"""The two readers of the policy table agree for every role, action and sample record."""

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from network.access.guard import check_sealed, public, signed_in
from network.access.policy import POLICY, Action, Scope
from network.access.scope import allowed, condition, may, out_of_status, permitted, reaches
from network.accounts.models import Account, SignIn
from network.agencies.models import Agency
from network.audit.models import AuditEntry, Seen
from network.bulk.models import BulkBatch
from network.clock import now
from network.database import db
from network.errors import Misconfigured
from network.exports.models import Export, Layout
from network.members.consents import Photo
from network.members.models import Member, NameToken
from network.participation.models import Participation
from network.priorities.models import Plan, Priority
from network.privacy.models import PrivacyRequest
from network.ranks.models import Rank
from network.trainings.models import Organisation, Training
from network.vocabulary import (
    Audience,
    Opened,
    PlanStatus,
    RequestKind,
    RequestStatus,
    Role,
    Sighting,
    Standing,
    State,
    TrainingStatus,
)  # fmt: skip
from tests import factories as make


@dataclass(frozen=True)
class Person:
    """An actor by her facts alone."""

    roles: frozenset[Role]
    states: frozenset[State] = frozenset()
    account_id: int | None = 1
    member_id: int | None = None
    assigned_training_ids: frozenset[int] = frozenset()
    home: State | None = None


#: Which records an action is about.
RECORDS: dict[str, type[Any]] = {
    "training": Training,
    "organisation": Organisation,
    "participants": Training,
    "participation": Participation,
    "attendance": Training,
    "member": Member,
    "bulk": BulkBatch,
    "consent": Member,
    "directory": Member,
    "photo": Photo,
    "agency": Agency,
    "rank": Rank,
    "account": Account,
    "plan": Plan,
    "list": Export,
    "layout": Layout,
    "exports": Export,
    "seen": Seen,
    "privacy": Member,
    "request": PrivacyRequest,
    "audit": AuditEntry,
}


#: What a record's answer needs of others.
LOADED: dict[type[Any], Any] = {
    Account: [joinedload(Account.member), selectinload(Account.grants)],
    PrivacyRequest: [joinedload(PrivacyRequest.member)],
    Participation: [joinedload(Participation.member)],
    Member: [selectinload(Member.consents)],
    Photo: [joinedload(Photo.member), selectinload(Photo.consents)],
}


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    """Records of two states in every status, and an actor of each kind."""
    with app.app_context():
        kg, uz = make.member(State.KG), make.member(State.UZ)
        assigned = 0
        for state in (State.KG, State.UZ):
            for status in TrainingStatus:
                one = make.training(state, status=status)
                assigned = one.id
                for who in (kg, uz):
                    make.participation(one, who)
        for who in (kg, uz):
            for kind in RequestKind:
                make.privacy_request(who, kind)
                make.privacy_request(who, kind, status=RequestStatus.DONE, answered_at=now())
        make.member_account(kg)
        make.member_account(uz)
        for number, named in enumerate((None, 1, 2)):  # shielded: nobody is named, our actor, somebody else
            for state in (State.KG, State.UZ):
                who = make.member(state, shield_code=f"S-{state}{number}", shield_account_id=named)
                make.participation(db.session.get(Training, assigned), who)
                make.member_account(who)
        for role, state in ((Role.COORDINATOR, State.TJ), (Role.SECRETARIAT, None)):
            make.account((Role.MEMBER, None), (role, state), who=make.member(State.KG))
            make.account((role, state))
        for state in (State.KG, State.UZ):
            for audience in Audience:
                for standing in (Standing.MEMBER, Standing.FORMER):
                    opened = make.opened(make.member(state, standing=standing), audience, Opened.PHOTO)
                    make.photo(opened)
            make.photo(make.opened(make.member(state)))
        make.photo(kg)
        make.agency(State.KG)
        make.rank(State.KG)
        make.organisation()
        for plan_status in PlanStatus:
            make.priority(make.plan(status=plan_status))
        for account in db.session.scalars(db.select(Account).where(Account.id < 3)).all():
            number = make.export(account).id
            for who in (kg, uz):
                make.seen(who, account, what=Sighting.LISTED, export_id=number)
        for account in db.session.scalars(db.select(Account).where(Account.id < 3)).all():
            make.bulk_batch(account, [kg, uz])
        for account_id in (1, 2):
            make.save(Layout(account_id=account_id, list_name="participants", name="House layout", columns=["family"]))
    return {
        "nobody": Person(frozenset(), account_id=None),
        "member": Person(frozenset({Role.MEMBER}), member_id=kg.id, home=State.KG),
        "former member": Person(frozenset({Role.MEMBER}), member_id=kg.id),
        "member without a record": Person(frozenset({Role.MEMBER})),
        "coordinator": Person(frozenset({Role.COORDINATOR}), frozenset({State.KG})),
        "coordinator without a state": Person(frozenset({Role.COORDINATOR})),
        "assigned coordinator": Person(
            frozenset({Role.COORDINATOR}), frozenset({State.TJ}), assigned_training_ids=frozenset({assigned})
        ),
        "member and coordinator": Person(
            frozenset({Role.MEMBER, Role.COORDINATOR}), frozenset({State.UZ}), 1, kg.id, home=State.KG
        ),
        "secretariat": Person(frozenset({Role.SECRETARIAT})),
    }


def test_a_button_is_shown_for_exactly_the_rows_that_the_select_gives(app: Flask, people: dict[str, Person]) -> None:
    compared = 0
    with app.app_context():
        for actor in people.values():
            for action in Action:
                model = RECORDS[action.value.partition(".")[0]]
                through = set(db.session.scalars(permitted(actor, action, model)))
                for record in db.session.scalars(db.select(model).options(*LOADED.get(model, ()))):
                    compared += 1
                    assert allowed(actor, action, record) == (record in through), (actor, action, record.id)
            # A search finds exactly those whom the list shows.
            for action in (Action.MEMBER_LIST, Action.DIRECTORY_VIEW):
                found = select(NameToken.member_id).where(condition(actor, action, NameToken))
                listed = select(Member.id).where(condition(actor, action, Member))
                assert set(db.session.scalars(found)) == set(db.session.scalars(listed)), (actor, action)
            # Priorities belong to no action of their own: they are as far as their plan is.
            seen = set(db.session.scalars(permitted(actor, Action.PLAN_VIEW, Priority)))
            for priority in db.session.scalars(db.select(Priority).options(selectinload(Priority.plan))):
                assert allowed(actor, Action.PLAN_VIEW, priority) == (priority in seen), (actor, priority.id)
        db.session.rollback()
    assert compared > 500


def test_every_action_has_a_line_and_every_record_answers(app: Flask) -> None:
    assert set(POLICY) == set(Action)
    nobody = Person(frozenset())
    for model in {*RECORDS.values(), Priority, SignIn}:
        for scope in Scope:
            assert str(model.within(scope, nobody)) is not None
            open_to_all = model is Member and scope is Scope.UNSHIELDED  # it asks for nothing of the actor
            assert model().is_within(scope, nobody) is open_to_all


def test_a_coordinator_without_a_state_sees_nothing_of_any_state(app: Flask, people: dict[str, Person]) -> None:
    actor = people["coordinator without a state"]
    with app.app_context():
        assert db.session.scalars(permitted(actor, Action.MEMBER_VIEW, Member)).all() == []
        assert db.session.scalars(permitted(actor, Action.TRAINING_EDIT, Training)).all() == []
        db.session.rollback()


def test_a_status_that_stands_against_it_is_told_apart_from_a_missing_right(
    app: Flask, people: dict[str, Person]
) -> None:
    with app.app_context():
        cancelled = make.training(State.KG, status=TrainingStatus.CANCELLED)
        assert out_of_status(people["coordinator"], Action.TRAINING_EDIT, cancelled)
        assert not out_of_status(people["member"], Action.TRAINING_EDIT, cancelled)
        assert not out_of_status(people["coordinator"], Action.TRAINING_VIEW, cancelled)


def test_menus_follow_the_table(people: dict[str, Person]) -> None:
    assert may(people["secretariat"], Action.AUDIT_VIEW)
    assert not may(people["member"], Action.AUDIT_VIEW)
    assert reaches(people["secretariat"], Action.MEMBER_EDIT)
    assert not reaches(people["coordinator"], Action.MEMBER_EDIT)
    assert reaches(people["coordinator"], Action.MEMBER_EDIT, Scope.OWN_STATE)


def test_an_absent_line_is_a_refusal(app: Flask, people: dict[str, Person]) -> None:
    with app.app_context():
        select = db.select(Member).where(condition(people["nobody"], Action.MEMBER_VIEW, Member))
        assert db.session.scalars(select).all() == []


def test_a_route_declares_its_access_once() -> None:
    def view() -> str:
        return "twice"

    with pytest.raises(Misconfigured, match="view declares its access twice"):
        public(signed_in(view))


def test_the_app_does_not_start_with_a_route_that_declares_nothing(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open to all"
    with pytest.raises(Misconfigured, match="forgotten does not declare"):
        check_sealed(app)
