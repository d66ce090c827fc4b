"""ASVS.md answers for every requirement of levels 1 and 2, once, and names only tests that there are."""

import re
from collections import Counter
from pathlib import Path

from tests.sabotage.control import exists

FILE = Path(__file__).with_name("ASVS.md")
#: Every requirement of levels 1 and 2 of release 5.0.0: its number and its level.
LEVELS = dict(
    line.split() for line in Path(__file__).with_name("asvs_5_0.txt").read_text(encoding="utf-8").splitlines()
)
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
_APART = re.compile(r"^- ([\d., ]+): .+\.$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[^`]+::[^`]+)`")


def _text() -> str:
    return FILE.read_text(encoding="utf-8")


def test_every_requirement_has_one_answer_at_its_level() -> None:
    rows = _ROW.findall(_text())
    apart = [number for line in _APART.findall(_text()) for number in line.split(", ")]
    answered = Counter([*(number for number, _level, _by in rows), *apart])
    assert [number for number, times in answered.items() if times > 1] == []
    assert sorted(set(LEVELS) - set(answered)) == []
    assert sorted(set(answered) - set(LEVELS)) == []
    assert [number for number, level, _by in rows if LEVELS[number] != level] == []


def test_every_answer_is_a_test_that_there_is_or_says_no() -> None:
    for number, _level, by in _ROW.findall(_text()):
        assert _TEST.search(by) or re.match(r"No( test)?( here)?\b.*\w", by), number
    assert [test for test in _TEST.findall(_text()) if not exists(test)] == []


def test_the_count_on_top_is_right() -> None:
    answers = [by for _number, _level, by in _ROW.findall(_text())]
    shown = sum(by.startswith("`") for by in answers)
    refused = sum(by.startswith("No:") for by in answers)
    said = (
        f"Of {len(LEVELS)}: {shown} shown by tests, {len(answers) - shown - refused} met without one, "
        f"{refused} not met, {len(LEVELS) - len(answers)} not applicable."
    )
    assert said in _text()
