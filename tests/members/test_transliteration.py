"""How a name may be written in the other script: by the practices of each state, in the case that was typed."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network.members.transliteration import LONGEST, MOST, latin_forms, own_forms
from network.vocabulary import State

CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіӣӯҳҷўҗ"
#: What Turkmen and Uzbek are written in.
LATIN = "abcdefghijklmnopqrstuvwxyzäçžňöşüýʻʼ"
STATES = [*State, None]
NAMES = st.text(st.sampled_from(CYRILLIC + CYRILLIC.upper() + LATIN + LATIN.upper() + " -’'"), max_size=30)


@pytest.mark.parametrize(
    ("state", "typed", "first", "others"),
    [
        (State.KZ, "Рымбаева", "Rymbayeva", {"Rymbaeva"}),
        (State.KZ, "Жұмабекова", "Zhumabekova", {"Jumabekova"}),
        (State.KZ, "Айгүл", "Aigul", {"Aygul"}),
        (State.KZ, "Әбдіқызы", "Abdikyzy", {"Abdiqyzy"}),
        (State.KZ, "Тоғжан", "Togzhan", {"Toghzhan"}),
        (State.KZ, "Ахметова", "Akhmetova", {"Ahmetova"}),
        (State.KG, "Жээнбаева", "Zheenbaeva", {"Jeenbaeva", "Zheenbayeva"}),
        (State.KG, "Асан кызы", "Asan kyzy", set()),
        (State.KG, "Юлия", "Iuliia", {"Yuliya"}),
        (State.TJ, "Раҳмонова", "Rahmonova", {"Rakhmonova"}),
        (State.TJ, "Ҷамилаи Қурбонӣ", "Jamilai Qurboni", {"Dzhamilai Kurboni"}),
        (State.TM, "Çaryýewa", "Çaryýewa", {"Caryyewa", "Charyyeva", "Charyyewa"}),
        (State.TM, "Чарыева", "Çaryýewa", {"Charyyewa", "Charyyeva"}),
        (State.UZ, "Ғуломова", "Gʻulomova", {"G'ulomova", "Gulomova"}),
        (State.UZ, "Чўлпоной Исҳоқова", "Choʻlponoy Isʼhoqova", {"Cholponoy Ishoqova"}),
        (State.UZ, "Шахзода Ёқубова", "Shaxzoda Yoqubova", {"Shakhzoda Yokubova"}),
        (State.UZ, "Gʻulomova", "Gʻulomova", {"Gulomova"}),
        (None, "Подъячева-Щукина", "Podyacheva-Shchukina", {"Podieiacheva-Shchukina"}),
    ],
)
def test_a_name_in_the_letters_of_a_passport(state: State | None, typed: str, first: str, others: set[str]) -> None:
    forms = latin_forms(typed, state)
    assert forms[0] == first
    assert others <= set(forms)
    assert len(forms) <= MOST


@pytest.mark.parametrize(
    ("state", "typed", "own"),
    [
        (State.KZ, "Rymbayeva", "Рымбаева"),
        (State.KZ, "Zhumabekova Aigul", "Жумабекова Айгул"),
        (State.KG, "Elmira", "Элмира"),
        (State.TJ, "Jamila Rahmonova", "Ҷамила Раҳмонова"),
        (State.TM, "Öwezowa", "Өвезова"),
        (State.UZ, "XOʻJAYEVA Elmira", "ХЎЖАЕВА Элмира"),
        (State.UZ, "G'ulomova", "Ғуломова"),
        (None, "Shchukina", "Щукина"),
    ],
)
def test_a_name_from_a_passport_in_cyrillic(state: State | None, typed: str, own: str) -> None:
    assert own in own_forms(typed, state)


def test_where_latin_is_the_own_script_the_passport_s_form_comes_first() -> None:
    assert own_forms("Gʻulomova", State.UZ)[0] == "Gʻulomova"
    assert own_forms("Çaryýewa", State.TM)[0] == "Çaryýewa"


def test_case_follows_what_was_typed() -> None:
    assert latin_forms("ЖҰМАБЕКОВА Шұға", State.KZ)[0] == "ZHUMABEKOVA Shuga"
    assert latin_forms("ғуломова", State.UZ)[0] == "gʻulomova"
    assert latin_forms("ҒУЛОМОВА", State.UZ)[0] == "GʻULOMOVA"
    assert latin_forms("Я", State.KZ)[0] == "Ya"
    assert latin_forms("АЯ", State.KZ)[0] == "AYA"


@given(st.text(max_size=300), st.sampled_from(STATES))
@example("İ" * 300, State.UZ)
@example("\ud800", State.KZ)
def test_any_text_gives_an_answer(text: str, state: State | None) -> None:
    for forms in (latin_forms(text, state), own_forms(text, state)):
        assert len(forms) == len(set(forms)) <= MOST
        assert all(len(form) <= LONGEST * 4 for form in forms)


@given(NAMES, st.sampled_from(STATES))
def test_a_suggestion_is_of_one_script(text: str, state: State | None) -> None:
    for form in latin_forms(text, state):
        assert all(c in " -'ʻʼ‘’" or unicodedata.name(c).startswith("LATIN") for c in form)
    if not any(c.isalpha() and c not in "ʻʼ" for c in text):
        assert latin_forms(text, state) == own_forms(text, state) == ()


@given(st.text(st.sampled_from(CYRILLIC), min_size=1, max_size=20), st.sampled_from(STATES))
@example("чь", State.TM)
def test_what_is_typed_small_stays_small_and_large_large(text: str, state: State | None) -> None:
    small, large = latin_forms(text, state), latin_forms(text.upper(), state)
    assert all(form == form.lower() for form in small)
    heard = len(text) - text.count("ъ") - text.count("ь")
    assert heard < 2 or [form.upper() for form in small] == list(large), "of one letter nobody can tell"


@pytest.mark.parametrize("text", ["", "   ", "123", "漢字", "Асан 漢", "-'"])
def test_what_is_no_name_in_either_script_gives_nothing(text: str) -> None:
    assert latin_forms(text, State.KZ) == own_forms(text, State.KZ) == ()
