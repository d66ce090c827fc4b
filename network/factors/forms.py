"""What people type, or their device answers, to show that it is them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from network.web.fields import line, required
from network.web.forms import Form


class ProofForm(Form):
    """A passkey's answer, or a code of the app or from paper; of an account without either, the password."""

    confirm_passkey = StringField(widget=HiddenInput(), validators=[Length(max=20_000)])
    confirm_code = StringField(
        _l("Code"),
        [Length(max=40)],
        description=_l("Six digits from the app on your phone, or one of your recovery codes."),
    )
    confirm_password = PasswordField(_l("Your password"), [Length(max=1000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """One of them is there."""
        if not super().validate(extra_validators):
            return False
        filled = any(field.data for field in (self.confirm_passkey, self.confirm_code, self.confirm_password))
        if not filled:
            self.confirm_code.errors = [_("Use your passkey, or write a code.")]
        return filled

    @property
    def is_sent(self) -> bool:
        """Whether this request brings a proof at all."""
        return self.is_submitted() and any(field.raw_data for field in self)


class PasskeyForm(Form):
    """A new passkey: the device's answer, and what she calls it."""

    credential = StringField(widget=HiddenInput(), validators=[Length(max=20_000)])
    name = line(
        _l("Name of this passkey"), required(_l("Write a name, so that you know it again.")), most=60,
        hint=_l("Like “My phone” or “Blue key”."),
    )  # fmt: skip


class AppForm(Form):
    """The first code of an app; `secret` is signed, so that it is the one that this page showed."""

    secret = StringField(widget=HiddenInput(), validators=[Length(max=400)])
    code = StringField(
        _l("Code that the app shows"), [InputRequired(_l("Write the six digits.")), Length(max=20)],
    )  # fmt: skip
