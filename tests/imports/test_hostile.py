"""Bombs and other files that mean harm: none is accepted, and each costs little."""

import json
import subprocess
import sys

import pytest

from network.config import CHECKOUT
from network.imports import reading
from network.imports.kinds import kind_of
from network.imports.reading import BadFile, read
from tests.imports.hostile import corpus


def test_none_of_the_hostile_files_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "tests.imports.hostile"], check=True, stdout=subprocess.PIPE, cwd=CHECKOUT
    )
    told, readers, grown = json.loads(tried.stdout)
    with capsys.disabled():
        for seconds, size, name, sentence in told:
            print(f"\n{seconds:5.2f} s {size:>10,} B  {name}: {sentence}", end="")
        print(f"\n{len(told)} hostile files; peak memory: readers {readers >> 20} MB, their process + {grown >> 20} MB")
    assert len(told) == len(corpus())
    assert [name for _seconds, _size, name, sentence in told if sentence is None] == []
    assert readers <= reading.MEMORY
    assert max(told)[0] < reading.PATIENCE


@pytest.mark.parametrize(
    "name", [name for name in corpus() if name.startswith(("bomb: zeros", "bomb: a part", "bomb: parts", "bomb: ten"))]
)
def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(name: str) -> None:
    with pytest.raises(BadFile) as refused:
        kind_of(corpus()[name])
    assert "far more than a list" in str(refused.value.sentence)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bomb: entities", "no spreadsheet program writes"),
        ("a file of the server as a text", "no spreadsheet program writes"),
        ("a cell in the last column of the last row", "more than 200 columns"),
        ("a million columns", "more than 200 columns"),
        ("a page with a million cells", "more than 200 columns"),
        ("a million rows", "more than 20,000 rows"),
        ("a cell beyond every row", "more than 20,000 rows"),
        ("more than ten megabytes", "larger than 10 MB"),
        ("a password", "protected by a password"),
        ("cut off", "was cut off"),
        ("an old workbook cut off", "was cut off"),
        ("nothing", "is empty"),
        ("a PDF", "is a PDF"),
        ("a JPEG", "is a picture"),
        ("an old Word document", "is a Word document"),
        ("a Word document", "is a document"),
        ("an archive with a list in it", "Unpack it"),
        ("a page without a table", "without a table"),
        ("noise", "is no spreadsheet"),
    ],
)
def test_the_sentence_says_what_it_is(name: str, words: str) -> None:
    with pytest.raises(BadFile) as refused:
        read(corpus()[name], "list.xlsx")
    assert words in str(refused.value.sentence)
    assert refused.value.field == "file"
