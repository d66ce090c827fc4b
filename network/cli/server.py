"""Answering requests: granian, whose workers each load the app with the settings that were checked."""

import errno
import gc
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from network import create_app
from network.config import Settings
from network.errors import Misconfigured

#: Threads of a worker: most wait for the database, and its pool has a connection for each.
THREADS = 12
#: Seconds after which PostgreSQL ends a statement: nobody waits for a page that long.
LONGEST = 60
#: Seconds that requests under way get to end after Ctrl-C.
GRACE = 15


class _Server(Granian):  # type: ignore[misc, valid-type]
    announce: Callable[[], None]

    def startup(self, *arguments: Any, **named: Any) -> None:
        """Start workers that Ctrl-C does not reach: this process hears it, and ends them in order."""
        with _deaf_to_interrupts():
            super().startup(*arguments, **named)
        # Only now: a worker may be forked, and a thread that runs meanwhile would leave its locks held in it.
        threading.Thread(target=self.announce, daemon=True).start()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes begun inside never hear Ctrl-C. On Windows they are not begun by inheriting, and do."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    workers: int = 1,
    ready: Callable[[], None],
    make: Callable[[Settings], Flask] = create_app,
) -> None:
    """Answer until Ctrl-C or SIGTERM, each worker with an app of `make`.

    `ready` is called when the first page has been answered.
    """
    server = _Server(
        "network",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.error,
    )
    server.announce = partial(_call_when_answering, settings, host, port, ready)
    server.serve(target_loader=partial(_load, make, settings), wrap_loader=False)


def _load(make: Callable[[Settings], Flask], settings: Settings) -> Flask:
    """The app and its postman, in a worker. Until it is there the worker ends at once when it is told to.

    It was born with this process's own handler, which only takes a note: told to end while it loads, it would not.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = make(replace(settings, longest_statement=LONGEST))
    # The code and the app stay for good: looking through them for rubbish would hold up whoever asks just then, for
    # a tenth of a second and more.
    gc.collect()
    gc.freeze()
    app.extensions["postman"].start()
    app.extensions["importer"].start()
    return app


def _call_when_answering(settings: Settings, host: str, port: int, ready: Callable[[], None]) -> None:
    """Ask for a page until one comes, then call `ready`."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # nosec B104 - compared, not bound
    name = urlsplit(settings.public_url).netloc
    while True:
        connection = HTTPConnection(near, port, timeout=10)
        try:
            connection.request("GET", "/sign-in", headers={"Host": name})
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            ready()
            return
        finally:
            connection.close()


def check_port(host: str, port: int, command: str) -> None:
    """Raise Misconfigured where this address cannot be listened on; `command` may try another port."""
    # A browser asks for localhost on ::1 first: another program there would answer in our place.
    for address in (host, "::1") if host == "127.0.0.1" else (host,):
        try:
            with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
                if sys.platform != "win32":  # there it would let two programs listen on one port
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Misconfigured(
                    f"Port {port} is taken by another program. Try: {command} --port {port + 1}"
                ) from error
            if address == host:
                raise Misconfigured(f"Cannot listen on {host}, port {port}: {error.strerror}") from error
