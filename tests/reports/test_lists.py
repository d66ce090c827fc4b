"""Participants lists: who is on them, what stands in their cells, and what it takes to export them."""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from html5lib import HTMLParser
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import event

from network.audit.models import AuditEntry
from network.clock import now
from network.database import db
from network.exports.models import Layout
from network.members.models import Member
from network.members.names import folded
from network.participation.models import Participation
from network.reports.participants import ATTENDANCE, columns_for
from network.vocabulary import (
    ExportFormat,
    Language,
    MarkStatus,
    ParticipantRole,
    RankBand,
    Sex,
    Standing,
    State,
    TrainingStatus,
)
from tests import factories as make
from tests.exports.readers import READERS, opened
from tests.reports.conftest import Course, exports_of, table_of, text_of
from tests.visitor import Visitor

SignedIn = Callable[[Any], Visitor]
COLUMNS = ("state_code", "agency", "family", "phone")


def address(course: Course, *columns: str, **more: Any) -> str:
    query = [("training", str(course.training.id)), *(("column", key) for key in columns or COLUMNS)]
    query += [(name, str(value)) for name, value in more.items()]
    return "/lists?" + "&".join(f"{name}={value}" for name, value in query)


def terms(word: str = "csv", **more: str) -> dict[str, str]:
    return {"purpose": "Hotel rooms", "recipient": "Hotel Ala-Too", "format": word, "language": "en", **more}


def taken(visitor: Visitor, path: str, word: str = "csv", **more: str) -> list[list[str]]:
    """The rows of the file that is sent for the address."""
    with visitor.post(path, terms(word, **more), status=200) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return READERS[ExportFormat(word)](answer.get_data())


@pytest.mark.parametrize("word", ExportFormat)
def test_every_format_holds_what_the_page_shows(course: Course, signed_in: SignedIn, word: ExportFormat) -> None:
    visitor = signed_in(course.office)
    shown = table_of(visitor.get(address(course)).text)
    assert [row[2] for row in shown] == course.families, "by state, then family name in Latin letters"
    assert shown[0] == ["KZ", "Service_of_KZ", "Нұрланова", "+998555009"]
    assert taken(visitor, address(course), word) == shown


def test_an_export_is_recorded_with_who_when_what_for_and_what(app: Flask, course: Course, signed_in: SignedIn) -> None:
    path = address(course, state="KG", role="participant", attendance="absent")
    with app.app_context():
        begun = now()
    with signed_in(course.office).post(path, terms("json"), status=200) as answer:
        content = answer.get_data()
    [export] = exports_of(app)
    assert begun - timedelta(seconds=1) <= export.at <= begun + timedelta(minutes=1)
    assert (export.account_id, export.by_name, export.purpose) == (course.office.id, "Office", "Hotel rooms")
    assert export.recipient == "Hotel Ala-Too"
    assert export.title == "Participants: Leading under pressure"
    assert export.columns == list(COLUMNS)
    assert export.filters == {
        "training": [course.training.id],
        "state": ["KG"],
        "role": ["participant"],
        "attendance": "absent",
    }
    assert (export.rows, export.size) == (2, len(content))
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    with app.app_context():
        entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == "list:exported")).one()
    assert (entry.account_id, entry.why, entry.subject) == (
        course.office.id,
        "Hotel rooms",
        f"export:{export.id}",
    )
    page = signed_in(course.office).get(f"/exports/{export.id}").text
    for words in ("Hotel rooms", "Hotel Ala-Too", export.sha256, "Family name", "Office", "Kyrgyzstan"):
        assert words in page
    trail = dict(table_of(signed_in(course.office).get(f"/audit/{entry.number}").text))
    assert (trail["For whom"], trail["Password on the file"]) == ("Hotel Ala-Too", "no")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"purpose": ""}, "Say what the list is for."),
        ({"purpose": "   "}, "Say what the list is for."),
        ({"purpose": "x" * 201}, "At most 200 characters."),
        ({"recipient": ""}, "Say who receives the list."),
        ({"recipient": "x" * 101}, "At most 100 characters."),
        ({"file_password": "tamol-resag"}, "This is too short: at least 12 characters."),
        ({"file_password": "abababababab"}, "This repeats itself: at least 6 different characters."),
        ({"file_password": "кибут-тамол-ресаг"}, "Use Latin letters, digits and signs: every keyboard has them."),
        ({"file_password": "kibut-tamol-resag", "format": "csv"}, "Only Excel and PDF take a password."),
        ({"file_password": "kibut-tamol-resag", "format": "json"}, "Only Excel and PDF take a password."),
        ({"format": "exe"}, "Error"),
        ({"language": "tlh"}, "Error"),
    ],
)
def test_terms_that_are_not_met_keep_what_was_chosen(
    app: Flask, course: Course, signed_in: SignedIn, change: dict[str, str], words: str
) -> None:
    data = terms("pdf", **change)
    page = signed_in(course.office).post(address(course), data, status=422).text
    assert words in page
    assert page.count("<title>Error:") == 1
    assert "column=state_code&amp;column=agency&amp;column=family&amp;column=phone" in page
    if data["format"] in ("pdf", "csv", "json"):
        assert f'<option value="{data["format"]}" selected>' in page
    assert all(f'value="{data[name]}"' in page for name in ("recipient", "file_password") if data.get(name))
    assert exports_of(app) == []


def test_a_password_is_put_on_the_file_and_the_page_makes_one_each_time(
    app: Flask, course: Course, signed_in: SignedIn
) -> None:
    visitor = signed_in(course.office)
    pages = [visitor.get(address(course)).text for _again in range(2)]
    made = [re.findall(r"just now: <code>((?:[a-z]{5}-){3}[a-z]{5})<", page)[0] for page in pages]
    assert made[0] != made[1]
    with visitor.post(address(course), terms("pdf", file_password=made[0]), status=200) as answer:
        content = answer.get_data()
    assert len(READERS[ExportFormat.PDF](opened(content, made[0]))) == 4
    [export] = exports_of(app)
    assert export.locked
    assert "with a password" in visitor.get("/exports").text
    assert made[0] not in visitor.get("/exports").text + visitor.get(f"/exports/{export.id}").text


def test_contacts_are_on_a_list_only_when_somebody_puts_them_there(course: Course, signed_in: SignedIn) -> None:
    visitor = signed_in(course.office)
    page = HTMLParser(namespaceHTMLElements=False).parse(visitor.get(f"/lists?training={course.training.id}").text)
    ticked = {
        box.get("value"): box.get("checked") is not None for box in page.iter("input") if box.get("name") == "column"
    }
    assert ticked.pop("family")
    assert not ticked["email"]
    assert not ticked["phone"]
    beside = {item.get("id"): text_of(item) for item in page.iter("small")}
    assert beside == dict.fromkeys(("column-email-hint", "column-phone-hint"), "only if the host needs it")
    assert visitor.post(f"/lists?training={course.training.id}", terms(), status=200).text.count("@") == 0


@pytest.mark.parametrize(
    "query",
    ["training={id}&column=password_hash", "training=999999", "training=x", "training={id}&agency=424242",
     "training={id}&state=XX", "training={id}&role=boss", "training={id}&attendance=always",
     "training={id}&first=2026-02-01&last=2026-01-01", "training={id}&first=yesterday", "", "state=KG"],
)  # fmt: skip
def test_what_is_unknown_makes_no_list(app: Flask, course: Course, signed_in: SignedIn, query: str) -> None:
    visitor = signed_in(course.office)
    path = "/lists?" + query.format(id=course.training.id)
    visitor.post(path, terms(), status=422)
    assert "Your list will stand here" in visitor.get(path).text
    assert exports_of(app) == []


def test_more_trainings_than_a_list_takes_are_refused_in_words(course: Course, signed_in: SignedIn) -> None:
    path = "/lists?" + "&".join(f"training={n}" for n in range(1, 102))
    assert "At most 100 trainings can be ticked." in signed_in(course.office).get(path).text


@pytest.mark.parametrize("field", ["state", "role", "agency", "kind", "attendance"])
def test_spaces_choose_nothing(course: Course, signed_in: SignedIn, field: str) -> None:
    visitor = signed_in(course.office)
    path = address(course) + f"&{field}=%20%20"
    assert table_of(visitor.get(path).text) == table_of(visitor.get(address(course)).text)
    assert len(taken(visitor, path, "json")) == len(course.families)


def test_what_is_not_offered_is_said_in_the_readers_language(app: Flask, course: Course, signed_in: SignedIn) -> None:
    with app.app_context():
        reader = make.secretariat(language="ru")
    visitor = signed_in(reader)
    for field, value in (("training", "777"), ("state", "XX"), ("kind", "xx"), ("agency", "777"), ("attendance", "xx")):
        page = visitor.get(f"/lists?{field}={value}").text
        assert ("Выберите из предложенного" in page) == (field != "training"), field
        assert "valid choice" not in page


@pytest.mark.parametrize("word", ExportFormat)
def test_a_coordinator_gets_empty_cells_of_people_of_other_states(
    course: Course, signed_in: SignedIn, word: ExportFormat
) -> None:
    visitor = signed_in(course.coordinator)
    keys = ("family", "state_code", "phone")
    shown = table_of(visitor.get(address(course, *keys)).text)
    assert [row[1:] for row in shown] == [
        ["KZ", ""],
        ["KG", "+998555007"],
        ["KG", "+9985550011"],
        ["UZ", ""],
    ]
    rows = taken(visitor, address(course, *keys), word)
    if word is ExportFormat.PDF:
        shown = [[cell for cell in row if cell] for row in shown]
    assert rows == shown


#: All that a coordinator reads of people of other states: name, state, agency, role and marks; and of which training.
OF_OTHERS = {
    *("state", "state_code", "agency", "agency_kind", "role", "training", "starts_on", "ends_on", "city"),
    *("family", "given", "patronymic", "name", "family_latin", "given_latin", "patronymic_latin", "latin"),
    *("attended", "expected", "excused", "absent", "unmarked", "percent", "completed"),
}
_ALL = (
    *OF_OTHERS, "rank", "band", "position", "sex", "status", "email", "phone", "member_number", "added", "removed",
    "removed_why", "state_now", "agency_now", "rank_now", "band_now", "position_now", "seconded_to",
)  # fmt: skip
_OWN = ("Асанова", "Токтосунова")
_HIDDEN = ("UZ-7777", "+998901112233", "maxfiy@example.org", "Hiddenrank", "Hiddenpost")


@pytest.fixture
def stranger(app: Flask, course: Course) -> Member:
    """A man of another state than the coordinator's on the list, every field of his filled."""
    with app.app_context():
        who = make.member(
            State.UZ, "Secretov", "Sir", number="UZ-7777", phone="+998901112233", email="maxfiy@example.org",
            sex=Sex.MALE, patronymic="Sirovich", family_latin="Secretov", patronymic_latin="Sirovich",
        )  # fmt: skip
        guards = make.agency(State.UZ, "Guards")
        post = make.affiliation(who, guards, rank="Hiddenrank", position="Hiddenpost", band=RankBand.HIGHER)
        make.participation(course.training, who, affiliation_id=post.id)
        return who


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.sampled_from(_ALL), unique=True, min_size=1),
    word=st.sampled_from(ExportFormat),
    language=st.sampled_from(Language),
)
@example(keys=list(_ALL), word=ExportFormat.JSON, language=Language.ENGLISH)
@example(keys=list(_ALL), word=ExportFormat.PDF, language=Language.ENGLISH)
def test_of_people_of_other_states_nothing_leaves_but_name_state_agency_role_and_marks(
    app: Flask,
    course: Course,
    stranger: Member,
    signed_in: SignedIn,
    keys: list[str],
    word: ExportFormat,
    language: str,
) -> None:
    """Whatever columns a coordinator asks for, in every format: the cells of the others are those of the office's
    own list where they are open to her, and empty."""
    assert {column.key for column in columns_for(_Everything())} == set(_ALL)
    keys = ["family", *(key for key in keys if key != "family")]
    path = address(course, *keys)
    with signed_in(course.coordinator).post(path, terms(word, language=language), status=200) as answer:
        content = answer.get_data()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages) if word == "pdf" else str(content)
    assert [hidden for hidden in _HIDDEN if hidden in text] == []
    if word is ExportFormat.PDF:  # its cells run into each other
        assert "Secretov" in "".join(text.split())
        return
    whole = taken(signed_in(course.office), path, word, language=language)
    assert READERS[word](content) == [
        [cell if row[0] in _OWN or key in OF_OTHERS else "" for key, cell in zip(keys, row, strict=True)]
        for row in whole
    ]


def test_a_member_has_no_lists(course: Course, app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        account = make.member_account(make.member(State.KG))
    visitor = signed_in(account)
    visitor.get("/lists", status=403)
    visitor.post(address(course), terms(), status=403)
    visitor.post("/lists/layouts?column=family", {"name": "mine"}, status=403)
    assert "Export the list" not in visitor.get(f"/trainings/{course.training.id}").text
    assert exports_of(app) == []


def test_a_trainings_page_leads_to_its_list(course: Course, signed_in: SignedIn) -> None:
    visitor = signed_in(course.coordinator)
    link = f"/lists?training={course.training.id}"
    assert link in visitor.get(f"/trainings/{course.training.id}").text
    assert link in visitor.get(f"/trainings/{course.training.id}/participants/").text
    assert len(table_of(visitor.get(link).text)) == 4


@pytest.mark.parametrize(
    ("query", "families"),
    [
        ({"state": "KG"}, ["Асанова", "Токтосунова"]),
        ({"role": "trainer"}, ["Yoʻldosheva"]),
        ({"kind": "border"}, ["Нұрланова", "Асанова", "Токтосунова"]),
        ({"agency": State.UZ}, ["Yoʻldosheva"]),
        ({"attendance": "attended"}, ["Нұрланова", "Асанова"]),
        ({"attendance": "completed"}, ["Асанова"]),
        ({"attendance": "short"}, ["Нұрланова", "Токтосунова", "Yoʻldosheva"]),
        ({"attendance": "absent"}, ["Токтосунова", "Yoʻldosheva"]),
    ],
)
def test_each_filter_leaves_whom_it_names(
    app: Flask, course: Course, signed_in: SignedIn, query: dict[str, Any], families: list[str]
) -> None:
    with app.app_context():
        parts = db.session.execute(
            sa.select(Member.family, Participation).join(Member, Member.id == Participation.member_id)
        ).all()
        db.session.rollback()
        by_family = dict(row._tuple() for row in parts)
        sessions = make.sessions_of(course.training)
        for session in sessions:
            make.mark(by_family["Асанова"], session, course.office)
        make.mark(by_family["Нұрланова"], sessions[0], course.office)
        make.mark(by_family["Токтосунова"], sessions[0], course.office, MarkStatus.ABSENT)
    if isinstance(query.get("agency"), State):
        query = {"agency": course.agencies[query["agency"]]}
    rows = taken(signed_in(course.office), address(course, "family", **query))
    assert [row[0] for row in rows] == families
    assert set(ATTENDANCE) == {"attended", "completed", "short", "absent"}


def test_a_period_takes_the_published_trainings_with_a_day_in_it(
    app: Flask, course: Course, signed_in: SignedIn
) -> None:
    with app.app_context():
        for status in TrainingStatus:
            other = make.training(State.KG, date(2025, 12, 1), status=status, title=f"Other_{status}")
            make.participation(other, make.member(State.TJ, f"Раҳимзода_{status}"))
    visitor = signed_in(course.office)
    path = "/lists?column=family&column=training&first={}&last={}"
    rows = taken(visitor, path.format("2025-11-27", "2025-12-31"))
    assert [row[0] for row in rows] == [*course.families[:3], "Раҳимзода_published", course.families[3]]
    assert [row[0] for row in taken(visitor, path.format("2025-11-28", "2025-12-31"))] == ["Раҳимзода_published"]


def test_rank_position_and_agency_are_those_of_the_training(app: Flask, course: Course, signed_in: SignedIn) -> None:
    with app.app_context():
        who = make.member(State.TJ, "Раҳимзода")
        before = make.affiliation(
            who,
            make.agency(State.TJ, "Customs_then"),
            date(2020, 1, 1),
            ends_on=date(2025, 12, 31),
            rank="Captain",
        )
        make.affiliation(who, make.agency(State.TJ, "Border_now"), date(2026, 1, 1), rank="Colonel")
        make.participation(course.training, who, affiliation_id=before.id)
    rows = taken(signed_in(course.office), address(course, "family", "agency", "rank", state="TJ"))
    assert rows == [["Раҳимзода", "Customs_then", "Captain"]]


def test_a_list_speaks_the_language_that_is_asked_for(course: Course, signed_in: SignedIn) -> None:
    visitor = signed_in(course.office)
    assert taken(visitor, address(course, "family", "state"), language="ru")[0] == ["Нұрланова", "Казахстан"]
    assert table_of(visitor.get(address(course, "family", "state")).text)[0] == ["Нұрланова", "Kazakhstan"]


def test_a_pdf_of_more_than_5000_rows_offers_xlsx_and_keeps_the_choices(
    app: Flask, course: Course, signed_in: SignedIn
) -> None:
    _crowd(app, course, 5001)
    page = signed_in(course.office).post(address(course), terms("pdf", purpose="Ministry"), status=422).text
    assert "Take it as XLSX instead." in page
    assert 'value="Ministry"' in page
    assert exports_of(app) == []


def test_columns_move_without_javascript(course: Course, signed_in: SignedIn) -> None:
    visitor = signed_in(course.office)
    moves = {
        "up+phone": ["state_code", "agency", "phone", "family"],
        "up+state_code": list(COLUMNS),
        "down+state_code": ["agency", "state_code", "family", "phone"],
    }
    for move, keys in moves.items():
        answer = visitor.get(address(course, move=move), status=303)
        assert parse_qs(urlsplit(answer.headers["Location"]).query)["column"] == keys


_KEYS = [
    "state",
    "state_code",
    "agency",
    "rank",
    "position",
    "family",
    "given",
    "sex",
    "role",
    "phone",
    "training",
]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=st.lists(st.sampled_from(_KEYS), unique=True, min_size=1))
def test_columns_stand_in_the_order_in_which_they_were_chosen(
    course: Course, signed_in: SignedIn, keys: list[str]
) -> None:
    visitor = signed_in(course.office)
    with visitor.post(address(course, *keys), terms("json"), status=200) as answer:
        content = answer.get_json()
    assert [column["key"] for column in content["columns"]] == keys
    assert all(list(row) == keys for row in content["rows"])
    assert [list(row.values()) for row in content["rows"]] == table_of(visitor.get(address(course, *keys)).text)


def test_a_layout_is_saved_loaded_renamed_and_removed(app: Flask, course: Course, signed_in: SignedIn) -> None:
    visitor = signed_in(course.office)
    chosen = address(course, "phone", "family", state="UZ").replace("/lists?", "/lists/layouts?")
    visitor.post(chosen, {"name": "Hotel"})
    with app.app_context():
        layout = db.session.scalars(sa.select(Layout)).one()
    assert (layout.account_id, layout.columns, layout.filters) == (
        course.office.id, ["phone", "family"], {"state": ["UZ"]},
    )  # fmt: skip
    loaded = visitor.get(f"/lists?training={course.training.id}&load={layout.id}", status=303).headers["Location"]
    assert table_of(visitor.get(loaded).text) == [["+9985550011", "Yoʻldosheva"]]
    visitor.post(chosen.replace("column=phone&", ""), {"name": "Hotel"})
    with app.app_context():
        assert db.session.scalars(sa.select(Layout.columns)).all() == [["family"]]
    visitor.post(chosen, {"name": "Second"})
    visitor.post(f"/layouts/{layout.id}", {"name": "Second"}, status=422)
    visitor.post(f"/layouts/{layout.id}", {"name": "Ministry"})
    assert "Ministry" in visitor.get("/lists").text
    visitor.post(f"/layouts/{layout.id}/remove")
    visitor.get("/lists")  # says that it is removed
    assert "Ministry" not in visitor.get("/lists").text
    visitor.post(chosen, {"name": ""}, status=422)


def test_layouts_are_their_owners_own(app: Flask, course: Course, signed_in: SignedIn) -> None:
    signed_in(course.office).post("/lists/layouts?column=family", {"name": "Office layout"})
    with app.app_context():
        layout_id = db.session.scalars(sa.select(Layout.id)).one()
    other = signed_in(course.coordinator)
    assert "Office layout" not in other.get("/lists").text
    other.get(f"/layouts/{layout_id}", status=404)
    other.post(f"/layouts/{layout_id}", {"name": "Taken"}, status=404)
    other.post(f"/layouts/{layout_id}/remove", status=404)
    assert "column=family" not in other.get(f"/lists?training={course.training.id}&load={layout_id}").headers
    with app.app_context():
        assert db.session.scalars(sa.select(Layout.name)).all() == ["Office layout"]


def test_the_next_page_says_under_which_number_a_list_is_recorded(
    app: Flask, course: Course, signed_in: SignedIn
) -> None:
    visitor = signed_in(course.office)
    taken(visitor, address(course), language="ru")
    said = f"List no. {exports_of(app)[0].id} is recorded"
    assert said in visitor.get("/exports").text
    assert said not in visitor.get("/exports").text


def test_a_draft_and_a_cancelled_training_are_marked(app: Flask, course: Course, signed_in: SignedIn) -> None:
    with app.app_context():
        make.training(title="Not yet", status=TrainingStatus.DRAFT)
        make.training(title="No longer", status=TrainingStatus.CANCELLED)
    page = signed_in(course.office).get("/lists").text
    assert "Not yet (draft)" in page
    assert "No longer (cancelled)" in page
    assert "Leading under pressure (" not in page


def test_trainings_are_found_among_many(app: Flask, course: Course, signed_in: SignedIn) -> None:
    with app.app_context():
        for n in range(25):
            make.training(State.KZ, date(2024, 3, 1 + n), title=f"Workshop {n}", search=folded(f"Workshop {n} Astana"))
    visitor = signed_in(course.office)
    first = visitor.get(f"/lists?training={course.training.id}").text
    assert "These are the latest." in first
    assert first.index("Leading under pressure") < first.index("Workshop 24")
    assert "Workshop 0 " not in first
    found = visitor.get(f"/lists?training={course.training.id}&find=WORKSHOP+7").text
    assert "Workshop 7" in found
    assert "Workshop 8" not in found
    assert "Leading under pressure" in found
    assert "Workshop 3" in visitor.get("/lists?find=2024+workshop+3").text


def test_the_page_costs_the_same_statements_however_long_the_list_is(
    app: Flask, course: Course, signed_in: SignedIn
) -> None:
    counts = []
    for people in (20, 200):
        _crowd(app, course, people)
        counts.append(_statements(app, signed_in(course.coordinator), address(course)))
    assert counts[0] == counts[1] <= 8


class _Everything:
    """An actor who has every right, to name every column that there is."""

    roles = frozenset({"secretariat"})
    states: frozenset[State] = frozenset()
    account_id, member_id = 1, None
    assigned_training_ids: frozenset[int] = frozenset()


def _crowd(app: Flask, course: Course, people: int) -> None:
    """As many more on the list."""
    with app.app_context():
        start = (db.session.scalar(sa.select(sa.func.max(Member.id))) or 0) + 1
        with make.saving():
            common = {
                "standing": Standing.MEMBER,
                "sex": Sex.FEMALE,
                "given": "А",
                "created_at": now(),
                "version": 1,
            }
            empty = dict.fromkeys(
                ("patronymic", "family_latin", "given_latin", "patronymic_latin", "email", "phone"), ""
            )
            ids = range(start, start + people)
            members = [
                {"id": n, "uid": f"u{n}", "number": f"many-{n}", "state": State.KG, "family": f"Ф{n}",
                 "sort_key": f"f{n}", **common, **empty}
                for n in ids
            ]  # fmt: skip
            db.session.execute(sa.insert(Member.__table__), members)  # type: ignore[arg-type]
            rows = [
                {"training_id": course.training.id, "member_id": n, "state": State.KG, "added_at": now(),
                 "role": ParticipantRole.PARTICIPANT, "status": "confirmed", "removed_why": "", "version": 1}
                for n in ids
            ]  # fmt: skip
            db.session.execute(sa.insert(Participation.__table__), rows)  # type: ignore[arg-type]


def _statements(app: Flask, visitor: Visitor, path: str) -> int:
    seen: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    visitor.get(path)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)
