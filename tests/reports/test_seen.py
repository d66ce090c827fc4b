"""Who has seen whom: what a member reads of every opening of her record and of every list on which she left."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from html5lib import HTMLParser

from network.audit import seen
from network.audit.models import AuditHead, Seen
from network.audit.queries import head
from network.audit.seen import forget_seen
from network.clock import now
from network.database import db
from network.members.models import Member
from network.vocabulary import ExportFormat, State
from tests import factories as make
from tests.participation.people import actor
from tests.reports.conftest import Course, exports_of, text_of
from tests.visitor import Visitor

SignedIn = Callable[[Any], Visitor]
TERMS = {"purpose": "Hotel rooms", "recipient": "Hotel Ala-Too", "format": "csv", "language": "en"}
NOBODY = "Nobody has opened your record so far"


@pytest.fixture
def who(app: Flask, course: Course) -> dict[str, Any]:
    """The people of the course by family name, each with an account of her own as `account`."""
    with app.app_context():
        people = {one.family: one for one in db.session.scalars(sa.select(Member).order_by(Member.id))}
        db.session.expunge_all()
        db.session.rollback()
        for one in people.values():
            one.account = make.member_account(one)  # type: ignore[attr-defined]
    return people


def told(visitor: Visitor, path: str = "/members/me") -> list[str]:
    """The lines that she reads."""
    page = HTMLParser(namespaceHTMLElements=False).parse(visitor.get(path).text)
    card = next(one for one in page.iter("section") if one.get("id") == "seen")
    return [text_of(item) for item in card.iter("li")]


def rows(app: Flask) -> list[tuple[int, bool]]:
    with app.app_context():
        return [tuple(row) for row in db.session.execute(sa.select(Seen.member_id, Seen.in_part))]


def export(visitor: Visitor, course: Course, *columns: str, **more: str) -> None:
    query = "&".join(f"column={key}" for key in columns or ("family", "rank", "agency"))
    with visitor.post(f"/lists?training={course.training.id}&{query}", {**TERMS, **more}, status=200) as answer:
        answer.get_data()


@time_machine.travel(datetime(2026, 11, 24, 20, 30, tzinfo=UTC), tick=False)
def test_a_member_reads_who_opened_her_record_and_when_by_role_and_not_by_name(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    her = who["Токтосунова"]
    assert NOBODY in signed_in(her.account).get("/members/me").text
    signed_in(course.coordinator).get(f"/members/{her.uid}")
    with time_machine.travel(datetime(2026, 11, 26, 9, tzinfo=UTC), tick=False):
        signed_in(course.office).get(f"/members/{her.uid}/edit")
        visitor = signed_in(her.account)
        assert told(visitor) == [
            "26 November 2026 The secretariat opened your record",
            # By the clock of her own state it was the next day.
            "25 November 2026 The coordinator of Kyrgyzstan opened your record",
        ]
        page = visitor.get("/members/me").text
        assert course.coordinator.name not in page.partition('id="seen"')[2]
        assert NOBODY in signed_in(who["Асанова"].account).get("/members/me").text


def test_one_row_a_reader_person_and_hour_and_none_for_herself(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    her, other = who["Токтосунова"], who["Асанова"]
    written: list[str] = []
    with app.app_context():
        engine, last = db.engine, head()

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("INSERT INTO seen"):
            written.append(statement)

    with time_machine.travel(datetime(2026, 11, 24, 9, 5, tzinfo=UTC), tick=False) as clock:
        readers = signed_in(course.office), signed_in(course.coordinator)
        with app.app_context():
            last = head()
        sa.event.listen(engine, "before_cursor_execute", note)
        for _again in range(2):
            for visitor in readers:
                visitor.get(f"/members/{her.uid}")
            clock.shift(timedelta(minutes=20))
        assert len(written) == 2, "a second view within the hour writes nothing"
        app.extensions.pop("openings")  # as another worker has it, which did not see the first view
        readers[0].get(f"/members/{her.uid}")
        assert len(rows(app)) == 2
        readers[0].get(f"/members/{other.uid}")
        assert len(rows(app)) == 3
        clock.shift(timedelta(minutes=20))  # the next hour
        readers[0].get(f"/members/{her.uid}")
        readers[0].get("/members/nobody", status=404)
        assert len(rows(app)) == 4
    sa.event.remove(engine, "before_cursor_execute", note)
    with app.app_context():
        assert head() == last, "no change was made"
    own = signed_in(her.account)
    own.get(f"/members/{her.uid}")
    own.get("/members/me")
    assert len(rows(app)) == 4


def test_a_busy_database_fails_no_page_and_nothing_is_lost(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    her, other = who["Токтосунова"], who["Асанова"]
    visitor = signed_in(course.office)
    visitor.get("/members/")
    with app.app_context():
        engine = db.engine
    with engine.connect().execution_options(writes=True, patience=1) as another:
        another.execute(sa.select(sa.literal(1)))
        if another.dialect.name == "postgresql":
            another.exec_driver_sql("LOCK TABLE reading IN EXCLUSIVE MODE")
        assert her.family in visitor.get(f"/members/{her.uid}").text
        another.rollback()
    assert rows(app) == []
    visitor.get(f"/members/{other.uid}")
    assert sorted(rows(app)) == sorted([(her.id, False), (other.id, False)])


def test_everybody_on_a_list_reads_for_whom_it_left_and_what_was_on_it_of_her(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    with app.app_context():
        absent = make.member_account(make.member(State.KG, "Абдыева"))
    export(signed_in(course.office), course)
    export(signed_in(course.coordinator), course, "family", "phone", "agency", purpose="Bus", recipient="the host")
    first, second = (f"List no. {one.id}" for one in exports_of(app))
    secretariats = (
        f"The secretariat made a list for Hotel Ala-Too {first}, "
        "on it of you: family name, rank (at the training), and agency (at the training). Purpose: Hotel rooms"
    )
    for family, hers in (
        ("Токтосунова", "family name, phone, and agency (at the training)"),
        ("Нұрланова", "family name and agency (at the training)"),  # of another state: her phone was an empty cell
    ):
        coordinators, earlier = told(signed_in(who[family].account))
        assert coordinators.endswith(
            f"The coordinator of Kyrgyzstan made a list for the host {second}, on it of you: {hers}. Purpose: Bus"
        )
        assert earlier.endswith(secretariats)
    assert NOBODY in signed_in(absent).get("/members/me").text


@pytest.mark.parametrize("word", ExportFormat)
def test_each_person_is_told_once_of_a_list_in_whatever_format(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn, word: ExportFormat
) -> None:
    """Somebody stands several times on a list over several trainings."""
    with app.app_context():
        again = make.training()
        make.participation(again, who["Токтосунова"])
    path = f"/lists?training={course.training.id}&training={again.id}&column=family&column=training"
    with signed_in(course.office).post(path, {**TERMS, "format": word}, status=200) as answer:
        answer.get_data()
    assert sorted(rows(app)) == sorted((one.id, False) for one in who.values())


@pytest.mark.parametrize("bulk", [3, 1000])
def test_she_finds_herself_on_short_lists_and_among_many(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, bulk: int
) -> None:
    monkeypatch.setattr(seen, "BULK", bulk)
    monkeypatch.setattr(seen, "_BATCH", 3)  # written in two transactions
    with app.app_context():
        stranger = make.member_account(make.member(State.KG, "Абдыева"))
    export(signed_in(course.office), course)
    assert len(rows(app)) == 4
    assert [len(told(signed_in(one.account))) for one in who.values()] == [1, 1, 1, 1]
    assert NOBODY in signed_in(stranger).get("/members/me").text


def test_whoever_went_while_a_list_was_written_fails_no_list(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    people = seen.Listed()
    people.add([999_999, *(one.id for one in who.values())], [None] * 5)
    with app.app_context():
        seen.note_list(make.export(course.office).id, people, actor(course.office))
    assert sorted(rows(app)) == sorted((one.id, True) for one in who.values())


def test_of_a_list_that_failed_nobody_is_told(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    office = signed_in(course.office)
    with app.app_context(), db.engine.begin() as connection:
        at = connection.execute(sa.select(AuditHead.number, AuditHead.hash)).one()
        connection.execute(sa.delete(AuditHead))  # so that no change can be written down
    with pytest.raises(sa.exc.NoResultFound):
        export(office, course)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.insert(AuditHead).values(id=1, number=at.number, hash=at.hash))
    assert exports_of(app) == []
    assert len(rows(app)) == 4, "written before the record of the export"
    assert NOBODY in signed_in(who["Токтосунова"].account).get("/members/me").text


def test_whoever_stands_on_a_printed_sheet_reads_it(
    app: Flask, course: Course, who: dict[str, Any], signed_in: SignedIn
) -> None:
    path = f"/trainings/{course.training.id}/attendance/sheet"
    signed_in(course.coordinator).get(path)
    assert rows(app) == [], "a GET prints nothing"
    signed_in(course.coordinator).post(path, {"state": "KG"}, status=200)
    [line] = told(signed_in(who["Асанова"].account))
    assert line.endswith(
        "The coordinator of Kyrgyzstan printed a sign-in sheet with you on it "
        "For the training “Leading under pressure”, with your name and agency."
    )
    assert NOBODY in signed_in(who["Нұрланова"].account).get("/members/me").text


def test_all_of_it_is_read_page_by_page(app: Flask, who: dict[str, Any], signed_in: SignedIn) -> None:
    her, begun = who["Токтосунова"], datetime(2026, 3, 1, tzinfo=UTC)
    with app.app_context():
        office = make.secretariat()
        for n in range(60):
            make.seen(her, office, begun + timedelta(days=n))
        make.seen(her, office, now() - timedelta(days=731))
    visitor = signed_in(her.account)
    latest = told(visitor)
    assert len(latest) == 20
    assert latest[0].startswith("29 April 2026")
    path, found = "/members/me/seen", []
    assert f'href="{path}"' in visitor.get("/members/me").text
    while path:
        found += told(visitor, path)
        further = re.search(r'href="([^"]+)" rel="next"', visitor.get(path).text)
        path = further[1].replace("&amp;", "&") if further else ""
    assert found[:20] == latest
    assert len(found) == len(set(found)) == 60
    with app.app_context():
        assert forget_seen(begun + timedelta(days=25)) == 26
        assert forget_seen(begun + timedelta(days=25)) == 0
    assert len(rows(app)) == 35
    assert "25 March 2026" not in " ".join(told(visitor, "/members/me/seen?end=1"))


def test_only_whoever_has_a_record_has_such_a_page(app: Flask, course: Course, signed_in: SignedIn) -> None:
    signed_in(course.office).get("/members/me/seen", status=403)
    signed_in(course.coordinator).get("/members/me/seen", status=403)
