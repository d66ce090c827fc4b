"""Lists as tests send them, and the steps that every one of them goes through."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

from flask import Flask

from network.imports.working import work
from tests.visitor import Visitor

HEADINGS = ("Фамилия", "Имя", "Пол", "Ведомство", "Звание", "Должность", "Дата рождения", "Телефон", "E-mail")
AGENCY = "State Border Service"


def row(
    family: str = "Асанова",
    given: str = "Айгүл",
    *,
    sex: str = "ж",
    agency: str = AGENCY,
    rank: str = "майор",
    position: str = "инспектор",
    born: str = "17.05.1990",
    phone: str = "",
    email: str = "",
) -> tuple[str, ...]:
    return (family, given, sex, agency, rank, position, born, phone, email)


def as_csv(rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([headings, *rows])
    return text.getvalue().encode("utf-8-sig")


def sent(visitor: Visitor, content: bytes, name: str = "list.csv", **more: Any) -> str:
    """Send the file; the address of its page."""
    data = {"file": (io.BytesIO(content), name), **more}
    answer = visitor.post("/imports/new", data, content_type="multipart/form-data")
    return answer.location.removesuffix("/columns")


def checked(app: Flask, visitor: Visitor, path: str, **more: str) -> str:
    """Take the columns as they were recognised, and let every row be checked; the page that shows them."""
    page = visitor.get(f"{path}/columns").text
    fields = dict(re.findall(r'<select name="(column-\d+)".*?<option value="(\w*)" selected', page))
    visitor.post(f"{path}/columns", {"sex": "", "state": "", "order": "", "since": "2024-03-01", **fields, **more})
    worked(app)
    return visitor.get(path).text


def worked(app: Flask) -> None:
    """Do what the worker of a server would do."""
    with app.app_context():
        work()


def tabs(page: str) -> dict[str, int]:
    """How many rows stand under each heading."""
    found = re.findall(r"tab=(\w+)\"[^>]*>[^<]*<span class=\"tabs-count\">(\d+)", page)
    return {name: int(number) for name, number in found}
