"""Writing the shipped list of agencies into the database."""

import sqlalchemy as sa

from network.agencies.models import EVER, Agency, AgencyName
from network.agencies.reference import ReferenceAgency, reference_agencies
from network.database import db


def write_reference() -> int:
    """Add the shipped agencies that are missing, inside an open change; returns how many.

    What is there already, under its key or its name, stays as it is.
    """
    missing = missing_agencies()
    added = {one.key: _agency(one) for one in missing}
    db.session.add_all(added.values())
    db.session.flush()
    ids: dict[str | None, int] = {
        row.reference: row.id for row in db.session.execute(sa.select(Agency.reference, Agency.id))
    }
    for one in missing:  # only now has every parent and successor its id
        if one.parent:
            added[one.key].parent_id = ids.get(one.parent)
        if one.successor:
            added[one.key].successor_id = ids.get(one.successor)
    return len(missing)


def missing_agencies() -> list[ReferenceAgency]:
    """The shipped agencies that are not there, neither under their key nor under their name."""
    keys = set(db.session.scalars(sa.select(Agency.reference)))
    names = sa.select(Agency.state, AgencyName.english).join(Agency.names)
    borne = {(state, english.casefold()) for state, english in db.session.execute(names).tuples()}
    return [
        one for one in reference_agencies() if one.key not in keys and (one.state, one.name_en.casefold()) not in borne
    ]


def _agency(one: ReferenceAgency) -> Agency:
    name = AgencyName(
        starts_on=EVER, acronym=one.acronym, english=one.name_en, russian=one.name_ru, national=one.name_local
    )
    return Agency(
        reference=one.key,
        state=one.state,
        kind=one.kind,
        opened_on=one.valid_from,
        closed_on=one.valid_to,
        verify=one.verify,
        names=[name],
    )
