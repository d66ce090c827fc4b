"""The outbox: a letter is there if and only if its change is; none is lost when SMTP is down, none leaves twice."""

import base64
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network import create_app
from network.audit.changes import Operator, change
from network.audit.events import Event
from network.audit.models import AuditEntry
from network.clock import now
from network.database import db
from network.mail import commands, delivery, queries
from network.mail.delivery import deliver
from network.mail.models import Letter
from network.vocabulary import LetterKind, LetterStatus, MailFault
from tests.databases import settings
from tests.mail.servers import MailServer

TO, SECRET = "canary.asel@example.org", "https://network.example.org/invitation/canary-secret"


def put(*to: str, **more: Any) -> list[int]:
    """Letters of one change; their ids."""
    with change(Event.ACCOUNT_INVITED, by=Operator()):
        letters = [commands.put(LetterKind.INVITATION, one, "Your link", SECRET, **more) for one in to or (TO,)]
        db.session.flush()
        return [one.id for one in letters]


def letter(key: int | None = None) -> Letter:
    """The letter as it is now."""
    db.session.rollback()
    found = sa.select(Letter).order_by(Letter.id.desc()).limit(1)
    return db.session.scalars(found if key is None else sa.select(Letter).where(Letter.id == key)).one()


def whole_database() -> str:
    """Every value of every row, as somebody reads it who stole the file."""
    db.session.rollback()
    tables = db.metadata.tables.values()
    return repr([db.session.execute(sa.select(table)).all() for table in tables])


@contextmanager
def later(**pause: float) -> Iterator[None]:
    with time_machine.travel(now() + timedelta(**pause)):
        yield


def test_a_letter_leaves_once_and_what_it_said_is_forgotten(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        put()
        waiting = letter()
        assert (waiting.status, waiting.to) == (LetterStatus.WAITING, TO)
        message_id = waiting.message_id
        assert deliver() == delivery.Round(sent=1)
        assert deliver() == delivery.Round()
        sent = letter()
        assert (sent.status, sent.text, sent.address, sent.tries) == (LetterStatus.SENT, None, None, 1)
        db.session.rollback()
    assert mail_server.ids() == [message_id]
    assert mail_server.recipients == [TO]
    assert SECRET in mail_server.texts()[0]
    assert message_id.endswith("@example.org>")


def test_whoever_steals_the_database_reads_neither_link_nor_address(mailing: Flask) -> None:
    with mailing.app_context():
        put()
        stolen = whole_database()
        assert "Your link" in stolen
        for canary in (TO, SECRET, "canary"):
            assert canary not in stolen
            assert base64.b64encode(canary.encode()).decode()[:12] not in stolen
        [what] = db.session.scalars(sa.select(AuditEntry.what))
        assert '"text":"…"' in what  # that a letter was written is in the trail, what it said is not
        db.session.rollback()


def test_a_change_that_is_undone_leaves_no_letter(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        with suppress(LookupError), change(Event.ACCOUNT_INVITED, by=Operator()):
            commands.put(LetterKind.INVITATION, TO, "Your link", SECRET)
            db.session.flush()
            raise LookupError
        commands.put(LetterKind.INVITATION, TO, "Your link", SECRET)
        with pytest.raises(RuntimeError, match="rows change only inside"):
            db.session.flush()
        db.session.rollback()
        assert deliver() == delivery.Round()
        assert queries.standing().waiting == 0
        db.session.rollback()
    assert mail_server.received == []


def test_while_the_mail_server_is_down_nothing_is_lost_and_afterwards_nothing_comes_twice(
    mailing: Flask, mail_server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mail_server.stop()
    pauses = []
    with mailing.app_context(), caplog.at_level(logging.DEBUG):
        put("one@example.org", "two@example.org")
        # One letter knocks; the others need not be tried at a door that stays shut.
        assert deliver() == delivery.Round(postponed=1)
        assert queries.standing().fault is MailFault.UNREACHABLE
        for hours in range(1, 40):
            with later(hours=hours):
                while deliver().postponed:
                    pass
                one = letter()
                pauses.append(round((one.not_before - now()).total_seconds() / 60))
        assert pauses == sorted(pauses)
        assert pauses[:7] == list(commands.PAUSES)
        mail_server.start()
        with later(hours=42):
            assert deliver() == delivery.Round(sent=2)
            assert deliver() == delivery.Round()
        db.session.rollback()
    assert sorted(mail_server.recipients) == ["one@example.org", "two@example.org"]
    assert len(set(mail_server.ids())) == 2
    said = [one.getMessage() for one in caplog.records if one.name != "mail.log"]  # that is the mail server's own
    assert "a letter did not leave: unreachable " in said
    assert not [line for line in said if "example.org" in line]


def test_after_two_days_a_letter_is_given_up_and_its_text_forgotten(mailing: Flask, mail_server: MailServer) -> None:
    mail_server.fault = ("letter", "later")
    with mailing.app_context():
        put()
        with later(days=1, hours=23):
            assert deliver() == delivery.Round(postponed=1)
        with later(days=2, hours=2):
            assert deliver() == delivery.Round(given_up=1)
            one = letter()
            assert (one.status, one.fault, one.code) == (LetterStatus.GIVEN_UP, MailFault.LATER, 451)
            assert (one.text, one.to) == (None, TO)  # whom it was for: somebody looks after it
        mail_server.mend()
        with later(days=3):
            assert deliver() == delivery.Round()
        db.session.rollback()
    assert mail_server.received == []


def test_one_that_is_refused_for_good_is_given_up_at_once_and_holds_up_no_other(
    mailing: Flask, mail_server: MailServer
) -> None:
    mail_server.fault = ("RCPT", "never")
    with mailing.app_context():
        put("no@example.org", "nobody@example.org")
        assert deliver() == delivery.Round(given_up=2)
        assert (letter().fault, letter().code) == (MailFault.ADDRESS, 550)
        with later(days=31):
            deliver()
            assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 0
        db.session.rollback()


def test_a_server_that_lets_nobody_in_is_tried_again(mailing: Flask, mail_server: MailServer) -> None:
    """A password that was changed there, or a sender it does not know, is mended by the operator: nothing is lost."""
    with mailing.app_context():
        put()
        for stage in ("greeting", "EHLO", "MAIL"):
            mail_server.fault = (stage, "never")
            with later(hours=("greeting", "EHLO", "MAIL").index(stage)):
                assert deliver() == delivery.Round(postponed=1)
        mail_server.mend()
        with later(hours=4):
            assert deliver() == delivery.Round(sent=1)
        db.session.rollback()


def test_several_who_carry_at_once_bring_each_letter_once(
    mailing: Flask, mail_server: MailServer, in_parallel: Callable[..., list[int]]
) -> None:
    with mailing.app_context():
        put(*(f"n{number}@example.org" for number in range(12)))

    def carry(_number: int) -> int:
        with mailing.app_context():
            return deliver().sent

    carried = in_parallel(carry, 4)
    assert sum(carried) == 12
    assert sorted(mail_server.recipients) == sorted(f"n{number}@example.org" for number in range(12))


def test_whoever_lost_the_claim_notes_no_failure_but_a_letter_that_was_taken_is_taken(
    mailing: Flask, mail_server: MailServer
) -> None:
    with mailing.app_context():
        put()
        first = commands.claim()
        assert first is not None
        assert commands.claim() is None
        with later(minutes=11):
            second = commands.claim()
            assert second is not None
            assert second.letter.message_id == first.letter.message_id
            gone = commands.NotSent(MailFault.ADDRESS, 550)
            assert commands.note_failure(first, gone) is False
            assert letter().status is LetterStatus.WAITING
            commands.note_sent(first)
            assert letter().status is LetterStatus.SENT
            assert commands.note_failure(second, gone) is False
        db.session.rollback()


def test_a_database_that_is_busy_after_the_250_is_waited_for(
    mailing: Flask, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PAUSES", (0, 0, 0))
    refused = []

    def busy(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if mail_server.received and statement.startswith("UPDATE letter") and len(refused) < 3:
            refused.append(statement)
            raise sa.exc.OperationalError(statement, parameters, Exception("database is locked"))

    with mailing.app_context():
        put()
        sa.event.listen(db.engine, "before_cursor_execute", busy)
        assert deliver() == delivery.Round(sent=1)
        assert letter().status is LetterStatus.SENT
        db.session.rollback()
    assert len(refused) == 3
    assert len(mail_server.received) == 1


def test_a_letter_of_no_more_use_is_not_sent(mailing: Flask, mail_server: MailServer) -> None:
    with mailing.app_context():
        put(good_until=now() + timedelta(hours=1))
        mail_server.fault = ("RCPT", "later")
        assert deliver() == delivery.Round(postponed=1)
        mail_server.mend()
        with later(hours=2):
            assert deliver() == delivery.Round()
            one = letter()
            assert (one.status, one.text, one.address) == (LetterStatus.WITHDRAWN, None, None)
        db.session.rollback()
    assert mail_server.received == []


def test_a_letter_sealed_with_another_key_is_given_up_and_says_so(
    mailing: Flask, mail_server: MailServer, tmp_path: Any
) -> None:
    with mailing.app_context():
        put()
    url, facts = mailing.config["SQLALCHEMY_DATABASE_URI"], {"smtp_url": mail_server.url, "mail_from": "n@example.org"}
    known = settings(tmp_path, url, **facts)
    other = create_app(type(known)(**{**vars(known), "data_key": "another-key-0123456789-abcdefghijklmnop"}))
    with other.app_context():
        put("readable@example.org")
        assert deliver().sent == 1
        first = db.session.scalars(sa.select(Letter).order_by(Letter.id)).first()
        assert first is not None
        assert (first.status, first.fault, first.to) == (LetterStatus.GIVEN_UP, MailFault.UNREADABLE, "")
        db.session.remove()
        db.engine.dispose()


def test_without_a_mail_server_letters_stay(app: Flask) -> None:
    with app.app_context():
        put()
        assert deliver() == delivery.Round()
        assert queries.standing().waiting == 1
        db.session.rollback()


def test_what_breaks_before_keeps_no_letter_back(
    mailing: Flask, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise LookupError(TO)

    monkeypatch.setattr(delivery, "_PREPARATIONS", [break_down])
    with mailing.app_context():
        put()
        assert deliver() == delivery.Round(sent=1)
        db.session.rollback()
