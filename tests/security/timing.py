"""How long a try to sign in takes for names that are known and names that are not: `python -m tests.security.timing`.

A measurement to be read, not a test: a suite on a busy machine asserts no time. That both cost one hash is asserted by
tests/accounts/test_own_account.py.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from network import create_app
from network.accounts import commands, throttling
from network.accounts.commands import SignInRefused
from tests import factories as make
from tests.databases import SqliteFiles, settings


def main(tries: int = 200) -> None:
    """Known and unknown names in turn, so that whatever else the machine does meets both alike."""
    throttling.PER_ACCOUNT = throttling.PER_ADDRESS = throttling.IN_ALL = 10 * tries
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with SqliteFiles(folder).fresh() as url:
            app = create_app(settings(folder, url))
            took: dict[str, list[float]] = {"known": [], "unknown": []}
            with app.app_context():
                known = [make.coordinator().email or "" for _ in range(20)]
                for number in range(tries):
                    for kind, who in (("known", known[number % 20]), ("unknown", f"nobody{number}@example.org")):
                        start = time.perf_counter()
                        try:
                            commands.prove(who, "not this one at all", address=f"192.0.2.{number % 250}")
                        except SignInRefused:
                            took[kind].append(1000 * (time.perf_counter() - start))
    for kind, times in took.items():
        cut = statistics.quantiles(times, n=20)
        print(
            f"{kind:8} {len(times)} tries  median {statistics.median(times):.2f} ms  5-95 % {cut[0]:.2f}-{cut[-1]:.2f}"
        )
    apart = statistics.median(took["known"]) - statistics.median(took["unknown"])
    noise = statistics.quantiles(took["known"], n=4)
    print(f"medians apart {apart:+.2f} ms; half of the tries of one kind lie within {noise[2] - noise[0]:.2f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
