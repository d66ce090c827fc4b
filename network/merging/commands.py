"""Make two records one. What becomes of every row that points at them the registry says; a person says the rest."""

import json
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.attributes import set_committed_value

from network.access.policy import Action
from network.access.scope import permitted
from network.accounts.actor import SignedIn
from network.audit.changes import change
from network.audit.events import Event
from network.clock import now
from network.database import Base, db, new_uid
from network.errors import Refused, Stale
from network.members.careers import settled
from network.members.commands import moved
from network.members.derived import remove_tokens, sort_key_of, write_tokens
from network.members.models import Member
from network.members.previous import NAME_PARTS, PreviousName
from network.merging import apart, lists, opened, posts, rows, signing_in
from network.merging.choices import FIELDS, Choices, taken
from network.merging.fingerprint import attached
from network.merging.models import Merger
from network.merging.picture import as_json, differences, picture
from network.merging.preview import preview_of
from network.sealing import seal
from network.vocabulary import NameChange


class Gone(Refused):
    """One of the two was merged, erased or moved out of reach meanwhile."""

    sentence = _l("One of these records is not there any more, or not yours to merge. Nothing was changed.")


def merge(stays_id: int, goes_id: int, chosen: Choices, *, digest: str, why: str, by: SignedIn) -> str:
    """The record `goes_id` becomes a part of the other. `digest` says what the preview showed; gives the uid under
    which it can be looked at and undone. Raises Stale where anything of them changed since, and Refused."""
    with change(Event.MEMBERS_MERGED, by=by, why=why) as note:
        if stays_id == goes_id:
            raise Refused(_l("This is one and the same record."))
        ids = (stays_id, goes_id)
        trainings = lists.lock_trainings(ids)
        stays, goes = _locked(stays_id, goes_id, by)
        if {one.training_id for one in lists.locked(ids)} - trainings:
            raise Stale  # put on one more list in this very moment
        accounts = signing_in.accounts_of(ids, by)
        seen = preview_of(stays, goes, by)
        if seen.digest != digest:
            raise Stale
        note.about(stays)
        before = picture(ids)
        usual = {one.training_id: one.usual for one in seen.shared}
        other_state = stays.state is not goes.state

        opened.unite_consents(stays, goes)
        opened.unite_photos(stays_id, goes_id, chosen.photo)
        opened.unite_requests(stays_id, goes_id)
        posts.unite(stays_id, goes_id, chosen.posts)
        places = lists.unite(stays_id, goes_id, chosen, note, usual)
        signing_in.unite(stays_id, goes_id, accounts, chosen.account, moves=other_state)
        remove_tokens([goes_id])
        apart.unite(stays_id, goes_id)
        rows.move_all(goes_id, stays_id)
        _make_one(stays, goes, chosen)

        changed = differences(before, picture(ids))
        after = {name: [one.stays, *one.state] for name, one in attached(stays_id, stays_id).items()}
        note.facts = {"merged": f"member:{goes_id}"}
        kept = {
            "changed": as_json(changed),
            "after": after,
            "shield": stays.shield_code,
            "named": stays.shield_account_id,
        }
        back = json.dumps(kept, ensure_ascii=False)
        return _keep(stays_id, goes, places, back, by)


def _locked(stays_id: int, goes_id: int, by: SignedIn) -> tuple[Member, Member]:
    """Both as they are now, in the order of their ids; whoever changes one of them waits."""
    mine: Any = permitted(by, Action.MEMBER_MERGE, Member)
    mine = mine.where(Member.id.in_((stays_id, goes_id)), Member.erased_at.is_(None)).order_by(Member.id)
    found = {
        one.id: one for one in db.session.scalars(mine.with_for_update().execution_options(populate_existing=True))
    }
    if len(found) < 2:
        raise Gone
    return found[stays_id], found[goes_id]


def _make_one(stays: Member, goes: Member, chosen: Choices) -> None:
    """The chosen values in the record that stays. The other row goes first: numbers and codes are there once."""
    values = {name: taken(name, stays, goes, chosen.fields) for name in FIELDS}
    numbers = [*stays.former_numbers.split(), *goes.former_numbers.split(), stays.number, goes.number]
    values["former_numbers"] = " ".join(dict.fromkeys(one for one in numbers if one and one != values["number"]))
    earlier = _other_names(stays, goes, values)
    values["created_at"] = min(stays.created_at, goes.created_at)
    if stays.shield_code is None:  # shielded if either was
        named = goes.shield_account_id if goes.state is values["state"] else None  # she keeps women of her own state
        values |= {"shield_code": goes.shield_code, "shield_account_id": named}
    if left := rows.pointers_at(goes.id):
        raise RuntimeError(f"merging left rows behind: {', '.join(left)}")
    set_committed_value(goes, "affiliations", [])  # none is left, so none has to be read
    db.session.delete(goes)
    db.session.flush()
    moves = values["state"] is not stays.state
    for name, value in values.items():
        setattr(stays, name, value)
    stays.sort_key = sort_key_of(stays)
    db.session.add_all(earlier)
    db.session.flush()
    write_tokens([stays])
    if moves:
        moved.send(None, member_id=stays.id)
    settled([stays.id])


def _other_names(stays: Member, goes: Member, values: dict[str, Any]) -> list[PreviousName]:
    """How the two were written where the record says otherwise then: by that, too, she is found."""
    known = {tuple(values[part] for part in NAME_PARTS)}
    found = []
    for one in (stays, goes):
        name = tuple(getattr(one, part) for part in NAME_PARTS)
        spelt = any(text and text != values[part] for part, text in zip(NAME_PARTS, name, strict=True))
        if spelt and name not in known and (one.family or one.given):
            known.add(name)
            parts = dict(zip(NAME_PARTS, name, strict=True))
            found.append(PreviousName(member_id=stays.id, why=NameChange.SPELLING, **parts))
    return found


def _keep(stays_id: int, goes: Member, places: dict[str, int], snapshot: str, by: SignedIn) -> str:
    """The row that tells of it and leads back; past the ORM, because the entry of this change says the same."""
    uid = new_uid()
    row = {
        "uid": uid, "member_id": stays_id, "into_id": stays_id, "gone_id": goes.id, "gone_uid": goes.uid,
        "gone_state": goes.state, "account_id": by.account_id, "at": now(), "places": places,
        "snapshot": seal(snapshot, Merger.snapshot.place(uid)),
    }  # fmt: skip
    db.session.connection().execute(sa.insert(Base.metadata.tables["merger"]), row)
    return uid
