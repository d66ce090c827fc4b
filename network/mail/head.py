"""The head of the audit trail, written each day to people outside this machine.

Whoever has the machine and its key can make the whole trail anew. He cannot take back what was written to others: held
against a head of then, the trail of now has to contain it (`network audit verify --head`).
"""

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.queries import head
from network.config import Settings
from network.mail import commands
from network.vocabulary import Language, LetterKind


def put_head() -> str:
    """Write the head to each address of NETWORK_HEAD_TO, and give it as NUMBER:HASH.

    Each has a letter of her own, so that one address that fails lets no other be written to twice.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.head_to:
        return _as_text()
    with change(Event.TRAIL_HEAD_SENT, by=Operator()) as note:
        text = _as_text()
        note.facts = {"head": text}
        for address in settings.head_to:
            commands.put(LetterKind.TRAIL_HEAD, address, *_words(text))
    return text


def _as_text() -> str:
    number, digest = head()
    return f"{number}:{digest}"


def _words(text: str) -> tuple[str, str]:
    """Subject and text, in each language: the readers' is not known."""
    subjects, texts = [], []
    for language in (Language.RUSSIAN, Language.ENGLISH):
        with force_locale(language.value):
            subjects.append(_("Daily number"))
            texts.append(
                _(
                    "Keep this letter. It says where the records stand today:\n\n%(head)s\n\n"
                    "Whoever looks after the server can check later that nothing of before was changed:\n"
                    "network audit verify --head %(head)s",
                    head=text,
                )
            )
    return " · ".join(subjects), "\n\n* * *\n\n".join(texts) + "\n"
