"""What is old goes when the operator says so: first told, then done, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from network.accounts.models import AccountLink, SignIn
from network.audit.changes import Operator
from network.audit.events import Event
from network.audit.models import AuditEntry, Reading
from network.cli.privacy import _line
from network.config import KEEP, keep_settings
from network.database import db
from network.errors import Misconfigured
from network.mail.models import Letter
from network.members.models import Member
from network.privacy import commands, sweeping
from network.privacy.models import PrivacyRequest
from network.vocabulary import LetterStatus, LinkKind, RequestKind, RequestStatus, Standing
from tests import factories as make

LONG_AGO = datetime(2022, 5, 10, 9, tzinfo=UTC)
AFTER = LONG_AGO + timedelta(days=1000)


def fill() -> dict[str, int]:
    """Two of each: one long ago, one that is not old yet; her requests; guests of then and of now."""
    for moment in (LONG_AGO, AFTER - timedelta(hours=1)):
        with time_machine.travel(moment, tick=False):
            account = make.secretariat()
            facts = {"account_id": account.id, "created_at": moment, "seen_at": moment, "ended_at": moment}
            make.save(SignIn(token_hash=f"{moment}", **facts))
            link = {"made_at": moment, "expires_at": moment, "kind": LinkKind.RESET}
            make.save(AccountLink(account_id=account.id, token_hash=f"{moment}", **link))
            letter = make.letter("somebody@example.org")
            with make.saving():
                db.session.get_one(Letter, letter.id).settle(LetterStatus.SENT, moment)
            guest = make.member(number=None, standing=Standing.GUEST)
            make.participation(make.training(starts_on=moment.date()), guest)
            make.member(standing=Standing.FORMER)
            make.seen(guest, account, moment)
            she = make.member()
            commands.ask(she.id, RequestKind.CORRECTION, wrong="My rank", should_be="Major", by=Operator())
            asked = db.session.scalars(sa.select(PrivacyRequest).order_by(PrivacyRequest.id.desc())).first()
            commands.answer(asked.id, asked.version, RequestStatus.DONE, "Done.", by=account_of(account))
    return counts()


def account_of(account: Any) -> Any:
    class By:
        account_id, name = account.id, account.name

    return By()


def counts() -> dict[str, int]:
    models: tuple[Any, ...] = (SignIn, AccountLink, Letter, Reading, PrivacyRequest, Member)
    found = {model.__tablename__: db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in models}
    db.session.rollback()
    return found


def test_it_is_told_first_and_then_done_once(new_app: Callable[..., Flask]) -> None:
    app = new_app(keep={**KEEP, "former": 365})
    with app.app_context():
        before = fill()
        with time_machine.travel(AFTER, tick=False):
            told = {one.what: one.count for one in sweeping.due()}
            assert counts() == before
            assert set(told.values()) == {0, 1}
            done = {one.what: one.count for one in sweeping.sweep(by=Operator())}
            assert done == told
            assert [one.count for one in sweeping.due()] == [0] * len(told)
            sweeping.sweep(by=Operator())
            assert counts() == {
                **before,
                **dict.fromkeys(("sign_in", "account_link", "letter", "reading"), 1),
            }
            standing = sa.select(Member.standing, Member.erased_at.is_(None)).where(Member.standing != Standing.MEMBER)
            assert sorted(db.session.execute(standing).tuples()) == [
                *((Standing.FORMER, False), (Standing.FORMER, True)),
                *((Standing.GUEST, False), (Standing.GUEST, True)),
            ]
            assert sorted(one.wrong for one in db.session.scalars(sa.select(PrivacyRequest))) == ["", "My rank"]
            [entry] = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.event == Event.RECORDS_SWEPT))
            assert '"one-time links that were used or expired":1' in entry.what
            db.session.rollback()


def test_zero_keeps_it_for_good(new_app: Callable[..., Flask]) -> None:
    app = new_app(keep=dict.fromkeys(KEEP, 0))
    with app.app_context():
        before = fill()
        with time_machine.travel(AFTER, tick=False):
            found = sweeping.sweep(by=Operator())
            assert {one.what: one.count for one in found if one.count} == {"who has seen whom": 1}
            assert {_line(one).endswith("kept for good") for one in found if one.name != "seen"} == {True}
            assert counts() == {**before, "reading": 1}


def test_a_guest_who_comes_again_stays(new_app: Callable[..., Flask]) -> None:
    app = new_app()
    with app.app_context(), time_machine.travel(LONG_AGO, tick=False):
        guest = make.member(number=None, standing=Standing.GUEST)
        make.participation(make.training(starts_on=date(2025, 1, 20)), guest)
        with time_machine.travel(AFTER, tick=False):
            assert sum(one.count for one in sweeping.due() if one.name == "guests") == 0


def test_the_settings_are_days_or_a_sentence() -> None:
    assert keep_settings({}) == KEEP
    assert keep_settings({"NETWORK_KEEP_FORMER_DAYS": "1825"})["former"] == 1825
    for wrong in ("-1", "soon", "40000"):
        with pytest.raises(Misconfigured, match="NETWORK_KEEP_GUESTS_DAYS is a number of days: 730, or 0"):
            keep_settings({"NETWORK_KEEP_GUESTS_DAYS": wrong})
