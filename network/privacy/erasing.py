"""Erasing a person: an empty shell stays, so that every figure stays right, and nothing says who she was."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from network.accounts import letters
from network.accounts.commands import end_links_made_by
from network.accounts.models import Account, AccountLink
from network.accounts.roles import keep_one_secretariat
from network.audit.changes import Author, change
from network.audit.events import Event
from network.audit.persons import destroy_keys
from network.clock import now
from network.database import Base, db
from network.errors import Refused
from network.mail.models import Letter
from network.mail.queries import is_open
from network.members.deciding import forget
from network.members.derived import remove_tokens, sort_key_of
from network.members.models import Member
from network.privacy import erased
from network.privacy.models import Erasure
from network.privacy.registry import ACCOUNT, MEMBER, Erasing, Treatment
from network.vocabulary import RequestStatus, Standing

#: What a shell is called, in both languages of the Network at once: lists show the one above the other.
OWN, LATIN = "Данные удалены", "Erased person"
#: Rows that one statement names.
_BATCH = 500


class NotWritten(Refused):
    """The file of the erased cannot be written: a restored backup would bring her back."""

    sentence = _l("The server could not write down that she is erased, so nothing was changed. Tell the operator.")


@dataclass
class Found:
    """What is held of a person, by the words of the preview."""

    accounts: list[int] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)


def held(member_id: int) -> Found:
    """How many rows point at her, by the column that does; in one statement each for her and her account."""
    accounts = _accounts(member_id)
    counts = [
        sa.select(sa.literal(name).label("name"), sa.func.count().label("rows")).where(_column(name).in_(ids))
        for name, ids in _pointing(member_id, accounts)
    ]
    rows = db.session.execute(sa.union_all(*counts)).tuples()
    return Found(accounts, {name: count for name, count in rows if count})


def erase(member_id: int, *, why: str, by: Author, typed: str | None = None) -> None:
    """Erase her. With `typed`, only where that is her member number, or a guest's name: somebody confirmed by it.

    Raises Refused beside the field that is wrong, and where she is the last of the secretariat.
    """
    with change(Event.PERSON_ERASED, by=by, why=why) as note:
        member = db.session.get(Member, member_id, with_for_update=True, populate_existing=True)
        if member is None or member.erased_at is not None:
            raise Refused(_l("This person is erased already."))
        if typed is not None and typed.casefold() != (member.number or member.name).casefold():
            raise Refused(_l("This is not what her record says."), field="number")
        note.about(member)
        for account_id in _accounts(member_id):
            keep_one_secretariat(account_id)
        uids = [member.uid, *(uid for _id, uid in _merged(member_id))]
        _erase(member)
        try:
            erased.append(current_app.config["SETTINGS"], uids)
        except OSError as error:
            raise NotWritten from error
    leave_no_trace()


def leave_no_trace() -> None:
    """What was deleted is overwritten in the embedded file at once (`secure_delete`); here in its journal too.

    As far as nobody reads just now. PostgreSQL's own vacuum does both in time.
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def erase_again(uids: Collection[str], *, by: Author) -> int:
    """Erase whoever of these is in the database as she was: after an older backup was restored. How many there were.

    Who is the last of the secretariat is not asked: she was erased when somebody else was there.
    """
    settings = current_app.config["SETTINGS"]
    found = 0
    for batch in _batches(sorted(uids)):
        with change(Event.PERSON_ERASED, by=by, why="network restore") as note:
            people = db.session.scalars(
                sa.select(Member).where(Member.uid.in_(batch), Member.erased_at.is_(None)).with_for_update()
            ).all()
            for member in people:
                _erase(member)
            _note(batch)
            if not people:
                note.nothing()
            note.facts = {"members": len(people)}
            erased.append(settings, batch)
        found += len(people)
    leave_no_trace()
    return found


def _erase(member: Member) -> None:
    """Inside an open change, under her lock."""
    accounts, merged = _accounts(member.id), _merged(member.id)
    _forget_letters(member, accounts)
    for account_id in accounts:
        end_links_made_by(account_id)
    forget(member.id)
    remove_tokens([member.id])
    _forget_reasons(member.id)
    for name, ids in _pointing(member.id, accounts):
        _treat(name, ids, (MEMBER | ACCOUNT)[name])
    _close_requests(member.id)
    named = sa.update(Member.__table__).where(Member.__table__.c.shield_account_id.in_(accounts))  # type: ignore[arg-type]
    db.session.connection().execute(named.values(shield_account_id=None))
    for account in db.session.scalars(sa.select(Account).where(Account.id.in_(accounts)).with_for_update()):
        _empty_account(account)
    _empty_member(member)
    db.session.flush()
    _note([member.uid, *(uid for _id, uid in merged)])
    records = [member.id, *(one for one, _uid in merged)]
    destroy_keys([*(f"member:{one}" for one in records), *(f"account:{one}" for one in accounts)])


def _treat(name: str, ids: Collection[int], treatment: Treatment) -> None:
    """As the registry says. Past the ORM: what is deleted here does not enter the trail once more."""
    column = _column(name)
    connection = db.session.connection()
    if treatment.erasing is Erasing.GOES:
        connection.execute(sa.delete(column.table).where(column.in_(ids)))
    elif treatment.erasing is Erasing.EMPTIED:
        emptied = {name: None if column.table.c[name].nullable else "" for name in treatment.empties}
        connection.execute(sa.update(column.table).where(column.in_(ids)).values(emptied))


def _forget_reasons(member_id: int) -> None:
    """Why her record was opened while she was shielded: each such reading is of her alone, and speaks of her."""
    reading, seen = Base.metadata.tables["reading"], Base.metadata.tables["seen"]
    hers = sa.select(seen.c.reading_id).where(seen.c.member_id == member_id)
    db.session.connection().execute(sa.delete(reading).where(reading.c.purpose != "", reading.c.id.in_(hers)))


def _forget_letters(member: Member, accounts: Collection[int]) -> None:
    """Those with her links, and those that wait for one of her addresses."""
    links = db.session.scalars(sa.select(AccountLink.id).where(AccountLink.account_id.in_(accounts)))
    db.session.execute(sa.delete(Letter).where(Letter.about.in_([letters.about(one) for one in links])))
    known = db.session.scalars(sa.select(Account.email).where(Account.id.in_(accounts)))
    addresses = {address.lower() for address in (member.email, *known) if address}
    waiting = db.session.scalars(sa.select(Letter).where(is_open())).all()
    hers = [one.id for one in waiting if one.to.lower() in addresses]
    db.session.execute(sa.delete(Letter).where(Letter.id.in_(hers)))


def _close_requests(member_id: int) -> None:
    """What she asked waits for nobody any more: that she is gone is the answer."""
    table = Base.metadata.tables["privacy_request"]
    waits = sa.and_(table.c.member_id == member_id, table.c.status == RequestStatus.OPEN)
    db.session.connection().execute(sa.update(table).where(waits).values(status=RequestStatus.DONE, answered_at=now()))


def _empty_account(account: Account) -> None:
    # One that was switched off when two records were merged has no number to be named by instead.
    account.name, account.email = (
        f"{OWN} · {LATIN}",
        None if account.member_id else f"erased-{account.id}@account.invalid",
    )
    account.password_hash, account.feed_hash, account.language = None, None, None
    account.disabled, account.has_factor, account.factors_reset_at = True, False, None


def _empty_member(member: Member) -> None:
    """Her state, sex, and where she served by kind and band stay for the figures.

    What lies sealed goes past the ORM, unopened: the key that it was sealed with may be lost.
    """
    table = Base.metadata.tables["member"]
    sealed = {"phone": "", "born_on": "", "notes": "", "phone_index": None, "born_index": None}
    db.session.connection().execute(sa.update(table).where(table.c.id == member.id).values(sealed))
    member.family, member.given, member.patronymic = OWN, "", ""
    member.family_latin, member.given_latin, member.patronymic_latin = LATIN, "", ""
    member.certificate_name = ""
    member.email, member.shield_code, member.shield_account_id = "", None, None
    member.former_numbers = ""
    if member.standing is not Standing.GUEST:
        member.standing, member.number = Standing.FORMER, f"X-{member.id}"
    member.sort_key = sort_key_of(member)
    member.erased_at = now()


def _note(uids: Iterable[str]) -> None:
    """On the list of the database."""
    wanted = set(uids)
    there = set(db.session.scalars(sa.select(Erasure.uid).where(Erasure.uid.in_(wanted))))
    if missing := [{"uid": uid, "at": now()} for uid in sorted(wanted - there)]:
        db.session.execute(sa.insert(Erasure), missing)


def _accounts(member_id: int) -> list[int]:
    hers = sa.or_(Account.member_id == member_id, Account.once_member_id == member_id)
    return list(db.session.scalars(sa.select(Account.id).where(hers).order_by(Account.id)))


def _merged(member_id: int) -> list[tuple[int, str]]:
    """The ids and uids of records that went into hers."""
    table = Base.metadata.tables["merger"]
    found = db.session.execute(sa.select(table.c.gone_id, table.c.gone_uid).where(table.c.member_id == member_id))
    return [(row.gone_id, row.gone_uid) for row in found]


def _pointing(member_id: int, accounts: Collection[int]) -> Iterable[tuple[str, Collection[int]]]:
    """Every registered column, with the ids that it holds where it points at her."""
    yield from ((name, [member_id]) for name in MEMBER)
    yield from ((name, accounts) for name in ACCOUNT)


def _column(name: str) -> sa.Column[Any]:
    table, _dot, column = name.partition(".")
    return Base.metadata.tables[table].c[column]


def _batches(uids: list[str]) -> Iterable[list[str]]:
    return (uids[start : start + _BATCH] for start in range(0, len(uids), _BATCH))
