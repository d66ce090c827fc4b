"""What people choose and type while a list comes in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from network.clock import today
from network.imports.choices import Choices
from network.imports.dates import Order
from network.imports.drafts import people_fields, row_fields
from network.imports.headers import Mapping as Columns
from network.imports.headings import REPEATED, Field
from network.imports.labels import FIELDS, ORDERS
from network.imports.programme import Programme
from network.imports.reading import MOST_BYTES
from network.members.choices import Groups
from network.members.fields import AgencyField
from network.vocabulary import Sex, State
from network.web.fields import ChoiceField, CountField, DayField, Optional, UploadField, WordField, line, state
from network.web.forms import Form
from network.web.words import state_name

#: Longest text that is kept of what was typed into a row.
TYPED_LENGTH = 2000
#: One of these has to be there, else nobody is named.
_NAMED = (
    Field.FULL_NAME, Field.FAMILY, Field.GIVEN, Field.FULL_NAME_LATIN, Field.FAMILY_LATIN, Field.GIVEN_LATIN,
)  # fmt: skip
ALL_STATES = "all"


class UploadForm(Form):
    """The file, and whose people it brings."""

    file = UploadField(_l("File"), most=MOST_BYTES)
    people_of = ChoiceField(_l("People of"), choices=[])

    def __init__(self, *args: Any, states: Sequence[State], everywhere: bool, **kwargs: Any) -> None:
        """`everywhere`: whoever sends it may bring people of every state, and the list says of which each is."""
        super().__init__(*args, **kwargs)
        own = [(one.value, state_name(one)) for one in states]
        self.people_of.choices = (
            [(ALL_STATES, _("Several states: the list says of which")), *own] if everywhere else own
        )
        self.only_state = states[0] if len(states) == 1 and not everywhere else None
        if self.only_state:
            del self.people_of

    def validate_file(self, field: Any) -> None:
        """Something was chosen, and not too much."""
        if not field.data:
            raise ValidationError(_("Choose a file."))
        if len(field.data) > MOST_BYTES:
            raise ValidationError(_("This file is larger than %(most)s MB. Split it.", most=MOST_BYTES // 1024**2))

    @property
    def state(self) -> State | None:
        """The one state that it brings people of; None for several."""
        if self.only_state:
            return self.only_state
        return None if self.people_of.data == ALL_STATES else State(self.people_of.data)

    @property
    def file_name(self) -> str:
        sent = request.files.get(self.file.name)
        return (sent.filename or "") if sent else ""


class ColumnsForm(Form):
    """What holds for the whole list. The columns themselves are selects of a table that the page lays out."""

    order = WordField(_l("Order of day and month in dates"), Order, empty=_l("As the dates themselves tell"))
    state = state(_l("State of rows that do not say it"), empty=_l("Every row says it"))
    sex = WordField(_l("Sex of rows that do not say it"), Sex, empty=_l("Every row says it"))
    since = DayField(
        _l("First day there, for rows that do not say it"),
        [Optional()],
        description=_l("Where she serves holds from this day on. Today, unless you know better."),
    )

    def __init__(
        self, choices: Choices, width: int, *, only_state: State | None, programme: Programme | None = None
    ) -> None:
        """`choices` are those that hold now; `width` is how many columns the sheet has. With a `programme`, of the
        training whose participants they are, a column can be a session of it."""
        kept = {"order": choices.order, "state": choices.state, "sex": choices.sex, "since": choices.since or today()}
        super().__init__(data=kept)
        self.order.choices = [("", str(self.order.empty)), *((one.value, str(text)) for one, text in ORDERS.items())]
        self.now, self.width, self.programme = choices, width, programme
        self.sessions = dict(choices.sessions)
        self.column_errors: list[str] = []
        if only_state:
            del self.state
        self.columns = self._posted() if self.is_submitted() else dict(choices.mapping.columns)

    def _posted(self) -> dict[int, Field]:
        offered = {one.value: one for one in people_fields()}
        posted = {at: request.form.get(f"column-{at}", "") for at in range(self.width)}
        if self.programme is not None:
            offered[Field.ROLE.value] = Field.ROLE
            chosen = {at: self.programme.chosen(text) for at, text in posted.items()}
            self.sessions = {at: sessions for at, sessions in chosen.items() if sessions}
            posted |= dict.fromkeys(self.sessions, Field.SESSION.value)
            offered[Field.SESSION.value] = Field.SESSION
        return {at: offered[text] for at, text in posted.items() if text in offered}

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field once, a name among them; what no column says is said for all."""
        valid = bool(super().validate(extra_validators))
        said = list(self.columns.values())
        for one in dict.fromkeys(said):
            if said.count(one) > 1 and one not in REPEATED:
                self.column_errors.append(_("Two columns are “%(field)s”. Choose one.", field=FIELDS[one]))
        if not any(one in said for one in _NAMED):
            self.column_errors.append(_("Choose the column that holds the names."))
        if Field.SEX not in said and not self.sex.data:
            self.sex.errors = [_("No column says it. Choose what holds for every row.")]
        return valid and not self.column_errors and not self.sex.errors

    def chosen(self) -> Choices:
        """What was chosen, for the same sheet."""
        now = self.now
        mapping = Columns(now.mapping.header_row, self.columns, now.mapping.headings)
        given = self.state.data if "state" in self else now.state
        made = Choices(now.sheet, mapping, self.order.data, given, self.sex.data, self.since.data)
        made.sessions = self.sessions
        made.programme = self.programme.as_json() if self.programme else None
        return made

    def offered(self) -> list[tuple[str, str]]:
        """What a column can be, for a select."""
        if self.programme is None:
            return offered_fields()
        return [*offered_fields(), (Field.ROLE.value, str(FIELDS[Field.ROLE])), *self.programme.offered()]

    def said(self, at: int) -> str:
        """What the column is taken for now."""
        one = self.columns.get(at)
        if one is Field.SESSION:
            return self.programme.choice(self.sessions.get(at, [])) if self.programme else ""
        return one.value if one else ""


class SheetForm(Form):
    """Which sheet, and which of its rows is the header."""

    sheet = ChoiceField(_l("Sheet"), choices=[], coerce=int)
    header = CountField(_l("Row of the headings"), description=_l("0 where there are none."))

    def __init__(self, names: Sequence[str], *, sheet: int, header: int) -> None:
        super().__init__(formdata=None, data={"sheet": sheet, "header": header})
        self.sheet.choices = list(enumerate(names))
        if len(names) < 2:
            del self.sheet


def offered_fields() -> list[tuple[str, str]]:
    """What a column can be, for a select."""
    return [("", _("Not brought in")), *((one.value, str(FIELDS[one])) for one in people_fields())]


class RowForm(Form):
    """The fields of one row, as text: what is typed is kept as it is, and what is wrong is said beside it."""

    number = line(FIELDS[Field.NUMBER])
    full_name = line(FIELDS[Field.FULL_NAME])
    family = line(FIELDS[Field.FAMILY])
    given = line(FIELDS[Field.GIVEN])
    patronymic = line(FIELDS[Field.PATRONYMIC])
    full_name_latin = line(FIELDS[Field.FULL_NAME_LATIN])
    family_latin = line(FIELDS[Field.FAMILY_LATIN])
    given_latin = line(FIELDS[Field.GIVEN_LATIN])
    patronymic_latin = line(FIELDS[Field.PATRONYMIC_LATIN])
    previous_name = line(FIELDS[Field.PREVIOUS_NAME])
    state = line(FIELDS[Field.STATE])
    agency = line(FIELDS[Field.AGENCY])
    rank = line(FIELDS[Field.RANK])
    position = line(FIELDS[Field.POSITION])
    since = line(FIELDS[Field.SINCE], hint=_l("Like 26.11.2025"))
    sex = line(FIELDS[Field.SEX])
    born = line(FIELDS[Field.BORN], hint=_l("Like 26.11.2025"))
    email = line(FIELDS[Field.EMAIL])
    phone = line(FIELDS[Field.PHONE])
    notes = line(FIELDS[Field.NOTES])
    role = line(FIELDS[Field.ROLE])
    session = line(FIELDS[Field.SESSION], hint=_l("A mark for each column, in their order, with ; between: +; –; +"))

    def __init__(self, uid: str, texts: Mapping[Field, str], problems: Mapping[Field, Any], only: Collection[Field]):
        """The fields `only` of the row; `uid` keeps apart what several rows of one page send."""
        super().__init__(formdata=None, prefix=f"{uid}-", data={one.value: text for one, text in texts.items()})
        shown = [one for one in row_fields() if one in only]
        for one in row_fields():
            if one not in shown:
                delattr(self, one.value)
        for one, sentence in problems.items():
            if one in shown:
                self[one.value].errors = [str(sentence)]


def typed_of(uid: str) -> dict[str, str]:
    """What was sent of a row's fields."""
    sent = {one.value: request.form.get(f"{uid}-{one.value}") for one in row_fields()}
    return {name: text.strip()[:TYPED_LENGTH] for name, text in sent.items() if text is not None}


class UnknownAgencyForm(Form):
    """The agency that is meant by a name which none of the state's bears."""

    agency = AgencyField(_l("Agency"))

    def __init__(self, key: str, agencies: Groups) -> None:
        super().__init__(prefix=f"{key[:16]}-")
        self.agency.offer(agencies, _("Not answered yet"))


__all__ = [
    "ColumnsForm",
    "RowForm",
    "SheetForm",
    "UnknownAgencyForm",
    "UploadForm",
    "offered_fields",
    "typed_of",
]
