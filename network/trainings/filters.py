"""What the list of trainings is narrowed by."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from network.vocabulary import TrainingKind, TrainingStatus
from network.web.fields import KeyField, WordField, line
from network.web.fields import state as state_field
from network.web.forms import FilterForm


class TrainingFilters(FilterForm):
    """What the list of trainings is narrowed by. `when` is the tab and narrows nothing by itself."""

    when = HiddenField()
    q = line(_l("Title, city or venue"))
    state = state_field(_l("State"), empty=_l("Any state"))
    kind = WordField(_l("Kind"), TrainingKind, empty=_l("Any kind"))
    year = KeyField(_l("Year"))
    priority = KeyField(_l("Priority"))
    status = WordField(_l("Status"), TrainingStatus, empty=_l("Any status"))
    mine = BooleanField(_l("Only mine"))

    def __init__(
        self, *, years: Sequence[int], priorities: Sequence[tuple[int, str]], drafts: bool, mine: bool
    ) -> None:
        """`drafts`: whether she may see drafts, so that a status narrows anything; `mine`: whether any can be hers."""
        self._years, self._priorities = years, priorities
        super().__init__()
        if not drafts:
            del self.status
        if not mine:
            del self.mine

    def validate(self, extra_validators: Any = None) -> bool:
        """Choices are known only now, and validity depends on them."""
        self.year.choices = [("", _("Any year")), *((year, str(year)) for year in self._years)]
        self.priority.choices = [("", _("Any priority")), *self._priorities]
        return bool(super().validate(extra_validators))

    def chosen(self) -> dict[str, Any]:
        """The valid, non-empty filters; the tab is none."""
        return {name: value for name, value in super().chosen().items() if name != "when"}

    @property
    def past(self) -> bool:
        """Whether the tab of past trainings is open."""
        return bool(self.when.data == "past")
