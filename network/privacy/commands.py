"""What a member asks about her data, and how it is answered. Erasing is in `erasing`, forgetting in `sweeping`."""

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from network.accounts.models import Account
from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.config import Settings
from network.database import db
from network.errors import NotNow, Refused, Stale
from network.mail import commands as outbox
from network.mail.sender import can_send
from network.members.careers import locked
from network.privacy import queries
from network.privacy.models import PrivacyRequest
from network.vocabulary import ExportFormat, Language, LetterKind, RequestKind, RequestStatus


class AskedAlready(Refused):
    """One of a kind waits already."""

    sentence = _l("You have asked already, and it waits for an answer. You read the answer on the page “My data”.")


def ask(member_id: int, kind: RequestKind, *, wrong: str = "", should_be: str = "", by: Author) -> None:
    """Ask for a correction, or to leave. Whoever has to act is told by mail. Raises AskedAlready."""
    with change(Event.REQUEST_MADE, by=by) as note:
        member = locked(member_id)  # two presses of one button wait for each other here
        note.about(member)
        waits = sa.select(PrivacyRequest.id).where(
            PrivacyRequest.member_id == member_id,
            PrivacyRequest.kind == kind,
            PrivacyRequest.status == RequestStatus.OPEN,
        )
        if db.session.scalar(waits) is not None:
            raise AskedAlready
        db.session.add(
            PrivacyRequest(
                member_id=member_id,
                kind=kind,
                wrong=wrong,
                should_be=should_be,
                answer="",
                status=RequestStatus.OPEN,
                asked_at=now(),
            )
        )
        for account in queries.those_to_tell(kind, member):
            _put_letter(account)


def answer(request_id: int, version: int, status: RequestStatus, sentence: str, *, by: Author) -> None:
    """Say that it is done, or why not. Raises Stale, and NotNow where it is answered already."""
    with change(Event.REQUEST_ANSWERED, by=by) as note:
        request = db.session.get(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
        if request is None:
            raise Refused(_l("There is no such request."))
        note.subject = f"member:{request.member_id}"
        if request.status is not RequestStatus.OPEN:
            raise NotNow(_l("Somebody else has answered this already."))
        if request.version != version:
            raise Stale
        request.status, request.answer = status, sentence
        request.answered_at, request.answered_by_id = now(), by.account_id


def note_download(member_id: int, word: ExportFormat, *, by: Author) -> None:
    """That she took all that is held of her."""
    with change(Event.RECORD_DOWNLOADED, by=by) as note:
        note.subject, note.facts = f"member:{member_id}", {"format": word.value}


def _put_letter(account: Account) -> None:
    """That something waits, and nothing of whom or what: others may look over her shoulder."""
    settings: Settings = current_app.config["SETTINGS"]
    if not account.email or not can_send():
        return
    url = f"{settings.public_url}/"
    languages = [account.language] if account.language else [Language.RUSSIAN, Language.ENGLISH]
    subjects, texts = [], []
    for language in languages:
        with force_locale(language.value):
            subjects.append(_("Something waits for you"))
            texts.append(_("Something waits for your answer. Sign in to see what:\n%(url)s", url=url))
    outbox.put(
        LetterKind.NOTICE,
        account.email,
        " · ".join(subjects),
        "\n\n* * *\n\n".join(texts) + "\n",
        language=account.language,
    )
