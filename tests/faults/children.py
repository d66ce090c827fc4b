"""What runs in processes that are killed. `python -m tests.faults.children FOLDER URL` makes them: it loads the product
once and forks, so that hundreds can be killed in a minute."""

import json
import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from network import create_app, migrations
from network.database import db
from tests.databases import settings
from tests.faults.stage import write


def tell(line: str) -> None:
    """One line, whole, at once."""
    os.write(1, f"{line}\n".encode())


def write_and_tell(name: str) -> None:
    """Write rows for ever; tell of each when it is acknowledged."""
    for number in count():
        write(f"{name}-{number}")
        tell(f"+{name}-{number}")


def upgrade_until(statement: int) -> None:
    """Bring an empty database to the present schema, and die before this statement; 0: tell how many there are."""
    passed = count(1)
    last = [0]

    @event.listens_for(db.engine, "before_cursor_execute")
    def _count(*_: Any) -> None:
        last[0] = next(passed)
        if last[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    migrations.upgrade()
    tell(f"+{last[0]}")


WORK = {"write": write_and_tell, "upgrade": upgrade_until}


def main(folder: str, url: str) -> None:
    """Fork for each line that asks for it; say when one that is asked for is dead."""
    with create_app(settings(Path(folder), url)).app_context():
        migrations.head()  # what a revision needs is loaded too
        for line in sys.stdin:
            work, argument = json.loads(line)
            if work == "wait":
                os.waitpid(argument, 0)
                tell(f"dead {argument}")
            elif child := os.fork():
                tell(f"pid {child}")
            else:
                try:
                    WORK[work](argument)
                finally:
                    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
