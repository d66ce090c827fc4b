"""The product's own server on a database of the bench: `python -m tests.bench.server URL FOLDER PORT`."""

import sys
from pathlib import Path

from network.cli.server import serve
from tests.bench.stage import settings_of


def main(url: str, folder: str, port: str) -> None:
    """Answer until it is told to end; says "ready" on its own line when it answers."""
    serve(
        settings_of(url, Path(folder)),
        host="127.0.0.1",
        port=int(port),
        ready=lambda: print("ready", flush=True),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
