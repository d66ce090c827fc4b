"""What people type about where somebody serves."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.members.fields import AgencyField, version
from network.members.forms import PostFields, RankFields
from network.members.models import Affiliation
from network.members.secondments import Loan
from network.web.fields import Optional, day, line, required
from network.web.forms import Form


class TransferForm(PostFields):
    """A new post. `closes` is the open one that the page said it would close, 0 where there was none."""

    closes = version()


class CorrectForm(PostFields):
    """A post's row as it should have been."""

    version = version()


class EndForm(Form):
    """The last day of a post."""

    ends_on = day(_l("Last day"), required(_l("Write the last day there.")))
    version = version()


class PromotionForm(RankFields):
    """Another rank or position in the agency where she serves. `closes` is the post that ends the day before."""

    closes = version()

    @classmethod
    def of(cls, one: Affiliation) -> "PromotionForm":
        """The form as her post is, or as it was posted. Not `obj=one`: it has more than the form."""
        names = ("rank_id", "rank", "band", "position")
        return cls(data={**{name: getattr(one, name) for name in names}, "closes": one.id})


class MoveForm(RankFields):
    """Where she serves in the other state: the agency says which state that is."""

    agency = AgencyField(_l("Agency"), required(_l("Choose the agency.")))
    version = version()


class SecondmentForm(Form):
    """Where she works for a time. Her rank is that of her post."""

    agency = AgencyField(_l("Seconded to"), required(_l("Choose the agency.")))
    position = line(_l("Position"))
    starts_on = day(_l("First day"), required(_l("Write the first day there.")))
    ends_on = day(_l("Last day"), Optional(), hint=_l("Leave it empty where it is not known yet."))

    def validate(self, extra_validators: Any = None) -> bool:
        """The last day is not before the first."""
        valid = bool(super().validate(extra_validators))
        if self.starts_on.data and self.ends_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [*self.ends_on.errors, _("The last day cannot be before the first day.")]
            return False
        return valid

    def loan(self) -> Loan:
        """What was typed."""
        return Loan(self.agency.data, self.starts_on.data, self.ends_on.data, self.position.data)


class CorrectSecondmentForm(SecondmentForm):
    """A secondment as it should have been, or with its last day."""

    version = version()
