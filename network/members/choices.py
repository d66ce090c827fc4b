"""The agencies that a select offers, in groups that a reader finds her way in."""

from collections.abc import Sequence

from flask_babel import gettext as _

from network.audit.unchanged import while_unchanged
from network.members.models import Affiliation
from network.members.queries import agency_options
from network.ranks.queries import Groups, offered
from network.vocabulary import State
from network.web.words import state_name

__all__ = ["Groups", "agencies_by_standing", "agencies_by_state", "ranks_of"]


def ranks_of(states: Sequence[State], also: int | None = None) -> Groups:
    """The ranks of these states under their services; `also` keeps one that is chosen already."""
    return offered(tuple(states), also)


def agencies_by_standing(state: State, also: Affiliation | None = None) -> Groups:
    """A state's agencies: those that are open, then those that were closed (for what was long ago).

    `also` keeps the agency of an affiliation that may be of another state: she has moved since.
    """
    groups: Groups = {_("Open"): [], _("Closed"): []}
    for row in agency_options((state,), also.agency_id if also else None):
        groups[_("Closed") if row.closed else _("Open")].append((row.id, row.name))
    return {title: entries for title, entries in groups.items() if entries}


def agencies_by_state(states: Sequence[State], *, closed: bool = False) -> Groups:
    """The open agencies of these states under the states' names; with `closed` the closed ones too."""
    return _by_state(tuple(states), closed)


@while_unchanged
def _by_state(states: tuple[State, ...], closed: bool) -> Groups:
    groups: Groups = {state_name(state): [] for state in states}
    for row in agency_options(states):
        if closed or not row.closed:
            groups[state_name(row.state)].append((row.id, row.name))
    return {title: entries for title, entries in groups.items() if entries}
