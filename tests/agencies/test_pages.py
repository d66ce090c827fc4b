"""What the secretariat and coordinators do with agencies, and what bad input gets."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask

from network.accounts.models import Account
from network.agencies.models import Agency, AgencyName
from network.database import db
from network.vocabulary import AgencyKind, State
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


@pytest.fixture
def office(app: Flask, signed_in: SignedIn) -> Visitor:
    with app.app_context():
        account = make.secretariat()
    return signed_in(account)


def saved(app: Flask, agency_id: int) -> tuple[Agency, list[AgencyName]]:
    with app.app_context():
        names = list(
            db.session.scalars(
                db.select(AgencyName).where(AgencyName.agency_id == agency_id).order_by(AgencyName.starts_on)
            )
        )
        agency = db.session.get_one(Agency, agency_id)
        db.session.expunge_all()
        return agency, names


NEW = {"state": "KG", "kind": "border", "english": "State Border Service", "russian": "Пограничная служба"}
NAMES = {"english": "Border Committee", "russian": "Пограничный комитет", "national": "", "acronym": "BC"}


def added(app: Flask, english: str = "State Border Service", **facts: Any) -> int:
    with app.app_context():
        return make.agency(english=english, **facts).id


def test_a_new_agency_is_on_the_list_and_found_in_every_language_and_by_its_initials(
    app: Flask, office: Visitor
) -> None:
    place = office.post(
        "/agencies/add",
        {
            **NEW,
            "russian": "Государственная пограничная служба",
            "national": "Мамлекеттик чек ара кызматы",
            "acronym": "SBS",
        },
    ).location
    assert "State Border Service is added" in office.get(place).text
    added(app, "Coast guard")
    for typed in ("border", "ПОГРАНИЧНАЯ", "мамлекеттик кызматы", "sbs", "гпс", "служба гос"):
        page = office.get("/agencies/", query_string={"q": typed}).text
        assert "Мамлекеттик чек ара кызматы" in page, typed
        assert "Coast guard" not in page
    assert "No agency like this" in office.get("/agencies/?q=%25").text


def test_the_list_is_narrowed_by_state_kind_standing_and_what_is_to_verify(app: Flask, office: Visitor) -> None:
    added(app, "Border KG")
    added(app, "Police KZ", state=State.KZ, kind=AgencyKind.POLICE)
    added(app, "Old customs KG", kind=AgencyKind.CUSTOMS, closed_on=date(2020, 1, 1))
    added(app, "Unsure TJ", state=State.TJ, verify=True)
    for query, there in (
        ("state=KZ", {"Police KZ"}), ("kind=border", {"Border KG", "Unsure TJ"}), ("verify=y", {"Unsure TJ"}),
        ("standing=closed", {"Old customs KG"}), ("standing=open&state=KG", {"Border KG"}),
    ):  # fmt: skip
        page = office.get(f"/agencies/?{query}").text
        assert "field-wrong" not in page
        assert {name for name in ("Border KG", "Police KZ", "Old customs KG", "Unsure TJ") if name in page} == there
    page = office.get("/agencies/").text
    assert page.index("Police KZ") < page.index("Border KG") < page.index("Unsure TJ")  # states by name, not by code


def test_a_coordinators_list_begins_with_her_own_state(app: Flask, signed_in: SignedIn) -> None:
    for state in (State.KZ, State.UZ):
        for n in range(20):  # more than a page together
            added(app, f"{state} service {n:02d}", state=state)
    with app.app_context():
        account = make.coordinator(State.UZ)
    visitor = signed_in(account)
    page = visitor.get("/agencies/").text
    assert page.index("UZ service 19") < page.index("KZ service 00")
    follows = re.search(r'href="([^"]*after=[^"]*)"', page)
    assert follows
    assert "KZ service 19" in visitor.get(unescape(follows[1])).text


def test_the_list_turns_its_pages_without_losing_or_repeating_one(app: Flask, office: Visitor) -> None:
    for state in (State.UZ, State.KG, State.KZ):
        for number in range(12):
            added(app, f"Agency {state} {number:02d}", state=state)
    found: list[str] = []
    url: str | None = "/agencies/"
    while url:
        page = office.get(url).text
        found += [part.split("</strong>")[0] for part in page.split("<strong>Agency ")[1:]]
        after = [part for part in page.split('class="pager-turn" href="')[1:] if 'rel="next"' in part.split(">")[0]]
        url = after[0].split('"')[0].replace("&amp;", "&") if after else None
    assert found == [f"{state} {number:02d}" for state in ("KZ", "KG", "UZ") for number in range(12)]


def test_how_many_serve_there_opens_the_names_behind_it(app: Flask, office: Visitor, signed_in: SignedIn) -> None:
    with app.app_context():
        here, there = make.agency(), make.agency(State.KZ, "Police")
        for _ in range(2):
            make.affiliation(make.member(), here)
        make.affiliation(make.member(), here, ends_on=date(2021, 1, 1))
        make.affiliation(make.member(State.KZ), there)
        coordinator = make.coordinator(State.KG)
    page = office.get("/agencies/").text
    assert f'href="/members/?agency={here.id}">2</a>' in page
    assert f'href="/members/?agency={there.id}">1</a>' in page
    page = signed_in(coordinator).get("/agencies/").text
    assert f"?agency={here.id}" in page
    assert f"?agency={there.id}" not in page  # another state's people are not hers to count
    assert f'href="/members/?agency={here.id}"' in office.get(f"/agencies/{here.id}").text


def test_coordinators_read_and_only_the_secretariat_changes(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        agency, who = make.agency(), make.member()
        coordinator, member = make.coordinator(), make.member_account(who)
    visitor = signed_in(coordinator)
    page = visitor.get(f"/agencies/{agency.id}").text
    assert "/edit" not in page
    assert "/rename" not in page
    visitor.get("/agencies/")
    for path in (
        "add",
        f"{agency.id}/edit",
        f"{agency.id}/rename",
        f"{agency.id}/merge",
        f"{agency.id}/close",
    ):
        visitor.get(f"/agencies/{path}", 403)
        visitor.post(f"/agencies/{path}", NEW, 403)
    visitor.post(f"/agencies/{agency.id}/reopen", status=403)
    signed_in(member).get("/agencies/", 403)
    signed_in(member).get(f"/agencies/{agency.id}", 404)
    Visitor(app).get("/agencies/", 303)


def test_an_unknown_agency_or_name_is_not_found(app: Flask, office: Visitor) -> None:
    agency_id, other = added(app), added(app, "Customs")
    name_id = saved(app, other)[1][0].id
    office.get("/agencies/999999", 404)
    office.get(f"/agencies/{agency_id}/names/{name_id}", 404)


def test_a_new_name_keeps_the_old_one_until_the_day_before_and_can_be_taken_back(app: Flask, office: Visitor) -> None:
    agency_id = added(app)
    page = office.get(
        office.post(f"/agencies/{agency_id}/rename", {**NAMES, "version": 1, "starts_on": "2026-02-10"}).location
    )
    assert "Border Committee" in page.text
    assert "9 February 2026" in page.text
    agency, names = saved(app, agency_id)
    assert [(name.english, name.ends_on) for name in names] == [
        ("State Border Service", date(2026, 2, 9)), ("Border Committee", None),
    ]  # fmt: skip
    assert agency.version == 2
    office.post(f"/agencies/{agency_id}/names/{names[0].id}/take-back", status=403)
    office.post(f"/agencies/{agency_id}/names/{names[1].id}/take-back")
    assert [(name.english, name.ends_on) for name in saved(app, agency_id)[1]] == [("State Border Service", None)]


def test_an_agency_and_the_spelling_of_each_of_its_names_are_corrected(app: Flask, office: Visitor) -> None:
    parent, agency_id = added(app, "Ministry"), added(app, "State Border Servise")
    office.post(
        f"/agencies/{agency_id}/edit",
        {
            **NEW,
            "version": 1,
            "kind": "customs",
            "parent_id": parent,
            "opened_on": "2001-05-03",
            "verify": "y",
        },
    )
    agency, names = saved(app, agency_id)
    assert (agency.kind, agency.parent_id, agency.opened_on, agency.verify) == (
        AgencyKind.CUSTOMS, parent, date(2001, 5, 3), True,
    )  # fmt: skip
    assert names[0].english == "State Border Service"
    assert "State Border Service" in office.get(f"/agencies/{parent}").text  # as its part
    office.post(f"/agencies/{agency_id}/rename", {**NAMES, "version": 2, "starts_on": "2026-02-10"})
    office.post(f"/agencies/{agency_id}/names/{names[0].id}", {**NAMES, "english": "Border Servis", "version": 3})
    assert [name.english for name in saved(app, agency_id)[1]] == ["Border Servis", "Border Committee"]
    assert "Border Servis" not in office.get("/agencies/").text  # today's name
    assert "Border Committee" in office.get("/agencies/?q=servis").text  # but found by the old one
    office.post(f"/agencies/{agency_id}/confirm")
    assert not saved(app, agency_id)[0].verify


def test_closing_and_opening_again(app: Flask, office: Visitor) -> None:
    agency_id = added(app)
    with app.app_context():
        make.affiliation(make.member(), db.session.get_one(Agency, agency_id))
    assert "1 person is recorded as serving there" in office.get(f"/agencies/{agency_id}/close").text
    closing = {"version": 1, "closed_on": "2026-03-31", "why": "Decree 12"}
    page = office.get(office.post(f"/agencies/{agency_id}/close", closing).location).text
    assert "31 March 2026" in page
    assert "Decree 12" in page
    assert "Decree 12" not in office.get(office.post(f"/agencies/{agency_id}/reopen").location).text
    assert saved(app, agency_id)[0].closed_on is None


BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("add", {"english": ""}, "english", "Write the name in English."),
    ("add", {"state": ""}, "state", "Choose the state."),
    ("add", {"kind": ""}, "kind", "Choose the kind."),
    ("add", {"english": "state border SERVICE"}, "english", "Another agency of this state has this name"),
    ("add", {"english": "x" * 201}, "english", "At most 200 characters."),
    ("add", {"russian": "Слу\u202eжба"}, "russian", "hidden characters"),
    ("add", {"opened_on": "31.02.2020"}, "opened_on", "This is not a date"),
    ("add", {"english": "Part", "parent_id": "{foreign}"}, "parent_id", "of the same state"),
    ("edit", {"parent_id": "{agency}"}, "parent_id", "part of itself"),
    ("edit", {"parent_id": "{part}"}, "parent_id", "part of itself"),
    ("edit", {"parent_id": "{closed}"}, "parent_id", "Closed service is closed"),
    ("edit", {"english": "Customs"}, "english", "Another agency of this state has this name"),
    ("edit", {"opened_on": "2026-01-01"}, "opened_on", "It was renamed on"),
    ("rename", {"starts_on": ""}, "starts_on", "Write the first day."),
    ("rename", {"starts_on": "2020-01-01"}, "starts_on", "A name already begins on"),
    ("rename", {"starts_on": "2019-12-31"}, "starts_on", "a new one has to begin after that"),
    ("rename", {"starts_on": "2027-01-01", "english": "Customs"}, "english", "Another agency of this state"),
    ("close", {"closed_on": "1990-01-01"}, "closed_on", "cannot be closed before that"),
    ("close", {"closed_on": "2019-12-31"}, "closed_on", "Its present name began"),
    ("close", {"closed_on": "2026-01-01", "why": ""}, "why", "Write why it is closed."),
    ("merge", {"successor_id": ""}, "successor_id", "Choose the successor."),
    ("merge", {"successor_id": "{agency}"}, "successor_id", "cannot be merged into itself"),
    ("merge", {"successor_id": "{foreign}"}, "successor_id", "of the same state"),
    ("merge", {"successor_id": "{closed}"}, "successor_id", "Closed service is closed"),
    ("merge", {"successor_id": "{circle}"}, "successor_id", "would be a circle"),
    ("merge", {"successor_id": "{customs}", "day": "1991-01-01"}, "day", "cannot be closed before that"),
    (
        "merge",
        {"successor_id": "{young}", "day": "2021-01-01"},
        "day",
        "Young service began on 1 January 2022",
    ),
]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_bad_input_is_said_beside_its_field_and_kept(app: Flask, office: Visitor) -> None:
    with app.app_context():
        ids = {
            "agency": make.agency(
                opened_on=date(1995, 1, 1),
                names=[
                    AgencyName(english="State Border Service", ends_on=date(2019, 12, 31)),
                    AgencyName(english="Border Service", starts_on=date(2020, 1, 1)),
                ],
            ).id,
            "customs": make.agency(english="Customs").id,
            "foreign": make.agency(State.KZ, "Foreign").id,
            "young": make.agency(english="Young service", opened_on=date(2022, 1, 1)).id,
            "closed": make.agency(english="Closed service", closed_on=date(2021, 1, 1)).id,
        }
        ids["part"] = make.agency(english="Part of it", parent_id=ids["agency"]).id
        ids["circle"] = make.agency(english="Merged", closed_on=date(2021, 1, 1), successor_id=ids["agency"]).id
        make.agency(english="State Border Service", opened_on=date(2020, 1, 1))
        before = db.session.scalar(db.select(db.func.count(Agency.id)))
    good = {
        "add": NEW,
        "edit": {**NAMES, "kind": "border"},
        "rename": {**NAMES, "starts_on": "2027-01-01"},
        "close": {"why": "A law", "closed_on": "2026-01-01"},
        "merge": {"day": "2026-01-01", "why": "A law"},
    }
    for page, wrong, field, sentence in BAD:
        sent = {name: str(value).format(**ids) for name, value in {**good[page], **wrong, "version": 1}.items()}
        path = "/agencies/add" if page == "add" else f"/agencies/{ids['agency']}/{page}"
        answer = office.post(path, sent, 422).text
        beside = answer.split(f'id="{field}-error"')
        assert len(beside) == 2, (page, wrong, answer[-3000:])
        assert sentence in beside[1].split("</p>")[0], (page, wrong, beside[1][:300])
        assert f'<a href="#{field}">' in answer
        for name, value in sent.items():
            if name in ("english", "russian", "why", "starts_on", "closed_on", "day") and value and len(value) < 200:
                assert f'value="{value}"' in answer, (page, wrong, name)
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Agency.id))) == before
        assert db.session.get_one(Agency, ids["agency"]).version == 1


def test_a_change_made_on_an_older_version_is_kept_on_the_page_and_may_then_be_saved(
    app: Flask, office: Visitor
) -> None:
    agency_id = added(app)
    office.post(f"/agencies/{agency_id}/edit", {**NEW, "version": 1, "kind": "customs"})
    page = office.post(f"/agencies/{agency_id}/edit", {**NEW, "english": "Mine", "version": 1}, 422).text
    assert "Somebody else changed this record" in page
    assert 'value="Mine"' in page
    assert 'name="version" type="hidden" value="2"' in page
    assert saved(app, agency_id)[1][0].english == "State Border Service"
    office.post(f"/agencies/{agency_id}/edit", {**NEW, "english": "Mine", "version": 2})
    assert saved(app, agency_id)[1][0].english == "Mine"


def test_a_page_of_agencies_costs_the_same_statements_however_many_there_are(app: Flask, office: Visitor) -> None:
    def make_some(count: int) -> int:
        with app.app_context():
            parent = make.agency(english=f"Ministry {count}")
            for number in range(count):
                part = make.agency(english=f"Part {count} {number}", parent_id=parent.id)
                make.affiliation(make.member(), part)
            return parent.id

    costs = []
    for count in (2, 6):
        parent = make_some(count)
        with counted(app) as listing:
            office.get("/agencies/")
        with counted(app) as showing:
            office.get(f"/agencies/{parent}")
        costs.append((len(listing), len(showing)))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 8
