"""The vocabulary of names: every word that somebody is called, and the keys under which a part or a slip finds it.

A word stands here once, however many bear it, and goes with the last of them: a stolen file keeps no erased name.
What it finds are words. Whose they are, and who may know, `members.search` asks of `NameToken`.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from rapidfuzz.distance import OSA
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from network.database import Base, SortText, db, upsert
from network.database import word as closed
from network.members.models import NameToken, Place
from network.vocabulary import State

#: Shorter words are found by their first letters alone.
SHORTEST = 4
#: A part is looked up by so many letters at most, and begins among the first so many of its word.
PART_LENGTH, PART_STARTS = 12, 24
#: A slip is looked for among so many sounds at the beginning of a word.
HEAD = 8
#: What a key is of: a part, the beginning with one sound left out, the consonants alone.
PART, NEAR, SOUND = "*", "-", "~"
#: Words at one lookup, and keys at one range: more would cost time and say nothing.
_RANGE, MOST_PARTS, MOST_NEAR = 250, 150, 16
#: Slips, nearly all of vowels, up to which words of the same consonants are one name.
_SAME_SOUND = 3
_BATCH = 400

#: Sounds that are one letter in Cyrillic are one here too, so that one wrong key is one slip in either script.
_ONE_SOUND = {"kh": "x", "sh": "w", "ch": "c", "zh": "j", "ts": "q", "ia": "y", "iu": "9", "io": "8"}
_SOUND = re.compile("|".join(_ONE_SOUND))
_VOWELS = re.compile(r"(?<=.)[aeiouy89]")
_TWICE = re.compile(r"(.)\1+")
#: What is hardly told apart, or is written for the same letter.
_ALIKE = str.maketrans("bvfdgxzjqwc", "ppptkksssss")


#: A word and the state whose people are called so: where one may read one state, no other state's words count.
Word = tuple[State, str]


class NameWord(Base):
    """A folded word that somebody of the state is called. Its row is what two who write the same word wait at."""

    __tablename__ = "name_word"
    __table_args__: Any = (sa.Index("ix_name_word_word", "word"), {"sqlite_with_rowid": False})

    state: Mapped[State] = mapped_column(closed(State), primary_key=True)
    word: Mapped[str] = mapped_column(SortText, primary_key=True)


class NameKey(Base):
    """One of the keys of a word (`keys_of`). Written and dropped with its word, here alone."""

    __tablename__ = "name_key"
    __table_args__: Any = (sa.Index("ix_name_key_key", "key", "word"), {"sqlite_with_rowid": False})

    state: Mapped[State] = mapped_column(closed(State), primary_key=True)
    key: Mapped[str] = mapped_column(SortText, primary_key=True)
    word: Mapped[str] = mapped_column(SortText, primary_key=True)


_WORDS: Any = NameWord.__table__
_KEYS: Any = NameKey.__table__
_TOKENS: Any = NameToken.__table__


def sounds(word: str) -> str:
    """The folded word with one sign a sound."""
    return _SOUND.sub(lambda found: _ONE_SOUND[found[0]], word)


def skeleton(heard: str) -> str:
    """What is left of a word's sounds when vowels and voice do not count; "" where that says nothing."""
    bare = _TWICE.sub(r"\1", _VOWELS.sub("", heard).translate(_ALIKE))
    return bare if len(bare) > 2 else ""


def is_word(token: str) -> bool:
    """Whether the vocabulary has this token: a name, no number, and long enough for a slip."""
    return len(token) >= SHORTEST and not any(sign.isdecimal() for sign in token)


def keys_of(word: str) -> set[str]:
    """Everything under which the word is found besides its own beginning."""
    starts = range(1, min(len(word) - 2, PART_STARTS))
    heard = sounds(word)
    keys = {PART + word[start : start + PART_LENGTH] for start in starts}
    keys |= {NEAR + key for key in _without_one(heard[:HEAD])}
    return keys | ({SOUND + skeleton(heard)} if skeleton(heard) else set())


def _without_one(head: str) -> set[str]:
    return {head, *(head[:place] + head[place + 1 :] for place in range(len(head)))}


def rows_of(words: Iterable[Word]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of `NameWord` and `NameKey`, in order."""
    words = sorted(words)
    keys = [{"state": state, "word": word, "key": key} for state, word in words for key in sorted(keys_of(word))]
    return [{"state": state, "word": word} for state, word in words], keys


def keep(words: Collection[Word]) -> None:
    """Have these words, inside an open change, before anybody's tokens say them.

    Each row is locked until the change ends, in order, so that whoever lets the same word go sees who has it now.
    """
    same = upsert(_WORDS)
    same = same.on_conflict_do_update(index_elements=["state", "word"], set_={"word": same.excluded.word})
    for batch in _batches(sorted(words)):
        db.session.execute(same, rows_of(batch)[0])
        # Each word is its own first key of slips.
        own = {(state, NEAR + sounds(word)[:HEAD], word): (state, word) for state, word in batch}
        there = sa.tuple_(_KEYS.c.state, _KEYS.c.key, _KEYS.c.word).in_(list(own))
        known = set(db.session.execute(sa.select(_KEYS.c.state, _KEYS.c.word).where(there)).tuples())
        if keys := rows_of(set(batch) - known)[1]:
            db.session.execute(upsert(_KEYS).on_conflict_do_nothing(), keys)


def let_go(words: Collection[str]) -> None:
    """Drop these words wherever nobody is called so any more, inside an open change, after the tokens went."""
    borne = sa.exists().where(_TOKENS.c.token == _WORDS.c.word, _TOKENS.c.state == _WORDS.c.state)
    for batch in _batches(sorted(words)):
        idle = sa.select(_WORDS.c.state, _WORDS.c.word).where(_WORDS.c.word.in_(batch), ~borne)
        for word in sorted(db.session.execute(idle).tuples()):
            _drop(word, borne)


def _drop(word: Word, borne: Any) -> None:
    """Wait for whoever is writing the word just now, and look again."""
    this = sa.and_(_WORDS.c.state == word[0], _WORDS.c.word == word[1])
    db.session.execute(sa.select(_WORDS.c.word).where(this).with_for_update()).all()
    if db.session.execute(sa.delete(_WORDS).where(this, ~borne).returning(_WORDS.c.word)).all():
        keys = _KEYS.c.key.in_(sorted(keys_of(word[1])))
        db.session.execute(sa.delete(_KEYS).where(_KEYS.c.state == word[0], keys, _KEYS.c.word == word[1]))


def words_of(member_ids: Collection[int]) -> set[str]:
    """The words of the vocabulary that these members are called."""
    said = sa.select(_TOKENS.c.token).where(_TOKENS.c.member_id.in_(member_ids), _TOKENS.c.place != Place.NUMBER)
    return set(filter(is_word, db.session.scalars(said)))


def _batches(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH))


def like(
    asked: Sequence[tuple[str, Collection[str]]], states: Sequence[State] | None
) -> list[tuple[list[str], dict[str, int]]]:
    """For each word asked (with the ways in which a part of it may be folded): words of these states (None: of all)
    that have it inside, the shortest first, and words that it may be a slip of, with how many slips; one statement."""
    found: list[tuple[set[str], set[str]]] = [(set(), set()) for _one in asked]
    lookups = [(place, *one) for place, (word, parts) in enumerate(asked) for one in _lookups(word, parts)]
    if lookups:
        shape = tuple((place, near, how) for place, near, how, _key in lookups)
        dialect = db.session.get_bind().dialect.name
        statement = _looking(shape, None if states is None else tuple(states), dialect == "postgresql")
        keys: dict[str, Any] = {f"key{at}": key for at, (*_which, key) in enumerate(lookups)}
        ends = {
            f"end{at}": f"{key}\U0010ffff" for at, (_place, _near, how, key) in enumerate(lookups) if how is _How.FROM
        }
        for place, near, word in db.session.connection().execute(statement, {**keys, **ends}):
            found[place][near].add(word)
    answers = []
    for (word, parts), (inside, near) in zip(asked, found, strict=True):
        whole = [one for one in inside if any(part in one[1:] for part in parts)]
        answers.append((sorted(whole, key=lambda one: (len(one), one))[:MOST_PARTS], _slips(word, near)))
    return answers


class _How(Enum):
    """How keys are looked up: all that begin so, one of some, or one."""

    FROM = auto()
    AMONG = auto()
    IS = auto()


def _lookups(word: str, parts: Collection[str]) -> Iterable[tuple[int, _How, Any]]:
    """Where to look for words with such a part (0), and for words that a slip parts from `word` (1)."""
    for part in sorted(parts):
        yield 0, _How.FROM, PART + part[:PART_LENGTH]
    heard = sounds(word)
    if len(heard) < SHORTEST or not is_word(word):
        return
    variants = {*_without_one(heard[:HEAD]), *_without_two(heard[:HEAD])}
    yield 1, _How.AMONG, sorted(NEAR + one for one in variants)
    if skeleton(heard):
        yield 1, _How.IS, SOUND + skeleton(heard)
    if SHORTEST < len(heard) < HEAD:  # still being typed
        for one in sorted(_without_one(heard)):
            yield 1, _How.FROM, NEAR + one


@lru_cache(512)
def _looking(shape: tuple[tuple[int, int, _How], ...], states: tuple[State, ...] | None, arrays: bool) -> Any:
    """The statement of so many lookups, made once: making it takes longer than the database does with it.

    Its parameters are `key0`, `key1`, … and, where a beginning is looked up, `end0`, …
    """
    selects = []
    for at, (place, near, how) in enumerate(shape):
        key = sa.bindparam(f"key{at}", type_=SortText())
        if how is _How.FROM:
            held = sa.and_(_KEYS.c.key >= key, _KEYS.c.key < sa.bindparam(f"end{at}", type_=SortText()))
        elif how is _How.IS:
            held = _KEYS.c.key == key
        elif arrays:
            held = _KEYS.c.key == sa.any_(sa.bindparam(f"key{at}", type_=postgresql.ARRAY(sa.Text)))
        else:
            held = _KEYS.c.key.in_(sa.bindparam(f"key{at}", expanding=True))
        theirs = [_KEYS.c.state.in_(states)] if states is not None else []
        ordered = sa.select(_KEYS.c.word).where(held, *theirs).order_by(_KEYS.c.key, _KEYS.c.word)
        some = ordered.limit(_RANGE).subquery()
        selects.append(sa.select(sa.literal(place).label("place"), sa.literal(near).label("near"), some.c.word))
    return sa.union_all(*selects)


def _without_two(head: str) -> set[str]:
    """Two neighbours left out: one wrong key of another script may be two letters."""
    return {head[:place] + head[place + 2 :] for place in range(len(head) - 1)}


def _slips(word: str, found: Collection[str]) -> dict[str, int]:
    """How many slips part `word`, or the beginning of one that is still typed, from each of those words; the nearest
    only. Two slips are forgiven in a word of seven sounds or more."""
    heard = sounds(word)
    most = 1 if len(heard) < 7 else 2
    far: list[tuple[int, int, str]] = []
    for one in found:
        other = sounds(one)
        whole = OSA.distance(heard, other, score_cutoff=_SAME_SOUND)
        begun = min(
            OSA.distance(heard, other[:length], score_cutoff=most)
            for length in range(max(len(heard) - 1, SHORTEST), len(heard) + 2)
        )
        same = len(heard) > SHORTEST + 1 and whole <= _SAME_SOUND and skeleton(heard) == skeleton(other) != ""
        if min(whole, begun) <= most or same:
            far.append((min(whole * 2, begun * 2 + 1, most * 2 + 2), len(other), one))
    return {one: slips for slips, _length, one in sorted(far)[:MOST_NEAR]}
