"""Organisations: who organises and supports, kept by the secretariat."""

from collections.abc import Callable

import pytest
from flask import Flask

from network.accounts.models import Account
from network.database import db
from network.trainings.models import Organisation
from tests import factories as make
from tests.trainings.typed import typed
from tests.visitor import Visitor

Enter = Callable[[Account], Visitor]


@pytest.fixture
def office(app: Flask, signed_in: Enter) -> Visitor:
    with app.app_context():
        return signed_in(make.secretariat())


def test_one_is_added_renamed_and_taken_out_of_use(app: Flask, office: Visitor) -> None:
    assert "No organisations yet" in office.get("/trainings/organisations").text
    office.post("/trainings/organisations/add", {"name": "Programme Office", "name_ru": "Офис", "in_use": "y"})
    with app.app_context():
        one = db.session.scalar(db.select(Organisation))
        assert one is not None
        key, version = one.id, one.version
        db.session.rollback()
    assert "Programme Office" in office.get("/trainings/add").text
    path = f"/trainings/organisations/{key}"
    assert 'value="Офис"' in office.get(path).text
    office.post(path, {"name": "Office in Bishkek", "name_ru": "", "version": version})  # no tick: out of use
    page = office.get("/trainings/organisations").text
    assert "Office in Bishkek" in page
    assert "No longer offered" in page
    assert "Office in Bishkek" not in office.get("/trainings/add").text


def test_what_is_out_of_use_stays_on_old_trainings(app: Flask, office: Visitor) -> None:
    with app.app_context():
        one = make.organisation("Old Office")
    made = office.post("/trainings/add", typed(**{"organisers-0": str(one.id)})).location
    office.post(f"/trainings/organisations/{one.id}", {"name": "Old Office", "version": "1"})
    assert "Old Office" in office.get(made).text
    assert f'<option selected value="{one.id}">Old Office' in office.get(f"{made}/edit").text
    assert "Old Office" not in office.get("/trainings/add").text


def test_two_of_one_name_and_a_stale_form_are_refused(app: Flask, office: Visitor) -> None:
    with app.app_context():
        one, _other = make.organisation("One"), make.organisation("Other")
    path = f"/trainings/organisations/{one.id}"
    page = office.post(path, {"name": "Other", "version": "1"}, status=422).text
    assert "There is an organisation of this name already." in page
    office.post("/trainings/organisations/add", {"name": "Other", "in_use": "y"}, status=422)
    office.post("/trainings/organisations/add", {"name": " "}, status=422)
    office.post(path, {"name": "First", "version": "1", "in_use": "y"})
    page = office.post(path, {"name": "Second", "version": "1", "in_use": "y"}, status=422).text
    assert "Somebody else changed this record" in page
    assert 'value="Second"' in page
    office.post(path, {"name": "Second", "version": "2", "in_use": "y"})
    assert "Second" in office.get("/trainings/organisations").text


def test_only_the_secretariat_keeps_them(app: Flask, signed_in: Enter) -> None:
    with app.app_context():
        one = make.organisation()
        visitor = signed_in(make.coordinator())
    for path in ("/trainings/organisations", "/trainings/organisations/add"):
        visitor.get(path, status=403)
    visitor.get(f"/trainings/organisations/{one.id}", status=404)
    visitor.post(f"/trainings/organisations/{one.id}", {"name": "Mine", "version": "1"}, status=404)
    assert "/trainings/organisations" not in visitor.get("/trainings/").text
