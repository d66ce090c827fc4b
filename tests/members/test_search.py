"""Finding people by what somebody remembers of a name: who is found, in which order, why it says so, and for whom."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from network.accounts.models import Account
from network.database import db
from network.members.derived import write_tokens
from network.members.models import Member, NameToken
from network.members.words import NameKey, NameWord
from network.privacy.erasing import erase
from network.vocabulary import State
from tests import factories as make
from tests.bench.invented import draw, pools
from tests.members.test_list import names
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
OPERATOR = make.Operator()


def suggested(visitor: Visitor, typed: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visitor.get("/members/suggest", query_string={"q": typed}).json
    return found


def test_the_best_match_comes_first(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        for family, given_name, latin in (
            ("Хасанова", "Дина", ("Khasanova", "Dina")),
            ("Бекова", "Асан", ("Bekova", "Asan")),
            ("Асанова", "Айгуль", ("Asanova", "Aigul")),
            ("Айгулова", "Асан", ("Aigulova", "Asan")),
            ("Асан", "Жылдыз", ("Asan", "Zhyldyz")),
            ("Осанова", "Майя", ("Osanova", "Maya")),
        ):
            make.member(State.KG, family, given_name, family_latin=latin[0], given_latin=latin[1])
        visitor = signed_in(make.secretariat())
    order = [one["name"] for one in suggested(visitor, "асан")]
    assert order[:4] == ["Асан Жылдыз", "Айгулова Асан", "Бекова Асан", "Асанова Айгуль"], "whole words, family first"
    assert suggested(visitor, "aigul asanova")[0]["name"] == "Асанова Айгуль"
    assert suggested(visitor, "Асанова")[0]["name"] == "Асанова Айгуль", "a whole name before a part and a slip"
    assert {one["name"] for one in suggested(visitor, "asanova")} == {"Асанова Айгуль", "Хасанова Дина", "Осанова Майя"}
    listed = names(visitor.get("/members/", query_string={"q": "asan"}).text)
    assert listed == order[:4], "and so on the list, where only what begins so stands"


@pytest.mark.parametrize(
    ("typed", "why"),
    [("Рымбаева", ""), ("рымб", ""), ("rymbaeva", ""), ("Rymbayeva", "Рымбаева = Rymbayeva"),
     ("Rimbayeva saule", "Рымбаева = Rimbayeva"), ("rymbayev", "Рымбаева = rymbayev…"), ("баева", "…баева… : Рымбаева"),
     ("imbayeva", "Рымбаева = …imbayeva…"), ("Рынбаева", "≈ Рымбаева"), ("rimbaeba", "≈ Рымбаева"),
     ("Асанова", "formerly Асанова"), ("asanova", "formerly Асанова"), ("KZ-0042", ""), ("42 рым", "")],
)  # fmt: skip
def test_a_suggestion_says_why_where_her_name_does_not(app: Flask, signed_in: SignedIn, typed: str, why: str) -> None:
    with app.app_context():
        who = make.member(State.KZ, "Рымбаева", "Сәуле", number="KZ-0042", family_latin="Rymbaeva", given_latin="Saule")
        make.previous_name(who, "Асанова", "Сәуле")
        visitor = signed_in(make.secretariat())
        training = make.training()
    (found,) = suggested(visitor, typed)
    assert (found["name"], found["why"]) == ("Рымбаева Сәуле", why)
    (picked,) = visitor.get(f"/trainings/{training.id}/participants/suggest", query_string={"q": typed}).json
    assert picked["why"] == why
    page = visitor.get("/members/", query_string={"q": typed}).text
    assert names(page) == ["Рымбаева Сәуле"]
    assert (f'<span class="person-why">{why}</span>' in page) is bool(why)


def test_a_search_shows_the_best_hundred_and_says_that_there_are_more(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        for number in range(102):
            make.member(State.KG, f"Асанова{chr(1072 + number % 30)}{chr(1072 + number // 30)}", "Майя")
        visitor = signed_in(make.secretariat())
    page = visitor.get("/members/?q=асан").text
    assert len(names(page)) == 100
    assert "These are the best 100" in page
    assert "These are the best" not in visitor.get("/members/?q=асановаб").text


def crowd(count: int) -> list[Member]:
    """People with generated names of every state."""
    dice, people = random.Random(7), []
    with make.saving():
        for number in range(count):
            state = list(State)[number % 5]
            own = [draw(words, dice.random) for words in pools(state)]
            facts = {f"{part}{script}": own[at][which] for at, part in enumerate(("family", "given", "patronymic"))
                     for which, script in enumerate(("", "_latin"))}  # fmt: skip
            one = Member(number=f"{state}-{number:04d}", state=state, created_at=make.now(), **facts)
            one.sort_key = make.sort_key_of(one)
            people.append(one)
        db.session.add_all(people)
        db.session.flush()
        write_tokens(people)
    return people


LETTERS = {"а": "абвгдежзийклмнопрстухшыэюяқғңөұү", "a": "abcdefghijklmnoprstuvxyz"}


@st.composite
def edited(draw_: Any, word: str) -> str:
    """The word with one letter left out, put in, replaced, or changed places with the next."""
    alphabet = LETTERS["a" if word.isascii() or any(sign in "ʻ’äöüýçşňž" for sign in word.lower()) else "а"]
    at, letter = draw_(st.integers(0, len(word) - 1)), draw_(st.sampled_from(alphabet))
    kind = draw_(st.sampled_from(["out", "in", "other", "swap"]))
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + {"out": "", "in": letter + word[at], "other": letter, "swap": ""}[kind] + word[at + 1 :]


def test_whoever_is_meant_is_among_the_first(app: Flask, signed_in: SignedIn) -> None:
    """Any order, either script, a part, one slip: she is among the first eight of a small Network."""
    with app.app_context():
        people = [(one.uid, *typed) for one in crowd(60) for typed in (
            (one.family, one.given), (one.family_latin, one.given_latin),
        )]  # fmt: skip
        visitor = signed_in(make.secretariat())

    @settings(max_examples=40, deadline=None, database=None, derandomize=True)
    @given(st.data())
    def found(data: st.DataObject) -> None:
        uid, family, given_name = data.draw(st.sampled_from(people))
        kind = data.draw(st.sampled_from(["order", "part", "slip", "slip of one"]))
        long = [word for word in family.split() if len(word) >= 5] or [given_name]
        word = data.draw(st.sampled_from(long))
        if kind == "part":
            begins = data.draw(st.integers(0, len(word) - 3))
            typed = f"{given_name} {word[begins : data.draw(st.integers(begins + 3, len(word)))]}"
        elif kind == "order":
            typed = " ".join(data.draw(st.permutations([family, given_name])))
        else:
            slip = data.draw(edited(word)) if len(word) >= 5 else word
            typed = slip if kind == "slip of one" else f"{given_name} {slip}"
        assert uid in [one["uid"] for one in suggested(visitor, typed)], (kind, family, given_name, typed)

    found()


def test_nobody_is_found_whom_the_reader_may_not_see(app: Flask, signed_in: SignedIn) -> None:
    """However her name is typed: whole, in part, with a slip, by a name of before, with somebody else's name."""
    with app.app_context():
        other = make.member(State.UZ, "Рымбаева", "Сәуле", family_latin="Rymbaeva", given_latin="Saule")
        hidden = make.member(
            State.KG, "Кубатова", "Наргиза", family_latin="Kubatova", given_latin="Nargiza", shield_code="S-7K3QF"
        )
        make.previous_name(hidden, "Ыдырысова", "Наргиза")
        make.member(State.KG, "Омурова", "Дана", family_latin="Omurova", given_latin="Dana")
        coordinator, office = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
    for typed, whose in {
        "Рымбаева": other, "rymb": other, "imbaev": other, "Римбаево": other, "saule rymbaeva": other,
        "Кубатова": hidden, "kub": hidden, "batov": hidden, "Кубадова": hidden, "nargiza k": hidden,
        "Ыдырысова": hidden, "dyrys": hidden, "7K3QF": hidden,
    }.items():  # fmt: skip
        assert [one["uid"] for one in suggested(office, typed)] == [whose.uid], typed
        assert suggested(coordinator, typed) == [], typed
        assert names(coordinator.get("/members/", query_string={"q": typed}).text) == [], typed


def test_the_directory_finds_nobody_by_what_it_does_not_show(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.opened(make.member(State.KG, "Омурова", "Дана", family_latin="Omurova", given_latin="Dana"))
        make.previous_name(who, "Ыдырысова", "Дана")
        make.member(State.KG, "Омурзакова", "Дана", family_latin="Omurzakova", given_latin="Dana")
        visitor = signed_in(make.member_account(make.member(State.KG, "Бекова", "Ай")))
    for typed, why in (("omurova", ""), ("murova", "…murova… : Omurova"), ("Омороба", "≈ Омурова")):
        page = visitor.get("/members/directory", query_string={"q": typed}).text
        assert "Омурова Дана" in page
        assert why in page
        assert "Омурзакова" not in page
    assert "Nobody like this" in visitor.get("/members/directory?q=Ыдырысова").text


def everything_that_finds() -> str:
    columns = NameToken.token, NameWord.word, NameKey.word, NameKey.key
    return " ".join(word for column in columns for word in db.session.scalars(sa.select(column)))


def test_a_word_goes_with_the_last_who_is_called_so(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        first = make.member(State.KG, "Жолдошбекова", "Айжан", family_latin="Zholdoshbekova", given_latin="Aizhan")
        second = make.member(State.KG, "Жолдошбекова", "Назгул", family_latin="Zholdoshbekova", given_latin="Nazgul")
        make.previous_name(first, "Кутманалиева", "Айжан")
        office = signed_in(make.secretariat())
        said = everything_that_finds()
        assert all(word in said for word in ("zholdoshbekova", "kutmanaleva", "oshbekova", "azgul"))
        erase(first.id, why="asked", by=OPERATOR)
        said = everything_that_finds()
        assert "zholdoshbekova" in said, "somebody is still called so"
        assert "kutman" not in said
        assert "aizhan" not in said
        db.session.rollback()
    renamed = {"state": "UZ", "family": "Токоева", "given": "Назгул", "sex": "female", "standing": "member",
               "family_latin": "", "version": "1"}  # fmt: skip
    office.post(f"/members/{second.uid}/edit", renamed)
    with app.app_context():
        said = everything_that_finds()
        assert "oldoshbek" not in said
        assert "nazgul" in said
        assert set(db.session.scalars(sa.select(NameWord.state))) == {State.UZ}, "nor is a word left where nobody is"


def test_searches_of_every_kind_cost_few_statements(app: Flask, signed_in: SignedIn) -> None:
    from tests.statements import counted

    with app.app_context():
        make.affiliation(make.member(State.KG), make.agency(), date(2020, 1, 1))
        visitor = signed_in(make.coordinator(State.KG))
    for typed in ("tok", "aigul tok", "oktosun aigul", "taktosinova aigol", "x" * 200, "a a a a", "1 2 3 4 5 6 7 8 9"):
        for path in ("/members/", "/members/suggest"):
            visitor.get(path, query_string={"q": typed})
            with counted(app) as sent:
                visitor.get(path, query_string={"q": typed})
            assert len(sent) <= 8, (path, typed, len(sent))


def test_a_number_typed_whole_finds_that_one_and_none_of_its_neighbours(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        for number in ("KG-0002", "KG-0022", "KG-0222"):
            make.member(State.KG, "Асанова", f"Айгуль-{number[-3:]}", number=number)
        visitor = signed_in(make.secretariat())
    assert [one["number"] for one in suggested(visitor, "kg-0002")] == ["KG-0002"]
    assert next(one["number"] for one in suggested(visitor, "22")) == "KG-0022"
