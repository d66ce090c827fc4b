"""Tries to sign in, counted in the database so that all workers share the count. Never a permanent lock."""

import hashlib
import hmac

import sqlalchemy as sa
from flask import current_app

from network.accounts.models import Throttle
from network.audit.changes import bookkeeping
from network.clock import now
from network.database import db

#: Seconds of one window of counting.
WINDOW = 15 * 60
#: Tries in one window: at one account, from one address, in all.
PER_ACCOUNT, PER_ADDRESS, IN_ALL = 10, 100, 3000


def _bucket(kind: str, name: str) -> str:
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()


def count_try(account: str, address: str) -> bool:
    """Count one try and say whether it may go on. Counted before the password is looked at, in its own transaction."""
    window = int(now().timestamp()) // WINDOW
    buckets = (
        (_bucket("account", account), PER_ACCOUNT),
        (_bucket("address", address), PER_ADDRESS),
        (_bucket("all", ""), IN_ALL),
    )
    free = True
    with bookkeeping():
        db.session.execute(sa.delete(Throttle).where(Throttle.window < window))
        for bucket, most in buckets:
            row = db.session.get(Throttle, (bucket, window), with_for_update=True)
            if row is None:
                row = Throttle(bucket=bucket, window=window, tries=0)
                db.session.add(row)
            row.tries += 1
            free = free and row.tries <= most
    return free


def forget_tries(account: str) -> None:
    """After a right password: her earlier slips no longer count against her."""
    with bookkeeping():
        db.session.execute(sa.delete(Throttle).where(Throttle.bucket == _bucket("account", account)))
