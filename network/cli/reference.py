"""The reference list: agencies of the five states and the OSCE's bodies, added where they are missing."""

import sqlalchemy as sa

from network.agencies.shipping import missing_agencies, write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.database import db
from network.demo.organisations import OSCE, DemoOrganisation
from network.trainings.models import Organisation


def fill() -> tuple[int, int]:
    """Add what is missing and touch nothing else; returns how many agencies and organisations were added."""
    agencies, organisations = len(missing_agencies()), _missing_organisations()
    if agencies or organisations:
        with change(Event.SYSTEM_INITIALISED, by=Operator()) as note:
            write_reference()
            db.session.add_all(Organisation(name=one.name, name_ru=one.name_ru) for one in organisations)
            note.facts = {"agencies": agencies, "organisations": len(organisations)}
    return agencies, len(organisations)


def _missing_organisations() -> list[DemoOrganisation]:
    named = set(db.session.scalars(sa.select(Organisation.name)))
    return [one for one in OSCE if one.name not in named]
