"""A list described once: which columns, in which order, and what is refused."""

from decimal import Decimal

import pytest

from network.exports.formats import FORMATS
from network.exports.table import Column, NoColumns, Table, UnknownColumn, chosen, exact
from network.vocabulary import ExportFormat

COLUMNS = [Column(key, key.title(), lambda row: row) for key in ("state", "family", "rank")]


def test_columns_are_taken_in_the_order_chosen_and_each_once() -> None:
    assert [column.key for column in chosen(COLUMNS, ["rank", "state", "rank"])] == ["rank", "state"]


def test_a_column_that_the_list_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownColumn) as refusal:
        chosen(COLUMNS, ["state", "passport"])
    assert "Choose the columns again" in str(refusal.value.sentence)


def test_a_list_without_columns_is_refused() -> None:
    with pytest.raises(NoColumns):
        chosen(COLUMNS, [])
    with pytest.raises(NoColumns):
        Table("Nothing", [], [])


def test_grouping_needs_a_column_of_the_list() -> None:
    with pytest.raises(UnknownColumn):
        Table("Participants", COLUMNS[1:], [], group_by="state")


def test_one_key_for_two_columns_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="twice"):
        Table("Participants", [COLUMNS[0], COLUMNS[0]], [])


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        (7, 7),
        (2.5, 2.5),
        (Decimal("82.50"), 82.5),
        (Decimal("4.000"), 4),
        (10**15, "1000000000000000"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),
    ],
)
def test_a_number_that_would_lose_digits_travels_as_text(number: Decimal, kept: object) -> None:
    assert exact(number) == kept
    assert type(exact(number)) is type(kept)


def test_every_format_of_the_vocabulary_has_its_writer() -> None:
    assert set(FORMATS) == set(ExportFormat)
