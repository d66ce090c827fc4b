"""PostgreSQL is stopped at once and started again while clients write: they try again, and nothing is lost."""

import os
import signal
import threading
import time
from typing import Any

import sqlalchemy as sa

from network.database import db
from tests.databases import PostgresServer
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, is_sound, write, written

#: Clients at once, and seconds for which one tries to write a row again.
CLIENTS, PATIENCE = 4, 30.0


class Durable(PostgresServer):
    """A server of this scenario's own that waits for the disk, as a deployment's does."""

    def __init__(self, folder: Any) -> None:
        super().__init__(folder)
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            self.admin.execute(f"ALTER SYSTEM RESET {name}")
        self.admin.execute("SELECT pg_reload_conf()")

    def crash(self) -> None:
        """Stop it as a power cut would (no shutdown checkpoint: it recovers from its log), and start it again."""
        pid = self.server.get_pid()
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        process = self.server.get_postmaster_info().process
        process.wait(20)
        self.server.ensure_postgres_running()


def postgres_restarted(stage: Stage) -> Outcome:
    """Crashes under load."""
    outcome, folder = Outcome(), stage.folder / "durable"
    folder.mkdir()
    maker = Durable(folder)
    try:
        name = f"{maker._url('durable')}"
        maker.admin.execute("CREATE DATABASE durable TEMPLATE template_network STRATEGY file_copy")
        with stage.app(name) as app:
            for number in range(stage.many(10, 1)):
                _one(maker, app, number, outcome)
            with app.app_context():
                outcome.case(is_sound(), "the trail does not verify")
    finally:
        maker.server.cleanup()
    return outcome


def _one(maker: Durable, app: Any, number: int, outcome: Outcome) -> None:
    acknowledged: set[str] = set()
    stop, tired = threading.Event(), []

    def client(which: int) -> None:
        with app.app_context():
            row = 0
            while not stop.is_set():
                name = f"{number} {which} {row}"
                if not _patiently(name):
                    tired.append(name)
                    return
                acknowledged.add(name)
                row += 1

    clients = [threading.Thread(target=client, args=(which,)) for which in range(CLIENTS)]
    for one in clients:
        one.start()
    while len(acknowledged) < 20:
        time.sleep(0.01)
    maker.crash()
    after = len(acknowledged)
    until = time.monotonic() + PATIENCE
    while len(acknowledged) < after + 20 and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    for one in clients:
        one.join()
    with app.app_context():
        missing = acknowledged - written()
    outcome.case(not missing, f"acknowledged and gone: {sorted(missing)[:3]}")
    outcome.case(not tired and len(acknowledged) >= after + 20, "writers did not go on after the restart")


def _patiently(name: str) -> bool:
    """Write the row; after an error look whether it is there, and try again where it is not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if name not in written():
                write(name)
            return True
        except (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError):
            db.session.remove()
            time.sleep(0.05)
    return False
