"""Choices that are read once are never those of yesterday: a change by anybody, anywhere, is seen at once."""

from collections.abc import Callable

from flask import Flask

from network import create_app
from network.accounts.models import Account
from network.vocabulary import State
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
