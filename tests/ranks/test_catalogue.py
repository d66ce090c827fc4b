"""The catalogue of ranks: shipped as data to be verified, kept by the secretariat, printed in the reader's language."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.cli import reference
from network.database import db
from network.members.models import Affiliation, Member
from network.ranks.matching import Titles
from network.ranks.models import Rank
from network.ranks.reference import reference_ranks
from network.vocabulary import AgencyKind, RankBand, RankService, State
from tests import factories as make
from tests.members.test_records import field_error
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]


def test_the_shipped_catalogue_is_complete_and_says_that_nobody_verified_it() -> None:
    ranks = reference_ranks()
    assert all(one.verify for one in ranks)
    assert len({one.key for one in ranks}) == len(ranks)
    assert len({(one.state, one.service, one.title_en) for one in ranks}) == len(ranks)
    for state in State:
        services = {one.service for one in ranks if one.state is state}
        assert {RankService.MILITARY, RankService.PROSECUTION} <= services
        own = [one for one in ranks if one.state is state]
        assert {one.band for one in own} == set(RankBand) - {RankBand.CIVILIAN}
        assert all(re.fullmatch("[А-Яа-яё0-9 -]+", one.title_ru) for one in own)
        assert Counter(one.title_ru for one in own)["Майор"] == 1
    bands = list(RankBand)
    for state in State:
        for service in RankService:
            ladder = [bands.index(one.band) for one in ranks if (one.state, one.service) == (state, service)]
            assert ladder == sorted(ladder), "from the lowest to the highest"


def test_it_is_written_once_and_keeps_what_was_corrected(app: Flask) -> None:
    with app.app_context():
        assert reference.fill()[2] == len(reference_ranks())
        with make.saving():
            one = db.session.scalars(sa.select(Rank).where(Rank.reference == "kg-police-major")).one()
            one.english = "Militia Major"
        assert reference.fill() == (0, 0, 0)
        assert db.session.scalar(sa.select(Rank.english).where(Rank.reference == "kg-police-major")) == "Militia Major"


def test_the_secretariat_adds_corrects_orders_and_closes(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        make.rank(State.KG, "Lieutenant", place=1)
        major = make.rank(State.KG, "Major", place=2, verify=True)
        office = signed_in(make.secretariat())
    typed = {"english": "Captain", "russian": "Капитан", "band": "middle", "state": "KG", "service": "military"}
    assert "title already" in field_error(
        office.post("/ranks/add", {**typed, "english": "major"}, status=422).text, "english"
    )
    office.post("/ranks/add", typed)
    with app.app_context():
        captain = db.session.scalars(sa.select(Rank).where(Rank.english == "Captain")).one()
        lieutenant = db.session.scalars(sa.select(Rank).where(Rank.english == "Lieutenant")).one()
    page = office.get("/ranks/?state=KG").text
    assert page.index("<strong>Major") < page.index("<strong>Captain")
    office.post(f"/ranks/{captain.id}/edit", {**typed, "after_id": str(lieutenant.id), "version": "1"})
    page = office.get("/ranks/?state=KG&service=military").text
    assert page.index("<strong>Lieutenant") < page.index("<strong>Captain") < page.index("<strong>Major")
    late = office.post(f"/ranks/{captain.id}/edit", {**typed, "after_id": "", "version": "1"}, status=422).text
    assert "Somebody else changed this record" in late

    assert "To verify" in page
    office.post("/ranks/confirm", {"state": "KG", "service": "military"})
    assert "No source confirmed" not in office.get("/ranks/?state=KG").text
    with app.app_context():
        version = db.session.get_one(Rank, major.id).version
    office.post(f"/ranks/{major.id}/close", {"closed_on": "2020-12-31", "version": str(version)})
    assert "until 31 December 2020" in office.get("/ranks/?standing=closed").text
    office.post(f"/ranks/{major.id}/reopen")
    assert "No rank like this" in office.get("/ranks/?standing=closed").text
    assert "<strong>Captain" in office.get("/ranks/?q=капитан").text


def test_only_the_secretariat_changes_the_catalogue(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        one = make.rank(State.KG, "Captain")
        coordinator = signed_in(make.coordinator(State.KG))
    typed = {"english": "Admiral", "band": "senior", "state": "KG", "service": "military", "version": "1"}
    assert "Captain" in coordinator.get("/ranks/").text
    for path in ("add", "confirm", *(f"{one.id}/{what}" for what in ("edit", "close", "reopen"))):
        coordinator.post(f"/ranks/{path}", {**typed, "closed_on": "2020-12-31"}, status=403)
    with app.app_context():
        assert [tuple(row) for row in db.session.execute(sa.select(Rank.english, Rank.closed_on))] == [
            ("Captain", None)
        ]


class Bearer:
    """A woman of the border service of Kyrgyzstan, and what her coordinator types."""

    def __init__(self, app: Flask, signed_in: SignedIn) -> None:
        self.app = app
        with app.app_context():
            self.who = make.member(State.KG)
            self.agency = make.agency(State.KG, "State Border Service")
            self.captain = make.rank(State.KG, "Captain", russian="Капитан")
            self.abroad = make.rank(State.UZ, "Kapitan of the Steppe")
            self.past = make.rank(State.KG, "Cornet", closed_on=date(2010, 12, 31))
            self.visitor = signed_in(make.coordinator(State.KG))
            self.russian = signed_in(make.coordinator(State.KG, language="ru"))
        self.path = f"/members/{self.who.uid}"

    def posts(self, status: int = 303, **typed: object) -> str:
        facts = {"agency": self.agency.id, "starts_on": "2020-01-01", "closes": 0, **typed}
        text = {name: str(value) for name, value in facts.items()}
        return self.visitor.post(f"{self.path}/affiliations/new", text, status=status).text


def test_a_rank_of_the_catalogue_brings_its_band_and_speaks_the_readers_language(
    app: Flask, signed_in: SignedIn
) -> None:
    one = Bearer(app, signed_in)
    form = one.visitor.get(f"{one.path}/affiliations/new").text
    assert "Captain" in form
    assert "Cornet (until 31 December 2010)" in form
    assert "Kapitan of the Steppe" not in form, "another state's"
    one.posts(rank_id=one.captain.id, band="senior")
    for visitor, rank in ((one.visitor, "Captain"), (one.russian, "Капитан")):
        assert rank in visitor.get(one.path).text
        assert rank in visitor.get("/members/").text.partition("<tbody>")[2]
    with app.app_context():
        assert db.session.get_one(Member, one.who.id).band_now is RankBand.MIDDLE


def test_where_the_catalogue_has_none_it_is_kept_as_written(app: Flask, signed_in: SignedIn) -> None:
    one = Bearer(app, signed_in)
    one.posts(rank="Старший инспектор-кинолог", band="junior")
    for visitor in (one.visitor, one.russian):
        assert "Старший инспектор-кинолог" in visitor.get(one.path).text
    with app.app_context():
        assert db.session.get_one(Member, one.who.id).band_now is RankBand.JUNIOR


#: What is typed in an agency of a state and kind, and the shipped rank that it is.
TYPED = (
    (State.KG, AgencyKind.POLICE, "капитан милиции", "kg-police-captain"),
    (State.KG, AgencyKind.POLICE, "Captain of Militia", "kg-police-captain"),
    (State.KG, AgencyKind.POLICE, "Милициянын капитаны", "kg-police-captain"),
    (State.KG, AgencyKind.POLICE, "к-н", "kg-police-captain"),
    (State.KG, AgencyKind.CUSTOMS, "к-н", "kg-customs-captain"),
    (State.KG, AgencyKind.ASSOCIATION, "к-н", None),  # of any service
    (State.KG, AgencyKind.BORDER, "КАПИТАН", "kg-military-captain"),
    (State.KG, AgencyKind.POLICE, "Капитан полиции", None),  # another state's
    (State.TM, AgencyKind.POLICE, "Polisiýanyň maýory", "tm-police-major"),
    (State.KZ, AgencyKind.PROSECUTION, "советник юстиции", "kz-prosecution-counsellor"),
    (State.KG, AgencyKind.POLICE, "капитан милиции в отставке", None),
)


def test_a_title_of_the_catalogue_is_known_to_the_letter_in_any_of_its_languages(app: Flask) -> None:
    with app.app_context():
        reference.fill()
        titles, keys = Titles(State), dict(map(tuple, db.session.execute(sa.select(Rank.id, Rank.reference))))
        for state, kind, typed, key in TYPED:
            found = titles.rank(state, kind, typed, date(2020, 1, 1))
            assert (found and keys[found.id]) == key, typed


def test_what_was_typed_is_the_catalogues_where_it_is_its_title(app: Flask, signed_in: SignedIn) -> None:
    one = Bearer(app, signed_in)
    one.posts(rank="капитан")
    assert "Captain" in one.visitor.get(one.path).text
    with app.app_context():
        held = db.session.scalars(sa.select(Affiliation)).one()
        assert (held.rank_id, held.rank, held.band) == (one.captain.id, "капитан", RankBand.MIDDLE)


def test_a_rank_of_another_state_or_time_is_refused(app: Flask, signed_in: SignedIn) -> None:
    one = Bearer(app, signed_in)
    assert "Choose one of those" in field_error(one.posts(422, rank_id=one.abroad.id), "rank_id")
    page = one.posts(422, rank_id=one.past.id, position="Начальник")
    assert "Nobody bore this rank then" in field_error(page, "rank_id")
    assert 'value="Начальник"' in page
    one.posts(rank_id=one.past.id, starts_on="2009-01-01", ends_on="2015-01-01")


def test_a_corrected_band_is_followed_by_whoever_bears_the_rank(app: Flask, signed_in: SignedIn) -> None:
    one = Bearer(app, signed_in)
    one.posts(rank_id=one.captain.id)
    with app.app_context():
        office = signed_in(make.secretariat())
    office.post(f"/ranks/{one.captain.id}/edit", {"english": "Captain", "band": "senior", "version": "1"})
    with app.app_context():
        assert db.session.scalar(sa.select(Affiliation.band)) is RankBand.SENIOR
        assert db.session.get_one(Member, one.who.id).band_now is RankBand.SENIOR
    assert 'class="person-own"' in one.visitor.get("/members/?band=senior").text
