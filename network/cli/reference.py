"""The reference list: agencies and ranks of the five states and the OSCE's bodies, added where they are missing."""

import sqlalchemy as sa

from network.agencies.shipping import missing_agencies, write_reference
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.database import db
from network.demo.organisations import OSCE, DemoOrganisation
from network.ranks.shipping import missing_ranks
from network.ranks.shipping import write_reference as write_ranks
from network.trainings.models import Organisation


def fill() -> tuple[int, int, int]:
    """Add what is missing and touch nothing else; returns how many agencies, organisations and ranks were added."""
    agencies, organisations, ranks = len(missing_agencies()), _missing_organisations(), len(missing_ranks())
    if agencies or organisations or ranks:
        with change(Event.SYSTEM_INITIALISED, by=Operator()) as note:
            write_reference()
            write_ranks()
            db.session.add_all(Organisation(name=one.name, name_ru=one.name_ru) for one in organisations)
            note.facts = {"agencies": agencies, "organisations": len(organisations), "ranks": ranks}
    return agencies, len(organisations), ranks


def _missing_organisations() -> list[DemoOrganisation]:
    named = set(db.session.scalars(sa.select(Organisation.name)))
    return [one for one in OSCE if one.name not in named]
