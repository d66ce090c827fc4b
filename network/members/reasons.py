"""Why somebody was found, where her names as they are shown do not say so by themselves."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from network.database import db
from network.members.derived import asked_words
from network.members.matching import Hit, Met, Way
from network.members.models import Place
from network.members.names import folded, search_tokens
from network.members.previous import PreviousName

_APOSTROPHES = re.compile("['`´ʹʺʻʼʽʾʿˈ‘’‚‛′]")
_WORDS = re.compile(r"[^\W_]+(?:['`´ʹʻʼʽʾʿ‘’′][^\W_]+)*")


def reasons(text: str, hits: Iterable[Hit], shown: Mapping[int, Sequence[str]]) -> dict[int, str]:
    """For each person whose names as `shown` do not say it: why `text` found her. A statement more for old names."""
    hits = [one for one in hits if one.member_id in shown]
    typed = {word: raw for raw in _WORDS.findall(text) for word in asked_words(raw)}
    before = _previous([one.member_id for one in hits if any(met.place is Place.PREVIOUS for met in one.met)])
    found = {}
    for hit in hits:
        words = [word for name in shown[hit.member_id] for word in _WORDS.findall(name)]
        for met in sorted(hit.met, key=lambda one: one.cost, reverse=True):  # the least obvious first
            if said := _reason(met, typed.get(met.asked, met.asked), words, before.get(hit.member_id, ())):
                found[hit.member_id] = said
                break
    return found


def _reason(met: Met, raw: str, words: Sequence[str], before: Sequence[PreviousName]) -> str:
    if met.place is Place.PREVIOUS:
        return _formerly(met.token, before)
    if met.place is Place.NUMBER:
        return ""
    name = next((word for word in words if met.token in search_tokens(word)), "")
    plain = _plain(raw)
    if met.way in (Way.WHOLE, Way.BEGINNING):
        if not name or any(_plain(word).startswith(plain) for word in words):
            return ""
        return f"{name} = {raw}" + ("" if met.way is Way.WHOLE else "…")
    name = name or met.token
    if met.way is Way.PART:
        seen = next((word for word in words if plain in _plain(word)), "")
        return f"…{raw}… : {seen}" if seen else f"{name} = …{raw}…"
    return f"≈ {name}"


def _formerly(token: str, before: Sequence[PreviousName]) -> str:
    for one in before:
        for name in (one.name, one.latin):
            if token in search_tokens(*name.split(), name):
                words = [word for word in name.split() if token in search_tokens(word)]
                return str(_("formerly %(name)s", name=words[0] if words else name))
    return ""


def _previous(member_ids: Sequence[int]) -> dict[int, list[PreviousName]]:
    if not member_ids:
        return {}
    select = sa.select(PreviousName).where(PreviousName.member_id.in_(member_ids)).order_by(PreviousName.id.desc())
    found: dict[int, list[PreviousName]] = {}
    for one in db.session.scalars(select):
        found.setdefault(one.member_id, []).append(one)
    return found


def _plain(word: str) -> str:
    """What an eye reads over: accents, apostrophes and capitals."""
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", word).casefold())
    return "".join(sign for sign in bare if not unicodedata.combining(sign)) or folded(word)
