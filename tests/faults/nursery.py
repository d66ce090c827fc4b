"""Processes that can be killed by the hundred, seen from the scenario that kills them."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network.config import CHECKOUT


class Nursery:
    """`tests.faults.children` on one database."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._rest = b""
        self.told: set[str] = set()  # what its children told

    def start(self, work: str, argument: str | int) -> int:
        """Begin this work in a process; its number."""
        self._ask(work, argument)
        return int(self._until("pid ").split()[1])

    def kill(self, child: int) -> None:
        """Kill it."""
        os.kill(child, signal.SIGKILL)

    def ended(self, child: int) -> None:
        """Wait until it is dead; what it told until then is in `told`."""
        self._ask("wait", child)
        self._until(f"dead {child}")

    def hear(self, wanted: int) -> None:
        """Wait until so many things were told."""
        while len(self.told) < wanted:
            self._take(self._line())

    def hear_all(self) -> None:
        """Take what stands in the pipe."""
        while b"\n" in self._rest or select.select([self._process.stdout], [], [], 0)[0]:
            self._take(self._line())

    def _ask(self, work: str, argument: str | int) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([work, argument]).encode() + b"\n")
        self._process.stdin.flush()

    def _until(self, beginning: str) -> str:
        while not (line := self._line()).startswith(beginning):
            self._take(line)
        return line

    def _take(self, line: str) -> None:
        if line.startswith("+"):
            self.told.add(line[1:])

    def _line(self) -> str:
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            more = os.read(self._process.stdout.fileno(), 65536)
            if not more:
                raise RuntimeError("the processes cannot be made any more")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@contextmanager
def nursery(folder: Path, url: str) -> Iterator[Nursery]:
    """Processes on the database at this address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.children", str(folder), url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        cwd=CHECKOUT,
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.kill()
        process.wait()
