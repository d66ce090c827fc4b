"""What is typed about a member's data: what is wrong, an answer, a confirmation."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from network.vocabulary import RequestStatus
from network.web.fields import NAME_LENGTH, ButtonsField, Filled, line, lines, required
from network.web.forms import Form, VersionedForm

#: What free texts here may hold: a page, not a file.
MOST = 2_000


class CorrectionForm(Form):
    """What is wrong, and how it should be."""

    wrong = lines(
        _l("What is wrong?"),
        required(_l("Write what is wrong.")),
        most=MOST,
        hint=_l("For example: my rank, on the list of the training in Osh."),
    )
    should_be = lines(_l("How should it be?"), required(_l("Write how it should be.")), most=MOST)


class LeavingForm(Form):
    """That she has read what leaving means."""

    understood = BooleanField(
        _l("I have read what goes and what stays"),
        validators=[Filled(_l("Tick the box when you have read what goes and what stays."))],
    )
    wrong = lines(_l("Anything you want to tell us"), most=MOST)


class AnswerForm(VersionedForm):
    """Done or not done, with a sentence that she reads."""

    status = ButtonsField(
        _l("What did you do?"),
        validators=[required(_l("Choose one of the two."))],
        choices=[(RequestStatus.DONE.value, _l("It is done")), (RequestStatus.DECLINED.value, _l("It is not done"))],
    )
    answer = lines(
        _l("A sentence for her"),
        required(_l("Write a sentence: she reads it on her page.")),
        most=MOST,
        hint=_l("She reads it on her page. Say what you did, or why it stays as it is."),
    )


class EraseForm(Form):
    """Her number typed out, and why: what cannot be undone is not done by one press."""

    why = line(
        _l("Why"),
        required(_l("Write why she is erased.")),
        hint=_l("It stays in the audit trail for good: write no name here, and nothing about her."),
    )
    # A guest has no number: her names are typed, each of which may be as long as a name is.
    number = line(_l("Type her member number"), required(_l("Type her member number.")), most=3 * NAME_LENGTH + 2)
