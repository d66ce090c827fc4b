"""A participants list prints where each person served at the training, and beside it where she serves today."""

from collections.abc import Callable
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask

from network.accounts.models import Account
from network.clock import today
from network.database import db
from network.members.models import Affiliation
from network.participation.columns import CATALOGUE
from network.privacy import erasing
from network.vocabulary import RankBand, State
from tests import factories as make
from tests.participation.people import rows
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]
NOW = ["state_now", "agency_now", "rank_now", "band_now", "position_now", "seconded_to"]
THEN = ["state", "agency", "rank", "band", "position"]


class Transferred:
    """At a training of last year a captain of the First Service; today a major of the Second, lent to the Third."""

    def __init__(self, app: Flask, **facts: object) -> None:
        self.app = app
        with app.app_context():
            day = today() - timedelta(days=100)
            self.who = make.member(State.KG, **facts)
            first, second, third = (make.agency(State.KG, f"{name} Service") for name in ("First", "Second", "Third"))
            captain = make.rank(State.KG, "Captain", russian="Капитан")
            old = make.affiliation(
                self.who, first, date(2020, 1, 1), ends_on=day - timedelta(days=1), rank_id=captain.id,
                band=RankBand.MIDDLE, position="Inspector",
            )  # fmt: skip
            make.affiliation(self.who, second, day, rank="Майор пятого ранга", band=RankBand.SENIOR, position="Head")
            make.secondment(self.who, third, day)
            self.training = make.training(State.KG, today() - timedelta(days=365))
            make.participation(self.training, self.who, affiliation_id=old.id)

    def cells(self, account: Account, names: list[str]) -> list[object]:
        [row] = rows(account, names, training_ids=[self.training.id])
        return list(row)


def test_both_are_columns_of_every_list_and_say_plainly_which_is_which(app: Flask) -> None:
    headings = {column.key: str(column.heading) for column in CATALOGUE}
    with app.test_request_context():
        for key in ("agency", "rank", "position", "band"):
            assert str(headings[key]).endswith("(at the training)")
            assert str(headings[f"{key}_now"]).endswith(" now")
    one = Transferred(app)
    with app.app_context():
        office = make.secretariat()
        assert one.cells(office, THEN) == ["Kyrgyzstan", "First Service", "Captain", "Middle", "Inspector"]
        assert one.cells(office, NOW) == [
            "Kyrgyzstan", "Second Service", "Майор пятого ранга", "Senior", "Head", "Third Service",
        ]  # fmt: skip


def test_the_page_says_what_is_other_today(app: Flask, signed_in: SignedIn) -> None:
    one = Transferred(app)
    with app.app_context():
        own, russian = make.coordinator(State.KG), make.coordinator(State.KG, language="ru")
    path = f"/trainings/{one.training.id}/participants/"
    page = signed_in(own).get(path).text
    for words in ("First Service", "Captain", "Now: Second Service", "Now: Майор пятого ранга, Head"):
        assert words in page
    assert "Now: seconded to Third Service" in page
    assert "Капитан" in signed_in(russian).get(path).text


def test_whoever_may_not_read_her_record_learns_nothing_of_today(app: Flask, signed_in: SignedIn) -> None:
    one = Transferred(app)
    with app.app_context():
        other = make.coordinator(State.UZ)
        assert one.cells(other, NOW) == [None] * len(NOW)
        assert one.cells(other, ["agency"]) == ["First Service"]
    page = signed_in(other).get(f"/trainings/{one.training.id}/participants/").text
    assert "Second Service" not in page
    assert "Third Service" not in page


def test_of_the_shielded_no_page_tells_where_she_serves_today(app: Flask, signed_in: SignedIn) -> None:
    one = Transferred(app, shield_code="S-7K3QF")
    with app.app_context():
        accounts = [make.secretariat(), make.coordinator(State.KG)]
        assert one.cells(accounts[1], NOW) == [None] * len(NOW)
    for account in accounts:
        page = signed_in(account).get(f"/trainings/{one.training.id}/participants/").text
        assert "Second Service" not in page
        assert "Third Service" not in page


def test_who_is_erased_bears_no_rank_and_is_seconded_nowhere(app: Flask) -> None:
    one = Transferred(app)
    with app.app_context():
        office = make.secretariat()
        erasing.erase(one.who.id, why="She asked", by=make.Operator())
        assert set(db.session.scalars(sa.select(Affiliation.rank_id))) == {None}
        assert one.cells(office, ["rank", "band", "seconded_to"]) == ["", "Middle", None]
