"""To whom it goes, and from when."""

from flask_babel import lazy_gettext as _l
from wtforms.validators import Optional

from network.web.fields import KeyField, day
from network.web.forms import Form


class HandOverForm(Form):
    """Who takes what she ran."""

    receiver = KeyField(_l("Who takes it"), [Optional()])


class EndRoleForm(HandOverForm):
    """The same, and her last day."""

    last_day = day(
        _l("Her last day as coordinator"),
        Optional(),
        hint=_l("Empty: the role ends now. Until a later day, both run what is handed over."),
    )
