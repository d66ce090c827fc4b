"""Fields for what people type here. What they typed is kept to the letter; what cannot be kept is refused in words."""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError

from network.vocabulary import State
from network.web.widgets import QuickSelect
from network.web.words import label

#: Longest name that is kept; longer ones are no names. Longest free text of a form.
NAME_LENGTH, LINE_LENGTH, TEXT_LENGTH = 200, 200, 10_000
#: The largest whole number of a column, and so of a key, on both databases.
LARGEST = 2**31 - 1
#: What the names of rows in addresses and forms are made of.
_UID = re.compile(r"[\w-]{1,32}", re.ASCII)

#: Control, format (direction marks, zero-width space, BOM, soft hyphen, tags), surrogate, unassigned, private
#: use, line and paragraph separators: they are not seen, or turn round what stands beside them.
_REFUSED = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
#: Letters by category, and yet blank: a name of them would be an invisible person.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")


def refused_characters(text: str, *, lines: bool = False) -> list[str]:
    """The characters in `text` that no text may hold, each once, as U+ codes. `lines` allows line ends, tabs.

    The zero-width joiner and non-joiner are part of the spelling of names in Arabic letters and in the
    scripts of India, so they stand where RFC 5892 (appendix A) lets them: after a virama, or between two
    Arabic letters. Elsewhere they only make two names look alike, and are refused.
    """
    found = dict.fromkeys(
        character
        for place, character in enumerate(text)
        if (unicodedata.category(character) in _REFUSED or character in _BLANK)
        and not (lines and character in "\n\r\t")
        and not (character in _JOINERS and _joins(text, place))
    )
    return [f"U+{ord(character):04X}" for character in found]


def _joins(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before and unicodedata.combining(before) == 9:  # a virama
        return True
    return bool(before and after) and {unicodedata.bidirectional(c) for c in (before, after)} == {"AL"}


class Clean:
    """Refuse hidden characters. Runs also where a field is optional."""

    def __init__(self, *, lines: bool = False) -> None:
        self.lines = lines

    def __call__(self, form: Any, field: Any) -> None:
        if found := refused_characters(field.data or "", lines=self.lines):
            raise StopValidation(
                _("This has hidden characters (%(codes)s). Type it again by hand.", codes=", ".join(found[:5]))
            )


class Filled(InputRequired):
    """Something was typed, and not only spaces."""

    def __call__(self, form: Any, field: Any) -> None:
        super().__call__(form, field)
        if isinstance(field.raw_data[0], str) and not field.raw_data[0].strip():
            raise StopValidation(str(self.message))


def required(sentence: Any = None) -> InputRequired:
    """Must be filled in; says what to do rather than "required"."""
    return Filled(sentence if sentence is not None else _l("Fill this in."))


def _strip(text: str | None) -> str:
    return (text or "").strip()


def line(text: Any, *validators: Any, most: int = LINE_LENGTH, hint: Any = "") -> Any:
    """One line of text, outer spaces taken off, kept to the letter otherwise."""
    rules = [*validators, Clean(), Length(max=most, message=_l("At most %(max)d characters."))]
    return StringField(text, rules, filters=[_strip], description=hint)


def lines(text: Any, *validators: Any, most: int = TEXT_LENGTH, hint: Any = "") -> Any:
    """Several lines of text."""
    rules = [*validators, Clean(lines=True), Length(max=most, message=_l("At most %(max)d characters."))]
    return TextAreaField(text, rules, filters=[_strip], description=hint)


class Email:
    """An address that mail could reach, by its form; nobody is asked over the network."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            validate_email(field.data, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValidationError(_("This is not an e-mail address. Write it like name@agency.gov.kg")) from error


class Phone:
    """A telephone number with its country; kept as typed, its "+" too."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            number = phonenumbers.parse(field.data, None)
            possible = phonenumbers.is_possible_number(number)
        except phonenumbers.NumberParseException:
            possible = False
        if not possible:
            raise ValidationError(
                _("This is not a phone number. Write it with + and the country, like +996 312 000 000")
            )


def email(text: Any, *validators: Any, hint: Any = "") -> Any:
    """An e-mail address."""
    return line(text, *validators, Email(), most=254, hint=hint)


def phone(text: Any, *validators: Any, hint: Any = "") -> Any:
    """A telephone number."""
    return line(text, *validators, Phone(), most=40, hint=hint)


class DayField(DateField):
    """A date, as the browser's own date field sends it; also 26.11.2025 where it has none."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("format", ["%Y-%m-%d", "%d.%m.%Y"])
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This is not a date. Write it like 26.11.2025")) from error
        if self.data and not 1900 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(_("The year has to be between 1900 and 2200."))


def day(text: Any, *validators: Any, hint: Any = "") -> Any:
    """A date."""
    return DayField(text, list(validators) or [Optional()], description=hint)


class ClockField(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This is not a time. Write it like 09:00")) from error


def clock(text: Any, *validators: Any, hint: Any = "") -> Any:
    """A time of day, to the minute."""
    return ClockField(text, list(validators) or [Optional()], format=["%H:%M", "%H:%M:%S"], description=hint)


class CountField(IntegerField):
    """A whole number, as both databases can hold one."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("This is not a whole number.")) from error
        if self.data is not None and abs(self.data) > LARGEST:
            self.data = None
            raise ValueError(_("This number is too large."))


def key(text: Any) -> int:
    """The id of a row, from a form. Raises ValueError where no row can have it."""
    number = int(text)
    if not 0 < number <= LARGEST:
        raise ValueError(text)
    return number


def sent_uids(name: str) -> list[str]:
    """The rows that were ticked, by their names; what can be no row's name, a database would refuse."""
    return [uid for uid in request.form.getlist(name) if _UID.fullmatch(uid)]


def key_or_none(text: Any) -> int | None:
    """The same, or None for the empty line of a select."""
    return key(text) if text else None


class _Offered:
    """What a reader is told who sends what was not offered, in our words: the library has its own.

    Outer spaces are no part of a choice: nothing but spaces is the empty line.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name in ("invalid_value_message", "invalid_choice_message"):
            kwargs.setdefault(name, _l("Choose one of those that are offered."))
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([text.strip() for text in valuelist])  # type: ignore[misc]


class ChoiceField(_Offered, SelectField):
    """One of a list."""


class KeyField(ChoiceField):
    """A row of a list, by its id; `data` is None for the empty line."""

    def __init__(self, text: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(text, validators or [Optional()], coerce=key_or_none, **kwargs)


class ButtonsField(_Offered, RadioField):
    """One of a few, all in view."""


class ManyField(_Offered, SelectMultipleField):
    """Several of a list, shown as checkboxes; it has no empty line."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.raw_data = [text for text in valuelist if text.strip()]
        super().process_formdata(self.raw_data)


class WordField(ChoiceField):
    """One of a closed vocabulary. `data` is the word itself, or None for the empty line."""

    widget = QuickSelect()

    def __init__(
        self, label_text: Any, words: type[StrEnum], *validators: Any, empty: Any = None, **kwargs: Any
    ) -> None:
        self.words: Iterable[StrEnum] = words
        self.empty = empty
        super().__init__(
            label_text,
            list(validators) or [Optional()],
            coerce=lambda value: words(value) if value else None,
            choices=self._entries,
            **kwargs,
        )

    def _entries(self) -> list[tuple[str, str]]:
        top = [("", str(self.empty))] if self.empty is not None else []
        return top + [(word.value, label(word)) for word in self.words]

    def offer(self, words: Iterable[StrEnum]) -> None:
        """Narrow what can be chosen to these words."""
        self.words = list(words)
        self.choices = self._entries()

    def pre_validate(self, form: Any) -> None:
        if self.data is None and self.empty is not None:
            return
        super().pre_validate(form)


class UploadField(FileField):
    """A file that is sent. `data` is its content, empty where none was chosen; of a longer one the first `most` + 1
    bytes, which is enough to say so."""

    def __init__(self, text: Any = None, validators: Any = None, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(text, validators, **kwargs)

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        sent = request.files.get(self.name) if formdata is not None else None
        self.data = sent.stream.read(self.most + 1) if sent else b""


def state(text: Any = None, *validators: Any, empty: Any = None, **kwargs: Any) -> WordField:
    """One of the five states."""
    return WordField(text if text is not None else _l("State"), State, *validators, empty=empty, **kwargs)


__all__ = [
    "LARGEST",
    "ButtonsField",
    "ChoiceField",
    "Clean",
    "ClockField",
    "CountField",
    "DayField",
    "Email",
    "KeyField",
    "ManyField",
    "Optional",
    "Phone",
    "UploadField",
    "WordField",
    "clock",
    "day",
    "email",
    "key",
    "key_or_none",
    "line",
    "lines",
    "phone",
    "refused_characters",
    "required",
    "state",
]
