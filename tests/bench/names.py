"""`python -m tests.bench.names [FILE…]`: how well spellings of one person find each other, and who is mistaken.

A file holds a person a line, spellings separated by `|`. Without one, spellings of invented people are made by the
standards of transliteration, which are not the rules of the matcher.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from time import perf_counter

from network.members.keys import keys_of, rare_keys, wide_keys
from network.members.likeness import alike, may_be_alike, spellings_of
from tests.bench.variants import Spelt, of_one_person, of_two_people, people

#: Invented people whose spellings are made, and pairs of different ones at random.
PEOPLE, AT_RANDOM = 600, 20_000
#: False pairs of a file that are tried: of every two people, so many spellings.
_MOST_FALSE = 200_000


@dataclass
class Kind:
    """What became of the pairs of one kind. `under_key`: found ones that also share a key of the index."""

    pairs: int = 0
    found: int = 0
    under_key: int = 0
    seconds: float = 0.0
    shown: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.found / self.pairs if self.pairs else 0.0


def measure(pairs: Iterable[Spelt]) -> dict[str, Kind]:
    """Compare every pair; kinds in the order in which they come."""
    kinds: dict[str, Kind] = {}
    for pair in pairs:
        kind = kinds.setdefault(pair.kind, Kind())
        before = perf_counter()
        likeness = alike(pair.one, pair.other)
        kind.seconds += perf_counter() - before
        kind.pairs += 1
        if likeness.is_found:
            kind.found += 1
            kind.under_key += share_a_key(pair.one, pair.other)
        if likeness.is_found == pair.kind.startswith("false"):
            kind.shown.append(f"{pair.one} | {pair.other}  ({likeness.verdict}, {likeness.score})")
    return kinds


def share_a_key(one: str, other: str) -> bool:
    """Whether the index would have brought the two together."""
    mine, hers = spellings_of(one), spellings_of(other)
    return bool({*rare_keys(mine), *wide_keys(mine, few=True)} & set(keys_of(hers))) and may_be_alike(mine, hers)


def together(kinds: dict[str, Kind], begins: str) -> Kind:
    """The kinds that begin so, as one."""
    chosen = [kind for name, kind in kinds.items() if name.startswith(begins)]
    return Kind(
        sum(one.pairs for one in chosen), sum(one.found for one in chosen), sum(one.under_key for one in chosen)
    )


def invented(count: int = PEOPLE, at_random: int = AT_RANDOM, seed: int = 1) -> Iterator[Spelt]:
    """Spellings of invented people of the five states."""
    made = people(count, seed)
    yield from of_one_person(made, seed)
    yield from of_two_people(made, seed, at_random)


def of_file(path: Path) -> Iterator[Spelt]:
    """The pairs of a file's lines, and pairs of different lines."""
    lines = [[one.strip() for one in line.split("|") if one.strip()] for line in path.read_text("utf-8").splitlines()]
    persons = [spellings for spellings in lines if spellings]
    for spellings in persons:
        for one, other in combinations(spellings, 2):
            yield Spelt("cross-script" if _is_cyrillic(one) != _is_cyrillic(other) else "same script", one, other)
    tried = 0
    for mine, hers in combinations(persons, 2):
        for one in mine:
            for other in hers:
                if tried < _MOST_FALSE:
                    tried += 1
                    yield Spelt("false: at random", one, other)


def _is_cyrillic(text: str) -> bool:
    return any("Ѐ" <= letter <= "ӿ" for letter in text)


def table(kinds: dict[str, Kind]) -> str:
    """The figures as lines; of false pairs, one in how many was taken for one person."""
    lines = [f"{'kind of pair':36} {'pairs':>8} {'found':>8} {'missed':>8} {'found':>8} {'in index':>9} {'each':>8}"]
    for name, kind in kinds.items():
        each = f"{kind.seconds / kind.pairs * 1e6:.0f} µs"
        if name.startswith("false"):
            rate, index = f"1 in {kind.pairs // kind.found:,}" if kind.found else "none", ""
            lines.append(f"{name:36} {kind.pairs:8,} {kind.found:8,} {'':8} {rate:>8} {index:>9} {each:>8}")
        else:
            index = f"{kind.under_key / kind.found:.1%}" if kind.found else ""
            missed = kind.pairs - kind.found
            lines.append(f"{name:36} {kind.pairs:8,} {kind.found:8,} {missed:8,} {kind.rate:8.1%} {index:>9} {each:>8}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; misses and false pairs themselves only with --show."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.names", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="a person a line, spellings separated by |")
    parser.add_argument("--show", action="store_true", help="print the pairs that came out wrong")
    parser.add_argument("--seed", type=int, default=1, help="other invented people and other slips")
    asked = parser.parse_args(arguments)
    for name, pairs in [(str(path), of_file(path)) for path in asked.files] or [
        ("invented", invented(seed=asked.seed))
    ]:
        kinds = measure(pairs)
        print(f"{name}\n{table(kinds)}\n")
        if asked.show:
            for kind, found in kinds.items():
                for text in found.shown[:40]:
                    print(f"{kind}: {text}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
