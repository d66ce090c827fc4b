"""`network serve`: the production server. It makes nothing, and refuses to start where something is wrong."""

import os
import sys

import click

from network.cli import checks, server
from network.config import load_settings
from network.errors import Misconfigured


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the TLS proxy reaches it.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the product for everybody.

    Says everything that is wrong and how to mend it, and then does not start.
    """
    wrong = list(checks.configuration(os.environ))
    if not wrong:
        settings = load_settings()
        try:
            with checks.application(settings):
                wrong = list(checks.database())
            server.check_port(host, port, "network serve")
        except Misconfigured as refusal:
            wrong.append(str(refusal))
    if wrong:
        for one in wrong:
            click.echo(one, err=True)
        sys.exit(2)
    server.serve(
        settings,
        host=host,
        port=port,
        workers=workers,
        ready=lambda: click.echo(f"Serving {settings.public_url} on {host}, port {port}. Ctrl-C ends it."),
    )
