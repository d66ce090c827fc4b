"""What may become of an agency, given all agencies of its state (with their names). Each raises Refused."""

from collections.abc import Iterator, Mapping
from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.agencies.models import EVER, Agency, AgencyName
from network.errors import Refused
from network.web.formats import day as shown
from network.web.i18n import language

Near = Mapping[int, Agency]


def check_name_free(near: Near, agency: Agency, name: AgencyName) -> None:
    """Two agencies of one state never bear the same English name at the same time."""
    first, last = _held(agency, name)
    for other in near.values():
        if other is agency:
            continue
        for held in other.names:
            begins, ends = _held(other, held)
            if held.english.casefold() == name.english.casefold() and begins <= last and first <= ends:
                raise Refused(
                    _(
                        "Another agency of this state has this name: %(name)s.",
                        name=called(other, held.starts_on),
                    ),
                    field="english",
                )


def check_parent(near: Near, agency: Agency, parent_id: int | None) -> None:
    """A parent is an open agency of the same state, and no part of its own part."""
    if parent_id is None or parent_id == agency.parent_id:
        return
    parent = near.get(parent_id)
    if parent is None:
        raise Refused(_l("The agency that it is a part of has to be of the same state."), field="parent_id")
    if parent is agency or is_part_of(near, parent, agency):
        raise Refused(_l("An agency cannot be a part of itself or of one of its own parts."), field="parent_id")
    if parent.closed_on is not None:
        raise Refused(_closed(parent), field="parent_id")


def check_opening(agency: Agency, opened_on: date | None) -> None:
    """It begins before it is closed, and before a second name does."""
    if opened_on is None:
        return
    if agency.closed_on is not None and agency.closed_on < opened_on:
        raise Refused(_l("It cannot begin after it was closed."), field="opened_on")
    if len(agency.names) > 1 and agency.names[1].starts_on <= opened_on:
        raise Refused(
            _(
                "It was renamed on %(day)s: it has to begin before that.",
                day=shown(agency.names[1].starts_on),
            ),
            field="opened_on",
        )


def check_renaming(agency: Agency, day: date) -> None:
    """A new name begins after the last one did, and while the agency is open."""
    last = agency.names[-1]
    if day == last.starts_on:
        raise Refused(
            _("A name already begins on %(day)s. Correct its spelling instead.", day=shown(day)),
            field="starts_on",
        )
    if day < last.starts_on:
        raise Refused(
            _(
                "Its last name began on %(day)s: a new one has to begin after that.",
                day=shown(last.starts_on),
            ),
            field="starts_on",
        )
    if agency.opened_on is not None and day <= agency.opened_on:
        raise Refused(
            _("It began on %(day)s: a new name has to begin after that.", day=shown(agency.opened_on)),
            field="starts_on",
        )
    if agency.closed_on is not None and day > agency.closed_on:
        raise Refused(_closed(agency), field="starts_on")


def check_closing(agency: Agency, last_day: date, field: str = "closed_on") -> None:
    """It closes once, not before it began, and not before its last name did."""
    if agency.closed_on is not None:
        raise Refused(_closed(agency))
    if agency.opened_on is not None and last_day < agency.opened_on:
        raise Refused(
            _("It began on %(day)s and cannot be closed before that.", day=shown(agency.opened_on)),
            field=field,
        )
    begun = agency.names[-1].starts_on
    if begun > EVER and last_day < begun:
        raise Refused(
            _("Its present name began on %(day)s and it cannot be closed before that.", day=shown(begun)),
            field=field,
        )


def check_merger(near: Near, agency: Agency, successor_id: int | None, day: date) -> Agency:
    """The successor, if the agency may go over into it on that day."""
    if agency.closed_on is not None:
        raise Refused(_closed(agency))
    if successor_id == agency.id:
        raise Refused(_l("An agency cannot be merged into itself."), field="successor_id")
    successor = _other(near, successor_id)
    if successor.successor_id == agency.id or agency in _successors(near, successor):
        raise Refused(
            _(
                "%(name)s was itself merged into this agency: that would be a circle.",
                name=called(successor, day),
            ),
            field="successor_id",
        )
    _check_takes(successor, day, "day")
    check_closing(agency, date.fromordinal(day.toordinal() - 1), field="day")
    return successor


def check_carrying(near: Near, agency: Agency, successor_id: int | None) -> tuple[Agency, date]:
    """The successor that may take the people of a closed agency, and their first day there."""
    if agency.closed_on is None:
        raise Refused(_l("This agency is open. Merge it, and its people go on in the successor."))
    if successor_id == agency.id:
        raise Refused(_l("An agency cannot be its own successor."), field="successor_id")
    successor, day = _other(near, successor_id), date.fromordinal(agency.closed_on.toordinal() + 1)
    if agency in _successors(near, successor):
        raise Refused(
            _(
                "%(name)s was itself merged into this agency: that would be a circle.",
                name=called(successor, day),
            ),
            field="successor_id",
        )
    _check_takes(successor, day, "successor_id")
    return successor, day


def _other(near: Near, successor_id: int | None) -> Agency:
    successor = near.get(successor_id or 0)
    if successor is None:
        raise Refused(_l("The successor has to be an agency of the same state."), field="successor_id")
    return successor


def _check_takes(successor: Agency, day: date, field: str) -> None:
    if successor.closed_on is not None:
        raise Refused(_closed(successor), field="successor_id")
    if successor.opened_on is not None and day < successor.opened_on:
        raise Refused(
            _("%(name)s began on %(day)s: choose that day or a later one.", name=called(successor, day),
              day=shown(successor.opened_on)),
            field=field,
        )  # fmt: skip


def parts(near: Near, agency: Agency) -> list[Agency]:
    """The agencies that are directly a part of it."""
    return [one for one in near.values() if one.parent_id == agency.id]


def is_part_of(near: Near, agency: Agency, whole: Agency) -> bool:
    """Whether it is a part of `whole` at any depth."""
    above, seen = agency.parent_id, set[int]()
    while above is not None and above not in seen:
        if above == whole.id:
            return True
        seen.add(above)
        above = near[above].parent_id if above in near else None
    return False


def name_of(agency: Agency, name_id: int) -> AgencyName:
    """One of its names."""
    found = next((name for name in agency.names if name.id == name_id), None)
    if found is None:
        raise Refused(_l("This agency has no such name."))
    return found


def called(agency: Agency, day: date) -> str:
    """What it was called on that day, for the reader of this page."""
    return agency.name_on(day).text(language())


def _successors(near: Near, agency: Agency) -> Iterator[Agency]:
    seen: set[int] = set()
    while agency.successor_id is not None and agency.successor_id in near and agency.id not in seen:
        seen.add(agency.id)
        agency = near[agency.successor_id]
        yield agency


def _held(agency: Agency, name: AgencyName) -> tuple[date, date]:
    """The first and the last day on which the agency bore the name."""
    first = max(name.starts_on, agency.opened_on or EVER)
    return first, min(name.ends_on or date.max, agency.closed_on or date.max)


def _closed(agency: Agency) -> str:
    name = called(agency, agency.closed_on or EVER)
    return str(_("%(name)s is closed, its last day is %(day)s.", name=name, day=shown(agency.closed_on)))
