"""Sixteen people at a time, reading, marking and exporting: not one of them may get an error."""

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.bench.activity import USUAL_ID
from tests.bench.client import Browser
from tests.bench.measures.exports import address
from tests.bench.measures.marking import OPERATIONS, Cell, forget_marks, operation, unmarked
from tests.bench.measures.pages import PAGES
from tests.bench.records import OFFICE_ID
from tests.bench.report import Figure
from tests.bench.stage import ENGINES, Place, Stage

PEOPLE = 16
#: A method, a path, and what is sent: a form, or JSON.
Request = tuple[str, str, dict[str, str] | None, list[dict[str, object]] | None]


def without_error(stage: Stage) -> Iterator[Figure]:
    """On both databases: threads of this process, then connections to the real server."""
    for engine in stage.engines:
        place = stage.place(engine)
        for what, run in (("in one process", _in_process), ("through the server", _through_server)):
            cells, last = unmarked(place)
            began = time.perf_counter()
            outcomes = run(place, [_day(cells, stage.quick) for _ in range(PEOPLE)])
            took = time.perf_counter() - began
            forget_marks(place, last)
            errors = {name: count for name, count in outcomes.items() if name != "fine"}
            asked = sum(outcomes.values())
            note = f"{asked} requests, {asked / took:.0f} a second" + (f"; {errors}" if errors else "")
            yield Figure(
                "crowd",
                f"{PEOPLE} at a time {what}",
                ENGINES[engine],
                "errors",
                sum(errors.values()),
                0,
                note=note,
            )


def _day(cells: list[Cell], quick: bool) -> list[Request]:
    """What one of them does: every page, marks in between, and a list to take home."""
    day: list[Request] = []
    for page in PAGES[: 2 if quick else None]:
        day.append(("GET", page.path, None, None))
        day.append(("POST", OPERATIONS, None, [operation(cells.pop())]))
    day.append(
        (
            "POST",
            address([USUAL_ID]),
            {"purpose": "Measured", "recipient": "Nobody", "format": "csv", "language": "en"},
            None,
        )
    )
    return day


def _in_process(place: Place, days: list[list[Request]]) -> Counter[str]:
    browsers = [Browser(place.app, OFFICE_ID) for _ in days]

    def work(browser: Browser, day: list[Request]) -> list[str]:
        return [_outcome(lambda one=one: _called(browser, one)) for one in day]  # type: ignore[misc]

    return _together(work, browsers, days)


def _called(browser: Browser, request: Request) -> None:
    method, path, form, data = request
    if method == "GET":
        browser.get(path)
    else:
        browser.post(path, form, json_data=data)


def _through_server(place: Place, days: list[list[Request]]) -> Counter[str]:
    browsers = [Browser(place.app, OFFICE_ID) for _ in days]
    with served(place) as port:

        def work(browser: Browser, day: list[Request]) -> list[str]:
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            try:
                return [_outcome(lambda one=one: _sent(connection, browser, one)) for one in day]  # type: ignore[misc]
            finally:
                connection.close()

        return _together(work, browsers, days)


def _sent(connection: HTTPConnection, browser: Browser, request: Request) -> None:
    method, path, form, data = request
    headers, body = browser.headers() | {"Host": "localhost"}, None
    if data is not None:
        headers |= {"Content-Type": "application/json", "X-CSRFToken": browser.token}
        body = json.dumps(data)
    elif form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode({"csrf_token": browser.token, **form})
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status}")


def _together(
    work: Callable[[Browser, list[Request]], list[str]], who: list[Browser], days: list[list[Request]]
) -> Counter[str]:
    with ThreadPoolExecutor(PEOPLE) as pool:
        return Counter(outcome for outcomes in pool.map(work, who, days) for outcome in outcomes)


def _outcome(work: Callable[[], None]) -> str:
    try:
        work()
    except (RuntimeError, OSError, HTTPException) as error:
        return str(error).splitlines()[0][:120]
    return "fine"


@contextmanager
def served(place: Place) -> Iterator[int]:
    """The product's server as a process of its own; the port that it answers on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.server", place.url, str(place.folder), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the server did not start")
        yield port
    finally:
        process.terminate()
        process.wait(30)
