"""Setting factors up, the demand for one, asking again, and the way back after a lost device."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import time_machine
from flask import Flask

from network import create_app
from network.accounts import links
from network.accounts.models import Account
from network.audit.changes import Operator
from network.clock import now
from network.database import db
from network.mail.delivery import deliver
from network.vocabulary import LinkKind, Role, State
from tests import factories as make
from tests.databases import PostgresServer, SqliteFiles, settings
from tests.factors.authenticator import SecurityKey
from tests.factors.people import SECRET, add_passkey, code, options, with_app
from tests.mail.servers import MailServer
from tests.visitor import Visitor

SignInAs = Callable[[Account], Visitor]
NEW = {"new_password": "apricot bridge 1925 snow", "repeat_password": "apricot bridge 1925 snow"}


def _demanding(app: Flask, **more: object) -> Flask:
    """The same database behind a server as it is deployed: with the demand."""
    present = app.config["SETTINGS"]
    return create_app(settings(present.instance, present.database_url, second_factor=True, **more))


@pytest.mark.parametrize(("role", "stopped"), [("secretariat", True), ("coordinator", True), ("member", False)])
def test_coordinators_and_the_secretariat_cannot_work_without_a_factor(app: Flask, role: str, stopped: bool) -> None:
    with app.app_context():
        accounts = {"secretariat": make.secretariat, "coordinator": make.coordinator}
        account = accounts[role]() if role in accounts else make.member_account(make.member())
    served = _demanding(app)
    visitor = Visitor(served).sign_in(account)

    for rule in served.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and not rule.arguments:
            access = served.view_functions[rule.endpoint].access  # type: ignore[attr-defined]
            if access["kind"] in ("requires", "signed_in") and not rule.endpoint.startswith("factors."):
                answer = visitor.client.get(rule.rule, **visitor.base)
                assert (answer.location == "/account/second-factor") is stopped, rule.rule
                answer.close()
    visitor.post("/trainings/add", {"title": "x"}, status=303 if stopped else 403)
    visitor.get("/account/second-factor")
    visitor.post("/sign-out")


def test_after_setting_up_an_app_she_works(app: Flask) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    visitor = Visitor(_demanding(app)).sign_in(account)
    page = visitor.get("/account/second-factor/app").text
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")  # type: ignore[index]
    signed = re.search(r'name="secret"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    assert "<svg" in page

    again = visitor.post("/account/second-factor/app", {"secret": signed, "code": "000000"}, status=422).text
    assert secret in again.replace(" ", "")  # the same one, which the phone has scanned
    done = visitor.post("/account/second-factor/app", {"secret": signed, "code": pyotp.TOTP(secret).now()}, status=200)

    assert done.text.count("<li><code>") == 10
    visitor.get("/members/")


def test_with_the_first_factor_sign_ins_that_showed_none_end(app: Flask, signed_in: SignInAs) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    elsewhere, here = signed_in(account), signed_in(account)

    add_passkey(here, SecurityKey())

    elsewhere.get("/account", status=303)
    here.get("/account")


def test_a_secret_that_the_page_did_not_show_to_her_is_none(app: Flask, signed_in: SignInAs) -> None:
    with app.app_context():
        one, other = make.coordinator(State.KG), make.coordinator(State.UZ)
    page = signed_in(other).get("/account/second-factor/app").text
    signed = re.search(r'name="secret"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]
    visitor = signed_in(one)
    for secret in (signed, SECRET, ""):
        visitor.post("/account/second-factor/app", {"secret": secret, "code": code()}, status=200)
    with app.app_context():
        stored = db.session.get(Account, one.id)
        assert stored is not None
        assert not stored.has_factor


def test_a_demo_lets_somebody_look_around_without(databases: SqliteFiles | PostgresServer, tmp_path: Path) -> None:
    with databases.fresh() as url:
        app = create_app(settings(tmp_path, url, second_factor=True, demo=True))
        with app.app_context():
            account = make.coordinator(State.KG)
        visitor = Visitor(app).sign_in(account)
        assert "This is a demo" in visitor.get("/account/second-factor").text
        visitor.post("/account/second-factor/demo")
        visitor.get("/members/")
        Visitor(app).sign_in(account).get("/members/", status=303)  # this browser only


def test_only_a_demo_does(app: Flask, signed_in: SignInAs) -> None:
    with app.app_context():
        account = make.coordinator(State.KG)
    signed_in(account).post("/account/second-factor/demo", status=404)


SENSITIVE = {
    "reports.lists": "/lists?training=1",
    "accounts.show": "/accounts/{account}",
    "accounts.invite": "/accounts/invite",
    "accounts.change_address": "/accounts/{account}/e-mail",
    "accounts.make_link": "/accounts/{account}/link",
    "accounts.end_role": "/accounts/{account}/roles/1/end",
    "accounts.switch": "/accounts/{account}/switch",
    "handover.end_role": "/accounts/{account}/roles/1/hand-over",
    "handover.switch_off": "/accounts/{account}/switch-off",
    "imports.wrong": "/imports/{list}/wrong",
    "agencies.merge": "/agencies/{agency}/merge",
    "agencies.carry_over": "/agencies/{agency}/carry-over",
    "agencies.carry_back": "/agencies/{agency}/carry-over/1/undo",
    "factors.of_account": "/accounts/{account}/lost-device",
    "factors.of_member": "/members/{member}/lost-device",
    "factors.add_passkey": "/account/second-factor/passkeys",
    "factors.remove_passkey": "/account/second-factor/passkeys/1/remove",
    "factors.app": "/account/second-factor/app",
    "factors.remove_app": "/account/second-factor/app/remove",
    "factors.renew_codes": "/account/second-factor/codes",
    "privacy.download": "/members/me/data/download",
    "privacy.erase": "/members/{member}/erase",
    "merging.merge": "/members/{member}/merge/{member}",
    "merging.undo": "/merges/{merger}/undo",
    "privacy.leaving": "/members/me/data/leaving",
    "bulk.do": "/members/bulk/{batch}/do",
    "bulk.export": "/members/bulk/{batch}/export",
    "shields.edit": "/members/{member}/shield",
    "shields.lift": "/members/{member}/shield/lift",
}


def test_every_sensitive_action_asks_again_after_ten_minutes(app: Flask) -> None:
    declared = {name for name, view in app.view_functions.items() if getattr(view, "asks_again", False)}
    assert declared == set(SENSITIVE)
    with app.app_context():
        own = make.member()
        office = with_app(make.account((Role.SECRETARIAT, None), (Role.MEMBER, None), who=own))
        who = make.member()
        ids = {
            "list": make.list_import(office)[0].uid,
            "account": make.coordinator(State.KG).id,
            "agency": make.agency().id,
            "member": who.uid,
        }
        ids["batch"] = make.bulk_batch(office, [who]).uid
        ids["merger"] = make.merger(who).uid
    visitor = Visitor(app).sign_in(office)

    with time_machine.travel(now() + timedelta(minutes=11)):
        for path in SENSITIVE.values():
            page = visitor.post(path.format(**ids), {"name": "Айпери", "email": "a@example.org"}, status=401).text
            assert "Is it still you?" in page, path
            assert 'name="name" value="Айпери"' in page, path  # what was typed goes with it


def test_with_a_code_it_goes_on_at_once_and_asks_no_more_for_ten_minutes(app: Flask) -> None:
    with app.app_context():
        office = with_app(make.secretariat())
    visitor = Visitor(app).sign_in(office)
    typed = {"name": "Айпери", "email": "a@example.org", "role": "secretariat", "state": ""}

    with time_machine.travel(now() + timedelta(minutes=11)):
        wrong = visitor.post("/accounts/invite", {**typed, "confirm_code": "000000"}, status=422).text
        assert 'name="email" value="a@example.org"' in wrong
        assert 'value="000000"' in wrong
        page = visitor.post("/accounts/invite", {**typed, "confirm_code": code()}, status=200).text
        assert "/invitation/" in page
        assert "/invitation/" in visitor.post("/accounts/invite", {**typed, "email": "b@example.org"}, status=200).text


def test_with_a_passkey_too(app: Flask, signed_in: SignInAs) -> None:
    with app.app_context():
        office = make.secretariat()
    key, visitor = SecurityKey(), signed_in(office)
    add_passkey(visitor, key)
    typed = {"name": "A", "email": "a@example.org", "role": "secretariat"}

    with time_machine.travel(now() + timedelta(minutes=11)):
        asked = options(visitor.post("/accounts/invite", typed, status=401).text)
        page = visitor.post("/accounts/invite", {**typed, "confirm_passkey": key.get(asked)}, status=200).text
    assert "/invitation/" in page


def test_an_account_without_a_factor_shows_her_password(app: Flask) -> None:
    """Members, and everybody in a demo."""
    with app.app_context():
        account = make.member_account(make.member())
    visitor = Visitor(app).sign_in(account)

    with time_machine.travel(now() + timedelta(minutes=11)):
        page = visitor.post("/account/second-factor/codes", status=401).text
        assert 'name="confirm_password"' in page
        visitor.post("/account/second-factor/codes", {"confirm_password": "a slip of the hand"}, status=422)
        visitor.post("/account/second-factor/codes", {"confirm_password": make.PASSWORD}, status=403)  # no factor yet


def test_whoever_may_not_is_not_asked(app: Flask) -> None:
    with app.app_context():
        account, other = with_app(make.coordinator(State.KG)), make.coordinator(State.UZ)
    visitor = Visitor(app).sign_in(account)
    with time_machine.travel(now() + timedelta(minutes=11)):
        visitor.post(f"/accounts/{other.id}/switch", status=404)
        visitor.post("/accounts/invite", status=403)


def test_a_link_for_a_new_password_is_no_factor(app: Flask) -> None:
    with app.app_context():
        account = with_app(make.coordinator(State.KG))
        token = links.make_link(account.id, LinkKind.RESET, by=Operator())
    visitor = Visitor(app)
    page = visitor.post(f"/new-password/{token}", NEW, status=200).text
    assert "One more step" in page
    visitor.get("/account", status=303)
    visitor.post("/sign-in/second", {"confirm_code": code()})
    visitor.get("/account")


class TestALostDevice:
    """Somebody else takes the factors away; the owner's password, sign-ins and codes end with them."""

    def test_the_secretariat_lets_a_coordinator_begin_anew(self, app: Flask, signed_in: SignInAs) -> None:
        with app.app_context():
            account, office = with_app(make.coordinator(State.KG)), make.secretariat()
        hers = Visitor(app).sign_in(account)
        page = signed_in(office).post(f"/accounts/{account.id}/lost-device", status=200).text
        link = re.search(r"http://localhost(/new-password/[\w-]+)", page)[1]  # type: ignore[index]

        hers.get("/account", status=303)
        typed = {"identifier": account.email, "password": make.PASSWORD}
        Visitor(app).post("/sign-in", typed, status=422)  # whoever found the phone may know it too
        again = Visitor(_demanding(app))
        again.post(link, NEW)
        page = again.get("/account/second-factor").text
        assert "taken away" in page
        again.get("/members/", status=303)

    def test_her_coordinator_does_for_a_member_of_her_state_only(self, app: Flask, signed_in: SignInAs) -> None:
        with app.app_context():
            who = make.member(State.KG)
            account = with_app(make.member_account(who))
            own, other = make.coordinator(State.KG), make.coordinator(State.UZ)
            more = with_app(make.account((Role.COORDINATOR, State.KG), who=make.member(State.KG, number="KG-77")))
        signed_in(other).post(f"/members/{who.uid}/lost-device", status=404)
        signed_in(own).post(f"/members/{who.uid}/lost-device", status=200)
        with app.app_context():
            stored = db.session.get(Account, account.id)
            assert stored is not None
            assert not stored.has_factor
            uid = db.session.scalar(db.text(f"SELECT uid FROM member WHERE id = {more.member_id}"))
        signed_in(own).post(f"/members/{uid}/lost-device", status=403)  # the secretariat's to do

    def test_a_code_of_before_is_none(self, app: Flask, signed_in: SignInAs) -> None:
        with app.app_context():
            account, office = make.coordinator(State.KG), make.secretariat()
        page = add_passkey(signed_in(account), SecurityKey())
        old = page.split("<code>")[1].split("<")[0]
        signed_in(office).post(f"/accounts/{account.id}/lost-device", status=200)
        with app.app_context():
            with_app(account)
            token = links.make_link(account.id, LinkKind.RESET, by=Operator())
        visitor = Visitor(app)
        visitor.post(f"/new-password/{token}", NEW, status=200)
        visitor.post("/sign-in/second", {"confirm_code": old}, status=422)


def test_removing_the_last_factor_ends_the_codes_and_the_demand_is_back(app: Flask) -> None:
    with app.app_context():
        account = with_app(make.coordinator(State.KG))
    visitor = Visitor(_demanding(app)).sign_in(account)
    visitor.get("/members/")
    visitor.post("/account/second-factor/app/remove")
    assert visitor.get("/members/", status=303).location == "/account/second-factor"


def test_the_owner_is_told_by_mail(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        account = with_app(make.coordinator(State.KG, email="hers@example.org", language="en"))
        office = make.secretariat()
    Visitor(mailing).sign_in(office).post(f"/accounts/{account.id}/lost-device", status=200)
    with mailing.app_context():
        deliver()
    [text] = mail_server.texts()
    assert "you lost your phone or key" in text
    assert "Tell the secretariat at once" in text
    assert "/new-password/" not in text  # whoever holds the phone may read her mail


def test_a_file_never_leaves_open_because_its_password_was_not_kept(app: Flask) -> None:
    with app.app_context():
        office = with_app(make.secretariat())
        training = make.training()
        make.participation(training, make.member())
    visitor, path = Visitor(app).sign_in(office), f"/lists?training={training.id}"
    terms = {"format": "xlsx", "language": "en", "purpose": "Hotel", "recipient": "Hotel Ala-Too"}
    secret = "meadow kettle 88 lantern"

    with time_machine.travel(now() + timedelta(minutes=11)):
        page = visitor.post(path, {**terms, "file_password": secret}, status=401).text
        assert secret not in page
        again = {**terms, "confirm_again": "file_password"}
        page = visitor.post(path, {**again, "file_password": "", "confirm_code": code()}, status=422).text
        assert "Type the password once more" in page
        answer = visitor.post(path, {**again, "file_password": secret, "confirm_code": code()}, status=200)
        assert answer.data[:4] == b"\xd0\xcf\x11\xe0"  # an encrypted workbook, no archive that anybody opens
        answer.close()
