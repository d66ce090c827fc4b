"""Bombs and other files that mean harm: none is accepted, and each costs little."""

import resource
import time

import pytest

from network.imports import reading
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
