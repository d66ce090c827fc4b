"""Nothing that is attached to two records is lost when they are made one, and all of it comes back."""

import json

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from network.database import db
from network.members.models import Member
from network.merging import commands, undoing
from network.merging.choices import Choices, Side
from network.merging.models import Merger
from network.merging.picture import column, from_json, picture
from network.merging.preview import Preview, preview_of
from network.privacy import registry
from tests.merging import records
from tests.merging.records import Filled, Surroundings, everything, filled, office

#: Tables of which a row can go, because the other record has the same, or a person chose the other one.
CAN_GO = {
    "affiliation", "bulk_row", "consent", "directory_sight", "distinct_pair", "mark",
    "member", "participation", "photo", "previous_name", "privacy_request", "secondment", "seen",
    "shield_opening", "stored_file",
}  # fmt: skip


def previewed(around: Surroundings, stays: Filled, goes: Filled) -> Preview:
    both = [db.session.get_one(Member, one.member.id) for one in (stays, goes)]
    found = preview_of(*both, office(around))
    db.session.rollback()
    return found


def chosen(preview: Preview, side: Side) -> Choices:
    """Everything that can be chosen, of this side."""
    return Choices(
        fields={one.name: side for one in preview.lines if one.conflict},
        posts=side,
        lists={one.training_id: side for one in preview.shared},
        marks={(one.training_id, here.session_id): side for one in preview.shared for here, _there in one.marks},
        account=side,
        photo=side,
    )


def merge(around: Surroundings, stays: Filled, goes: Filled, choices: Choices | None = None) -> str:
    preview = previewed(around, stays, goes)
    how = {"digest": preview.digest, "why": "Recorded twice", "by": office(around)}
    return commands.merge(stays.member.id, goes.member.id, choices or Choices(), **how)


def found(uid: str) -> Merger:
    merger = db.session.scalars(sa.select(Merger).where(Merger.uid == uid)).one()
    db.session.rollback()
    return merger


def test_every_column_that_points_at_a_person_is_filled_here() -> None:
    assert set(records.MEMBER) == set(registry.MEMBER), "tests/merging/records.py fills every column of the registry"
    assert set(records.ACCOUNT) == set(registry.ACCOUNT)


@settings(
    max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    seeds=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
    side=st.sampled_from([None, Side.STAYS, Side.GOES]),
    sparse=st.sampled_from([(False, False), (False, False), (True, False), (False, True)]),
)
def test_nothing_is_lost_and_an_undo_brings_all_of_it_back(
    app: Flask, seeds: tuple[int, int], side: Side | None, sparse: tuple[bool, bool]
) -> None:
    with app.app_context():
        around = records.surroundings()
        stays, goes = (filled(around, seed, sparse=one) for seed, one in zip(seeds, sparse, strict=True))
        ids = (stays.member.id, goes.member.id)
        before, all_before = picture(ids), everything()
        preview = previewed(around, stays, goes)

        uid = merge(around, stays, goes, chosen(preview, side) if side else None)

        changed = from_json(json.loads(found(uid).snapshot)["changed"])
        went = {one.place for one in changed if one.after is None}
        after = picture(ids)
        for place, row in before.items():
            assert place in after or place in went, f"{place} is lost"
            if place in went:
                assert place[0] in CAN_GO, place
                assert next(one.before for one in changed if one.place == place) == row
        for name in registry.MEMBER:
            one = column(name)
            assert db.session.scalar(sa.select(sa.func.count()).where(one == ids[1])) == 0, name
        assert db.session.get(Member, ids[1]) is None
        db.session.rollback()

        undoing.undo(found(uid).id, why="They are two", by=office(around))

        all_after = everything()
        for table in all_before:
            assert all_after[table] == all_before[table], table
