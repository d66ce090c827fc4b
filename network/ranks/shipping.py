"""Writing the shipped catalogue of ranks into the database."""

from typing import Any

import sqlalchemy as sa

from network.database import db
from network.ranks.models import Rank
from network.ranks.reference import ReferenceRank, reference_ranks


def write_reference() -> int:
    """Add the shipped ranks that are missing, inside an open change; returns how many.

    What is there already, under its key or its title, stays as it is. One statement, and no row of the trail for
    each: the entry says how many.
    """
    missing = missing_ranks()
    if missing:
        table: Any = Rank.__table__
        db.session.execute(sa.insert(table), [_row(one) for one in missing])
    return len(missing)


def missing_ranks() -> list[ReferenceRank]:
    """The shipped ranks that are not there, neither under their key nor under their title."""
    rows = db.session.execute(sa.select(Rank.reference, Rank.state, Rank.service, Rank.english)).all()
    keys = {row.reference for row in rows}
    titles = {(row.state, row.service, row.english.casefold()) for row in rows}
    return [
        one
        for one in reference_ranks()
        if one.key not in keys and (one.state, one.service, one.title_en.casefold()) not in titles
    ]


def _row(one: ReferenceRank) -> dict[str, Any]:
    return {
        "reference": one.key,
        "state": one.state,
        "service": one.service,
        "band": one.band,
        "place": one.place,
        "english": one.title_en,
        "russian": one.title_ru,
        "national": one.title_local,
        "short": one.short,
        "opened_on": one.valid_from,
        "closed_on": one.valid_to,
        "verify": one.verify,
        "version": 1,
    }
