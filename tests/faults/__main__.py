"""`python -m tests.faults [NAME ...] [--short]`: do it, and print a line for each scenario."""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.catalogue import SCENARIOS
from tests.faults.outcome import Outcome
from tests.faults.stage import Stage


def main(arguments: list[str] | None = None) -> int:
    """Run the scenarios that were asked for; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(SCENARIOS)}; none: all")
    parser.add_argument("--short", action="store_true", help="the form that CI runs")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(SCENARIOS):
        parser.error(f"there is no scenario {', '.join(sorted(unknown))}")
    logging.disable(logging.CRITICAL)  # what the product says of each fault is not what is looked at here
    lost = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        Path(name).chmod(0o711)  # PostgreSQL runs as a user of its own where this one is root
        stage = Stage(Path(name), short=asked.short)
        for one in asked.names or SCENARIOS:
            lost += _run(one, stage)
    return 1 if lost else 0


def _run(name: str, stage: Stage) -> int:
    begun = time.monotonic()
    try:
        outcome = SCENARIOS[name](stage)
    except Exception as error:  # a scenario that breaks off has survived nothing
        outcome = Outcome(1, [f"{type(error).__name__}: {getattr(error, 'sentence', error)}"])
    print(f"{outcome.line(name)} ({time.monotonic() - begun:.0f} s)", flush=True)
    for what in outcome.lost[:5]:
        print(f"  {what}", file=sys.stderr, flush=True)
    return len(outcome.lost)


if __name__ == "__main__":
    sys.exit(main())
