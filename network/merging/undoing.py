"""Part two records again that were made one: everything goes back, and what came since stays with the one that stays.

A row that was changed since keeps the later change, in the place where it was before. Version numbers only grow, so
that no page that was open meanwhile saves over what it did not see.
"""

import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.access.policy import Action
from network.access.scope import allowed
from network.accounts.actor import SignedIn
from network.accounts.commands import begin_anew, end_links, end_sign_ins
from network.accounts.models import Account
from network.audit.changes import change
from network.audit.events import Event
from network.clock import now
from network.database import Base, db
from network.errors import Erased, NotNow
from network.members.careers import settled
from network.members.derived import sort_key_of, write_tokens
from network.members.models import Member
from network.merging import lists, posts, signing_in
from network.merging.commands import Gone
from network.merging.models import Merger
from network.merging.picture import Difference, from_json
from network.merging.putting_back import PuttingBack
from network.shields.commands import new_code


class TooLate(NotNow):
    """The 30 days are over."""

    sentence = _l("A merge can be undone for 30 days. They are over: the records stay one.")


class NotTheLast(NotNow):
    """Another merge came after it: they are taken back in the opposite order."""

    sentence = _l("This record was merged with another one since. Undo that merge first.")


def refusal(merger: Merger, *, later: bool) -> NotNow | Erased | None:
    """Why it cannot be undone now, if it cannot (needs `member` loaded)."""
    if merger.member.erased_at is not None:
        return Erased()
    if not merger.snapshot_sealed or now() > merger.undo_until:
        return TooLate()
    if merger.member_id != merger.into_id or later:
        return NotTheLast()
    return None


def is_followed(merger: Merger) -> bool:
    """Whether the record that stays took part in a later merge."""
    after = sa.select(Merger.id).where(Merger.member_id == merger.member_id, Merger.id > merger.id)
    return merger.member_id != merger.into_id or db.session.scalar(after.limit(1)) is not None


def undo(merger_id: int, *, why: str, by: SignedIn) -> str:
    """Bring both records back; gives the uid of the one that went. Raises Refused."""
    with change(Event.MERGE_UNDONE, by=by, why=why) as note:
        member_id = db.session.scalar(sa.select(Merger.member_id).where(Merger.id == merger_id)) or 0
        lists.lock_trainings([member_id])
        stays = db.session.get(Member, member_id, with_for_update=True, populate_existing=True)
        merger = db.session.get(Merger, merger_id, with_for_update=True, populate_existing=True)
        if merger is None or stays is None or merger.member_id != member_id:
            raise NotNow(_l("This merge is undone already."))
        db.session.refresh(merger, ["member"])
        if not allowed(by, Action.MEMBER_MERGE, merger):
            raise Gone  # moved to another state, or shielded, in this very moment
        if reason := refusal(merger, later=is_followed(merger)):
            raise reason
        lists.locked([member_id])
        signing_in.accounts_of((member_id, member_id), by)
        note.about(stays)
        gone_id, gone_uid, merged_at = merger.gone_id, merger.gone_uid, merger.at
        elsewhere = merger.gone_state is not stays.state
        kept = json.loads(merger.snapshot)
        changed = from_json(kept["changed"])
        table = Base.metadata.tables["merger"]
        db.session.connection().execute(sa.delete(table).where(table.c.id == merger_id))
        named = stays.shield_account_id
        PuttingBack(stays, gone_id, changed, merged_at).all()
        posts.part([stays.id, gone_id])
        _accounts_apart([stays.id, gone_id], changed, elsewhere)
        both = [db.session.get_one(Member, one, populate_existing=True) for one in (stays.id, gone_id)]
        _shield_both(*both, code_then=kept.get("shield"))
        if named != kept.get("named", named):
            _name_for_both(both, named)
        for one in both:
            one.sort_key = sort_key_of(one)
        db.session.flush()
        write_tokens(both)
        settled([one.id for one in both])
        note.facts = {"merged": f"member:{gone_id}"}
        return gone_uid


def _shield_both(stays: Member, gone: Member, *, code_then: str | None) -> None:
    """Whom of the two a shield was meant for that was set since, nobody can tell: the other one gets a code too."""
    if stays.shield_code in (None, code_then) or gone.shield_code is not None:
        return
    gone.shield_code = new_code()
    gone.shield_account_id = stays.shield_account_id if stays.state is gone.state else None


def _name_for_both(both: Sequence[Member], account_id: int | None) -> None:
    """Somebody else was named for the one record since, or nobody: whoever was named before knows neither again."""
    state = both[0].state  # whose coordinator that is
    for one in both:
        if one.shield_account_id is not None:
            here = one.shield_code is not None and one.state is state
            one.shield_account_id = account_id if here else None


def _accounts_apart(member_ids: list[int], changed: Iterable[Difference], elsewhere: bool) -> None:
    """Who is signed in to one of them begins anew. A password that was set meanwhile, in another state, stays there."""
    was = {one.place[1][0]: one for one in changed if one.place[0] == "account"}
    select = sa.select(Account).where(Account.member_id.in_(member_ids)).with_for_update()
    for account in db.session.scalars(select.execution_options(populate_existing=True)).all():
        if (one := was.get(account.id)) is None:
            continue
        end_sign_ins(account.id)
        end_links(account.id)
        known = (one.before or {}).get("password_hash", account.password_hash)
        if elsewhere and "member_id" in (one.before or {}) and account.password_hash != known:
            begin_anew(account)
    db.session.flush()
