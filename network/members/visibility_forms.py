"""What a member decides about who sees her, her photo, and what the directory is narrowed by."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.files.portraits import MOST_BYTES
from network.vocabulary import Audience, Opened, State
from network.web.fields import ButtonsField, UploadField, line, required, state
from network.web.forms import FilterForm, Form
from network.web.words import state_name

NOBODY = "nobody"


class DirectoryFilter(FilterForm):
    """What the directory is narrowed by."""

    q = line(_l("Name"))
    state = state(empty=_l("All states"))


class VisibilityForm(Form):
    """Who sees her in the directory, and what of her."""

    audience = ButtonsField(_l("Who sees me in the directory?"), [required(_l("Choose who sees you."))])
    email = BooleanField(_l("My e-mail"))
    phone = BooleanField(_l("My phone"))
    portrait = BooleanField(_l("My photo"))

    def __init__(self, *args: Any, home: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.audience.choices = [
            (NOBODY, _("Nobody")),
            (Audience.STATE.value, _("Members and coordinators of my state: %(state)s", state=state_name(home))),
            (
                Audience.NETWORK.value,
                _("The whole Network: members and coordinators of all five states, the secretariat"),
            ),
        ]

    @property
    def chosen(self) -> tuple[Audience | None, list[Opened]]:
        """Her decision, as `deciding.decide` takes it."""
        audience = None if self.audience.data == NOBODY else Audience(self.audience.data)
        ticked = {Opened.EMAIL: self.email, Opened.PHONE: self.phone, Opened.PHOTO: self.portrait}
        return audience, [what for what, field in ticked.items() if field.data]


class PhotoForm(Form):
    """A photo that she sends."""

    photo = UploadField(
        _l("Photo file"),
        most=MOST_BYTES,
        description=_l(
            "JPEG, PNG or WebP, at most 5 MB. It is cut to a square; the place and time that a telephone writes into "
            "it are taken out."
        ),
    )
