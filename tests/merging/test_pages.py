"""A person finds the other record, sees both, chooses, merges, and takes it back."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import Account
from network.attendance import commands as attendance
from network.attendance.models import Mark
from network.attendance.operations import Operation
from network.attendance.rows import changes_of
from network.audit.changes import Operator
from network.audit.models import AuditEntry
from network.clock import now
from network.database import db
from network.members import careers
from network.members.models import Affiliation, Member
from network.merging.models import Merger
from network.participation.models import Participation
from network.vocabulary import MarkStatus, Mode, ParticipantRole, State
from tests import factories as make
from tests.participation.people import actor
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
WHY = {"why": "The same passport"}


def two(**other: Any) -> tuple[Member, Member]:
    """Aigul in Cyrillic with a phone, and in Latin with a birthday."""
    here = make.member(family="Рымбаева", given="Айгүл", family_latin="", given_latin="", phone="+996555010101")
    facts = {"family_latin": "Rymbayeva", "given_latin": "Aigul", "born_on": date(1985, 4, 1), **other}
    return here, make.member(family="Рымбаева", given="Айгуль", **facts)


def address(here: Member, there: Member) -> str:
    return f"/members/{here.uid}/merge/{there.uid}"


def fields(page: str) -> dict[str, str]:
    """What the form of the page sends as it stands."""
    chosen = re.findall(r'type="radio" id="[^"]+" name="([^"]+)" value="([^"]+)" checked', page)
    digest = re.search(r'name="digest"[^>]*value="([^"]+)"', page)
    assert digest
    return {**dict(chosen), "digest": digest[1], **WHY}


def merge(visitor: Visitor, here: Member, there: Member, **more: str) -> str:
    """Confirmed as the page proposes, but for `more`; the address of the result."""
    form = fields(visitor.get(address(here, there)).text)
    return str(visitor.post(address(here, there), {**form, **more}).location)


def undo(visitor: Visitor, result: str, **more: Any) -> str:
    return visitor.post(f"{result}/undo", {"why": "They are sisters"}, **more).text


def record(key: int) -> Member | None:
    found = db.session.get(Member, key, populate_existing=True)
    db.session.rollback()
    return found


def test_from_the_record_to_one_record_and_back(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        visitor, office = signed_in(make.coordinator(State.KG)), signed_in(make.secretariat())
    assert f"/members/{here.uid}/same" in visitor.get(f"/members/{here.uid}").text
    assert address(here, there) in visitor.get(f"/members/{here.uid}/same?q=rymbayeva").text
    page = visitor.get(address(here, there)).text
    for text in ("Рымбаева", "Айгүл", "Айгуль", "Rymbayeva", "+996555010101", "1 April 1985", "goes into it"):
        assert text in page

    result = merge(visitor, here, there, field_given="goes")

    assert "Undo until" in visitor.get(result).text
    with app.app_context():
        one = record(here.id)
        assert one is not None
        assert (one.given, one.family_latin, one.phone, one.born_on) == (
            "Айгуль", "Rymbayeva", "+996555010101", date(1985, 4, 1)
        )  # fmt: skip
        assert record(there.id) is None
    assert visitor.get(f"/members/{there.uid}", status=302).location == f"/members/{here.uid}"
    for number in (here.number, there.number):
        assert here.uid in visitor.get(f"/members/?q={number}").text
    assert here.uid in visitor.get("/members/?q=Айгүл").text  # as she was written in one of them
    trail = office.get(f"/audit?record=member:{here.id}").text
    assert "Two records became one" in trail

    undo(visitor, result)

    with app.app_context():
        first, second = record(here.id), record(there.id)
        assert first is not None
        assert second is not None
        assert (first.given, first.family_latin, first.born_on, first.former_numbers) == ("Айгүл", "", None, "")
        assert (second.given, second.number, second.uid) == ("Айгуль", there.number, there.uid)
    visitor.get(f"/members/{there.uid}")
    assert "A merge was undone" in office.get(f"/audit?record=member:{here.id}").text


def test_lists_posts_and_marks_of_both_are_one_record(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        office, training, agency = make.secretariat(), make.training(starts_on=date(2025, 3, 1), days=1), make.agency()
        make.affiliation(here, agency, date(2010, 1, 1), ends_on=date(2019, 12, 31))
        make.affiliation(there, agency, date(2018, 1, 1), rank="Major")
        sessions = make.sessions_of(training)
        parts = [make.participation(training, who) for who in (here, there)]
        make.mark(parts[0], sessions[0], office, MarkStatus.ABSENT)
        make.mark(parts[1], sessions[0], office, MarkStatus.PRESENT)
        make.mark(parts[1], sessions[1], office, MarkStatus.LATE)
        alone = make.participation(make.training(), there, role=ParticipantRole.TRAINER)
    visitor = signed_in(office)
    page = visitor.get(address(here, there)).text
    assert "Whose posts stand where the two overlap?" in page
    assert "Marked differently in the two." in page

    name = f"mark_{training.id}_{sessions[0]}"
    result = merge(visitor, here, there, posts="goes", **{name: "stays"})

    with app.app_context():
        held = db.session.scalars(sa.select(Affiliation).order_by(Affiliation.starts_on)).all()
        days = [(one.member_id, one.starts_on, one.ends_on) for one in held]
        assert days == [(here.id, date(2010, 1, 1), date(2017, 12, 31)), (here.id, date(2018, 1, 1), None)]
        places = db.session.scalars(sa.select(Participation).order_by(Participation.id)).all()
        assert [(one.id, one.member_id) for one in places] == [(parts[0].id, here.id), (alone.id, here.id)]
        marks = db.session.scalars(sa.select(Mark).order_by(Mark.session_id)).all()
        assert [(one.participation_id, one.status) for one in marks] == [
            (parts[0].id, MarkStatus.ABSENT), (parts[0].id, MarkStatus.LATE)
        ]  # fmt: skip
    assert "places on trainings" in visitor.get(result).text


def test_who_marked_what_is_told_of_both(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        office, training = make.secretariat(), make.training(starts_on=date(2026, 11, 20))
        parts = [make.participation(training, who) for who in (here, there)]
        session = make.sessions_of(training)[0]
        mark = Operation("a", parts[1].id, session, MarkStatus.LATE, Mode.IN_PERSON, 0)
        attendance.record(training.id, [mark], by=actor(office))
    visitor = signed_in(office)
    result = merge(visitor, here, there)
    with app.app_context():
        told = changes_of(training.id, parts[0].id)
        assert [(one.session_id, one.after[0]) for one in told] == [(session, MarkStatus.LATE)]
        db.session.rollback()
    undo(visitor, result)
    with app.app_context():
        assert changes_of(training.id, parts[0].id) == []
        assert len(changes_of(training.id, parts[1].id)) == 1


def test_a_page_that_is_out_of_date_is_shown_again_with_what_was_chosen(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
    with app.app_context():
        visitor = signed_in(make.secretariat())
    form = {**fields(visitor.get(address(here, there)).text), "field_given": "goes"}
    with app.app_context():
        make.participation(make.training(), there)

    page = visitor.post(address(here, there), form, status=422).text

    assert "Something of one of these records changed while you had this page open" in page
    again = fields(page)
    assert again["field_given"] == "goes"
    assert 'value="The same passport"' in page
    with app.app_context():
        assert record(there.id) is not None
    visitor.post(address(here, there), again)


def test_a_reason_is_asked_for(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        visitor = signed_in(make.secretariat())
    form = fields(visitor.get(address(here, there)).text)
    assert "Write the reason in a few words" in visitor.post(address(here, there), {**form, "why": ""}, status=422).text
    result = merge(visitor, here, there)
    assert "Write the reason in a few words" in visitor.post(f"{result}/undo", {"why": ""}, status=422).text


def test_what_came_since_stays_and_is_said_before(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        office, agency = make.secretariat(), make.agency()
        make.affiliation(here, agency, date(2010, 1, 1), ends_on=date(2017, 12, 31))
        moved = make.participation(make.training(), there)
    visitor = signed_in(office)
    result = merge(visitor, here, there, field_given="goes")
    with app.app_context():
        since = make.participation(make.training(), here)
        with make.saving():
            db.session.get_one(Participation, moved.id).role = ParticipantRole.TRAINER
            who = db.session.get_one(Member, here.id)
            who.email, who.given = "since@example.org", "Айгерим"

    page = visitor.get(result).text
    assert "Added since the merge, and stays with this record:" in page
    assert "1 place on a training" in page
    undo(visitor, result)

    with app.app_context():
        places = {one.id: one for one in db.session.scalars(sa.select(Participation))}
        assert places[since.id].member_id == here.id
        assert (places[moved.id].member_id, places[moved.id].role) == (there.id, ParticipantRole.TRAINER)
        one = record(here.id)
        assert one is not None
        assert (one.email, one.given) == ("since@example.org", "Айгерим")


def test_a_transfer_since_ends_the_post_that_comes_back(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        agency, other = make.agency(), make.agency(english="Customs")
        make.affiliation(here, agency, date(2015, 1, 1))
        make.affiliation(there, other, date(2020, 1, 1))
        visitor = signed_in(make.secretariat())
    result = merge(visitor, here, there)
    with app.app_context():
        careers.add_affiliation(here.id, careers.Post(other.id, date(2026, 2, 1)), by=Operator())
    undo(visitor, result)
    with app.app_context():
        rows = db.session.execute(
            sa.select(Affiliation.member_id, Affiliation.starts_on, Affiliation.ends_on).order_by(Affiliation.starts_on)
        ).all()
        assert [tuple(row) for row in rows] == [
            (here.id, date(2015, 1, 1), date(2026, 1, 31)),
            (there.id, date(2020, 1, 1), date(2026, 1, 31)),
            (here.id, date(2026, 2, 1), None),
        ]


def test_merges_are_undone_in_the_opposite_order_and_for_thirty_days(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        first, second = two()
        third = make.member(family="Рымбаева", given="А.")
        office = make.secretariat()
    visitor = signed_in(office)
    one = merge(visitor, second, first)
    two_ = merge(visitor, third, second)
    assert visitor.get(f"/members/{first.uid}", status=302).location == f"/members/{third.uid}"
    assert "merged with another one since" in visitor.get(one).text
    undo(visitor, one, status=422)
    undo(visitor, two_)
    undo(visitor, one)
    with app.app_context():
        assert None not in [record(who.id) for who in (first, second, third)]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Merger)) == 0
    again = merge(visitor, second, first)
    with time_machine.travel(now() + timedelta(days=31)):
        late = signed_in(office)
        assert "They are over" in late.get(again).text
        undo(late, again, status=422)


def test_the_trail_holds_one_entry_about_both_with_their_values_sealed(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = two()
        office = make.secretariat()
    visitor = signed_in(office)
    merge(visitor, here, there, field_given="goes")
    with app.app_context():
        entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "member:merged")).all()
        assert [one.subject for one in entries] == [f"member:{here.id}"]
        assert f'"of":"member:{there.id}"' in entries[0].what
        assert f'"of":"member:{here.id}"' in entries[0].what
        assert "Айгуль" not in entries[0].what
        number = entries[0].number
    assert "Айгуль" in visitor.get(f"/audit/{number}").text
