"""Takes each control away in a copy of the checkout and runs the tests that have to notice.

    python -m tests.sabotage [--only PART OF A NAME] [--list] [-j 2]

First the same tests run unharmed. Ends with 1 where a control is gone unnoticed or the table is out of date.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path
from queue import SimpleQueue

from tests.sabotage.control import CHECKOUT, Control
from tests.sabotage.controls import CONTROLS

#: What a copy does without: history, environments, data, bytecode.
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "instance", "__pycache__", ".*_cache", "*.pyc")
#: Seconds that the tests of one control may take.
_PATIENCE = 600


#: What is said of a control that is gone.
CAUGHT, MISSED = "caught", "NOT CAUGHT"


def run(checkout: Path, tests: Iterable[str], *, all_of_them: bool = False) -> tuple[int, str]:
    """How pytest ended on these tests in the copy, and its last words. On SQLite, where a test knows both."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not postgresql", *tests]
    command.append(f"--basetemp={checkout}.tmp")  # of its own: others' runs clear the common one away
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        command if all_of_them else [*command, "-x"],
        cwd=checkout, env=environment, capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@contextmanager
def sabotaged(checkout: Path, control: Control) -> Iterator[None]:
    """Inside, the copy is without the control."""
    path = checkout / control.file
    text = path.read_text(encoding="utf-8")
    _write(path, control.taken_away(text))
    try:
        yield
    finally:
        _write(path, text)


def _write(path: Path, text: str) -> None:
    """Also without its bytecode, that would hide an edit of the same second and size."""
    path.write_text(text, encoding="utf-8")
    if path.suffix == ".py":
        Path(cache_from_source(str(path))).unlink(missing_ok=True)


def outcome(checkout: Path, control: Control, test: str) -> str:
    """Whether the test fails. One that cannot even be run, by a file that cannot be imported, shows nothing."""
    with sabotaged(checkout, control):
        code, said = run(checkout, [test])
    if code == 1 and re.search(r"^FAILED ", said, re.MULTILINE):
        return CAUGHT
    return MISSED if code == 0 else f"{MISSED}: pytest ended with {code}\n{said[-2000:]}"


def copies(folder: Path, count: int) -> "SimpleQueue[Path]":
    """So many copies of the checkout, to be taken and put back."""
    free: SimpleQueue[Path] = SimpleQueue()
    for number in range(count):
        free.put(Path(shutil.copytree(CHECKOUT, folder / f"copy{number}", ignore=_LEFT_OUT, symlinks=True)))
    return free


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.sabotage", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", default="", metavar="NAME", help="controls whose name holds this")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("-j", type=int, default=1, metavar="N", help="so many at a time")
    chosen = parser.parse_args(arguments)
    controls = [one for one in CONTROLS if chosen.only.lower() in one.name.lower()]
    if chosen.list:
        for one in controls:
            print(f"{one.name}\n    {one.file}", *one.tests, sep="\n    ")
        return 0
    if not controls:
        print(f"No control is called like “{chosen.only}”.")
        return 1
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        return _try_all(controls, copies(Path(folder), max(1, chosen.j)), max(1, chosen.j))


def _try_all(controls: list[Control], free: "SimpleQueue[Path]", at_once: int) -> int:
    stale = []
    for one in controls:
        try:
            one.taken_away((CHECKOUT / one.file).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            stale.append(one)
            print(error, flush=True)
    copy = free.get()
    tests = sorted({test for one in controls for test in one.tests})
    code, said = run(copy, tests, all_of_them=True)
    if code != 0:
        print(said, "Nothing was taken away yet, and these tests do not pass.", sep="\n")
        return 1
    print(f"Unharmed, {len(tests)} tests pass.", flush=True)
    free.put(copy)

    def try_one(what: tuple[Control, str]) -> bool:
        control, test = what
        copy = free.get()
        try:
            said = outcome(copy, control, test)
        finally:
            free.put(copy)
        print(f"{control.name}  —  {test}  —  {said}", flush=True)
        return said == CAUGHT

    pairs = [(one, test) for one in controls if one not in stale for test in one.tests]
    with ThreadPoolExecutor(at_once) as pool:
        found = list(pool.map(try_one, pairs))
    missed = {one.name for (one, _test), caught in zip(pairs, found, strict=True) if not caught}
    print(f"{len(controls)} controls, {len(controls) - len(missed) - len(stale)} caught.")
    return 1 if missed or stale else 0


if __name__ == "__main__":
    sys.exit(main())
