"""From the command to the first page."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Stage

#: Seconds to the first page of a demo that has its data, and of one that has to make them first.
START, FIRST_START = 2.0, 10.0


def to_first_page(stage: Stage) -> Iterator[Figure]:
    """`network demo`, as people start it: the first time, then with its data there."""
    with TemporaryDirectory(dir=stage.folder) as folder:
        first = _started(Path(folder))
        yield Figure("start", "the demo's very first start", ENGINES["sqlite"], "s", first, FIRST_START)
        later = median(_started(Path(folder)) for _ in range(stage.few))
        yield Figure("start", "start to first page", ENGINES["sqlite"], "s", later, START)


def _started(folder: Path) -> float:
    """Seconds until the sign-in page came."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-c", "from network.cli import main; main()", "demo", "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, "NETWORK_INSTANCE": str(folder)}, stdout=subprocess.DEVNULL)
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - began > 120:
                raise RuntimeError("the demo did not start")
            time.sleep(0.01)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/sign-in", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
