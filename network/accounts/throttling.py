"""Tries to sign in, counted in the database so that all workers share the count. Never a permanent lock."""

import hashlib
import hmac
import ipaddress
from typing import cast

import sqlalchemy as sa
from flask import current_app

from network.accounts.models import Throttle
from network.audit.changes import bookkeeping
from network.clock import now
from network.database import db, upsert

#: Seconds of one window of counting.
WINDOW = 15 * 60
#: Tries in one window: at one account, from one address, in all.
PER_ACCOUNT, PER_ADDRESS, IN_ALL = 10, 100, 3000


def _bucket(kind: str, name: str) -> str:
    key = current_app.config["SETTINGS"].secret_key.encode()
    return hmac.new(key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """What one person can have: an IPv4 address, or a /64 of IPv6 with all that is in it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        if known.ipv4_mapped is None:
            return str(ipaddress.ip_network((address, 64), strict=False))
        known = known.ipv4_mapped  # as a server on both protocols writes it
    return str(known)


def count_try(what: str, whom: str, address: str) -> bool:
    """Count one try at `what` ("sign-in", …) of `whom`, and say whether it may go on.

    Counted before the password is looked at, in its own transaction. A try that is stopped at one limit is not
    counted at the next: one address alone never uses up what is allowed in all.
    """
    window, table = int(now().timestamp()) // WINDOW, cast(sa.Table, Throttle.__table__)
    with bookkeeping():
        db.session.execute(sa.delete(Throttle).where(Throttle.window < window))
        for bucket, most in (
            (_bucket("address", _network(address)), PER_ADDRESS),
            (_bucket(what, whom), PER_ACCOUNT),
            (_bucket("all", ""), IN_ALL),
        ):
            tries = db.session.scalar(
                upsert(table)
                .values(bucket=bucket, window=window, tries=1)
                .on_conflict_do_update(index_elements=["bucket", "window"], set_={"tries": table.c.tries + 1})
                .returning(table.c.tries)
            )
            if tries is None or tries > most:
                return False
    return True


def forget_tries(what: str, whom: str, address: str) -> None:
    """After a right password: her earlier slips no longer count against her, nor this try against her office."""
    one_less = sa.update(Throttle).where(Throttle.tries > 0).values(tries=Throttle.tries - 1)
    with bookkeeping():  # in the order in which tries are counted, so that neither waits for the other
        db.session.execute(one_less.where(Throttle.bucket == _bucket("address", _network(address))))
        db.session.execute(sa.delete(Throttle).where(Throttle.bucket == _bucket(what, whom)))
        db.session.execute(one_less.where(Throttle.bucket == _bucket("all", "")))
