"""`network account`: the first accounts begin at the command line."""

import re
import sqlite3

from flask import Flask

from network import create_app
from network.config import load_settings
from tests import factories as make
from tests.cli.deployment import Deployment
from tests.visitor import Visitor

LINK = re.compile(r"https://network\.example\.org(/invitation/[\w-]{43})\n")


def path_of(link: str) -> str:
    found = LINK.fullmatch(link)
    assert found, link
    return found[1]


def app_of(deployment: Deployment) -> Flask:
    """The deployment's pages, as a visitor at localhost sees them."""
    return create_app(load_settings({**deployment.settings_environ(), "PUBLIC_URL": "http://localhost"}))


def test_the_first_secretariat_account_is_opened_by_its_link_once(deployment: Deployment) -> None:
    deployment.succeed("init")
    invited = ("Office@Example.org", "--role", "secretariat", "--name", "Office")
    path = path_of(deployment.succeed("account", "invite", *invited))
    app, password = app_of(deployment), "four words on paper"
    opened = Visitor(app).post(path, {"new_password": password, "repeat_password": password})
    assert opened.headers["Location"] == "/"
    Visitor(app).get(path, status=404)
    signed_in = Visitor(app).post("/sign-in", {"identifier": "office@example.org", "password": password})
    assert signed_in.headers["Location"] == "/"
    listed = deployment.succeed("account", "list")
    assert listed == "Office\toffice@example.org\tsecretariat\topen\n"


def test_the_operator_lets_somebody_begin_anew(ready: Deployment) -> None:
    password = "four words on paper"
    path = path_of(ready.succeed("account", "invite", "office@example.org", "--role", "secretariat"))
    app = app_of(ready)
    Visitor(app).post(path, {"new_password": password, "repeat_password": password})
    link = ready.succeed("account", "recover", "Office@example.org")

    found = re.fullmatch(r"https://network\.example\.org(/new-password/[\w-]{43})\n", link)
    assert found
    Visitor(app).post("/sign-in", {"identifier": "office@example.org", "password": password}, status=422)
    Visitor(app).post(found[1], {"new_password": password, "repeat_password": password})
    assert ready.run("account", "recover", "nobody@example.org").returncode == 1


def test_a_new_link_ends_the_earlier_one(ready: Deployment) -> None:
    invited = ("kz@example.org", "--role", "coordinator", "--state", "KZ")
    first, second = (path_of(ready.succeed("account", "invite", *invited)) for _ in range(2))
    visitor = Visitor(app_of(ready))
    visitor.get(first, status=404)
    visitor.get(second)
    assert ready.succeed("account", "list") == "kz@example.org\tkz@example.org\tcoordinator KZ\tinvited\n"


def test_a_member_is_invited_by_her_number(ready: Deployment) -> None:
    with app_of(ready).app_context():
        who = make.member(number="KG-0042", email="aigul@example.org")
    ready.succeed("account", "invite", "kg-0042", "--role", "member")
    ready.succeed("account", "invite", "KG-0042", "--role", "coordinator", "--state", "KG")
    assert ready.succeed("account", "list") == (
        f"{who.name}\tKG-0042\tmember, coordinator KG\tinvited\n"
    )  # the address on her record may be somebody else's: a first role beyond a member's leaves it behind
    given = ("--role", "coordinator", "--state", "UZ", "--email", "Aigul.Own@example.org")
    ready.succeed("account", "invite", "KG-0042", *given)
    assert "\taigul.own@example.org, KG-0042\t" in ready.succeed("account", "list")


def test_an_invitation_is_in_the_trail(ready: Deployment) -> None:
    ready.succeed("account", "invite", "office@example.org", "--role", "secretariat")
    with sqlite3.connect(ready.folder / "network.db") as database:
        last = database.execute("SELECT event, by_name FROM audit_entry ORDER BY number DESC").fetchone()
    assert last == ("account:invited", "operator")


REFUSALS = [
    (("KG-9999", "--role", "member"), 1, "No member has the number KG-9999."),
    (("nobody@", "--role", "secretariat"), 1, "nobody@ is not an e-mail address."),
    (("a@example.org", "--role", "member"), 1, "Only somebody on the members list can be a member."),
    (("a@example.org", "--role", "coordinator"), 1, "A coordinator needs a state"),
    (("a@example.org", "--role", "secretariat", "--state", "KZ"), 1, "A coordinator needs a state"),
    (("a@example.org",), 2, "Missing option '--role'"),
]


def test_what_cannot_be_is_refused_and_nothing_saved(ready: Deployment) -> None:
    for arguments, code, sentence in REFUSALS:
        ended = ready.run("account", "invite", *arguments)
        assert ended.returncode == code, arguments
        assert sentence in ended.stderr
    assert ready.succeed("account", "list") == ""


def test_without_a_public_address_there_is_no_link(ready: Deployment) -> None:
    ended = ready.run("account", "invite", "a@example.org", "--role", "secretariat", PUBLIC_URL="")
    assert ended.returncode == 2
    assert "PUBLIC_URL is not set" in ended.stderr


def test_without_tables_the_way_out_is_said(ready: Deployment) -> None:
    (ready.folder / "network.db").unlink()
    ended = ready.run("account", "list")
    assert ended.returncode == 2
    assert "Make it: network init" in ended.stderr
