"""Invitations for many: by e-mail where there is an address, on paper where there is none."""

from collections.abc import Sequence
from typing import Any

from flask_babel import ngettext

from network.access.policy import Action
from network.accounts.actor import SignedIn
from network.accounts.many import invite_many, invited_already, is_more_than_a_member, take_back
from network.accounts.models import Account
from network.audit.changes import Change
from network.audit.events import Event
from network.bulk.acts import Judged, Made, MadeRow, obstacle
from network.bulk.kinds import MOST_INVITED, READY, Undone, Verdict
from network.bulk.models import BulkBatch
from network.bulk.queries import people
from network.database import db
from network.errors import Refused
from network.mail.sender import can_send
from network.members.models import Member
from network.vocabulary import Language
from network.web.formats import number


class Inviting:
    """Whoever has opened her account, or holds an invitation that works, is left out."""

    action, event = Action.MEMBER_INVITE, Event.BULK_INVITED

    def hold(self, batch: BulkBatch) -> None:
        """People come first, then their accounts."""

    def judge(self, batch: BulkBatch, by: SignedIn) -> Sequence[Judged]:
        select = people(
            batch.id, by, self.action, Member.number, Member.email, Member.version.label("record"),
            Account.id.label("account"), Account.version.label("account_version"), Account.disabled,
            Account.email.label("address"), Account.password_hash.is_not(None).label("is_opened"),
            invited_already().label("invited"), is_more_than_a_member().label("more"),
        )  # fmt: skip
        mails = sends(batch)
        rows = db.session.execute(select.outerjoin(Account, Account.member_id == Member.id)).all()
        judged = [_judged(row, mails=mails) for row in rows]
        ready = sum(one.verdict in READY for one in judged)
        if ready > MOST_INVITED:
            sentence = ngettext(
                "This would invite %(num)s person. At most %(most)s are invited at once: narrow the list.",
                "This would invite %(num)s people. At most %(most)s are invited at once: narrow the list.",
                ready,
                most=number(MOST_INVITED),
            )
            raise Refused(sentence)
        return judged

    def do(self, note: Change, batch: BulkBatch, these: Sequence[Judged], *, by: SignedIn) -> Made:
        usual = Language(batch.fields["language"]) if batch.fields.get("language") else None
        made = invite_many(note, [one.member_id for one in these], by=by, send=sends(batch), usual=usual)
        on_paper = {one.member_id for one in these if one.verdict is Verdict.PRINTED}
        return Made(
            {one: link.link_id for one, link in made.items()},
            {one: link.token for one, link in made.items() if one in on_paper},
        )

    def take_back(self, note: Change, batch: BulkBatch, these: Sequence[MadeRow], *, by: SignedIn) -> dict[int, Undone]:
        ended = take_back(note, [one.made_id for one in these])
        fates = {}
        for one in these:
            link = ended.get(one.made_id)
            if link is None or link.used:
                fates[one.member_id] = Undone.LINK_USED
            else:
                fates[one.member_id] = Undone.SENT if link.sent else Undone.UNDONE
        return fates


def sends(batch: BulkBatch) -> bool:
    """Whether letters go by e-mail: wanted, and a mail server is set."""
    return bool(batch.fields.get("send")) and can_send()


def _judged(row: Any, *, mails: bool) -> Judged:
    against = obstacle(row) or _obstacle(row)
    address = row.address or row.email
    verdict = against or (Verdict.MAILED if mails and address else Verdict.PRINTED)
    basis = (row.account, row.account_version) if row.account is not None else (0, row.record)
    return Judged(row.member_id, verdict, *basis)


def _obstacle(row: Any) -> Verdict | None:
    if row.account is None:
        return Verdict.GUEST if row.number is None else None
    if row.disabled:
        return Verdict.SWITCHED_OFF
    if row.is_opened:
        return Verdict.OPENED
    if row.more:
        return Verdict.OTHER_ROLE
    return Verdict.INVITED if row.invited else None
