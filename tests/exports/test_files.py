"""What every writer owes: a true digest, no half file, and memory that does not grow with the list."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from network.exports.formats import FORMATS
from network.vocabulary import ExportFormat
from tests.exports.lists import participants, table


@pytest.mark.parametrize("word", ExportFormat)
def test_the_digest_and_the_size_are_those_of_the_file(tmp_path: Path, word: ExportFormat) -> None:
    path = tmp_path / "list"
    written = FORMATS[word].write(participants(7), path)
    content = path.read_bytes()
    assert (written.rows, written.size) == (7, len(content))
    assert written.sha256 == hashlib.sha256(content).hexdigest()
    assert list(tmp_path.iterdir()) == [path], "nothing is left beside it"


@pytest.mark.parametrize("word", ExportFormat)
def test_rows_that_fail_midway_leave_no_file(tmp_path: Path, word: ExportFormat) -> None:
    def failing() -> Iterator[tuple[str]]:
        yield ("Сауле",)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        FORMATS[word].write(table(failing()), tmp_path / "list")
    assert list(tmp_path.iterdir()) == []


GROWTH = """
import re, sys
from pathlib import Path
from network.exports.formats import FORMATS
from network.vocabulary import ExportFormat
from tests.exports.lists import participants

def peak_after(count):
    FORMATS[ExportFormat(sys.argv[1])].write(participants(count), Path(sys.argv[2]))
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

small = peak_after(200)
print(peak_after(int(sys.argv[3])) - small)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process's memory is read from /proc")
@pytest.mark.parametrize(
    ("word", "rows"), [(ExportFormat.CSV, 60_000), (ExportFormat.JSON, 60_000), (ExportFormat.XLSX, 15_000)]
)
def test_memory_does_not_grow_with_the_list(tmp_path: Path, word: ExportFormat, rows: int) -> None:
    """Cells of many megabytes pass through; the peak of the process may rise by 5 MB."""
    command = [sys.executable, "-c", GROWTH, word, str(tmp_path / "list"), str(rows)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 5_000
