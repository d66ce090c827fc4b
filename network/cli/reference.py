"""The reference list: agencies of the five states and the OSCE's bodies, added where they are missing."""

import sqlalchemy as sa

from network.agencies.shipping import write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.database import db
from network.demo.organisations import OSCE
from network.trainings.models import Organisation


def fill() -> tuple[int, int]:
    """Add what is missing and touch nothing else; returns how many agencies and organisations were added."""
    with change(Event.SYSTEM_INITIALISED, by=Operator()) as note:
        agencies, organisations = write_reference(), _add_organisations()
        note.facts = {"agencies": agencies, "organisations": organisations}
    return agencies, organisations


def _add_organisations() -> int:
    named = set(db.session.scalars(sa.select(Organisation.name)))
    missing = [one for one in OSCE if one.name not in named]
    db.session.add_all(Organisation(name=one.name, name_ru=one.name_ru) for one in missing)
    return len(missing)
