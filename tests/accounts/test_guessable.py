"""A password of words that everybody knows here is refused, however it is typed; one's own words are not."""

import pytest
from flask import Flask

from network.accounts import roles
from network.accounts.guessable import would_be_guessed
from network.audit.changes import Operator
from network.vocabulary import Role
from tests.visitor import Visitor


@pytest.mark.parametrize(
    "password",
    [
        "Kyrgyzstan2026!",
        "Tashkent-Samarkand",
        "bishkek bishkek 1991",
        "Пограничник Таможня",
        "душанбе душанбе 2024",
        "gfhjkmgfhjkmgfhjkm",
        "nfirtyn cfvfhrfyl",
        "зфыыцщквфвьшт123",
        "qwertyuiopasdfgh",
        "qwerty1234567890",
        "0987654321poiuytrewq",
        "p@$$w0rdp@$$w0rd",
        "abcabcabcabcabcabc",
        "abcdefghijklmnopqrst",
        "networkmember2026",
        "parolparolparol1",
    ],
)
def test_what_everybody_would_try_is_refused(password: str) -> None:
    assert would_be_guessed(password)


@pytest.mark.parametrize(
    "password",
    [
        "apricot bridge 1925 snow",
        "meadow kettle 88 lantern",
        "синий чайник поёт утром",
        "көк чайнек эртең ырдайт",
        "My border collie eats plums",
        "x7#Kd0q!mVz2rPw",
        "tulip samovar Osh 77 willow",
    ],
)
def test_words_of_her_own_are_taken(password: str) -> None:
    assert not would_be_guessed(password)


def test_the_form_says_so_beside_the_field(app: Flask) -> None:
    with app.app_context():
        token = roles.invite(by=Operator(), role=Role.SECRETARIAT, email="a@example.org", name="A")
    data = {"new_password": "Kyrgyzstan2026!", "repeat_password": "Kyrgyzstan2026!"}
    assert "This would be guessed" in Visitor(app).post(f"/invitation/{token}", data, status=422).text
