"""Whatever points at a person is registered: how erasing, merging and the download treat it."""

import re

import sqlalchemy as sa
from flask import Flask

from network import load_models
from network.database import Base
from network.privacy import holdings
from network.privacy.registry import ACCOUNT, MEMBER, Erasing
from tests.privacy.conftest import Canary


def columns_that_point_at(table: str) -> set[str]:
    """Foreign keys to the table's id, and columns that name it without one."""
    load_models()
    found = set()
    for one in Base.metadata.tables.values():
        for column in one.columns:
            keys = {key.target_fullname for key in column.foreign_keys}
            if f"{table}.id" in keys or (not keys and re.fullmatch(rf"(\w+_)?{table}_id", column.name)):
                found.add(f"{one.name}.{column.name}")
    return found


def test_every_column_that_points_at_a_person_is_registered() -> None:
    assert columns_that_point_at("member") == set(MEMBER)
    assert columns_that_point_at("account") == set(ACCOUNT)


def test_what_is_to_be_emptied_is_there_and_can_be() -> None:
    load_models()
    for name, treatment in (MEMBER | ACCOUNT).items():
        assert bool(treatment.empties) == (treatment.erasing is Erasing.EMPTIED), name
        table = Base.metadata.tables[name.partition(".")[0]]
        assert all(
            isinstance(table.c[column].type, sa.Text) or table.c[column].nullable for column in treatment.empties
        ), name


def test_every_registered_part_is_in_the_download(app: Flask, canary: Canary) -> None:
    with app.test_request_context():
        parts = {part.key: part.records for part in holdings.all_of(canary.member.id)}
    told = {treatment.told for treatment in (MEMBER | ACCOUNT).values()} - {""}
    assert told <= set(parts)
    assert {key for key in told if not parts[key]} == set(), "the canary has something of each"
