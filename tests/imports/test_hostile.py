"""Bombs and other files that mean harm: none is accepted, and each costs little."""

import resource
import time

import pytest

from network.imports import reading
from network.imports.kinds import kind_of
from network.imports.reading import BadFile, read
from tests.imports.hostile import corpus


def test_none_of_the_hostile_files_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    accepted, told = [], []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, data in corpus().items():
        began = time.monotonic()
        try:
            read(data, "list.xlsx")
            accepted.append(name)
        except BadFile as refused:
            told.append((time.monotonic() - began, len(data), name, str(refused.sentence)))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    with capsys.disabled():
        for seconds, size, name, sentence in told:
            print(f"\n{seconds:5.2f} s {size:>10,} B  {name}: {sentence}", end="")
        print(f"\n{len(told)} hostile files, {len(accepted)} accepted")
        print(f"peak memory: readers {children // 1024} MB, this process + {grown // 1024} MB")
    assert accepted == []
    assert children * 1024 <= reading.MEMORY
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
