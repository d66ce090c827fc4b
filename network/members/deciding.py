"""A member decides who sees her, and shows her photo or takes it away. Nobody decides for another: it is the actor."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, Protocol

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from network.audit.changes import Author, change
from network.audit.events import Event
from network.clock import now
from network.database import db
from network.errors import Refused
from network.files.models import StoredFile
from network.members.careers import locked
from network.members.commands import moved
from network.members.consents import Consent, DirectorySight, Photo
from network.vocabulary import Audience, FileKind, Opened


class Decider(Author, Protocol):
    """Who decides about her own record: the account, and whose record it is of."""

    @property
    def member_id(self) -> int | None: ...


def decide(audience: Audience | None, shown: Collection[Opened], *, by: Decider) -> None:
    """From now on this audience (None: nobody) sees her in the directory, and of her what is `shown`; the rest nobody.

    Holds with the commit: every page asks anew.
    """
    wanted = dict.fromkeys((Opened.DIRECTORY, *shown), audience) if audience else {}
    with change(Event.CONSENT_DECIDED, by=by) as note:
        member_id = _own(by)
        note.about(locked(member_id))
        held = {one.what: one for one in _open(member_id)}
        changed = [what for what in Opened if wanted.get(what) != (held[what].audience if what in held else None)]
        _end([held[what] for what in changed if what in held])
        for what in changed:
            if to := wanted.get(what):
                db.session.add(Consent(member_id=member_id, what=what, audience=to, starts_at=now()))
        if not changed:
            note.nothing()


def keep_photo(portrait: bytes, *, by: Decider) -> None:
    """Her photo from now on, in place of the one before. `portrait` comes from `files.portraits`."""
    with change(Event.PHOTO_ADDED, by=by) as note:
        member_id = _own(by)
        note.about(locked(member_id))
        _remove_photo(member_id)
        digest = hashlib.sha256(portrait).hexdigest()
        file = StoredFile(kind=FileKind.PHOTO, size=len(portrait), sha256=digest, content=portrait, made_at=now())
        db.session.add(Photo(member_id=member_id, file=file))


def remove_photo(*, by: Decider) -> None:
    """Take her photo away for good; without one it is nothing."""
    with change(Event.PHOTO_REMOVED, by=by) as note:
        member_id = _own(by)
        note.about(locked(member_id))
        if not _remove_photo(member_id):
            note.nothing()


def forget(member_id: int) -> None:
    """Inside an open change that erases or merges her: her photo goes, what she opened ends, and who looked at her.

    The decisions of then stay as rows until her record goes; the database takes them with it.
    """
    _remove_photo(member_id)
    _end(_open(member_id))
    db.session.execute(sa.delete(DirectorySight).where(DirectorySight.member_id == member_id))


@moved.connect
def _close_to_another_state(_sender: Any, *, member_id: int) -> None:
    """Those to whom she opened herself were the people of her state of then: those of another one she did not mean."""
    _end([one for one in _open(member_id) if one.audience is Audience.STATE])


def _own(by: Decider) -> int:
    if by.member_id is None:
        raise Refused(_l("There is no such person."))
    return by.member_id


def _open(member_id: int) -> Sequence[Consent]:
    select = sa.select(Consent).where(Consent.member_id == member_id, Consent.ends_at.is_(None))
    return db.session.scalars(select.order_by(Consent.id).with_for_update()).all()


def _end(consents: Sequence[Consent]) -> None:
    for one in consents:
        one.ends_at = max(now(), one.starts_at)
    db.session.flush()  # before the next begins: the database lets one be open at a time


def _remove_photo(member_id: int) -> bool:
    photo = db.session.scalar(sa.select(Photo).where(Photo.member_id == member_id).with_for_update())
    if photo is None:
        return False
    file = db.session.get_one(StoredFile, photo.file_id)
    db.session.delete(photo)
    db.session.flush()
    db.session.delete(file)
    db.session.flush()
    return True
