"""kill -9 in a burst of writes: whatever was acknowledged is there, and the trail verifies."""

import random
import time

from tests.faults.nursery import Nursery, nursery
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage, is_sound, written

#: Writers at once: they also die while one waits for the other.
WRITERS = 2


def killed(stage: Stage) -> Outcome:
    """Processes that write are killed at moments that nobody chose, and others go on in their place."""
    outcome, chance = Outcome(), random.Random(7)
    for kind, fresh in stage.fresh():
        with fresh() as url, stage.app(url) as app, nursery(stage.folder, url) as children:
            for burst in range(stage.many(130, 4)):
                _burst(children, f"{kind} {burst}", chance)
                for _writer in range(WRITERS):
                    outcome.case(True, "")
                if burst % 10 == 0 or stage.short:
                    with app.app_context():
                        missing = children.told - written()
                    if missing:
                        outcome.lost.append(f"{kind}, burst {burst}: {sorted(missing)[:3]}")
            with app.app_context():
                outcome.case(not children.told - written(), f"{kind}: {sorted(children.told - written())[:3]}")
                outcome.case(is_sound(), f"{kind}: the trail or the file is not sound")
    return outcome


def _burst(children: Nursery, name: str, chance: random.Random) -> None:
    """Writers that are killed while they write."""
    before = len(children.told)
    writers = [children.start("write", f"{name} {number}") for number in range(WRITERS)]
    children.hear(before + 1)
    time.sleep(chance.uniform(0, 0.03))
    for writer in writers:
        children.kill(writer)
    for writer in writers:
        children.ended(writer)
