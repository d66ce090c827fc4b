"""What the secretariat types about plans and priorities, in English and, where it is there, in Russian."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.priorities.commands import PlanFacts, PriorityFacts
from network.priorities.models import Plan, Priority
from network.vocabulary import PlanStatus, PriorityStatus, State
from network.web.fields import WordField, day, line, lines, required
from network.web.forms import Form, VersionedForm

_WITHOUT = _l("Without it, Russian pages show the English text.")


class PlanForm(Form):
    """A plan and its period."""

    title = line(_l("Title in English"), required(_l("Write the title in English.")))
    title_ru = line(_l("Title in Russian"), hint=_WITHOUT)
    starts_on = day(_l("First day"), required(_l("Write the first day.")))
    ends_on = day(_l("Last day"), required(_l("Write the last day.")))
    status = WordField(_l("Status"), PlanStatus, required(), default=PlanStatus.DRAFT)
    summary = lines(_l("Summary in English"))
    summary_ru = lines(_l("Summary in Russian"))
    sample = BooleanField(_l("This is a sample: say so wherever it is shown"))

    @property
    def facts(self) -> PlanFacts:
        """The plan as typed."""
        return PlanFacts(**{name: self[name].data for name in PlanFacts.__dataclass_fields__})


class EditPlanForm(VersionedForm, PlanForm):
    """Changes of a plan."""

    @classmethod
    def of(cls, plan: Plan) -> "EditPlanForm":
        """The form as the plan is now, or as it was posted."""
        return cls(**_values(plan, PlanFacts), version=plan.version)


class PriorityForm(Form):
    """One priority of a plan."""

    code = line(_l("Code"), required(_l("Write a code.")), most=16, hint=_l("Short, as people say it: P1."))
    title = line(_l("Title in English"), required(_l("Write the title in English.")))
    title_ru = line(_l("Title in Russian"), hint=_WITHOUT)
    description = lines(_l("Description in English"))
    description_ru = lines(_l("Description in Russian"))
    lead_state = WordField(_l("State that leads"), State, empty=_l("None"))
    lead = line(_l("Who leads"), hint=_l("A person, an agency or the secretariat."))
    status = WordField(_l("Status"), PriorityStatus, required(), default=PriorityStatus.PLANNED)

    @property
    def facts(self) -> PriorityFacts:
        """The priority as typed."""
        return PriorityFacts(**{name: self[name].data for name in PriorityFacts.__dataclass_fields__})


class EditPriorityForm(VersionedForm, PriorityForm):
    """Changes of a priority."""

    @classmethod
    def of(cls, priority: Priority) -> "EditPriorityForm":
        """The form as the priority is now, or as it was posted."""
        return cls(**_values(priority, PriorityFacts), version=priority.version)


def _values(record: Plan | Priority, facts: type[PlanFacts] | type[PriorityFacts]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in facts.__dataclass_fields__}
