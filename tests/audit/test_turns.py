"""Long work in short transactions lets others in between: nobody's mark waits until all of it is done."""

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask

from network.audit.changes import bookkeeping
from network.database import in_turns

PIECES = 14


def test_whoever_waits_is_let_in_before_long_work_is_over(app: Flask, in_parallel: Callable[..., list[Any]]) -> None:
    done: list[int] = []
    begun = threading.Event()

    def work(who: int) -> int:
        with app.app_context():
            if who == 0:
                for piece in in_turns(range(PIECES)):
                    with bookkeeping():
                        begun.set()
                        time.sleep(0.1)
                        done.append(piece)
            else:
                begun.wait()
                with bookkeeping():
                    return len(done)
        return 0

    assert in_parallel(work, 2)[1] < PIECES - 2
