"""A thread of the server process that works on lists that came in, as the postman does on letters."""

import threading

from flask import Flask

from network.imports.working import work

#: Seconds after which it looks by itself: for what another process began and did not finish.
LOOK = 15


class Worker:
    """Works when it is woken, and looks a few times a minute. Whatever goes wrong is for the next look."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._bell = threading.Event()

    def wake(self) -> None:
        """There is something to do. Does nothing where it was not started."""
        self._bell.set()

    def start(self) -> None:
        """Begin, in a process that goes on."""
        threading.Thread(target=self._go_on, name="imports", daemon=True).start()

    def _go_on(self) -> None:
        while True:
            self._bell.clear()
            try:
                with self._app.app_context():
                    work()
            except Exception as error:
                self._app.logger.error("imports were not looked after: %s", type(error).__name__)
            self._bell.wait(LOOK)
