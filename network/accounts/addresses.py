"""The e-mail address that an account signs in with, and that its links go to."""

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.accounts.actor import SignedIn
from network.accounts.commands import check_own_password, end_links, end_sign_ins, locked, still_signed_in
from network.accounts.models import Account
from network.audit.changes import Author, change
from network.audit.events import Event
from network.database import db
from network.errors import Refused
from network.members.models import Member


def change_address(account_id: int, email: str, *, by: Author) -> None:
    """Set it for somebody: what is on its way to the earlier address ends, and so do her sign-ins. Raises Refused."""
    with change(Event.ACCOUNT_ADDRESS_CHANGED, by=by) as note:
        account = locked(account_id)
        note.about(account)
        if _set(account, email):
            end_sign_ins(account_id)


def change_own_address(email: str, password: str, *, by: SignedIn, address: str) -> None:
    """Set her own, with her password: links to the earlier address end. Raises Refused beside the wrong field."""
    proven = check_own_password(password, by=by, address=address)
    with change(Event.ACCOUNT_ADDRESS_CHANGED, by=by, about=db.session.get(Account, by.account_id)):
        _set(still_signed_in(by, proven), email)


def _set(account: Account, email: str) -> bool:
    address = email.strip().lower()
    if address == (account.email or ""):
        return False
    if not address and account.member_id is None:
        raise Refused(_l("This account has no member number to sign in with: write her e-mail."), field="email")
    account.email = address or None
    flush_address()
    end_links(account.id)
    return True


def of_record(member: Member, account_id: int | None = None) -> str | None:
    """What a member's record says, unless another account signs in with it."""
    address = member.email.lower()
    taken = sa.select(Account.id).where(Account.email == address, Account.id != (account_id or 0))
    return None if not address or db.session.scalar(taken) else address


def flush_address() -> None:
    """Write the address down, inside a change. Raises Refused where another account signs in with it."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_l("Another account uses this e-mail."), field="email") from error
