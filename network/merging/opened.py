"""What she opened of herself, her photo, and what she asked: of two decisions the narrower one holds."""

from collections.abc import Sequence

import sqlalchemy as sa

from network.accounts.models import Account
from network.clock import now
from network.database import db
from network.files.models import StoredFile
from network.members.consents import Consent, Photo
from network.members.models import Member
from network.merging.choices import Side
from network.privacy.models import PrivacyRequest
from network.vocabulary import Audience, RequestStatus


def unite_consents(stays: Member, goes: Member) -> None:
    """Open stays what is open in both, to the narrower audience. A record with which nobody ever signed in, and which
    decided nothing, leaves the other's decisions as they are. Those of another state were meant for people there."""
    here, there = _consents(stays.id), _consents(goes.id)
    decided = {
        stays.id: bool(here) or _has_account(stays.id),
        goes.id: bool(there) or _has_account(goes.id),
    }
    elsewhere = stays.state is not goes.state
    open_here = {one.what: one for one in here if one.ends_at is None}
    open_there = {one.what: one for one in there if one.ends_at is None}
    for what in open_here.keys() | open_there.keys():
        one, other = open_here.get(what), open_there.get(what)
        if other is not None and elsewhere and other.audience is Audience.STATE:
            _end(other)
            other = None
        if one is None and other is not None and decided[stays.id]:
            _end(other)
        elif other is None and one is not None and decided[goes.id]:
            _end(one)
        elif one is not None and other is not None:
            narrower = other.audience is Audience.STATE and one.audience is not Audience.STATE
            _end(one if narrower else other)
    db.session.flush()
    for one in there:
        one.member_id = stays.id
    db.session.flush()


def _consents(member_id: int) -> Sequence[Consent]:
    select = sa.select(Consent).where(Consent.member_id == member_id).order_by(Consent.id).with_for_update()
    return db.session.scalars(select.execution_options(populate_existing=True)).all()


def _has_account(member_id: int) -> bool:
    return db.session.scalar(sa.select(Account.id).where(Account.member_id == member_id)) is not None


def _end(one: Consent) -> None:
    one.ends_at = max(now(), one.starts_at)


def unite_photos(stays_id: int, goes_id: int, side: Side) -> None:
    """One photo is left; the bytes of the other go with what is kept for an undo."""
    photos = {who: db.session.scalar(sa.select(Photo).where(Photo.member_id == who)) for who in (stays_id, goes_id)}
    here, there = photos[stays_id], photos[goes_id]
    if here is not None and there is not None:
        left_out = here if side is Side.GOES else there
        file = db.session.get_one(StoredFile, left_out.file_id)
        db.session.delete(left_out)
        db.session.flush()
        db.session.delete(file)
        db.session.flush()
    if there is not None and (here is None or side is Side.GOES):
        there.member_id = stays_id
        db.session.flush()


def unite_requests(stays_id: int, goes_id: int) -> None:
    """One question of a kind waits at a time: of two that wait, one says what both say."""
    select = sa.select(PrivacyRequest).where(PrivacyRequest.member_id.in_((stays_id, goes_id)))
    requests = db.session.scalars(select.order_by(PrivacyRequest.id).with_for_update()).all()
    waiting = {one.kind: one for one in requests if one.member_id == stays_id and one.status is RequestStatus.OPEN}
    for one in requests:
        if one.member_id != goes_id:
            continue
        twin = waiting.get(one.kind) if one.status is RequestStatus.OPEN else None
        if twin is None:
            one.member_id = stays_id
            continue
        for name in ("wrong", "should_be"):
            texts = [getattr(twin, name), getattr(one, name)]
            setattr(twin, name, "\n".join(dict.fromkeys(filter(None, texts))))
        db.session.delete(one)
    db.session.flush()
