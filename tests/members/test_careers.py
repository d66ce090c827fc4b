"""Where somebody serves: history kept with its dates, one post a day, corrections are no transfers."""

from collections.abc import Callable
from datetime import date, timedelta

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.agencies.models import Agency, AgencyName
from network.agencies.staff import staff
from network.audit.changes import Operator
from network.clock import today
from network.database import db
from network.errors import Refused
from network.members import careers
from network.members.careers import Post
from network.members.models import Affiliation, Member
from network.vocabulary import Role, State
from tests import factories as make
from tests.members.test_records import field_error
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
Period = tuple[int, date, date | None]


class Place:
    """A member of Kyrgyzstan who has served in `first` since 2020, and who may change that."""

    def __init__(self, app: Flask, signed_in: SignedIn) -> None:
        self.app = app
        with app.app_context():
            self.member = make.member(State.KG)
            self.first, self.second = (
                make.agency(State.KG, "First Service"),
                make.agency(State.KG, "Second Service"),
            )
            self.abroad = make.agency(State.UZ, "Foreign Service")
            self.post = make.affiliation(self.member, self.first, date(2020, 1, 1), rank="Капитан")
            self.visitor = signed_in(make.coordinator(State.KG))
        self.path = f"/members/{self.member.uid}"

    def typed(self, **more: object) -> dict[str, str]:
        facts = {"agency": self.second.id, "rank": "Майор", "band": "senior", "position": "Начальник", **more}
        return {key: str(value) for key, value in facts.items()}

    def career(self) -> list[Period]:
        with self.app.app_context():
            rows = db.session.scalars(sa.select(Affiliation).order_by(Affiliation.starts_on)).all()
            return [(row.agency_id, row.starts_on, row.ends_on) for row in rows]


@pytest.fixture
def place(app: Flask, signed_in: SignedIn) -> Place:
    return Place(app, signed_in)


def test_a_transfer_closes_the_open_post_the_day_before_and_says_so(place: Place) -> None:
    page = place.visitor.get(f"{place.path}/affiliations/new").text
    assert "She has served in First Service since 1 January 2020" in page
    place.visitor.post(f"{place.path}/affiliations/new", place.typed(starts_on="2024-05-01", closes=place.post.id))
    assert place.career() == [
        (place.first.id, date(2020, 1, 1), date(2024, 4, 30)),
        (place.second.id, date(2024, 5, 1), None),
    ]
    page = place.visitor.get(place.path).text
    assert page.index("Second Service") < page.index("First Service")
    for text in ("1 May 2024 – now", "1 January 2020 – 30 April 2024", "Капитан", "Майор"):
        assert text in page
    assert "Second Service" in place.visitor.get("/members/").text.partition("<tbody>")[2]


def test_an_earlier_post_is_added_to_her_history(place: Place) -> None:
    typed = place.typed(starts_on="2015-02-01", ends_on="2019-12-31", closes=place.post.id)
    place.visitor.post(f"{place.path}/affiliations/new", typed)
    assert place.career() == [
        (place.second.id, date(2015, 2, 1), date(2019, 12, 31)),
        (place.first.id, date(2020, 1, 1), None),
    ]


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"starts_on": "2020-01-01"}, "starts_on", "overlaps with First Service, since 1 January 2020"),
        ({"starts_on": "2015-02-01", "ends_on": "2020-01-01"}, "ends_on", "overlaps with First Service"),
        ({"starts_on": "2015-02-01"}, "ends_on", "overlaps with First Service"),
        ({"starts_on": "2024-05-01", "ends_on": "2024-04-30"}, "ends_on", "cannot be before the first day"),
        ({"starts_on": ""}, "starts_on", "first day"),
        ({"starts_on": "01.13.2024"}, "starts_on", "not a date"),
        ({"starts_on": "1492-01-01"}, "starts_on", "between 1900 and 2200"),
        ({"agency": "", "starts_on": "2024-05-01"}, "agency", "Choose the agency"),
        ({"agency": "foreign", "starts_on": "2024-05-01"}, "agency", "Choose one of those"),
        ({"rank": "\u202eМайор", "starts_on": "2024-05-01"}, "rank", "U+202E"),
        ({"band": "god", "starts_on": "2024-05-01"}, "band", "Choose one of those"),
        ({"position": "я" * 201, "starts_on": "2024-05-01"}, "position", "At most 200"),
    ],
)
def test_bad_input_changes_nothing(place: Place, typed: dict[str, str], field: str, words: str) -> None:
    if typed.get("agency") == "foreign":
        typed = {**typed, "agency": str(place.abroad.id)}
    page = place.visitor.post(
        f"{place.path}/affiliations/new", place.typed(closes=place.post.id, **typed), status=422
    ).text
    assert words in field_error(page, field)
    assert 'value="Начальник"' in page or field == "position"
    assert place.career() == [(place.first.id, date(2020, 1, 1), None)]


def test_a_post_between_two_others_has_to_fit(place: Place) -> None:
    with place.app.app_context():
        make.affiliation(place.member, place.second, date(2015, 1, 1), ends_on=date(2016, 12, 31))
    for days, field in (
        (("2016-12-31", "2018-01-01"), "starts_on"),
        (("2014-01-01", "2015-01-01"), "ends_on"),
        (("2014-01-01", "2019-12-31"), "ends_on"),
    ):
        typed = place.typed(starts_on=days[0], ends_on=days[1], closes=place.post.id)
        page = place.visitor.post(f"{place.path}/affiliations/new", typed, status=422).text
        assert "overlaps with Second Service, 1 January 2015" in field_error(page, field)
    typed = place.typed(starts_on="2017-01-01", ends_on="2019-12-31", closes=place.post.id)
    place.visitor.post(f"{place.path}/affiliations/new", typed)
    assert len(place.career()) == 3


def test_nobody_closes_a_post_that_she_did_not_see(place: Place) -> None:
    typed = place.typed(starts_on="2024-05-01", closes=place.post.id)
    place.visitor.post(f"{place.path}/affiliations/new", typed)
    late = place.typed(agency=place.first.id, starts_on="2024-09-01", closes=place.post.id)
    page = place.visitor.post(f"{place.path}/affiliations/new", late, status=422).text
    assert "Somebody else changed this record" in page
    assert "She has served in Second Service" in page
    assert len(place.career()) == 2


def test_an_agency_that_was_closed_or_not_yet_there_is_refused(place: Place) -> None:
    with place.app.app_context():
        closed = make.agency(State.KG, "Old Service", closed_on=date(2021, 12, 31))
        young = make.agency(State.KG, "Young Service", opened_on=date(2026, 2, 1))
    for agency, words in (
        (closed, "Old Service closed on 31 December 2021"),
        (young, "Young Service began on"),
    ):
        typed = place.typed(agency=agency.id, starts_on="2024-05-01", closes=place.post.id)
        page = place.visitor.post(f"{place.path}/affiliations/new", typed, status=422).text
        assert words in field_error(page, "agency")
    long_ago = place.typed(agency=closed.id, starts_on="2010-05-01", ends_on="2019-12-31", closes=place.post.id)
    place.visitor.post(f"{place.path}/affiliations/new", long_ago)
    assert len(place.career()) == 2


def test_a_correction_replaces_the_row_and_nothing_else(place: Place) -> None:
    path = f"{place.path}/affiliations/{place.post.id}/correct"
    assert 'value="Капитан"' in place.visitor.get(path).text
    place.visitor.post(path, place.typed(starts_on="2019-06-01", ends_on="2023-01-31", version=1))
    assert place.career() == [(place.second.id, date(2019, 6, 1), date(2023, 1, 31))]
    page = place.visitor.post(path, place.typed(starts_on="2018-06-01", version=1), status=422).text
    assert "Somebody else changed this record" in page
    page = place.visitor.post(path, place.typed(starts_on="2024-06-01", ends_on="2023-01-31", version=2), status=422)
    assert "cannot be before the first day" in field_error(page.text, "ends_on")
    with place.app.app_context():
        make.affiliation(place.member, place.first, date(2024, 1, 1))
    page = place.visitor.post(path, place.typed(starts_on="2019-06-01", ends_on="", version=2), status=422).text
    assert "overlaps with First Service" in field_error(page, "ends_on")


def test_a_correction_of_the_rank_alone_keeps_all_else(place: Place) -> None:
    path = f"{place.path}/affiliations/{place.post.id}/correct"
    page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(place.visitor.get(path).text)
    form = next(form for form in page.iter("form") if form.get("action") == path)
    typed = {field.get("name"): field.get("value", "") for field in form.iter("input")}
    for menu in form.iter("select"):
        typed[menu.get("name")] = next(one.get("value") for one in menu.iter("option") if "selected" in one.attrib)
    assert typed["agency"] == str(place.first.id)
    place.visitor.post(path, {**typed, "rank": "Подполковник"})
    assert place.career() == [(place.first.id, date(2020, 1, 1), None)]
    assert "Подполковник" in place.visitor.get(place.path).text


def test_she_left_and_the_last_day_is_kept(place: Place) -> None:
    path = f"{place.path}/affiliations/{place.post.id}/end"
    assert today().isoformat() in place.visitor.get(path).text
    page = place.visitor.post(path, {"ends_on": "2019-12-31", "version": "1"}, status=422).text
    assert "cannot be before the first day" in field_error(page, "ends_on")
    place.visitor.post(path, {"ends_on": "2024-03-31", "version": "1"})
    assert place.career() == [(place.first.id, date(2020, 1, 1), date(2024, 3, 31))]
    assert place.visitor.get("/members/?unplaced=y").text.count('class="person-own"') == 1
    place.visitor.post(path, {"ends_on": "2024-04-30", "version": "1"}, status=422)


def test_a_last_day_that_is_written_later_meets_no_other_post(place: Place) -> None:
    path = f"{place.path}/affiliations/{place.post.id}/end"
    place.visitor.post(path, {"ends_on": "2024-03-31", "version": "1"})
    with place.app.app_context():
        make.affiliation(place.member, place.second, date(2024, 6, 1))
    page = place.visitor.post(path, {"ends_on": "2024-06-01", "version": "2"}, status=422).text
    assert "overlaps with Second Service" in page
    assert place.career()[0] == (place.first.id, date(2020, 1, 1), date(2024, 3, 31))


def test_what_no_form_offers_is_refused_too(place: Place) -> None:
    with place.app.app_context():
        foreign = make.rank(State.UZ, "Kapitan of the Steppe")
        for post, field in (
            (Post(place.abroad.id, date(2024, 5, 1)), "agency"),
            (Post(place.second.id, date(2024, 5, 1), rank_id=foreign.id), "rank_id"),
        ):
            with pytest.raises(Refused) as refused:
                careers.add_affiliation(place.member.id, post, by=Operator())
            assert refused.value.field == field
            db.session.rollback()
    assert place.career() == [(place.first.id, date(2020, 1, 1), None)]


def test_a_mistake_is_removed_unless_a_list_prints_it(place: Place) -> None:
    with place.app.app_context():
        printed = make.affiliation(place.member, place.second, date(2015, 1, 1), ends_on=date(2016, 12, 31))
        make.participation(make.training(State.KG), place.member, affiliation_id=printed.id)
    page = place.visitor.post(f"{place.path}/affiliations/{printed.id}/remove", status=422).text
    assert "participants list of a training prints this" in page
    assert len(place.career()) == 2
    place.visitor.post(f"{place.path}/affiliations/{place.post.id}/remove")
    assert place.career() == [(place.second.id, date(2015, 1, 1), date(2016, 12, 31))]


def test_then_and_now_both_stand_in_her_history(place: Place) -> None:
    with place.app.app_context():
        with make.saving():
            named = db.session.scalars(sa.select(AgencyName).where(AgencyName.agency_id == place.first.id)).one()
            named.ends_on = date(2022, 12, 31)
            db.session.add(AgencyName(agency_id=place.first.id, starts_on=date(2023, 1, 1), english="Renamed Service"))
        with make.saving():
            row = db.session.get(Affiliation, place.post.id)
            assert row is not None
            row.ends_on = date(2021, 12, 31)
    page = place.visitor.get(place.path).text
    assert "First Service" in page
    assert "Today called Renamed Service" in page


def test_agencies_are_offered_in_the_language_of_the_page(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.agency(State.KG, "State Border Service", russian="Государственная пограничная служба")
        who = make.member(State.KG)
        visitor = signed_in(make.coordinator(State.KG, language="ru"))
    assert "Государственная пограничная служба" in visitor.get(f"/members/{who.uid}/affiliations/new").text


def test_a_merger_moves_people_on_the_day_and_keeps_their_past(place: Place) -> None:
    day = date(2025, 7, 1)
    with place.app.app_context():
        later = make.member(State.KG, "Поздняя", "Айна")
        make.affiliation(later, place.first, date(2025, 9, 1))
        gone = make.member(State.KG, "Ушедшая", "Айна")
        make.affiliation(gone, place.first, date(2018, 1, 1), ends_on=date(2019, 1, 1))
        assert staff().to_move(place.first.id, day) == 2
        with make.saving():
            assert len(staff().move(place.first.id, place.second.id, day)) == 2
        rows = db.session.scalars(sa.select(Affiliation).order_by(Affiliation.member_id, Affiliation.starts_on))
        held = [(row.member_id, row.agency_id, row.starts_on, row.ends_on, row.rank) for row in rows]
        assert held == [
            (place.member.id, place.first.id, date(2020, 1, 1), day - timedelta(days=1), "Капитан"),
            (place.member.id, place.second.id, day, None, "Капитан"),
            (later.id, place.second.id, date(2025, 9, 1), None, ""),
            (gone.id, place.first.id, date(2018, 1, 1), date(2019, 1, 1), ""),
        ]
        actor = _Actor(frozenset({Role.COORDINATOR}), frozenset({State.KG}))
        agencies = [place.first.id, place.second.id]
        assert staff().serving(actor, agencies, today()) == {place.second.id: 2}
        assert staff().serving(actor, agencies, date(2024, 1, 1)) == {place.first.id: 1}
        other = _Actor(frozenset({Role.COORDINATOR}), frozenset({State.UZ}))
        assert staff().serving(other, agencies, today()) == {}
        assert db.session.get_one(Agency, place.second.id).kind is db.session.get_one(Member, later.id).kind_now


def test_a_filler_adds_posts_without_a_page(place: Place) -> None:
    with place.app.app_context():
        careers.add_affiliation(place.member.id, Post(place.second.id, date(2024, 5, 1)), by=make.Operator())
    assert place.career()[0] == (place.first.id, date(2020, 1, 1), date(2024, 4, 30))


class _Actor:
    account_id, member_id, assigned_training_ids = 1, None, frozenset()

    def __init__(self, roles: frozenset[Role], states: frozenset[State]) -> None:
        self.roles, self.states = roles, states
