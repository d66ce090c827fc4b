"""Passwords: long enough, not what is tried first in the region, and every refusal says what to do next."""

from collections.abc import Callable

import pytest
from flask import Flask

from network.accounts.models import Account
from network.accounts.passwords import fault_of, hash_password, is_right
from network.vocabulary import State
from tests import factories as make
from tests.visitor import Visitor

SignIn = Callable[[Account], Visitor]

#: What is known of her: her name in two scripts, e-mail and number.
HERS = ("Токтосунова Айгүл", "Toktosunova Aigul", "a.toktosunova@mvd.example.org", "a.toktosunova", "KG-0417", "KG0417")
GUESSED = [
    # one character, one piece, again and again
    *("aaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "xkcdxkcdxkcdxkcd", "дом дом дом дом дом"),
    # rows of keys and alphabets, both ways, on either layout
    *("qazwsxedcrfvtgb", "zaq12wsxcde34rf", "ababababababababab", "q1w2e3r4t5y6u7i8o9p0", "!@#$%^&*()_+!@#"),
    *("qwertyuiopasdfgh", "poiuytrewqlkjhgf", "йцукенгшщзхъфыва", "abcdefghijklmnopq",
      "123456789012345", "1q2w3e4r5t6y7u8i"),
    # what leaked everywhere, with look-alikes and years
    *("passwordpassword", "P@ssw0rd20262026", "letmein123456789", "parolparol123456",
      "пароль123456789", "привет1234567890"),
    # the same typed on the other layout: привет, пароль, Кыргызстан, password
    *("ghbdtn123456789", "gfhjkm!gfhjkm!2026", "Rshuspcnfy2026!", "зфыыцщкв1234567"),
    # places and states, in any script, with years
    *("Kyrgyzstan2026!", "Кыргызстан-2026", "Қазақстан 2025!!", "Тоҷикистон-1991",
      "Oʻzbekiston1991!", "TürkmenistaN1991"),
    *("Bishkek-Almaty-1", "Ташкент Самарканд", "Dushanbe.Khujand", "ashgabat19910001", "Oskemen2019semey"),
    # agencies and the service
    *("МВД КР 2026 2026", "mvdmvdmvd2026!!!", "КНБ-ГКНБ-МВД-1992", "StateBorderService",
      "Пограничная служба", "GPO-Almaty-2026!"),
    *("police.officer.1", "полковник милиции", "Women in Network"),
    # names
    *("Aigul.Asel.Dinara", "Айгүл-Асель-1988", "Nurlan+Aigerim=1", "Gulnoza.07051985"),
]  # fmt: skip
#: Made of what everybody knows of her.
OWN = ["toktosunova.aigul", "Токтосунова-1987", "a.toktosunova@mvd", "KG-0417 KG-0417!", "Айгүл Токтосунова"]
#: Nobody would guess them: words put together in any language, and what a password manager makes.
GOOD = [
    *("saffron river lantern 7", "apricot bridge 1925 snow", "meadow kettle 88 lantern", "apricot carpet river"),
    *("лиловый чайник поёт громко", "төрт жолборс чай ичет", "чорта гурба дар борон", "kök atym gijä uçýar"),
    *("v8#kQz!7mLp2wXr", "Tashkent smells of melons", "my grandmother hid seven keys"),
]


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert "would be guessed" in (fault_of(password) or "")


@pytest.mark.parametrize("password", OWN)
def test_what_everybody_knows_of_her_is_refused(password: str) -> None:
    assert "your own name" in (fault_of(password, known=HERS) or "")


@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_guesses_is_taken_without_capitals_or_signs(password: str) -> None:
    assert fault_of(password, known=HERS) is None


def test_eight_characters_are_enough_beside_a_second_factor_and_fifteen_alone() -> None:
    for password in ("k8T!z#2Q", "ёлка-чай-7"):
        assert "At least 15 characters" in (fault_of(password) or "")
        assert fault_of(password, has_factor=True) is None
    assert "At least 8 characters" in (fault_of("k8T!z#2", has_factor=True) or "")
    for password in ("Almaty!9", "qwertyui", "19851107", "Айгүл1988"):
        assert "would be guessed" in (fault_of(password, has_factor=True) or "")
    longest = "saffron river lantern 7 " * 5 + "melon tea"
    assert (len(longest), fault_of(longest[:128])) == (129, None)
    assert fault_of(longest) == "At most 128 characters."


def test_a_letter_written_as_two_characters_is_the_same_letter() -> None:
    assert is_right(hash_password("чай йод ёлка"), "чай йод ёлка")


def test_the_pages_ask_it_of_the_account_whose_password_it_will_be(app: Flask, signed_in: SignIn) -> None:
    with app.app_context():
        who = make.member(State.KG, number="KG-0417", email="record@example.org")
        alone, beside = make.member_account(who, email="meerim.kalykova@example.org"), make.secretariat(has_factor=True)

    def answer(account: Account, new: str, status: int) -> str:
        data = {"current_password": make.PASSWORD, "new_password": new, "repeat_password": new}
        return signed_in(account).post("/account/password", data, status=status).text

    for hers in ("meerim kalykova 1", "KG0417 KG0417 KG0417", "Токтосунова Айгүл", "Toktosunova Aigul"):
        page = answer(alone, hers, 422)
        assert "made of your own name" in page
        assert "nothing to do with you" in page
        assert f'value="{hers}' not in page
    assert "At least 15 characters" in answer(alone, "k8T!z#2Q", 422)
    assert "At least 8 characters, because you have a second step" in answer(beside, "short", 422)
    answer(beside, "k8T!z#2Q", 303)


def test_whoever_gave_up_her_second_factor_is_led_to_a_longer_password(app: Flask) -> None:
    with app.app_context():
        account = make.member_account(make.member(), password_hash=hash_password("k8T!z#2Q"))
    visitor = Visitor(app)
    answer = visitor.post("/sign-in", {"identifier": account.email, "password": "k8T!z#2Q", "next": "/trainings/"})
    assert answer.location == "/account/password"
    assert "Choose one of at least 15 characters" in visitor.get("/account/password").text
