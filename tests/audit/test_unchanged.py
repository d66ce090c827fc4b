"""Choices that are read once are never those of yesterday: a change by anybody, anywhere, is seen at once."""

from collections.abc import Callable

from flask import Flask

from network import create_app
from network.accounts.models import Account
from network.audit.unchanged import Results, trail_stands_at
from network.vocabulary import State, TrainingStatus
from tests import factories as make
from tests.statements import counted
from tests.visitor import Visitor


def test_choices_are_read_again_only_after_a_change(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        make.agency(State.KG, "State Border Service")
        office = make.secretariat()
    visitor = signed_in(office)
    assert "State Border Service" in visitor.get("/members/").text

    with counted(app) as again:
        visitor.get("/members/")
    with app.app_context():
        make.agency(State.KG, "State Customs Service")
    with counted(app) as changed:
        page = visitor.get("/members/").text

    assert "State Customs Service" in page
    assert len(changed) == len(again) + 1


def test_another_process_changes_them_too(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        office = make.secretariat()
    visitor = signed_in(office)
    assert "State Border Service" not in visitor.get("/members/").text

    other = create_app(app.config["SETTINGS"])  # a second worker: it shares nothing but the database
    with other.app_context():
        make.agency(State.KG, "State Border Service")

    assert "State Border Service" in visitor.get("/members/").text


def test_the_other_language_has_its_own(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        make.agency(State.KG, "State Border Service")
        reader, reader_ru = make.secretariat(language="en"), make.secretariat(language="ru")

    assert "State Border Service" in signed_in(reader).get("/members/").text
    assert "Кыргызстан" in signed_in(reader_ru).get("/members/").text
    assert "Kyrgyzstan" in signed_in(reader).get("/members/").text


def test_a_list_at_an_address_is_read_again_after_a_change(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        one, office = make.training(title="Leading inclusive teams"), make.secretariat()
    visitor = signed_in(office)
    assert "Leading inclusive teams" in visitor.get("/trainings/").text
    with counted(app) as again:
        visitor.get("/trainings/")

    other = create_app(app.config["SETTINGS"])  # a second worker
    with other.app_context():
        make.training(title="Search dogs at the border")
    page = visitor.get("/trainings/").text

    assert len(again) == 1, again  # who asks
    assert "Search dogs at the border" in page
    assert one.title in page


def test_at_one_address_each_reads_what_is_hers(app: Flask, signed_in: Callable[[Account], Visitor]) -> None:
    with app.app_context():
        make.training(State.KG, status=TrainingStatus.DRAFT, title="A draft of Kyrgyzstan")
        hers, other, member = make.coordinator(State.KG), make.coordinator(State.UZ), make.member_account(make.member())
    readers = [signed_in(one) for one in (hers, other, member, hers)]

    seen = ["A draft of Kyrgyzstan" in reader.get("/trainings/").text for reader in readers]

    assert seen == [True, False, False, True]


def test_a_request_that_began_before_a_change_keeps_nothing_of_it(app: Flask) -> None:
    results = Results()
    with app.test_request_context():
        for number, fresh, expected in ((7, "as of 7", "as of 7"), (8, "as of 8", "as of 8"), (7, "older", "older")):
            trail_stands_at(number)
            assert results.get(number, "rows", lambda: fresh) == expected  # noqa: B023
        trail_stands_at(8)
        assert results.get(8, "rows", lambda: "read again") == "as of 8"


def test_what_a_request_reads_after_its_own_change_is_not_kept_as_older(app: Flask) -> None:
    results = Results()

    def read_and_change() -> str:
        trail_stands_at(None)  # as `change` does
        return "read after it"

    with app.test_request_context():
        trail_stands_at(7)
        results.get(7, "rows", read_and_change)
        trail_stands_at(7)
        assert results.get(7, "rows", lambda: "read again") == "read again"
