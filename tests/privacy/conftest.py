"""A woman of whom everything is held: whatever names her is a canary, to be found nowhere once she is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from network.access.scope import Reader
from network.accounts import links
from network.accounts.models import Account, SignIn, TrainingAssignment
from network.audit.changes import Operator, bookkeeping
from network.audit.seen import note_reason
from network.clock import now, today
from network.database import Base, db
from network.exports.models import Layout
from network.mail.commands import put
from network.members import careers
from network.members import commands as members
from network.members.consents import DirectorySight
from network.members.models import Member
from network.privacy import commands
from network.sealing import is_sealed, unseal
from network.vocabulary import LetterKind, LinkKind, MarkStatus, NameChange, RequestKind, Role, State
from tests import factories as make

#: What nobody else's records hold.
NAMES = ("Канарейкина", "Жаркынай", "Kanareikina", "Zharkynai")
MAIDEN = "Щеглова"
EMAIL, PHONE, NOTE, RANK = "kanareika@example.org", "+996 555 987 654", "Sings at dawn", "Canary Major"
WORDS = (*NAMES, MAIDEN, "kanareikina", "zharkynai", "канарейкина", EMAIL, PHONE, "996555987654", NOTE, RANK)


@dataclass
class Canary:
    """Her record and account, the training that she was at, and the office that erases her."""

    member: Member
    account: Account
    office: Account
    training: Any


@pytest.fixture
def canary(app: Flask) -> Canary:
    """Everything that points at a person points at her."""
    with app.app_context():
        office, agency = make.secretariat(name="Office"), make.agency()
        person = members.Person(State.KG, *NAMES[:2], "", *NAMES[2:], email=EMAIL, phone=PHONE)
        she = members.add_member(person, by=Operator())
        post = careers.add_affiliation(she.id, careers.Post(agency.id, date(2020, 1, 1), rank=RANK), by=Operator())
        make.secondment(she, make.agency(english="Border Academy"), position="Adviser")
        post_id, she_id = post.id, she.id
        with make.saving():
            db.session.get_one(Member, she_id).notes = NOTE
        she = db.session.get_one(Member, she_id)
        db.session.refresh(she)
        db.session.expunge(she)
        db.session.rollback()
        account = make.account((Role.MEMBER, None), (Role.COORDINATOR, State.KG), who=she, email=EMAIL)
        training = make.training(starts_on=date(2026, 1, 12))
        part = make.participation(training, she, affiliation_id=post_id)
        make.mark(part, make.sessions_of(training)[0], account, MarkStatus.PRESENT)
        other = make.participation(training, make.member(given="Other"))
        make.mark(other, make.sessions_of(training)[0], account, MarkStatus.LATE)
        make.previous_name(she, family=MAIDEN, why=NameChange.MARRIAGE)
        make.passkey(account)
        make.export(account)
        make.seen(she, office)
        with bookkeeping():  # as when she was shielded
            note_reason(she_id, f"{NAMES[0]} called", Reader(frozenset({Role.SECRETARIAT}), account_id=office.id))
        make.photo(make.opened(she), NAMES[2].encode())
        make.save(DirectorySight(account_id=office.id, day=today(), member_id=she.id))
        make.save(Layout(account_id=account.id, list_name="participants", name=NAMES[0], columns=["family"]))
        make.save(TrainingAssignment(training_id=training.id, account_id=account.id))
        make.save(SignIn(account_id=account.id, token_hash="t", created_at=now(), seen_at=now(), address="10.1.2.3"))
        links.make_link(account.id, LinkKind.RESET, by=Operator())
        commands.ask(she_id, RequestKind.CORRECTION, wrong=f"I am {NAMES[0]}", should_be=PHONE, by=Operator())
        with make.saving():
            put(LetterKind.NOTICE, EMAIL, "About your account", "…")
    return Canary(she, account, office, training)


@pytest.fixture
def two_years_ago() -> Any:
    """A moment that every usual setting calls old."""
    return now() - timedelta(days=800)


def texts() -> Iterator[tuple[str, str]]:
    """Every value of every table as text, what lies sealed opened too: as ("table.column", text)."""
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            for name, value in row.items():
                text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
                yield f"{table.name}.{name}", text
                if is_sealed(text) and "uid" in row:
                    yield f"{table.name}.{name}", unseal(text, f"{table.name}.{name}:{row['uid']}")
    db.session.rollback()


def places_of(*words: str) -> set[str]:
    """Where any of these words stands, in any case."""
    return {place for place, text in texts() if any(word.casefold() in text.casefold() for word in words)}
