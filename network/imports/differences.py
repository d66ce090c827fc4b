"""What a row would change of somebody's record: empty fields are filled, differing ones replaced only where ticked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from network.access.policy import Action
from network.access.scope import Actor, condition
from network.clock import today
from network.database import db
from network.imports.drafts import NAMES, Draft
from network.imports.headers import Field
from network.imports.names import Name
from network.members.derived import batches
from network.members.models import Affiliation, Member, digits
from network.members.previous import LATIN_PARTS, NAME_PARTS, OWN_PARTS, PreviousName, written
from network.members.renaming import differs
from network.ranks.models import Rank
from network.ranks.queries import printed
from network.vocabulary import RankBand, Sex, State
from network.web.i18n import language
from network.web.words import state_name

#: Fields of a person, as her record calls them.
PERSON = {
    **NAMES,
    Field.SEX: "sex",
    Field.EMAIL: "email",
    Field.PHONE: "phone",
    Field.BORN: "born_on",
    Field.NOTES: "notes",
}
#: Fields of a post, as its row calls them.
POST = {Field.RANK: "rank", Field.POSITION: "position"}


_POST_COLUMNS = ("id", "version", "agency_id", "rank", "position", "starts_on", "ends_on", "rank_id", "band")


@dataclass(frozen=True)
class Held:
    """A post that she has, or had."""

    id: int
    version: int
    agency_id: int
    rank: str
    position: str
    starts_on: date
    ends_on: date | None
    rank_id: int | None
    band: RankBand | None
    printed: str  # the rank as her record shows it: the catalogue's title, else as typed


@dataclass
class Existing:
    """Somebody who is there, as she is now. `editable`: whether the reader may change her record."""

    id: int
    uid: str
    version: int
    number: str | None
    state: State
    name: str
    latin: str
    shielded: bool
    editable: bool
    values: dict[str, Any] = field(default_factory=dict)
    posts: list[Held] = field(default_factory=list)
    previous: set[str] = field(default_factory=set)  # names that she bore before
    place: Any = None  # on a training's list (`places.Place`)

    @property
    def post(self) -> Held | None:
        """Where she serves now, or will."""
        still = [one for one in self.posts if one.ends_on is None or one.ends_on >= today()]
        return max(still, key=lambda one: one.starts_on, default=None)


@dataclass(frozen=True)
class Difference:
    """A field in which the row and her record differ; `fills` where the record has nothing there."""

    field: Field
    before: Any
    after: Any
    fills: bool


def listed_by(reader: Actor) -> sa.ColumnElement[bool]:
    """Whoever stands on the reader's list of members by her name: a list that comes in tells of nobody else.

    Whoever stands on a training's list she may identify too, of another state too; what her record says is not hers.
    """
    return sa.and_(condition(reader, Action.MEMBER_LIST, Member), condition(reader, Action.MEMBER_IDENTIFY, Member))


def existing(member_ids: Collection[int], reader: Actor) -> dict[int, Existing]:
    """These people, as far as they are on the reader's own list and not erased; one statement a batch."""
    found: dict[int, Existing] = {}
    may_edit = condition(reader, Action.MEMBER_EDIT, Member).label("may_edit")
    known = listed_by(reader)
    columns: list[Any] = [
        getattr(Member, name).label(name)
        for name in (
            *("id", "uid", "version", "number", "state", "sex", "email", "shield_code"),
            *("phone_sealed", "born_sealed", "notes_sealed"),
            *NAMES.values(),
        )
    ]
    posts: list[Any] = [getattr(Affiliation, name).label(f"post_{name}") for name in _POST_COLUMNS]
    posts.append(printed(language(), Affiliation.rank).label("post_printed"))
    before = [getattr(PreviousName, name).label(f"was_{name}") for name in ("id", *NAME_PARTS)]
    for batch in batches(sorted(member_ids)):
        select = sa.select(*columns, may_edit, *posts, *before)
        select = select.outerjoin(Affiliation, Affiliation.member_id == Member.id)
        select = select.outerjoin(Rank, Rank.id == Affiliation.rank_id)
        select = select.outerjoin(PreviousName, PreviousName.member_id == Member.id)
        select = select.where(Member.id.in_(batch), Member.erased_at.is_(None), known)
        for row in db.session.execute(select.order_by(Member.id, Affiliation.starts_on, Affiliation.id)):
            if row.id not in found:
                found[row.id] = _existing(row)
            one = found[row.id]
            # Each post comes once for each previous name, in the order of the posts.
            if row.post_id is not None and (not one.posts or one.posts[-1].id != row.post_id):
                post = {name: getattr(row, f"post_{name}") for name in _POST_COLUMNS}
                one.posts.append(Held(**post, printed=row.post_printed or ""))
            if row.was_id is not None:
                one.previous |= {_joined(row, "was_", parts) for parts in (OWN_PARTS, LATIN_PARTS)}
    return found


def _joined(row: Any, prefix: str, parts: Iterable[str]) -> str:
    return " ".join(text for text in (getattr(row, prefix + part) for part in parts) if text)


def _existing(row: Any) -> Existing:
    values = {name: getattr(row, name) for name in (*NAMES.values(), "sex", "email")}
    values["phone"] = Member.phone.opened(row.phone_sealed, row.uid)
    values["born_on"] = Member.born_on.opened(row.born_sealed, row.uid)
    values["notes"] = Member.notes.opened(row.notes_sealed, row.uid)
    return Existing(
        row.id, row.uid, row.version, row.number, row.state, _joined(row, "", OWN_PARTS), _joined(row, "", LATIN_PARTS),
        row.shield_code is not None, bool(row.may_edit), values,
    )  # fmt: skip


def differences(row: Draft, who: Existing) -> list[Difference]:
    """Where they differ, in the order of the fields; what the row does not say differs in nothing.

    Of a record that she may not change nothing is told, and of a shielded one neither: it opens with a reason.
    """
    person, found = row.person, []
    if person is None or who.shielded or not who.editable:
        return []
    for said, name in PERSON.items():
        after, before = getattr(person, name), who.values[name]
        if said is Field.SEX and said not in row.texts:
            continue
        if after and not _alike(said, before, after):
            found.append(Difference(said, before, after, not before or before is Sex.UNSPECIFIED))
    if row.previous is not None and not _bore(who, row.previous):
        found.append(Difference(Field.PREVIOUS_NAME, None, row.previous, True))
    return [*found, *_of_post(row, who)]


def _bore(who: Existing, name: Name) -> bool:
    """Whether her record has this name already, as one of before or, where a woman took it back, of today."""
    told = written(name).casefold()
    known = {one.casefold() for one in who.previous}
    family = {who.values["family"].casefold(), who.values["family_latin"].casefold()}
    if not (name.given or name.patronymic):
        known |= {one.split(" ")[0] for one in known} | family
    return told in {*known, who.name.casefold(), who.latin.casefold()}


def _of_post(row: Draft, who: Existing) -> Iterable[Difference]:
    post, held = row.post, who.post
    if post is None or (row.role is not None and who.posts):
        return  # a training's list says where she served then: her career is not changed by it
    if held is None or held.agency_id != post.agency_id:
        yield Difference(Field.AGENCY, held, post, held is None)
        return
    for said, name in POST.items():
        before, after = getattr(held, name), getattr(post, name)
        of_catalogue = said is Field.RANK and post.rank_id is not None and held.rank_id is not None
        if of_catalogue and post.rank_id == held.rank_id:
            continue
        if after and (before != after or of_catalogue):  # what was once typed beside it does not count
            yield Difference(said, before, after, not before and (said is not Field.RANK or held.rank_id is None))


def _alike(said: Field, before: Any, after: Any) -> bool:
    if said is Field.PHONE:
        return digits(before or "") == digits(after)
    if said is Field.EMAIL:
        return bool((before or "").casefold() == after.casefold())
    return bool(before == after)


def to_write(found: Iterable[Difference], takes: Collection[str]) -> list[Difference]:
    """Those that applying the row writes."""
    return [one for one in found if one.fills or one.field in takes]


def hindrance(row: Draft, who: Existing, takes: Collection[str]) -> tuple[Field, str] | None:
    """Why the row cannot be brought into her record, beside its field; None where it can."""
    if not who.editable:
        return Field.STATE, str(
            _("She is in the records of %(state)s, which you do not keep.", state=state_name(who.state))
        )
    if row.state is not None and row.state is not who.state:
        return Field.STATE, str(
            _(
                "In the records she is of %(state)s. Move her on her page first, or say that this is somebody else.",
                state=state_name(who.state),
            )
        )
    if who.shielded:
        return None  # nothing of it is written
    post = row.post
    begins = post is not None and (who.post is None or (who.post.agency_id != post.agency_id and Field.AGENCY in takes))
    if post is not None and begins and any(_in_the_way(one, post.starts_on) for one in who.posts):
        return Field.SINCE, str(_("She served elsewhere on this first day. Write a later one."))
    return None


def _in_the_way(held: Held, first: date) -> bool:
    """Whether a post that begins on that day would meet this one: an open one that began before is closed."""
    if held.ends_on is None:
        return held.starts_on >= first
    return held.ends_on >= first


def renames(who: Existing, values: Mapping[str, Any]) -> bool:
    """Whether with these values she is called something else: not her name in another spelling, script or order."""
    old = [who.values[part] for part in OWN_PARTS]
    return differs(old, [values.get(part, was) for part, was in zip(OWN_PARTS, old, strict=True)])


def names_changed(written: Mapping[str, Any]) -> bool:
    """Whether what finds and orders her has to follow."""
    return any(name in written for name in NAMES.values())
