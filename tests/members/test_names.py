"""Names: found under every spelling, sorted as a reader expects, and free of hidden characters."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network.members.names import (
    folded,
    initials,
    latin,
    refused_characters,
    search_prefixes,
    search_tokens,
    sort_key,
)

ANY_TEXT = st.text(st.characters(), max_size=200)  # surrogates and unassigned ones too
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіӣӯҳҷўabcdefghijklmnopqrstuvwxyzäçžňöşüýʻ’'- "

SPELLINGS = [
    ("Рымбаева", "Rymbaeva", "Rymbayeva", "RYMBAYEVA", "Рымбаева".upper()),
    ("Джамиля", "Жамиля", "Jamilya", "Dzhamilia", "Djamilya"),
    ("Ғуломова", "Гуломова", "Gʻulomova", "G'ulomova", "G‘ulomova", "G’ulomova", "Gʼulomova", "Gulomova"),
    ("Холматова", "Ҳолматова", "Xolmatova", "Kholmatova", "Holmatova"),
    ("Юлия", "Yuliya", "Iuliia", "Yulia", "Iulia"),
    ("Александра", "Aleksandra", "Alexandra"),
    ("Оксана", "Oksana", "Oxana"),
    ("Фёдорова", "Федорова", "Fyodorova", "Fedorova"),
    ("Соловьёва", "Соловьева", "Solovyova", "Solovyeva", "Solov'eva"),
    ("Щербакова", "Shcherbakova", "Sherbakova"),
    ("Шемшат", "Şemşat", "Shemshat"),
    ("Çynar", "Chynar", "Чынар", "Chinar"),
    ("Әбілова", "Абилова", "Abilova", "Äbilova"),
    ("Қуанышева", "Куанышева", "Quanysheva", "Kuanysheva"),
    ("Раҳимӣ", "Рахими", "Rahimi", "Rakhimi", "Rahimī"),
    ("Ералиева", "Yeraliyeva", "Yeralieva", "Eralieva"),
    ("Виктория", "Victoria", "Viktoriya", "Viktoriia"),
    ("Меңли", "Meňli", "Menli", "Mengli"),
    ("Айгүл", "Aigul", "Aygul", "Aýgül"),
    ("Kessebayeva", "Кесебаева"),
    ("Ёдгорова", "Yodgorova", "Iodgorova"),
    ("ЙО́СИЯ", "Йосия"),  # a stress mark
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda names: names[0])
def test_spellings_of_one_name_fold_alike(spellings):
    assert {folded(name) for name in spellings} == {folded(spellings[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dana", "Diana"),
        ("Maria", "Mara"),
        ("Aida", "Ada"),
        ("Алиева", "Валиева"),
        ("Zarina", "Sarina"),
        ("Lola", "Lala"),
    ],
)
def test_different_names_stay_different(one, other):
    assert folded(one) != folded(other)


def found(typed, *names):
    tokens = search_tokens(*names)
    return bool(prefixes := search_prefixes(typed)) and all(
        any(token.startswith(prefix) for token in tokens) for prefix in prefixes
    )


@pytest.mark.parametrize("typed", ["рым", "Rymbay", "rymbaye", "гүлнәр рымбаева", "Gulnar RYMB", "rym gul"])
def test_a_search_finds_her_in_either_script_and_order_before_it_is_whole(typed):
    assert found(typed, "Рымбаева", "Гүлнәр", "Rymbayeva", "Gulnar")
    assert not found(typed, "Досжанова", "Зере")


@pytest.mark.parametrize(
    "typed", ["Makanbai kyzy", "makanbaikyzy", "Маканбай кызы", "kyzy Makanbai", "Makan"]
)
@pytest.mark.parametrize("kept", ["Makanbai kyzy", "Маканбай кызы", "Маканбайкызы", "Maqanbayqızı"])
def test_kyzy_is_found_written_apart_and_together(typed, kept):
    assert found(typed, kept)


@pytest.mark.parametrize("typed", ["", "  ", "'", "-", "🙂", "%", "_"])
def test_a_search_without_a_letter_looks_nothing_up(typed):
    assert search_prefixes(typed) == ()


def test_sorting_is_alphabetical_to_a_reader():
    people = [
        ("Abdirova", "Zere"),
        ("Ali", "Zarina"),
        ("Ali-Akbar", "Aida"),
        ("Aliyeva", "Botagoz"),
        ("Çaryýewa", "Maral"),
        ("Чолпонова", "Асыл"),
        ("Gʻulomova", "Barno"),
        ("Rymbaeva", "Aida"),
        ("Rymbayeva", "Bota"),
        ("Рымбаева", "Сауле"),
        ("Шаршенова", "Назик"),
        ("Ýazmyradowa", "Jeren"),
        ("Жумабаева", "Айна"),
    ]
    jumbled = people[1::2] + people[::2]
    assert sorted(jumbled, key=lambda name: sort_key(*name)) == people


def test_a_person_with_one_name_is_sorted_by_it():
    assert sort_key("", "Айна") == sort_key("Айна") == "ayna"


def test_initials_keep_what_belongs_to_the_letter():
    assert initials("Айгүл", "Бакытовна") == "А. Б."
    assert initials("Gʻunchaoy", "Oʻktam qizi") == "Gʻ. Oʻ."
    assert initials("E\u0301va", "") == "É."
    assert initials("'ali", "ßeta", "123") == "a. ß."


@pytest.mark.parametrize("code", [
    0x00, 0x07, 0x09, 0x0A, 0x1F, 0x7F, 0x85, 0x9F, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029,
    0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xD800, 0xE000, 0xFEFF, 0xFFFE, 0xFFFF, 0x3164, 0xE0041,
])  # fmt: skip
def test_hidden_characters_are_refused_and_named(code):
    (refused,) = refused_characters(f"Ай{chr(code)}гүл")
    assert (refused.place, refused.code) == (3, f"U+{code:04X}")


def test_lines_are_allowed_where_a_text_may_have_them():
    assert len(refused_characters("a\r\n\tb")) == 3
    assert refused_characters("a\r\n\tb", lines=True) == ()
    assert refused_characters("a\x0bb\u202e", lines=True) != ()


def test_joiners_stand_only_where_they_are_spelling():
    assert refused_characters("علی\u200cرضا") == ()  # Persian, between two letters
    assert refused_characters("क्\u200dष") == ()  # after a virama
    for text in ("Ай\u200cгүл", "Ai\u200dgul", "\u200cAi", "ا\u200d", "\u200c"):
        assert len(refused_characters(text)) == 1


@pytest.mark.parametrize(
    "name", ["Makanbai kyzy", "Gʻulomova", "O’Neill", "Анна-Мария", "Müge", "Ӣ", "李", "Đặng", "يوسف"]
)
def test_names_of_any_language_are_accepted(name):
    assert refused_characters(name) == ()
    assert refused_characters(unicodedata.normalize("NFD", name)) == ()


@given(ANY_TEXT)
@example("ﷺ İ ﬃ ς ẞ Ω ℵ ½ ⅷ")
@example("\ud800")
def test_any_text_folds_to_a_fixed_point(text):
    assert latin(latin(text)) == latin(text)
    assert folded(folded(text)) == folded(text) == folded(latin(text))
    assert folded(text) == " ".join(folded(text).split())


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_any_names_give_a_key_tokens_and_initials(family, given_name, patronymic):
    assert isinstance(sort_key(family, given_name, patronymic), str)
    assert all(token and " " not in token for token in search_tokens(family, given_name, patronymic))
    initials(family, given_name, patronymic)


@given(st.text(LETTERS, max_size=200))
def test_the_letters_of_the_seven_languages_become_plain_latin(text):
    assert set(folded(text)) <= set("abcdefghijklmnopqrstuvwxyz ")
    assert folded(text.upper()) == folded(text)
    assert folded(unicodedata.normalize("NFD", text)) == folded(text)


@given(st.text(LETTERS, max_size=60))
def test_a_whole_name_is_found_under_itself(text):
    if search_prefixes(text):
        assert found(text, text)


@given(ANY_TEXT)
def test_what_is_refused_is_where_it_says(text):
    for refused in refused_characters(text):
        assert f"U+{ord(text[refused.place - 1]):04X}" == refused.code
