"""What is chosen where two records differ, and why they are merged or parted."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from network.merging.choices import Choices, Side
from network.merging.preview import Preview, SharedList, usual_mark
from network.merging.queries import MarkOf, Place
from network.merging.words import LABELS, shown, which
from network.shields.forms import reason
from network.web.fields import ButtonsField, line
from network.web.formats import moment
from network.web.forms import FilterForm, Form
from network.web.words import label

#: Beside both sides, for texts that can stand one under the other.
_BOTH = (Side.BOTH, _l("Both, one under the other"))


class FindForm(FilterForm):
    """Whom the other record may be of."""

    q = line(_l("Name or number of the other record"))


class MergeForm(Form):
    """Made for a preview by `merge_form`: one field for each thing that a person decides."""

    digest = HiddenField()
    why = reason(_l("Why are they one person?"), _l("It is kept in the audit trail of both."))

    def choices(self, preview: Preview) -> Choices:
        """What was chosen."""
        one = {field.name: Side(field.data) for field in self if isinstance(field, ButtonsField) and field.data}
        return Choices(
            fields={line.name: one[_of(line.name)] for line in preview.lines if _of(line.name) in one},
            posts=one.get("posts", preview.usual_posts),
            lists={two.training_id: one.get(_list(two), two.usual) for two in preview.shared},
            marks={
                (two.training_id, here.session_id): one.get(_mark(two, here), usual_mark(here, there))
                for two in preview.shared
                for here, there in two.marks
            },
            account=one.get("account", preview.usual_account if preview.both_accounts else Side.STAYS),
            photo=one.get("photo", Side.STAYS),
        )

    def renew(self, digest: str) -> None:
        """The page shows what there is now: what is confirmed next is that."""
        self.digest.data, self.digest.raw_data = digest, None


class UndoForm(Form):
    """Why they are two after all."""

    why = reason(_l("Why are they two people?"), _l("It is kept in the audit trail of both."))


def _of(name: str) -> str:
    return f"field_{name}"


def _list(two: SharedList) -> str:
    return f"list_{two.training_id}"


def _mark(two: SharedList, here: MarkOf) -> str:
    return f"mark_{two.training_id}_{here.session_id}"


def merge_form(preview: Preview) -> MergeForm:
    """The form of this preview. Every choice has its default; the words of each say what it takes."""
    stays, goes = (which(one.number, one.name) for one in (preview.stays, preview.goes))

    def sides(title: Any, texts: Iterable[Any], usual: Side, *more: Any) -> ButtonsField:
        here, there = texts
        return either(title, (f"{here} · {stays}", f"{there} · {goes}"), usual, *more)

    def either(title: Any, words: tuple[str, str], usual: Side, *more: Any) -> ButtonsField:
        choices = [(Side.STAYS, words[0]), (Side.GOES, words[1]), *more]
        return ButtonsField(title, choices=choices, default=usual, coerce=str)

    fields: dict[str, Any] = {}
    for one in preview.lines:
        if one.conflict:
            values = [shown(one.name, value) for value in (one.stays, one.goes)]
            more = [_BOTH] if one.name == "notes" else []
            fields[_of(one.name)] = sides(LABELS[one.name], values, one.usual, *more)
    if preview.overlap:
        posts = _("Those of %(name)s", name=stays), _("Those of %(name)s", name=goes)
        fields["posts"] = either(_("Whose posts stand where the two overlap?"), posts, preview.usual_posts)
    for two in preview.shared:
        if two.differs:
            fields[_list(two)] = sides(two.stays.training, (_place(two.stays), _place(two.goes)), two.usual)
        for here, there in two.marks:
            title = f"{two.stays.training}, {moment(here.starts_at, two.stays.zone)}"
            marks = (label(one.status) or _("no mark") for one in (here, there))
            fields[_mark(two, here)] = sides(title, marks, usual_mark(here, there))
    if preview.both_accounts:
        accounts = [preview.facts[one.id].account for one in (preview.stays, preview.goes)]
        named = [(one.email if one else None) or _("signs in with her number") for one in accounts]
        fields["account"] = sides(_("With which account does she sign in?"), named, preview.usual_account)
    if preview.both_photos:
        photos = _("That of %(name)s", name=stays), _("That of %(name)s", name=goes)
        fields["photo"] = either(_("Which photo?"), photos, Side.STAYS)
    form: MergeForm = type("MergeForm", (MergeForm,), fields)(data={"digest": preview.digest})
    return form


def _place(one: Place) -> str:
    return f"{label(one.role)}, {label(one.status)}"
