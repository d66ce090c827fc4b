"""A thread of the server process that carries letters, so that no page ever waits for a mail server."""

import threading

from flask import Flask

from network.mail.delivery import deliver
from network.mail.sender import can_send

#: Seconds after which he looks by himself: for what another process put in, and for what is to be tried again.
LOOK = 60


class Postman:
    """Walks when he is woken, and once a minute. Whatever goes wrong on a round is for the next one."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._bell = threading.Event()

    def wake(self) -> None:
        """There is something new in the outbox. Does nothing where he was not started."""
        self._bell.set()

    def start(self) -> None:
        """Begin to walk, in a process that goes on. Where no mail server is configured there is nothing to do."""
        with self._app.app_context():
            able = can_send()
        if able:
            threading.Thread(target=self._walk, name="postman", daemon=True).start()

    def _walk(self) -> None:
        while True:
            self._bell.clear()
            self._round()
            self._bell.wait(LOOK)

    def _round(self) -> None:
        try:
            with self._app.app_context():
                deliver()
        except Exception as error:
            self._app.logger.error("letters were not looked after: %s", type(error).__name__)
