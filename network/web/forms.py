"""The form that every form is, and the check against forged requests."""

import base64
import secrets
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from flask import Flask, g, request
from flask_babel import gettext as _
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from flask_wtf.form import _Auto as _AUTO
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput

from network.errors import Refused, Stale
from network.web.fields import CountField, WordField
from network.web.i18n import language


class MaskedCSRFProtect(CSRFProtect):  # type: ignore[misc]
    """Flask-WTF's check; the token is masked with fresh bytes in each page, so that compression cannot leak it."""

    def _get_csrf_token(self) -> str | None:
        return unmask(super()._get_csrf_token() or "")


csrf = MaskedCSRFProtect()


def csrf_token() -> str:
    """This session's token, masked once a page."""
    if "masked_token" not in g:
        g.masked_token = _masked(generate_csrf().encode())
    return str(g.masked_token)


def _masked(token: bytes) -> str:
    mask = secrets.token_bytes(len(token))
    return base64.urlsafe_b64encode(mask + bytes(a ^ b for a, b in zip(token, mask, strict=True))).decode()


def unmask(text: str) -> str | None:
    """The token under the mask, or None where the text is none of ours."""
    try:
        both = base64.urlsafe_b64decode(text.encode())
        half = len(both) // 2
        return bytes(a ^ b for a, b in zip(both[:half], both[half:], strict=True)).decode()
    except ValueError:
        return None


@lru_cache
def _library_words(code: str) -> Any:
    return get_translations((code,))


class Form(FlaskForm):  # type: ignore[misc]
    """A form of the product. Forged posts are refused before any form is read, so it carries no token field."""

    class Meta:
        csrf = False

        def get_translations(self, form: Any) -> Any:
            """The library's own words, read once: Flask-WTF reads them on every page."""
            return _library_words(language())

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """What a form posts is what its page's fields send: no file in the place of a text, and no JSON."""
            if formdata is not _AUTO:
                return formdata
            return request.form if form.is_submitted() else None

    def refuse(self, refused: Refused) -> None:
        """Show a refusal of the domain beside its field, or on top where it has none."""
        if refused.field and refused.field in self:
            field = self[refused.field]
            field.errors = [*field.errors, str(refused.sentence)]
        else:
            self.form_errors.append(str(refused.sentence))

    @property
    def is_refused(self) -> bool:
        """Whether there is anything to mend: the page's title then begins with "Error:"."""
        return bool(self.errors)


class VersionedForm(Form):
    """A form that changes a record: it carries the version on which the page was opened.

    Make it with `version=record.version`. After a refusal as stale it carries the present version, so that
    whoever has looked at what changed saves over it knowingly.
    """

    version: Any = CountField(widget=HiddenInput(), validators=[InputRequired()])

    def refuse(self, refused: Refused) -> None:
        super().refuse(refused)
        if isinstance(refused, Stale):
            self.version.data, self.version.raw_data = self.version.object_data, None


class FilterForm(Form):
    """A form of a GET page: what the list is narrowed by. A value that makes no sense is ignored and said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formdata=request.args, **kwargs)
        self.validate()

    def chosen(self) -> dict[str, Any]:
        """The valid, non-empty values by field."""
        return {name: field.data for name, field in self._fields.items() if field.data and not field.errors}

    @property
    def active(self) -> int:
        """How many filters narrow the list."""
        return len(self.chosen())

    def untouched(self, names: Collection[str] = ()) -> tuple[Any, ...] | None:
        """All that the fields of these names (none: the whole form) look like depends on, to be written once with it;
        None where something is filled in or to be mended."""
        fields = [self[name] for name in names] or list(self)
        # Hidden fields as their widget writes them: what somebody put into the address, also where it is no value.
        hidden = {field.name: field._value() for field in fields if isinstance(field.widget, HiddenInput)}
        filled_in = any(field.raw_data for field in fields if field.name not in hidden)
        if filled_in or any(field.errors for field in fields) or any(len(value) > 20 for value in hidden.values()):
            return None
        return type(self), *hidden.values(), *((field.name, _offered(field)) for field in fields)


def _offered(field: Any) -> Any:
    """What a field lets people choose from."""
    if isinstance(field, WordField):
        return tuple(field.words)
    choices = getattr(field, "choices", None) or ()
    if isinstance(choices, dict):  # in groups
        return tuple((title, *entries) for title, entries in choices.items())
    return tuple(one if isinstance(one, tuple) else (one.value, one.label, one.optgroup) for one in choices)


def optional_choice(text: Any = None) -> tuple[str, Any]:
    """The empty line on top of a select."""
    return ("", text if text is not None else _("Choose"))


def init_app(app: Flask) -> None:
    """Check every POST, PUT, PATCH and DELETE."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # it lives as long as the session it is bound to
    app.config["WTF_CSRF_SSL_STRICT"] = True
    csrf.init_app(app)
    # Flask-WTF gives templates its own, unmasked, both ways.
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
