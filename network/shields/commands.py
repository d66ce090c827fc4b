"""What shields a member, names who may know her, and opens her record."""

import secrets
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.accounts.actor import SignedIn
from network.audit.changes import Author, change
from network.audit.events import Event
from network.audit.seen import note_reason
from network.clock import now
from network.database import db, upsert
from network.errors import Erased, Refused
from network.members.derived import write_tokens
from network.members.models import Member
from network.shields import queries
from network.shields.models import ShieldOpening

#: Letters and digits that nobody takes for one another, on paper or by telephone.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 5


class NotHers(Refused):
    """Only whoever coordinates her state can be named."""

    sentence = _l("Choose somebody who coordinates her state today.")


def shield(member_id: int, account_id: int | None, *, why: str, by: Author) -> str:
    """From now on she is a code and a state; gives the code. Raises Refused."""
    with change(Event.SHIELD_SET, by=by, why=why) as note:
        member = _found(member_id)
        note.about(member)
        if member.shield_code is not None:
            raise Refused(_l("She is shielded already."))
        _name(member, account_id)
        member.shield_code = new_code()
        write_tokens([member])  # whoever may know her finds her by the code of a list too
        return member.shield_code


def name_coordinator(member_id: int, account_id: int | None, *, why: str, by: Author) -> None:
    """Who, besides the secretariat, may know who she is: one coordinator of her state, or nobody. Raises Refused."""
    with change(Event.SHIELD_NAMED, by=by, why=why) as note:
        member = _found(member_id)
        note.about(member)
        if member.shield_code is None:
            raise Refused(_l("She is not shielded any more."))
        _name(member, account_id)


def lift(member_id: int, *, why: str, by: Author) -> None:
    """She stands under her name again. Shielded once more, she gets another code. Raises Refused."""
    with change(Event.SHIELD_LIFTED, by=by, why=why) as note:
        member = _found(member_id)
        note.about(member)
        if member.shield_code is None:
            raise Refused(_l("She is not shielded any more."))
        member.shield_code = member.shield_account_id = None
        write_tokens([member])
        db.session.execute(sa.delete(ShieldOpening).where(ShieldOpening.member_id == member.id))


def open_record(member: Member, why: str, *, by: SignedIn) -> None:
    """This sign-in may read her record for a while. The reason is kept, and told to her."""
    member_id = member.id
    with change(Event.SHIELD_OPENED, by=by, why=why, about=member):
        at = now()
        table: Any = ShieldOpening.__table__
        opened = upsert(table).values(sign_in_id=by.sign_in_id, member_id=member_id, opened_at=at)
        db.session.connection().execute(
            opened.on_conflict_do_update(index_elements=["sign_in_id", "member_id"], set_={"opened_at": at})
        )
        note_reason(member_id, why, by)


def _found(member_id: int) -> Member:
    member = queries.locked(member_id)
    if member is None:
        raise Refused(_l("There is no such person."))
    if member.erased_at is not None:
        raise Erased
    return member


def _name(member: Member, account_id: int | None) -> None:
    if account_id is not None and all(one != account_id for one, _name in queries.to_name(member.state)):
        raise NotHers(field="coordinator")
    member.shield_account_id = account_id


def new_code() -> str:
    """A code that nobody has, and that tells nothing: not when, not how many."""
    while True:
        code = "S-" + "".join(secrets.choice(_SIGNS) for _place in range(_LENGTH))
        if not queries.taken(code):
            return code
