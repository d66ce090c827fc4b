"""A password on a file: what lies on the disk meanwhile, and what is suggested."""

import stat
from pathlib import Path

from network.exports import locking, xlsx
from network.vocabulary import ExportFormat
from tests.exports.lists import participants
from tests.exports.readers import READERS, opened


def test_the_locked_file_takes_the_place_of_the_open_one_and_is_the_servers_alone(tmp_path: Path) -> None:
    path, password = tmp_path / "list.xlsx", locking.suggested_password()
    xlsx.write(participants(700), path)
    before = READERS[ExportFormat.XLSX](path.read_bytes())
    written = locking.lock(path, ExportFormat.XLSX, password, 700)
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (written.rows, written.size) == (700, path.stat().st_size)
    assert READERS[ExportFormat.XLSX](opened(path.read_bytes(), password)) == before


def test_a_suggested_password_meets_the_rules_of_the_form() -> None:
    suggested = {locking.suggested_password() for _again in range(200)}
    assert len(suggested) == 200
    for password in suggested:
        assert password.isascii()
        assert locking.SHORTEST <= len(password) <= locking.LONGEST
        assert len(set(password)) >= locking.DIFFERENT
