"""What the secretariat types about ranks."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.ranks.commands import Facts
from network.ranks.models import Rank
from network.vocabulary import RankBand, RankService, State
from network.web.fields import ChoiceField, KeyField, WordField, day, line, required
from network.web.forms import FilterForm, Form, VersionedForm
from network.web.i18n import language


class RankForm(Form):
    """What a rank is called and in which band it is."""

    english = line(_l("Title in English"), required(_l("Write the title in English.")))
    russian = line(_l("Title in Russian"))
    national = line(_l("Title in the language of the state"))
    short = line(_l("Abbreviation"), most=30)
    band = WordField(
        _l("Rank band"),
        RankBand,
        required(_l("Choose the band.")),
        empty=_l("Choose"),
        description=_l("Titles do not compare across states, bands do."),
    )
    opened_on = day(_l("First day"), hint=_l("Leave it empty where it is not known."))

    @property
    def facts(self) -> Facts:
        """What was typed."""
        return Facts(
            english=self.english.data,
            band=self.band.data,
            russian=self.russian.data,
            national=self.national.data,
            short=self.short.data,
            opened_on=self.opened_on.data,
        )


class AddRankForm(RankForm):
    """A new rank of a state and service; it stands above the others until somebody puts it in its place."""

    state = WordField(_l("State"), State, required(_l("Choose the state.")), empty=_l("Choose"))
    service = WordField(_l("Service"), RankService, required(_l("Choose the service.")), empty=_l("Choose"))


class EditRankForm(VersionedForm, RankForm):
    """Corrections of a rank, and where it stands among the others of its service."""

    after_id = KeyField(_l("Comes right after"), description=_l("Ranks stand from the lowest to the highest."))

    @classmethod
    def of(cls, rank: Rank, others: Sequence[Rank]) -> "EditRankForm":
        """The form as the rank is now, or as it was posted. `others` are in their order."""
        below = [one for one in others if one.id != rank.id and one.place < rank.place]
        names = ("english", "russian", "national", "short", "band", "opened_on", "version")
        form = cls(**{name: getattr(rank, name) for name in names}, after_id=below[-1].id if below else None)
        titles = [(one.id, one.title(language())) for one in others if one.id != rank.id]
        form.after_id.choices = [("", _l("None: it is the lowest")), *titles]
        return form


class CloseRankForm(VersionedForm):
    """The last day on which it is borne."""

    closed_on = day(_l("Last day"), required(_l("Write the last day.")))


class ServiceForm(Form):
    """Which ranks somebody has looked at."""

    state = WordField(_l("State"), State, required())
    service = WordField(_l("Service"), RankService, required())


class RankFilters(FilterForm):
    """What the catalogue is narrowed by."""

    q = line(_l("Title, in any language"))
    state = WordField(_l("State"), State, empty=_l("All"))
    service = WordField(_l("Service"), RankService, empty=_l("All"))
    standing = ChoiceField(
        _l("Open or closed"),
        choices=[("", _l("Both")), ("open", _l("Open")), ("closed", _l("Closed"))],
        default="",
    )
    verify = BooleanField(_l("To verify"))
