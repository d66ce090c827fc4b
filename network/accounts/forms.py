"""What people type to sign in and to keep their account."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from network.accounts.models import Account
from network.accounts.passwords import LONGEST, SHORTEST_WITH_FACTOR, GoodPassword
from network.mail.sender import can_send
from network.vocabulary import Role, State
from network.web.fields import ButtonsField, Clean, WordField, email, line, required
from network.web.forms import FilterForm, Form
from network.web.i18n import LANGUAGE_NAMES

_FILLED = InputRequired(_l("Fill this in."))


class SignInForm(Form):
    """E-mail or member number, and password."""

    identifier = StringField(_l("E-mail or member number"), [_FILLED, Clean(), Length(max=254)])
    password = PasswordField(_l("Password"), [_FILLED, Length(max=1000)])


class ForgottenForm(Form):
    """Where a link for a new password goes."""

    email = email(_l("E-mail"), required(_l("Write the e-mail address.")))


class NewPasswordForm(Form):
    """A password, twice, of the account `whose` (with its member loaded)."""

    new_password = PasswordField(
        _l("New password"),
        [_FILLED, GoodPassword()],
        description=_l("At least 15 characters. Four or five words are easy to keep in mind and hard to guess."),
    )
    repeat_password = PasswordField(
        _l("New password once more"), [_FILLED, EqualTo("new_password", _l("The two are not the same."))]
    )

    def __init__(self, *args: Any, whose: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_factor, self.known = whose.has_factor, whose.known
        if self.has_factor:
            self.new_password.description = _(
                "At least %(n)d characters, because you have a second step too. "
                "Three or four words are easy to keep in mind and hard to guess.",
                n=SHORTEST_WITH_FACTOR,
            )


class ChangePasswordForm(NewPasswordForm):
    """The present password, then a new one twice."""

    current_password = PasswordField(_l("Present password"), [_FILLED, Length(max=LONGEST)])


class AddressForm(Form):
    """The e-mail that an account signs in with."""

    email = email(
        _l("E-mail that she signs in with"),
        hint=_l("Links for a new password go there: make sure that it is hers. Without one she signs in by number."),
    )


class OwnAddressForm(Form):
    """The same of her own account, with her password."""

    email = email(
        _l("E-mail that you sign in with"),
        hint=_l("Links for a new password go there, so it has to be yours alone. Members can also sign in by number."),
    )
    current_password = PasswordField(_l("Present password"), [_FILLED, Length(max=LONGEST)])


class LanguageForm(Form):
    """The language of the pages."""

    language = ButtonsField(
        _l("Language of the pages"),
        choices=[(code.value, name) for code, name in LANGUAGE_NAMES.items()],
        validators=[_FILLED],
    )


class RoleForm(Form):
    """A role that the secretariat gives, with the state of a coordinator."""

    role = WordField(_l("Role"), Role, required())
    state = WordField(_l("State"), State, empty=_l("None"), description=_l("Of a coordinator only."))
    email = email(
        _l("E-mail that she signs in with"),
        hint=_l("Links for a new password go there: make sure that it is hers. Without one she signs in by number."),
    )

    send = BooleanField(
        _l("Send the link to this e-mail"),
        description=_l("Where the role comes with a new link. It is shown here too."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.offer([Role.COORDINATOR, Role.SECRETARIAT])
        if not can_send():
            del self.send

    @property
    def is_to_be_sent(self) -> bool:
        """Whether the link shall go out by mail."""
        return "send" in self and bool(self.send.data and self.email.data)

    def validate(self, extra_validators: Any = None) -> bool:
        """A coordinator needs a state; nobody else has one."""
        if not super().validate(extra_validators):
            return False
        if self.role.data is Role.COORDINATOR and self.state.data is None:
            self.state.errors = [_("Choose the state that she coordinates.")]
        if self.role.data is Role.SECRETARIAT and self.state.data is not None:
            self.state.errors = [_("The secretariat works for the whole region: choose none.")]
        return not self.state.errors


class InviteForm(RoleForm):
    """An account for somebody who coordinates or works in the secretariat."""

    name = line(_l("Name"), required(_l("Write the name.")))
    email = email(_l("E-mail"), required(_l("Write the e-mail address.")))
    send = BooleanField(_l("Send the link to this e-mail"), description=_l("It is shown here too."))


class AccountFilters(FilterForm):
    """What the list of accounts is narrowed by."""

    q = line(_l("Name or e-mail"))
    role = WordField(_l("Role"), Role, empty=_l("Any role"))
    state = WordField(_l("State"), State, empty=_l("Any state"))
