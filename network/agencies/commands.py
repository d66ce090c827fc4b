"""What changes agencies. Whoever changes one holds all agencies of its state, so rules across them hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import flag_modified

from network.agencies import carrying, rules
from network.agencies.models import EVER, Agency, AgencyName
from network.agencies.queries import locked_near, of_state
from network.agencies.staff import staff
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import today
from network.database import db
from network.errors import Refused
from network.vocabulary import AgencyKind, State

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Naming:
    """What an agency is called. English is the one that every reader falls back to."""

    english: str
    russian: str = ""
    national: str = ""
    acronym: str = ""


@dataclass(frozen=True)
class Facts:
    """What an agency is, whatever it is called."""

    kind: AgencyKind
    parent_id: int | None = None
    opened_on: date | None = None
    verify: bool = False


def add(state: State, facts: Facts, naming: Naming, *, by: Author) -> Agency:
    """A new agency under its first name."""
    with change(Event.AGENCY_ADDED, by=by) as note:
        near = of_state(state, locked=True)
        agency = Agency(state=state, names=[AgencyName(starts_on=EVER, **vars(naming))])
        rules.check_parent(near, agency, facts.parent_id)
        _describe(agency, facts)
        rules.check_name_free(near, agency, agency.names[0])
        db.session.add(agency)
        db.session.flush()
        note.about(agency)
    return agency


def edit(agency_id: int, version: int, facts: Facts, naming: Naming, *, by: Author) -> None:
    """Correct what an agency is and how its present name is spelt: old lists print the correction too."""
    with change(Event.AGENCY_EDITED, by=by) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        rules.check_parent(near, agency, facts.parent_id)
        rules.check_opening(agency, facts.opened_on)
        _describe(agency, facts)
        _spell(near, agency, agency.name_on(today()), naming)


def correct_name(agency_id: int, name_id: int, version: int, naming: Naming, *, by: Author) -> None:
    """Correct the spelling of any of its names, of earlier ones too."""
    with change(Event.AGENCY_EDITED, by=by) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        _spell(near, agency, rules.name_of(agency, name_id), naming)


def rename(agency_id: int, version: int, day: date, naming: Naming, *, by: Author) -> int:
    """A new name from `day` on; the one before stays, until the day before. Returns the new name's id."""
    with change(Event.AGENCY_RENAMED, by=by) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        rules.check_renaming(agency, day)
        name = AgencyName(starts_on=day, **vars(naming))
        rules.check_name_free(near, agency, name)
        agency.names[-1].ends_on = day - _DAY
        agency.names.append(name)
        _touch(agency)
        db.session.flush()
        return name.id


def take_back_name(agency_id: int, name_id: int, *, by: Author) -> None:
    """Undo a renaming: its last name goes, the one before holds on. Refused for any other name."""
    with change(Event.AGENCY_EDITED, by=by) as note:
        _near, agency = locked_near(agency_id)
        note.about(agency)
        if len(agency.names) < 2 or agency.names[-1].id != name_id:
            raise Refused(_l("Only the last new name can be taken back."))
        db.session.delete(agency.names[-1])
        agency.names[-2].ends_on = None
        _touch(agency)


def merge(agency_id: int, version: int, successor_id: int | None, day: date, why: str, *, by: Author) -> int:
    """From `day` on the successor takes its people and its parts; it closes on the day before.

    Whoever served there keeps her history: what she held ends, and goes on in the successor. Returns how many
    affiliations were moved.
    """
    with change(Event.AGENCY_MERGED, by=by, why=why) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        successor = rules.check_merger(near, agency, successor_id, day)
        moved = staff().move(agency.id, successor.id, day)
        note.facts = {"successor": successor.id, "from": day, "affiliations": len(moved)}
        above_id = successor.parent_id if rules.is_part_of(near, successor, agency) else None
        if above_id is not None:
            successor.parent_id = agency.parent_id
        parts = [one for one in rules.parts(near, agency) if one is not successor and one.open_on(day)]
        for part in parts:
            part.parent_id = successor.id
        agency.closed_on, agency.closed_why, agency.successor_id = day - _DAY, why, successor.id
        carrying.keep(agency, successor, day, moved, merged=True, parts=parts, above_id=above_id)
    return len(moved)


def close(agency_id: int, version: int, last_day: date, why: str, *, by: Author) -> None:
    """Close it after `last_day`. Its people stay where they are until somebody moves them."""
    with change(Event.AGENCY_CLOSED, by=by, why=why) as note:
        _near, agency = locked_near(agency_id, version)
        note.about(agency)
        rules.check_closing(agency, last_day)
        agency.closed_on, agency.closed_why = last_day, why


def reopen(agency_id: int, version: int, *, by: Author) -> None:
    """Open it again, without a successor. People who went on in the successor stay there."""
    with change(Event.AGENCY_REOPENED, by=by) as note:
        near, agency = locked_near(agency_id, version)
        note.about(agency)
        agency.closed_on, agency.closed_why, agency.successor_id = None, "", None
        rules.check_name_free(near, agency, agency.names[-1])


def confirm(agency_id: int, *, by: Author) -> None:
    """Somebody who knows the state has looked at it."""
    with change(Event.AGENCY_EDITED, by=by) as note:
        _near, agency = locked_near(agency_id)
        note.about(agency)
        agency.verify = False


def _describe(agency: Agency, facts: Facts) -> None:
    for field, value in vars(facts).items():
        setattr(agency, field, value)


def _spell(near: Mapping[int, Agency], agency: Agency, name: AgencyName, naming: Naming) -> None:
    for field, value in vars(naming).items():
        setattr(name, field, value)
    rules.check_name_free(near, agency, name)
    _touch(agency)


def _touch(agency: Agency) -> None:
    """Count its version up though only its names changed: whoever has the page open learns of it."""
    flag_modified(agency, "kind")
