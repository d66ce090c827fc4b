"""Adding, removing and accepting second factors. What was accepted once is not accepted again."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta

import pyotp
import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts import throttling
from network.accounts.actor import SignedIn
from network.accounts.commands import Self, TooManyTries, end_sign_ins, locked
from network.accounts.letters import put_notice
from network.accounts.links import put_link
from network.accounts.models import Account
from network.audit.changes import Author, bookkeeping, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import NotNow, Refused
from network.factors import passkeys, queries
from network.factors.models import CodeApp, Passkey, RecoveryCode, SpentChallenge
from network.sealing import NotOurs, seal, unseal
from network.vocabulary import LinkKind

#: Recovery codes made at once (SECURITY: ten), letters of one (50 bits), passkeys of one account.
CODES, CODE_LENGTH, MOST_PASSKEYS = 10, 10, 10
#: Seconds of one code of an app; and how many codes before and after the present one a slow clock may show.
STEP, STEPS_OFF = 30, 1
#: Letters that nobody takes for another one on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


#: What she reads by e-mail when somebody else has taken her factors away.
_OTHERS_RESET = _l(
    "Somebody who keeps accounts was told that you lost your phone or key. Your second step of signing in, your "
    "recovery codes and your password have ended, and you are signed out everywhere. You get a link to begin anew."
)


class NoSuchCode(Refused):
    """Wrong, used already, or out of date."""

    sentence = _l("This code is not right, or was used already. Wait for the next one and try again.")


def accept(account: Account, *, code: str = "", passkey: str = "", challenge: bytes = b"", address: str) -> None:
    """Accept a passkey's answer, an app's code or a recovery code, once. Raises TooManyTries or Refused.

    Tries are counted. `challenge` is what the passkey was asked with.
    """
    account_id = account.id
    if not throttling.count_try("factor", str(account_id), address):
        raise TooManyTries
    if passkey:
        _accept_passkey(account_id, passkey, challenge)
    else:
        digits = "".join(code.split())
        if digits.isascii() and digits.isdecimal() and len(digits) == 6:
            _accept_counter(account_id, digits)
        else:
            _accept_recovery(account, code)
    throttling.forget_tries("factor", str(account_id), address)


def _accept_passkey(account_id: int, answer: str, challenge: bytes) -> None:
    one, count = passkeys.answered(answer, challenge, queries.passkeys(account_id))
    key = one.id
    with bookkeeping():
        _spend(challenge)
        updated = (
            sa.update(Passkey).where(Passkey.id == key, sa.or_(Passkey.sign_count < count, Passkey.sign_count == 0))
            if count
            else sa.update(Passkey).where(Passkey.id == key)
        )
        if not db.session.execute(updated.values(sign_count=count, used_at=now())).rowcount:  # type: ignore[attr-defined]
            raise passkeys.NoPasskey  # removed meanwhile, or a copy of it has counted further


def _spend(challenge: bytes) -> None:
    """Note that the challenge was answered. Raises NoPasskey where it was before."""
    db.session.execute(sa.delete(SpentChallenge).where(SpentChallenge.at < now() - timedelta(days=1)))
    try:
        digest = hashlib.sha256(challenge).hexdigest()
        db.session.execute(sa.insert(SpentChallenge).values(digest=digest, at=now()))
    except IntegrityError as error:
        raise passkeys.NoPasskey from error


def _accept_counter(account_id: int, digits: str) -> None:
    with bookkeeping():
        app = db.session.get(CodeApp, account_id, with_for_update=True, populate_existing=True)
        if app is None:
            raise NoSuchCode
        try:
            counter = _counter_of(unseal(app.secret, app.place), digits)
        except NotOurs as error:  # of another row, or of a key that is no longer there
            raise NoSuchCode from error
        fresh = sa.update(CodeApp).where(CodeApp.account_id == account_id, CodeApp.last_counter < (counter or 0))
        taken = db.session.execute(fresh.values(last_counter=counter, used_at=now()))
        if counter is None or not taken.rowcount:  # type: ignore[attr-defined]
            raise NoSuchCode


def _counter_of(secret: str, digits: str) -> int | None:
    """Which counter of the app's clock the code is of, within what a slow clock may be off."""
    codes, present = pyotp.TOTP(secret), int(now().timestamp()) // STEP
    found = None
    for counter in range(present - STEPS_OFF, present + STEPS_OFF + 1):  # all of them, whichever it is
        if hmac.compare_digest(codes.generate_otp(counter), digits):
            found = counter
    return found


def _accept_recovery(account: Account, code: str) -> None:
    account_id = account.id
    with change(Event.RECOVERY_CODE_USED, by=Self(account), about=account):
        used = sa.update(RecoveryCode).where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == _code_hash(account_id, code),
            RecoveryCode.used_at.is_(None),
        )
        if not db.session.execute(used.values(used_at=now())).rowcount:  # type: ignore[attr-defined]
            raise NoSuchCode


def _code_hash(account_id: int, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, f"recovery:{account_id}:{plain}".encode(), hashlib.sha256).hexdigest()


def add_passkey(answer: str, challenge: bytes, name: str, *, by: SignedIn) -> list[str]:
    """A new passkey. Returns the recovery codes where it is the first factor. Raises Refused."""
    made = passkeys.registered(answer, challenge)
    with change(Event.PASSKEY_ADDED, by=by) as note:
        account = locked(by.account_id)
        note.about(account)
        _spend(challenge)
        if len(queries.passkeys(account.id)) >= MOST_PASSKEYS:
            raise Refused(_l("These are enough passkeys. Remove one first."))
        made.account_id, made.name, made.made_at = account.id, name, now()
        db.session.add(made)
        return _first(account, by)


def remove_passkey(passkey_id: int, *, by: SignedIn) -> None:
    """Take one of her passkeys away. Does nothing where it is gone."""
    with change(Event.PASSKEY_REMOVED, by=by) as note:
        account = locked(by.account_id)
        note.about(account)
        one = db.session.get(Passkey, passkey_id, with_for_update=True, populate_existing=True)
        if one is not None and one.account_id == account.id:
            db.session.delete(one)
            db.session.flush()
        _recount(account)


def new_secret() -> str:
    """A secret for an app: 160 bits in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def add_app(secret: str, code: str, *, by: SignedIn) -> list[str]:
    """Set up her app, once it shows a right code; in place of one before. Returns as `add_passkey`. Raises Refused."""
    digits = "".join(code.split())
    counter = _counter_of(secret, digits) if digits.isascii() else None
    if counter is None:
        raise NoSuchCode(field="code")
    with change(Event.CODE_APP_ADDED, by=by) as note:
        account = locked(by.account_id)
        note.about(account)
        app = db.session.get(CodeApp, account.id, with_for_update=True, populate_existing=True)
        if app is not None:
            db.session.delete(app)
            db.session.flush()
        app = CodeApp(account_id=account.id, uid=secrets.token_urlsafe(16), last_counter=counter, made_at=now())
        app.secret = seal(secret, app.place)
        db.session.add(app)
        return _first(account, by)


def remove_app(*, by: SignedIn) -> None:
    """Take her app away."""
    with change(Event.CODE_APP_REMOVED, by=by) as note:
        account = locked(by.account_id)
        note.about(account)
        app = db.session.get(CodeApp, account.id, with_for_update=True, populate_existing=True)
        if app is not None:
            db.session.delete(app)
            db.session.flush()
        _recount(account)


def _first(account: Account, by: SignedIn) -> list[str]:
    """After a factor was added: the account has one. With the first, other sign-ins end: they have shown none."""
    first = not account.has_factor
    account.has_factor, account.factors_reset_at = True, None
    if first:
        end_sign_ins(account.id, but=by.sign_in_id)
    return _put_codes(account.id) if first else []


def _recount(account: Account) -> None:
    """After a factor was removed: without any, recovery codes are worth nothing."""
    db.session.expire_all()
    account.has_factor = queries.factors(account.id).any
    if not account.has_factor:
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def renew_codes(*, by: SignedIn) -> list[str]:
    """Ten new recovery codes, shown once; the earlier ones are worth nothing. Raises NotNow without a factor."""
    with change(Event.RECOVERY_CODES_MADE, by=by) as note:
        account = locked(by.account_id)
        note.about(account)
        if not account.has_factor:
            raise NotNow(_l("Set up a passkey or an app first."))
        return _put_codes(account.id)


def _put_codes(account_id: int) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES)]
    for code in codes:
        row = RecoveryCode(account_id=account_id, code_hash=_code_hash(account_id, code), made_at=now())
        db.session.add(row)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def reset(account_id: int, *, by: Author, why: str = "") -> str:
    """Somebody has lost her device: all her factors, codes and sign-ins end. Returns the secret of a new link.

    Her password ends too: whoever holds it may be who has the device. Raises NotNow where `by` may not.
    """
    with change(Event.FACTORS_RESET, by=by, why=why) as note:
        account = locked(account_id)
        note.about(account)
        if isinstance(by, SignedIn) and not allowed(by, Action.ACCOUNT_LINK, account):
            raise NotNow(_l("She has another role too, so the secretariat makes her links."))
        for model in (Passkey, CodeApp, RecoveryCode):
            db.session.execute(sa.delete(model).where(model.account_id == account_id))
        account.has_factor, account.factors_reset_at, account.password_hash = False, now(), None
        end_sign_ins(account_id)
        put_notice(account, _OTHERS_RESET)
        return put_link(account, LinkKind.RESET, by)
