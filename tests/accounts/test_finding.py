"""An account is found by the beginning of any word of its name, in either script, or of its e-mail."""

from collections.abc import Callable

import pytest
from flask import Flask

from network.accounts import roles
from network.accounts.models import Account
from network.audit.changes import Operator
from network.vocabulary import Role, State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Рымб", True),
        ("rymbayeva", True),
        ("Нургул рымбаева", True),
        ("n", True),
        ("nur.office@mia", True),
        ("OFFICE", True),
        ("mbaeva", False),  # the middle of a word
        ("rymbaeva aida", False),
        ("%", False),
        ("-", False),
        ("я" * 150, False),
    ],
)
def test_an_account_is_found(app: Flask, signed_in: SignIn, typed: str, found: bool) -> None:
    with app.app_context():
        make.coordinator(State.KZ, name="Рымбаева Нургуль", email="nur.office@mia.example.org")
        office = make.secretariat(name="Secretariat", email="staff@example.org")

    page = signed_in(office).get("/accounts", query_string={"q": typed}).text

    assert ("Рымбаева Нургуль" in page) is found


def test_a_search_narrows_with_the_role_and_the_state(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        make.coordinator(State.KZ, name="Асель Нурланова")
        make.coordinator(State.KG, name="Асель Токтосунова")
        office = make.secretariat(name="Secretariat")
    visitor = signed_in(office)

    rows = visitor.get("/accounts?q=asel&role=coordinator&state=KG").text

    assert "Асель Токтосунова" in rows
    assert "Асель Нурланова" not in rows


def test_another_e_mail_finds_it_and_the_old_one_no_more(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member_account(make.member(State.KG, "Асанова", "Айдана"), email="before@example.org")
        office = make.secretariat(name="Secretariat", email="staff@example.org")
        roles.give_role(who.id, Role.COORDINATOR, State.KG, "after@example.org", by=Operator())
    visitor = signed_in(office)

    assert "Асанова" in visitor.get("/accounts?q=after").text
    assert "Асанова" not in visitor.get("/accounts?q=before").text
