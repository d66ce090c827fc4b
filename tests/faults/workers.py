"""A worker of the server killed while it answers posts: what was acknowledged is there, and another one goes on."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psutil

from tests.faults.outcome import Outcome
from tests.faults.site import Site, served
from tests.faults.stage import Stage, is_sound, written

CLIENTS = 4


def worker_killed(stage: Stage) -> Outcome:
    """Kill -9 of a worker, again and again, while browsers post."""
    outcome, stop = Outcome(), threading.Event()
    with served(stage.folder / "workers", workers=2) as site, ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(_client, site, which, stop) for which in range(CLIENTS)]
        try:
            for _again in range(stage.many(20, 1)):
                time.sleep(0.3)
                outcome.case(_kill_one(site), "there was no worker")
                outcome.case(_answers(site), "no worker answers any more")
        finally:
            stop.set()
        acknowledged = set().union(*(one.result() for one in clients))
        with site.app.app_context():
            missing = acknowledged - written()
            outcome.case(bool(acknowledged), "nothing was acknowledged")
            outcome.case(not missing, f"acknowledged and gone: {sorted(missing)[:3]}")
            outcome.case(is_sound(), "the trail does not verify")
    return outcome


def _client(site: Site, which: int, stop: threading.Event) -> set[str]:
    acknowledged, number = set(), 0
    while not stop.is_set():
        name = f"{which} {number}"
        body = site.body({"name": name, "in_use": "y"}, multipart=False)
        if site.send("/trainings/organisations/add", body) == 303:
            acknowledged.add(name)
        number += 1
    return acknowledged


def _workers(site: Site) -> list[int]:
    children = psutil.Process(site.server.process.pid).children(recursive=True)
    return [one.pid for one in children if "resource_tracker" not in " ".join(one.cmdline())]


def _kill_one(site: Site) -> bool:
    workers = _workers(site)
    if workers:
        os.kill(workers[0], signal.SIGKILL)
    return bool(workers)


def _answers(site: Site) -> bool:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if site.send("/sign-out-nothing", b"") in (400, 404):
            return True
        time.sleep(0.1)
    return False
