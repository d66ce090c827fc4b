"""Whoever changes one of two namesakes does not wait for whoever changes the other: they could wait for each other."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from network.audit.changes import Operator
from network.database import db
from network.members import commands, pairing
from network.members.models import Member
from network.members.pairs import LikelyPair, LikenessDue
from tests import factories as make


def test_a_pair_with_somebody_who_is_being_changed_is_found_later(app: Flask) -> None:
    with app.app_context():
        one, other = make.member(), make.member(email="")
        held = sa.select(Member.id).where(Member.id == one.id).with_for_update()
        pairs, waiting = sa.select(sa.func.count()).select_from(LikelyPair), sa.select(LikenessDue.member_id)

        def edit() -> None:
            with app.app_context():
                commands.edit_contact(other.id, other.version, "hers@example.org", "", by=Operator())
                pairing.find_due(50)

        with ThreadPoolExecutor(1) as threads, db.engine.connect() as somebody:
            somebody.execute(held)
            edited = threads.submit(edit)
            try:
                edited.result(timeout=20)
            finally:
                somebody.rollback()
            if db.engine.dialect.name == "postgresql":  # SQLite has one writer, and nobody is ever waited for
                assert (db.session.scalar(pairs), db.session.scalar(waiting)) == (0, other.id)
                db.session.rollback()
        pairing.find_due(50)
        assert (db.session.scalar(pairs), db.session.scalar(waiting)) == (1, None)
