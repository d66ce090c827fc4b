"""What an address asks for: whom a list holds, its columns in their order, and the layout they came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import Actor, sight
from network.errors import Refused
from network.exports.choice import Choice, choose
from network.exports.queries import layouts
from network.members.choices import agencies_by_state
from network.reports import participants
from network.reports.forms import PEOPLE, ListFilters
from network.vocabulary import State


class NotChosen(Refused):
    """An address that would make no list, or another one than was meant."""

    sentence = _l("Look at the choices above first: something there has to be mended.")


@dataclass
class Asked:
    """A participants list as the address has it. What makes no sense is said, and no list is made of it."""

    actor: Actor
    filters: ListFilters
    offer: participants.Offer
    choice: Choice
    layouts: Sequence[Any]
    refused: Refused | None = None

    @classmethod
    def read(cls, actor: Actor) -> Asked:
        """From the address of this request."""
        filters = ListFilters(agencies_by_state(list(State), closed=True))
        ids = filters.training.data or []
        offer = participants.offer(
            sight(actor, Action.TRAINING_VIEW, Action.PARTICIPANTS_VIEW), tuple(ids), filters.find.data or ""
        )
        if len(offer.chosen) < len(ids) and not filters.training.errors:
            sentence = _("One of these trainings is not there any more, or is not for you to see.")
            filters.training.errors = [sentence]
        filters.training.choices = [(row.id, row) for row in (*offer.chosen, *offer.found)]
        filters.training.data = [row.id for row in offer.chosen]
        own = layouts(sight(actor, Action.LAYOUT_MANAGE), participants.NAME)
        asked = cls(actor, filters, offer, Choice((), ()), own)
        asked.choice = asked._columns(request.args.getlist("column"), request.args.get("move", ""))
        return asked

    def _columns(self, keys: list[str], move: str) -> Choice:
        columns = participants.columns_for(self.actor)
        usual = participants.usual(self.actor, self.chosen)
        try:
            return choose(columns, keys or usual, move)
        except Refused as refused:
            self.refused = refused
            return choose(columns, usual)

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """The valid, non-empty choices of whom the list holds."""
        return self.filters.chosen()

    @property
    def is_list(self) -> bool:
        """Whether it is enough to make a list of."""
        return participants.is_chosen(self.chosen) and not self.filters.errors and self.refused is None

    def check(self) -> None:
        """Raises `Refused` where nothing should be made of it."""
        if self.refused is not None:
            raise self.refused
        if not self.is_list:
            raise NotChosen

    @property
    def layout(self) -> Any:
        """The layout that was loaded last, if any."""
        return self._layout(request.args.get("layout"))

    @property
    def to_load(self) -> Any:
        """The layout that a link asks for, if any."""
        return self._layout(request.args.get("load"))

    def _layout(self, text: str | None) -> Any:
        return next((one for one in self.layouts if str(one.id) == text), None)

    def address(self, endpoint: str = "reports.lists", **more: Any) -> str:
        """The same choices at another page, or with other ones."""
        values = {**self.filters.stored(), "find": self.filters.find.data, "column": self.choice.keys, **more}
        return url_for(endpoint, **{name: value for name, value in values.items() if value})

    def with_layout(self, layout: Any) -> str:
        """The same trainings with the layout's columns and people; columns that are gone are left out."""
        known = {column.key for column in participants.columns_for(self.actor)}
        people: dict[str, Any] = {name: layout.filters.get(name) for name in PEOPLE}
        keys = [key for key in layout.columns if key in known]
        return self.address(**people, column=keys, layout=layout.id)
