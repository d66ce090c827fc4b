"""Choosing as the members list does it, and reading what the pages say of each person."""

import html
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from network.members.models import Member
from tests.visitor import Visitor


class Bulk:
    """One visitor's work on many."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.path = ""

    def choose(self, act: str, people: Sequence[Member] = (), *, filters: str = "", **more: Any) -> "Bulk":
        """Tick these people on the list, or choose all that the filter finds, and press the act."""
        sent = {"do": act, "which": "ticked" if people else "all", "member": [one.uid for one in people], **more}
        self.path = self.visitor.post(f"/members/bulk/{filters}", sent).location
        return self

    def answer(self, **fields: Any) -> "Bulk":
        """Fill in what the act asks for, and have its preview made."""
        self.visitor.post(self.path, fields)
        return self

    @property
    def page(self) -> str:
        return html.unescape(self.visitor.get(self.path).text)

    @property
    def version(self) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.page)
        return found[1] if found else "0"

    def do(self, version: str | None = None, status: int = 303) -> Any:
        """Press the button of the preview."""
        return self.visitor.post(f"{self.path}/do", {"version": version or self.version}, status=status)

    def undo(self) -> "Bulk":
        self.visitor.post(f"{self.path}/undo")
        return self

    def fates(self) -> dict[str, str]:
        """By the given name (or number) that the row shows: the words of its status."""
        rows = re.findall(r'<tr><td class="cell-title">(.*?)</tr>', self.page, re.S)
        found = {}
        for row in rows:
            name = re.search(r'class="person-own">(?:<a [^>]*>)?(.*?)<', row)
            chip = re.search(r'class="chip [^"]*">(.*?)<', row)
            if name:
                found[name[1].split()[-1]] = chip[1] if chip else ""
        return found

    def sentences(self) -> list[str]:
        return re.findall(r'class="bulk-why">(.*?)<', self.page)


@pytest.fixture
def bulk(signed_in: Callable[[Any], Visitor]) -> Callable[[Any], Bulk]:
    """`bulk(account)` is the work of whoever is signed in with it."""
    return lambda account: Bulk(signed_in(account))


@pytest.fixture
def in_the_office() -> Callable[[Any, Any], Bulk]:
    """The same of another application than the test's usual one."""
    return lambda app, account: Bulk(Visitor(app).sign_in(account))
