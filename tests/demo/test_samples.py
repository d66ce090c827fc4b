"""The demo's spreadsheets: every one is read, most of it is recognised, and the mess in it is what it should be."""

from datetime import date
from pathlib import Path
from typing import Any

from network.demo.demo import demo
from network.demo.samples import write_samples
from network.imports.dates import date_order, day
from network.imports.headers import Field, Mapping, body, find
from network.imports.names import Name, full_name
from network.imports.phones import phone
from network.imports.reading import Book, read
from network.imports.values import Problem
from network.vocabulary import State

F = Field
TODAY = date(2026, 11, 23)


def _read(folder: Path) -> dict[str, tuple[Book, Mapping, list[Any]]]:
    found = {}
    for path in write_samples(folder, demo(TODAY)):
        book = read(path.read_bytes(), path.name)
        mapping = find(book.sheets[0])
        found[path.name] = book, mapping, list(body(book.sheets[0], mapping))
    return found


def test_every_sample_is_read_and_recognised(tmp_path: Path) -> None:
    samples = _read(tmp_path)
    kinds = {name: (book.kind, book.encoding, len(lines)) for name, (book, _mapping, lines) in samples.items()}
    assert kinds == {
        "1-kg-border-service.xlsx": ("xlsx", None, 13),
        "2-kz-police.csv": ("csv", "cp1251", 9),
        "3-uz-customs.xls": ("html", "utf-8", 8),
        "4-tm-migration.ods": ("ods", None, 6),
        "5-bishkek-2025-participants.xlsx": ("xlsx", None, kinds["5-bishkek-2025-participants.xlsx"][2]),
    }
    border, mapping, lines = samples["1-kg-border-service.xlsx"]
    assert border.hidden == ("Черновик",)
    assert list(mapping.columns.values()) == [
        F.FAMILY, F.GIVEN, F.PATRONYMIC, F.SEX, F.BORN, F.AGENCY, F.RANK, F.POSITION, F.PHONE, F.EMAIL,
    ]  # fmt: skip
    assert sum(isinstance(day(line.of(F.BORN), None), Problem) for line in lines) >= 1
    assert {str(phone(line.of(F.PHONE), State.KG))[:4] for line in lines if line.of(F.PHONE)} == {"+996"}

    _book, mapping, lines = samples["3-uz-customs.xls"]
    assert date_order([line.of(F.BORN) for line in lines]) == "mdy"
    name = full_name(lines[0].of(F.FULL_NAME))
    assert isinstance(name, Name)
    assert name.family.isupper()
    assert not name.given.isupper()

    _book, mapping, lines = samples["5-bishkek-2025-participants.xlsx"]
    assert [said for said in mapping.columns.values() if said is F.SESSION] == [F.SESSION] * 4
    assert mapping.headings[4].endswith("до обеда")


def test_the_samples_are_the_same_each_time(tmp_path: Path) -> None:
    one, two = (write_samples(tmp_path / name, demo(TODAY)) for name in "ab")
    assert [path.read_bytes() for path in one if path.suffix == ".csv"] == [
        path.read_bytes() for path in two if path.suffix == ".csv"
    ]
