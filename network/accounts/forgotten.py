"""A forgotten password, and the answer to whoever says that it is hers.

The page only notes what was asked, with the same work for every address; whether it has an account is looked up
afterwards, by whoever carries letters. So neither the answer nor its duration tells who has one, and what was noted is
answered though the server stops in between.
"""

from datetime import timedelta

import sqlalchemy as sa

from network.accounts import links, throttling
from network.accounts.models import ResetAsked
from network.audit.changes import bookkeeping
from network.clock import now
from network.database import db, new_uid
from network.errors import Refused
from network.mail.bell import wake_after_commit
from network.mail.delivery import before_each_round
from network.sealing import seal, unseal

#: After so long nobody waits for the answer any more.
ANSWERED_WITHIN = timedelta(days=1)
#: Answers in one round: a flood of questions does not keep letters back for long.
MOST = 100


def ask(email: str, *, address: str) -> None:
    """Note that somebody at the network address `address` asked for a link by e-mail."""
    name = email.strip().lower()
    if not throttling.count_try("forgotten", name, address):
        return
    uid = new_uid()
    with bookkeeping():
        db.session.add(ResetAsked(uid=uid, address=seal(name, f"reset_asked.address:{uid}"), asked_at=now()))
        wake_after_commit()


@before_each_round
def answer() -> None:
    """Write a letter for each question whose address has an account; forget the others."""
    rows = db.session.execute(
        sa.select(ResetAsked.id, ResetAsked.uid, ResetAsked.address, ResetAsked.asked_at)
        .order_by(ResetAsked.id)
        .limit(MOST)
    ).all()
    db.session.rollback()
    for row in rows:
        try:
            if now() - row.asked_at < ANSWERED_WITHIN:
                links.link_by_mail(unseal(row.address, f"reset_asked.address:{row.uid}"), row.id)
        except (Refused, ValueError):  # nobody's any more, or sealed with a key of before
            pass
    if rows:
        with bookkeeping():
            db.session.execute(sa.delete(ResetAsked).where(ResetAsked.id.in_([row.id for row in rows])))
