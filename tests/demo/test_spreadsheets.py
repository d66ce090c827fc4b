"""The folder of sample lists: the same each time, readable, about the demo's people, with the mess that it promises."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from network.demo import spreadsheets
from network.demo.demo import Demo, demo
from network.members.names import folded

Rows = list[list[Any]]


@pytest.fixture(scope="module")
def shown() -> Demo:
    return demo(date(2026, 11, 26))


@pytest.fixture(scope="module")
def folder(shown: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sent") / spreadsheets.FOLDER
    spreadsheets.write(path, shown)
    return path


def rows_of(path: Path) -> Rows:
    if path.suffix in (".csv", ".txt"):
        encoding, delimiter = ("cp1251", ";") if path.suffix == ".csv" else ("utf-16", "\t")
        return list(csv.reader(path.read_text(encoding).splitlines(), delimiter=delimiter))
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_the_same_files_each_time(folder: Path, shown: Demo, tmp_path: Path) -> None:
    spreadsheets.write(tmp_path / "again", shown)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 5
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_each_list_has_members_in_other_spellings_and_people_who_are_new(folder: Path, shown: Demo) -> None:
    known = {f"{one.family} {one.given}" for one in shown.people}
    heard = {folded(name) for name in known} | {folded(f"{one.family_latin} {one.given_latin}") for one in shown.people}
    for name, columns in (
        (spreadsheets.KYRGYZSTAN, (1,)),
        (spreadsheets.KAZAKHSTAN, (0, 1)),
        (spreadsheets.UZBEKISTAN, (1, 2)),
        (spreadsheets.TAJIKISTAN, (1, 2)),
    ):
        rows = [" ".join(str(row[at]) for at in columns if at < len(row)) for row in rows_of(folder / name)]
        people = [" ".join(row.split()[:3] if " кызы " in f" {row} " else row.split()[:2]) for row in rows]
        same = [one for one in people if folded(one) in heard]
        assert len(same) >= 5, name
        assert len([one for one in people if folded(one) not in heard]) >= 8, name
        if name != spreadsheets.TAJIKISTAN:
            assert [one for one in same if one not in known], name  # not to the letter


def test_the_promised_mess(folder: Path) -> None:
    ministry, border = rows_of(folder / spreadsheets.KYRGYZSTAN), rows_of(folder / spreadsheets.KAZAKHSTAN)
    customs, agency = rows_of(folder / spreadsheets.UZBEKISTAN), rows_of(folder / spreadsheets.TAJIKISTAN)
    assert ministry[4][:2] == ["№ п/п", "Ф.И.О."]
    born = [row[5] for row in ministry[5:]]
    assert any(isinstance(one, date) for one in born)
    assert any(str(one).endswith("г.р.") for one in born)
    assert "03.09.1687" in born
    assert any(isinstance(row[6], float) and row[6] > 996_000_000_000 for row in ministry)  # a phone as a number
    assert any(set(row) == {""} for row in ministry[6:])
    assert str(ministry[-1][0]).startswith("Итого")
    assert [row for row in border if not any(row[:3])]  # nobody's name
    assert "30/02/1991" in {row[7] for row in border}
    assert any("G'" in cell for row in customs for cell in row)
    assert any(str(row[6]).startswith("12/28/") for row in agency)
    assert agency[-1][1] == "Всего"


def test_the_attendance_of_a_past_training_has_a_column_a_session(folder: Path, shown: Demo) -> None:
    training = next(one for one in shown.trainings if one.key == spreadsheets.ATTENDED)
    rows = rows_of(folder / spreadsheets.TRAINING)
    assert [str(cell)[:10] for cell in rows[2][4:]] == [f"{one.day:%d.%m.%Y}" for one in training.sessions]
    marks = {cell for row in rows[3:-1] for cell in row[4:]}
    assert {"+", "н", "б", 1.0, 0.0, "опоздала", "?"} <= marks
    assert len(rows) == 3 + training.size + 2
