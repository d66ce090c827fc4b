"""Which characters no field takes: those that are not seen, or turn round what stands beside them."""

import unicodedata

import pytest

from network.web.fields import refused_characters


@pytest.mark.parametrize("code", [
    0x00, 0x07, 0x09, 0x0A, 0x1F, 0x7F, 0x85, 0x9F, 0xAD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029,
    0x202A, 0x202E, 0x2060, 0x2066, 0x2069, 0xD800, 0xE000, 0xFEFF, 0xFFFE, 0xFFFF, 0x3164, 0xE0041,
])  # fmt: skip
def test_hidden_characters_are_refused_and_named(code: int) -> None:
    assert refused_characters(f"Ай{chr(code)}гүл{chr(code)}") == [f"U+{code:04X}"]


def test_lines_are_allowed_where_a_text_may_have_them() -> None:
    assert len(refused_characters("a\r\n\tb")) == 3
    assert refused_characters("a\r\n\tb", lines=True) == []
    assert refused_characters("a\x0bb\u202e", lines=True) != []


def test_joiners_stand_only_where_they_are_spelling() -> None:
    assert refused_characters("علی\u200cرضا") == []  # Persian, between two letters
    assert refused_characters("क्\u200dष") == []  # after a virama
    for text in ("Ай\u200cгүл", "Ai\u200dgul", "\u200cAi", "ا\u200d", "\u200c"):
        assert len(refused_characters(text)) == 1


@pytest.mark.parametrize(
    "name", ["Makanbai kyzy", "Gʻulomova", "O’Neill", "Анна-Мария", "Müge", "Ӣ", "李", "Đặng", "يوسف"]
)
def test_names_of_any_language_are_accepted(name: str) -> None:
    assert refused_characters(name) == []
    assert refused_characters(unicodedata.normalize("NFD", name)) == []
