"""The secretariat's page of letters that did not leave."""

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from network.access.guard import requires
from network.access.policy import Action
from network.accounts import resending
from network.accounts.views import bp
from network.errors import Refused
from network.mail import queries
from network.mail.models import Letter
from network.mail.sender import can_send
from network.vocabulary import REGION_ZONE
from network.web.pages import done, notice, render, see_other


@bp.get("/accounts/letters")
@requires(Action.ACCOUNT_MANAGE)
def letters() -> Response:
    """Letters that wait, and those that were given up."""
    page = queries.letters_page(current_user)
    return render("accounts/letters.html", letters=page, able=can_send(), zone=REGION_ZONE)


@bp.post("/accounts/letters/<letter_uid>/again")
@requires(Action.ACCOUNT_MANAGE, on=Letter)
def try_again(letter: Letter) -> Response:
    """Try one of them once more."""
    try:
        resending.try_again(letter.id, by=current_user)
    except Refused as refused:
        notice(str(refused.sentence))
    else:
        done(_("It is tried again now. If it leaves, it is off this list in a minute."))
    return see_other("accounts.letters")
