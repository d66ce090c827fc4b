"""What somebody held of another's account is worth nothing once her right to it ends."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from network.accounts import links, roles
from network.accounts.models import Account, AccountLink, RoleGrant
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.members import commands as members
from network.members.commands import Person
from network.members.models import Member
from network.vocabulary import LinkKind, Role, Standing, State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]
NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}
OPERATOR = Operator()


def _account(key: int) -> Account:
    db.session.rollback()
    account = db.session.get(Account, key)
    assert account is not None
    return account


def _edit(who: Member, **facts: Any) -> None:
    db.session.rollback()
    present = db.session.get(Member, who.id)
    assert present is not None
    person = Person(**{name: getattr(present, name) for name in Person.__dataclass_fields__})
    members.edit_member(who.id, present.version, replace(person, **facts), Standing.MEMBER, by=OPERATOR)


def test_a_slip_in_the_address_of_a_record_is_gone_with_the_next_invitation(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG, email="a.stranger@example.org")
        roles.invite(by=OPERATOR, role=Role.MEMBER, member=db.session.get(Member, who.id))
        _edit(who, email="hers@example.org")
        roles.invite(by=OPERATOR, role=Role.MEMBER, member=db.session.get(Member, who.id))

        account = db.session.scalar(db.select(Account).where(Account.member_id == who.id))
        assert account is not None
        assert account.email == "hers@example.org"


def test_with_her_move_to_another_state_ends_what_was_held_of_her_account(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        account = make.member_account(who, email="chosen.by.another@example.org", feed_hash="f" * 64)
        coordinator = make.coordinator(State.KG)
    hers = signed_in(account)
    page = signed_in(coordinator).post(f"/members/{who.uid}/invite", status=200).text
    link = re.search(r"http://localhost(/new-password/[\w-]+)", page)[1]  # type: ignore[index]

    with app.app_context():
        _edit(who, state=State.UZ)
        moved = _account(account.id)
        assert (moved.email, moved.password_hash, moved.feed_hash) == (None, None, None)
    hers.get("/members/me", status=303)
    Visitor(app).get(link, status=404)
    with app.app_context():
        _edit(who, state=State.KG)  # back again: what has ended stays so
    Visitor(app).get(link, status=404)
    typed = {"identifier": account.email, "password": make.PASSWORD}
    assert "do not belong together" in Visitor(app).post("/sign-in", typed, status=422).text


def test_a_move_leaves_whoever_is_more_than_a_member_as_she_is(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG)
        account = make.account((Role.MEMBER, None), (Role.COORDINATOR, State.KG), who=who)
    hers = signed_in(account)

    with app.app_context():
        _edit(who, state=State.UZ)

    hers.get("/members/me")


def test_her_new_password_ends_links_and_the_calendar_s_address(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        account = make.secretariat(feed_hash="f" * 64)
        token = links.make_link(account.id, LinkKind.RESET, by=OPERATOR)
    hers = signed_in(account)

    hers.post("/account/password", {"current_password": make.PASSWORD, **NEW})

    Visitor(app).get(f"/new-password/{token}", status=404)
    with app.app_context():
        assert _account(account.id).feed_hash is None


def test_switching_an_account_off_and_on_ends_its_links(app: Flask) -> None:
    with app.app_context():
        account = make.secretariat()
        make.secretariat()
        token = links.make_link(account.id, LinkKind.RESET, by=OPERATOR)
        roles.set_disabled(account.id, True, by=OPERATOR)
        roles.set_disabled(account.id, False, by=OPERATOR)

    Visitor(app).get(f"/new-password/{token}", status=404)


def test_another_role_by_invitation_ends_open_sign_ins(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    session = signed_in(coordinator)
    session.get("/accounts", status=403)

    signed_in(office).post(
        "/accounts/invite", {"name": "A", "email": coordinator.email, "role": "secretariat"}, status=200
    )

    assert session.get("/accounts", status=303).location.startswith("/sign-in")


def test_what_she_ran_for_another_state_and_the_links_she_made_end_with_her_role(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        training = make.training(State.KG)
        runner, office = make.coordinator(State.KZ), make.secretariat()
        invited = make.member(State.KZ, number="KZ-0007")
        grant = db.session.scalar(db.select(RoleGrant.id).where(RoleGrant.account_id == runner.id))
        db.session.rollback()
    page = signed_in(runner).post(f"/members/{invited.uid}/invite", status=200).text
    link = re.search(r"http://localhost(/invitation/[\w-]+)", page)[1]  # type: ignore[index]
    signed_in(office).post(f"/trainings/{training.id}/coordinators", {"account_id": runner.id})
    signed_in(runner).get(f"/trainings/{training.id}/edit")

    with app.app_context():
        roles.end_role(grant, account_id=runner.id, by=OPERATOR)
        roles.give_role(runner.id, Role.COORDINATOR, State.KZ, runner.email, by=OPERATOR)
        made = db.session.scalars(db.select(AccountLink).where(AccountLink.made_by_id == runner.id)).all()
        assert len(made) == 1
        assert made[0].expires_at.date() <= today()
    signed_in(runner).get(f"/trainings/{training.id}/edit", status=403)
    Visitor(app).get(link, status=404)


@pytest.mark.parametrize("path", ["/members/new", "/accounts/invite"])
def test_the_cookie_of_an_ended_sign_in_signs_no_form(app: Flask, signed_in: SignIn, path: str) -> None:
    """On a shared computer it would be offered to be sent by whoever signs in there next."""
    with app.app_context():
        office = make.secretariat()
    stolen = signed_in(office)
    with stolen.client.session_transaction(**stolen.base) as session:
        held = session["_user_id"]
    stolen.post("/sign-out")
    with stolen.client.session_transaction(**stolen.base) as session:
        session["_user_id"] = held

    assert stolen.post(path, {"name": "A", "email": "a@example.org", "role": "secretariat"}).location == "/sign-in"


def test_tries_by_number_and_by_e_mail_are_counted_together(app: Flask) -> None:
    with app.app_context():
        who = make.member(State.KG, number="KG-4242")
        account = make.member_account(who)
    stranger = Visitor(app)
    for turn in range(10):
        typed = {"identifier": account.email if turn % 2 else "KG-4242", "password": "a wrong password"}
        stranger.post("/sign-in", typed, status=422)

    right = {"identifier": account.email, "password": make.PASSWORD}
    assert "Too many tries" in stranger.post("/sign-in", right, status=422).text


@pytest.mark.parametrize("name", ["Ъ", "...", "😀"])
def test_a_name_without_a_letter_to_type_can_be_invited(app: Flask, name: str) -> None:
    with app.app_context():
        who = make.member(State.KG, family=name, given="", family_latin="", given_latin="", number="KG-0900")
        token = roles.invite(by=OPERATOR, role=Role.MEMBER, member=db.session.get(Member, who.id))

    Visitor(app).get(f"/invitation/{token}")


def test_names_of_any_length_leave_the_pages_of_the_list_in_order(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        for number in range(30):
            make.coordinator(State.KG, name="ﷺ" * 600 + str(number))
        office = make.secretariat(name="Office")
    visitor, path, pages = signed_in(office), "/accounts", 0
    while path and pages < 9:
        page = visitor.get(path).text
        found = re.search(r'href="([^"]+)" rel="next"|rel="next" href="([^"]+)"', page)
        path, pages = (found[1] or found[2]).replace("&amp;", "&") if found else "", pages + 1

    assert pages == 2


class TestTheAddress:
    """The e-mail that an account signs in with."""

    def test_the_secretariat_corrects_it(self, app: Flask, signed_in: SignIn) -> None:
        with app.app_context():
            account, office = make.coordinator(State.KG, email="wrong@example.org"), make.secretariat()
            token = links.make_link(account.id, LinkKind.RESET, by=OPERATOR)
        hers = signed_in(account)

        signed_in(office).post(f"/accounts/{account.id}/e-mail", {"email": "Right@example.org"})

        hers.get("/account", status=303)
        Visitor(app).get(f"/new-password/{token}", status=404)
        Visitor(app).post("/sign-in", {"identifier": "right@example.org", "password": make.PASSWORD})

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("other@example.org", "Another account uses this e-mail"),
            ("no address", "not an e-mail address"),
            ("", "no member number"),
        ],
    )
    def test_what_cannot_be_is_said(self, app: Flask, signed_in: SignIn, typed: str, sentence: str) -> None:
        with app.app_context():
            account, office = make.coordinator(State.KG), make.secretariat()
            make.coordinator(State.UZ, email="other@example.org")

        page = signed_in(office).post(f"/accounts/{account.id}/e-mail", {"email": typed}, status=422).text

        assert sentence in page

    def test_her_own_asks_for_the_password(self, app: Flask, signed_in: SignIn) -> None:
        with app.app_context():
            account = make.coordinator(State.KG, email="before@example.org")
        hers = signed_in(account)
        typed = {"email": "after@example.org"}

        page = hers.post("/account/e-mail", {**typed, "current_password": "a slip of the hand"}, status=422).text
        assert "not your present password" in page
        assert 'value="after@example.org"' in page
        hers.post("/account/e-mail", {**typed, "current_password": make.PASSWORD})

        Visitor(app).post("/sign-in", {"identifier": "after@example.org", "password": make.PASSWORD})
