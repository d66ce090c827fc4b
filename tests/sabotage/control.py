"""A control: what it is called, how it is taken away, and which tests have to notice."""

import ast
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Control:
    """`old` stands exactly once in `file`; with `new` in its place the control is gone and each of `tests` fails."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def taken_away(self, text: str) -> str:
        """The file's text without the control. Raises ValueError where the table is out of date."""
        if (found := text.count(self.old)) != 1:
            raise ValueError(f"{self.name}: the table is out of date, its text stands {found} times in {self.file}")
        return text.replace(self.old, self.new)


def tests_of(path: Path) -> set[str]:
    """The tests that a file defines, as pytest names them behind the file's own name."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {
                f"{node.name}::{one.name}"
                for one in node.body
                if isinstance(one, ast.FunctionDef) and one.name.startswith("test")
            }
    return names


def exists(test: str, checkout: Path = CHECKOUT) -> bool:
    """Whether there is a test of this name, "tests/….py::test_…"."""
    file, _, name = test.partition("::")
    path = checkout / file
    return path.is_file() and name.partition("[")[0] in tests_of(path)
