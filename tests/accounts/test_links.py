"""Invitations and links for a new password: single use, short life, made by those who may."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask

from network.accounts import commands, links, queries, roles
from network.accounts.models import Account, AccountLink, RoleGrant
from network.accounts.models import SignIn as SignInRow
from network.audit.changes import Operator
from network.clock import now, today
from network.database import db
from network.errors import Refused
from network.members import commands as members
from network.members.commands import Person
from network.members.models import Member
from network.vocabulary import LinkKind, Role, Standing, State
from tests import factories as make
from tests.participation.people import actor
from tests.visitor import Visitor

NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}
SignIn = Callable[[Account], Visitor]


def _link(page: str) -> str:
    return re.search(r"http://localhost(/[\w-]+/[\w-]+)", page)[1]  # type: ignore[index]


def test_a_coordinator_is_invited_opens_her_account_and_works(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        office = make.secretariat()
    data = {"name": "Жылдыз Маканбай кызы", "email": "Jyldyz@example.org", "role": "coordinator", "state": "KG"}
    link = _link(signed_in(office).post("/accounts/invite", data, status=200).text)
    invited = Visitor(app)
    assert "Жылдыз Маканбай кызы" in invited.get(link).text
    invited.get(link)  # looking consumes nothing: mail scanners look too
    invited.post(link, NEW)
    assert "Coordinator, Kyrgyzstan" in invited.get("/account").text
    assert "was used or has expired" in Visitor(app).get(link, status=404).text
    Visitor(app).post("/sign-in", {"identifier": "jyldyz@example.org", "password": NEW["new_password"]})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"state": ""}, "Choose the state that she coordinates"),
        ({"role": "secretariat"}, "choose none"),
        ({"email": "no address"}, "not an e-mail address"),
        ({"name": ""}, "Write the name."),
        ({"role": "member"}, "Choose one of those"),
        ({"name": "a\u202eb"}, "hidden characters (U+202E)"),
    ],
)
def test_a_wrong_invitation_is_said_beside_the_field_and_kept(
    app: Flask, signed_in: SignIn, change: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        office = make.secretariat()
    data = {"name": "Жылдыз", "email": "j@example.org", "role": "coordinator", "state": "KG"} | change
    page = signed_in(office).post("/accounts/invite", data, status=422).text
    assert sentence in page
    assert "<title>Error:" in page
    assert "error-summary" in page
    if not change.get("email"):
        assert 'value="j@example.org"' in page


def test_a_link_works_for_seven_days(app: Flask) -> None:
    with app.app_context():
        token = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        Visitor(app).get(f"/invitation/{token}")
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        Visitor(app).get(f"/invitation/{token}", status=404)


def test_a_newer_link_ends_the_older_one(app: Flask) -> None:
    with app.app_context():
        first = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
        second = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    Visitor(app).get(f"/invitation/{first}", status=404)
    Visitor(app).get(f"/invitation/{second}")


def test_two_people_with_one_link_do_not_both_get_in(app: Flask, in_parallel: Callable[..., list[int]]) -> None:
    with app.app_context():
        token = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")

    def use(n: int) -> int:
        visitor = Visitor(app)
        token_of_form = visitor.token()
        answer = visitor.client.post(f"/invitation/{token}", data={"csrf_token": token_of_form, **NEW}, **visitor.base)
        return answer.status_code

    assert sorted(in_parallel(use, 4)) == [303, 404, 404, 404]


@pytest.mark.parametrize(
    ("password", "repeat", "sentence"),
    [
        ("short", "short", "At least 15 characters"),
        ("a" * 129, "a" * 129, "At most 128"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "would be guessed"),
        ("apricot bridge 1925 snow", "apricot bridge 1925 snown", "not the same"),
    ],
)
def test_a_weak_password_is_refused(app: Flask, password: str, repeat: str, sentence: str) -> None:
    with app.app_context():
        token = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    data = {"new_password": password, "repeat_password": repeat}
    page = Visitor(app).post(f"/invitation/{token}", data, status=422).text
    assert sentence in page
    assert password not in page


def test_a_coordinator_invites_members_of_her_own_state_only(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        own, other = make.member(State.KG, email="own@example.org"), make.member(State.UZ)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    link = _link(visitor.post(f"/members/{own.uid}/invite", status=200).text)
    visitor.post(f"/members/{other.uid}/invite", status=404)
    Visitor(app).post(link, NEW)
    member = Visitor(app)
    member.post("/sign-in", {"identifier": str(own.number), "password": NEW["new_password"]})
    member.post(f"/members/{own.uid}/invite", status=403)
    again = _link(visitor.post(f"/members/{own.uid}/invite", status=200).text)
    assert again.startswith("/new-password/")
    Visitor(app).post(again, NEW)
    member.get("/account", status=303)  # a new password ends every other sign-in


def test_whoever_invites_learns_nothing_of_the_accounts_of_others(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        make.secretariat(email="taken@example.org")
        taken, free = make.member(State.KG, email="taken@example.org"), make.member(State.KG, email="free@example.org")
        coordinator = make.coordinator(State.KG)
    visitor, pages = signed_in(coordinator), []
    for who in (taken, free):
        page = visitor.post(f"/members/{who.uid}/invite", status=200).text
        Visitor(app).post(_link(page), NEW)
        Visitor(app).post("/sign-in", {"identifier": str(who.number), "password": NEW["new_password"]})
        card = visitor.get(f"/members/{who.uid}").text.split('id="account"')[1].split("<form")[0]
        pages.append(re.sub(r"\s+", " ", card))
    assert "signs in with her member number" in pages[0]
    assert pages[0] == pages[1]
    office = Visitor(app).post("/sign-in", {"identifier": "taken@example.org", "password": make.PASSWORD})
    assert office.location == "/"


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("more", [(Role.SECRETARIAT, None), (Role.COORDINATOR, State.UZ), (Role.COORDINATOR, State.KG)])
def test_a_coordinator_makes_no_link_for_whoever_is_more_than_a_member(
    app: Flask, signed_in: SignIn, more: tuple[Role, State | None], opened: bool
) -> None:
    """Whoever has the link can be whom it is for."""
    with app.app_context():
        who = make.member(State.KG)
        facts = {} if opened else {"password_hash": None}
        account = make.account((Role.MEMBER, None), more, who=who, **facts)
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    visitor = signed_in(coordinator)
    page = visitor.get(f"/members/{who.uid}").text
    assert "the secretariat makes her links" in page
    assert f"/members/{who.uid}/invite" not in page
    answer = visitor.post(f"/members/{who.uid}/invite")
    assert "the secretariat makes her links" in visitor.get(answer.location).text
    with app.app_context():
        by = actor(coordinator)
        with pytest.raises(Refused):
            links.make_link(account.id, LinkKind.RESET, by=by)
        assert db.session.scalars(db.select(AccountLink)).all() == []
        db.session.rollback()
    assert _link(signed_in(office).post(f"/members/{who.uid}/invite", status=200).text)


def test_a_first_role_beyond_a_members_begins_the_account_anew(app: Flask, signed_in: SignIn) -> None:
    """A coordinator opened a member's account herself; then the secretariat makes that member one of its own."""
    with app.app_context():
        who = make.member(State.KG, email="deputy@example.org")
        coordinator, office = make.coordinator(State.KG), make.secretariat()
    visitor, secretary = signed_in(coordinator), signed_in(office)
    puppet = Visitor(app)
    puppet.post(_link(visitor.post(f"/members/{who.uid}/invite", status=200).text), NEW)
    held_back = _link(visitor.post(f"/members/{who.uid}/invite", status=200).text)
    with app.app_context():
        account_id = db.session.scalars(db.select(Account.id).where(Account.member_id == who.id)).one()
    role = {"role": "secretariat", "state": "", "email": "her.own@example.org"}
    page = secretary.post(f"/accounts/{account_id}", role, status=200).text
    puppet.get("/account", status=303)
    password = {"identifier": str(who.number), "password": NEW["new_password"]}
    assert "do not belong together" in Visitor(app).post("/sign-in", password, status=422).text
    Visitor(app).get(held_back, status=404)
    other = "meadow kettle 88 lantern"
    Visitor(app).post(_link(page), {"new_password": other, "repeat_password": other})
    own = Visitor(app)
    own.post("/sign-in", {"identifier": "her.own@example.org", "password": other})
    own.get("/audit")
    # A further role is given to whoever is trusted already: her password stays.
    further = {**role, "role": "coordinator", "state": "KG"}
    secretary.post(f"/accounts/{account_id}", further)
    Visitor(app).post("/sign-in", {"identifier": "her.own@example.org", "password": other})


OTHER = "meadow kettle 88 lantern"


class Puppet:
    """A member's account of which the coordinator of her state chose the password, and holds a link and the e-mail."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            self.who = make.member(State.KG)
            self.account = make.member_account(self.who, email="puppet@example.org")
            self.coordinator, self.office = actor(make.coordinator(State.KG)), actor(make.secretariat())
            self.signed_in = commands.begin_sign_in(self.account.id, self.account.password_hash, address="", device="")
            found = queries.signed_in_by(self.signed_in)
            db.session.rollback()
            assert found is not None
            self.herself = found[0]
            self.link = links.make_link(self.account.id, LinkKind.RESET, by=self.coordinator)

    def rise(self) -> None:
        """The secretariat makes the woman behind the account one of its own."""
        roles.give_role(self.account.id, Role.SECRETARIAT, None, "her.own@example.org", by=self.office)


def _sign_in(puppet: Puppet) -> object:
    proven = commands.prove(str(puppet.who.number), make.PASSWORD, address="")
    return commands.begin_sign_in(proven.account_id, proven.password_hash, address="", device="")


def _change_password(puppet: Puppet) -> object:
    return commands.change_password(make.PASSWORD, OTHER, by=puppet.herself, address="")


def _use_link(puppet: Puppet) -> object:
    return links.use_link(LinkKind.RESET, puppet.link, OTHER)


def _ask_by_mail(puppet: Puppet) -> object:
    return links.link_by_mail("puppet@example.org")


@pytest.mark.parametrize(
    ("attempt", "slow"),
    [
        (_sign_in, (commands, "is_right")),
        (_change_password, (commands, "hash_password")),
        (_use_link, (links, "hash_password")),
        (_use_link, (links, "Self")),
        (_ask_by_mail, (links, "Self")),
    ],
)
def test_nobody_rises_while_the_role_is_given(
    app: Flask, monkeypatch: pytest.MonkeyPatch, attempt: Callable[[Puppet], object], slow: tuple[object, str]
) -> None:
    """Hashing takes as long as somebody else needs to give the role: here it is given just then."""
    puppet = Puppet(app)
    module, name = slow
    real, done = getattr(module, name), []

    def meanwhile(*arguments: object) -> object:
        result = real(*arguments)
        if not done:
            done.append(True)
            puppet.rise()
        return result

    monkeypatch.setattr(module, name, meanwhile)
    with app.app_context(), pytest.raises(Refused):
        attempt(puppet)
    monkeypatch.undo()
    assert done
    with app.app_context():
        risen = db.session.get_one(Account, puppet.account.id)
        assert (risen.password_hash, risen.email, risen.feed_hash) == (None, "her.own@example.org", None)
        still = db.select(SignInRow).where(SignInRow.account_id == risen.id, SignInRow.ended_at.is_(None))
        assert not db.session.scalars(still).all()
        db.session.rollback()


def test_a_link_is_as_good_as_the_right_of_whoever_made_it(app: Flask, signed_in: SignIn) -> None:
    puppet = Puppet(app)
    path = f"/new-password/{puppet.link}"
    Visitor(app).get(path)
    with app.app_context():
        moved = replace(_person(puppet.who), state=State.UZ)
        members.edit_member(puppet.who.id, puppet.who.version, moved, Standing.MEMBER, by=Operator())
    Visitor(app).get(path, status=404)
    Visitor(app).post(path, NEW, status=404)


def test_a_link_is_as_good_as_the_right_of_whoever_made_it_by_her_last_day(app: Flask) -> None:
    """Nothing happens on the day after: whoever looks at the link asks what its maker may do today."""
    puppet = Puppet(app)
    with app.app_context(), make.saving():
        for grant in db.session.scalars(
            db.select(RoleGrant).where(RoleGrant.account_id == puppet.coordinator.account_id)
        ):
            grant.starts_on, grant.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
    Visitor(app).get(f"/new-password/{puppet.link}", status=404)


def test_a_link_is_worth_nothing_while_whoever_made_it_is_switched_off(app: Flask) -> None:
    puppet = Puppet(app)
    with app.app_context():
        roles.set_disabled(puppet.coordinator.account_id, True, by=Operator())
    Visitor(app).get(f"/new-password/{puppet.link}", status=404)


def _person(who: Member) -> Person:
    return Person(state=who.state, family=who.family, given=who.given)


def test_the_last_two_of_the_secretariat_do_not_end_each_other(
    app: Flask, in_parallel: Callable[..., list[bool]]
) -> None:
    with app.app_context():
        offices = [make.secretariat(), make.secretariat()]
        held = db.select(RoleGrant.id).order_by(RoleGrant.account_id)
        grants = db.session.scalars(held).all()
        db.session.rollback()
    barrier = Barrier(2)

    def end(number: int) -> bool:
        with app.app_context():
            barrier.wait()
            try:
                roles.end_role(grants[number], account_id=offices[number].id, by=Operator())
            except Refused:
                return False
            return True

    assert sorted(in_parallel(end, 2)) == [False, True]


def test_an_invitation_by_e_mail_finds_no_members_account(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG, family="Абдыева")
        make.member_account(who, email="deputy@example.org")
        office = make.secretariat()
    data = {"name": "Deputy", "email": "Deputy@example.org", "role": "secretariat", "state": ""}
    page = signed_in(office).post("/accounts/invite", data, status=422).text
    assert f"This is the e-mail of {who.name} · {who.number}" in page
    with app.app_context():
        grants = db.session.scalars(
            db.select(RoleGrant.role).join(RoleGrant.account).where(Account.member_id == who.id)
        )
        assert set(grants) == {Role.MEMBER}
        db.session.rollback()


def test_a_role_is_refused_beside_an_e_mail_of_another_account(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        make.coordinator(email="taken@example.org")
        account, office = make.member_account(make.member(State.KG)), make.secretariat()
    data = {"role": "coordinator", "state": "KG", "email": "taken@example.org"}
    page = signed_in(office).post(f"/accounts/{account.id}", data, status=422).text
    assert "Another account uses this e-mail." in page
    assert 'value="taken@example.org"' in page


def test_a_guest_is_made_a_member_before_she_is_invited(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        guest = make.member(State.KG, standing=Standing.GUEST, number=None)
        coordinator = make.coordinator(State.KG)
    visitor = signed_in(coordinator)
    assert "Make her a member first" in visitor.get(f"/members/{guest.uid}").text
    answer = visitor.post(f"/members/{guest.uid}/invite")
    assert "Make her a member first" in visitor.get(answer.location).text


def test_without_mail_the_page_says_who_helps(visitor: Visitor) -> None:
    assert "Ask your coordinator" in visitor.get("/forgotten-password").text
