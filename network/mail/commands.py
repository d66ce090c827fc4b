"""What happens to a letter: it is put into the outbox, carried by one at a time, and settled.

What becomes of a letter on its way is bookkeeping; that it was written, or is tried again, is in the audit trail with
the change that it tells of.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import sqlalchemy as sa
from flask import current_app

from network.audit.changes import bookkeeping
from network.clock import now
from network.config import Settings
from network.database import db, new_uid
from network.mail import queries
from network.mail.bell import wake_after_commit
from network.mail.models import Letter
from network.mail.sender import NotSent, Outgoing
from network.mail.sense import makes_sense
from network.sealing import seal, unseal
from network.vocabulary import Language, LetterKind, LetterStatus, MailFault

#: For how long a letter is one carrier's alone. Longer than a conversation with a mail server can last, and than the
#: database can be busy after it.
LEASE = timedelta(minutes=10)
#: Minutes to the next try, by how many were made; the last one for all that follow.
PAUSES = (1, 2, 5, 10, 20, 40, 60)
#: For how long a mail server may say "later".
PATIENCE = timedelta(days=2)


@dataclass(frozen=True)
class Carried:
    """A letter that was claimed, as a snapshot: no transaction is open while it is on its way."""

    id: int
    until: datetime
    letter: Outgoing


def put(
    kind: LetterKind,
    to: str,
    subject: str,
    text: str,
    *,
    language: Language | None = None,
    about: str = "",
    good_until: datetime | None = None,
) -> Letter:
    """Put a letter into the outbox, inside the open change that it tells of. It sets out when that commits.

    `about` names the row that it loses its sense with (`mail/sense.py`), `good_until` the moment.
    """
    settings: Settings = current_app.config["SETTINGS"]
    uid, moment = new_uid(), now()
    letter = Letter(
        uid=uid,
        kind=kind,
        about=about,
        language=language,
        message_id=f"<{uid}@{parseaddr(settings.mail_from)[1].rpartition('@')[2] or 'localhost'}>",
        address=seal(to, f"letter.address:{uid}"),
        subject=subject,
        text=seal(text, f"letter.text:{uid}"),
        made_at=moment,
        not_before=moment,
        good_until=good_until,
    )
    db.session.add(letter)
    wake_after_commit()
    return letter


def withdraw(about: Collection[str]) -> None:
    """What these letters tell of holds no more: none that waits leaves, and none that was given up is looked after.

    Inside the open change that makes it so.
    """
    if about:
        _withdraw(Letter.about.in_(about))


def withdraw_every() -> int:
    """The same of every letter, inside an open change; how many there were."""
    return _withdraw(sa.true())


def _withdraw(which: sa.ColumnElement[bool]) -> int:
    forgotten: dict[str, Any] = {"text": None, "address": None, "claimed_until": None}
    result: Any = db.session.execute(
        sa.update(Letter)
        .where(which, queries.is_open())
        .values(status=LetterStatus.WITHDRAWN, settled_at=now(), **forgotten)
    )
    return int(result.rowcount)


def hurry(letter: Letter) -> None:
    """Let it be tried at once, inside an open change."""
    letter.not_before = now()
    wake_after_commit()


def claim() -> Carried | None:
    """Take the next letter that is due, for `LEASE`; None where there is none.

    Whoever else looks meanwhile gets another one: SQLite has one writer, PostgreSQL passes over locked rows. Letters
    that lost their sense end here, and so do those that cannot be opened any more.
    """
    while queries.is_any_due():
        with bookkeeping():
            letter = db.session.scalar(queries.due().limit(1).with_for_update(skip_locked=True))
            if letter is None:
                return None
            if not makes_sense(letter):
                letter.settle(LetterStatus.WITHDRAWN, now())
            elif (outgoing := _opened(letter)) is None:
                letter.fault, letter.code = MailFault.UNREADABLE, None
                letter.settle(LetterStatus.GIVEN_UP, now())
            else:
                letter.claimed_until = now() + LEASE
                letter.tries += 1
                return Carried(letter.id, letter.claimed_until, outgoing)
    return None


def _opened(letter: Letter) -> Outgoing | None:
    try:
        text = unseal(letter.text or "", f"letter.text:{letter.uid}")
        to = unseal(letter.address or "", f"letter.address:{letter.uid}")
    except ValueError:
        return None
    return Outgoing(to, letter.subject, text, letter.message_id, letter.language)


def note_sent(carried: Carried) -> None:
    """A mail server took it. That holds whoever else has claimed it meanwhile."""
    with bookkeeping():
        letter = db.session.get(Letter, carried.id, with_for_update=True, populate_existing=True)
        if letter is not None and letter.status is LetterStatus.WAITING:
            letter.fault, letter.code = None, None
            letter.settle(LetterStatus.SENT, now())


def note_failure(carried: Carried, failure: NotSent) -> bool:
    """It did not leave: later once more, or given up. Returns whether it was given up.

    Nothing is noted where the claim has passed to somebody else.
    """
    with bookkeeping():
        letter = db.session.get(Letter, carried.id, with_for_update=True, populate_existing=True)
        if letter is None or letter.claimed_until != carried.until:
            return False
        letter.fault, letter.code = failure.fault, failure.code
        if failure.is_final or now() - letter.made_at >= PATIENCE:
            letter.settle(LetterStatus.GIVEN_UP, now())
            return True
        letter.claimed_until = None
        letter.not_before = now() + timedelta(minutes=PAUSES[min(letter.tries, len(PAUSES)) - 1])
        return False


def forget_old() -> None:
    """What became of a letter is remembered for a month."""
    if queries.is_any_old():
        with bookkeeping():
            db.session.execute(sa.delete(Letter).where(Letter.settled_at < queries.forgotten_after()))
