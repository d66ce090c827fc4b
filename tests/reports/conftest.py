"""A training with people of three states, as the secretariat and coordinators see it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from html5lib import HTMLParser

from network.accounts.models import Account
from network.database import db
from network.exports.models import Export
from network.trainings.models import Training
from network.vocabulary import AgencyKind, ParticipantRole, State
from tests import factories as make


@dataclass
class Course:
    """The training of the tests, who may see its list, and the family names on it in their order."""

    training: Training
    office: Account
    coordinator: Account
    families: list[str]
    agencies: dict[State, int]


@pytest.fixture
def course(app: Flask) -> Course:
    """Two women of Kyrgyzstan, one of Kazakhstan, one of Uzbekistan who trains."""
    with app.app_context():
        training = make.training(State.KG, date(2025, 11, 26), title="Leading under pressure")
        agencies = {}
        for state, family, latin, role in (
            (State.UZ, "Yoʻldosheva", "Yuldosheva", ParticipantRole.TRAINER),
            (State.KG, "Токтосунова", "Toktosunova", ParticipantRole.PARTICIPANT),
            (State.KZ, "Нұрланова", "Nurlanova", ParticipantRole.PARTICIPANT),
            (State.KG, "Асанова", "Asanova", ParticipantRole.PARTICIPANT),
        ):
            if state not in agencies:
                kind = AgencyKind.CUSTOMS if state is State.UZ else AgencyKind.BORDER
                agencies[state] = make.agency(state, f"Service_of_{state}", kind=kind)
            who = make.member(
                state,
                family,
                "Айгүл",
                family_latin=latin,
                phone=f"+99855500{len(family)}",
                email=f"{latin}@example.org",
            )
            post = make.affiliation(who, agencies[state], rank="Major", position="Inspector")
            make.participation(training, who, role=role, affiliation_id=post.id)
        return Course(
            training=training,
            office=make.secretariat(name="Office"),
            coordinator=make.coordinator(State.KG, name="Coordinator"),
            families=["Нұрланова", "Асанова", "Токтосунова", "Yoʻldosheva"],
            agencies={state: agency.id for state, agency in agencies.items()},
        )


def text_of(element: Any) -> str:
    """The text of an element without its tags."""
    return " ".join(" ".join(element.itertext()).split())


def table_of(html: str) -> list[list[str]]:
    """The rows of the page's first table with a body, cell by cell."""
    page = HTMLParser(namespaceHTMLElements=False).parse(html)
    body = page.find(".//main//table/tbody")
    assert body is not None, "the page has no table"
    return [[text_of(cell) for cell in row] for row in body.findall("tr")]


def exports_of(app: Flask) -> list[Export]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Export).order_by(Export.id)))
