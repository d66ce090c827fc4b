"""`network demo`: the product with invented people, on this computer only."""

import os
import shutil

import click
from flask import Flask

from network import create_app
from network.cli import checks, reference, schema, server
from network.clock import today
from network.config import Settings, instance_folder, load_settings
from network.demo import fill, logins, spreadsheets
from network.demo.demo import demo as made
from network.errors import Misconfigured

_HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--reset", is_flag=True, help="Forget everything entered in the demo and begin anew.")
def demo(port: int, reset: bool) -> None:
    """Show the product with invented people.

    Nothing needs to be set up, and nobody else can reach it.
    """
    server.check_port(_HOST, port, "network demo")
    if reset:
        shutil.rmtree(instance_folder(os.environ) / "demo", ignore_errors=True)
    # Letters to invented people must not leave, and no proxy stands in front.
    environ = {
        **os.environ,
        "PUBLIC_URL": f"http://localhost:{port}",
        "SMTP_URL": "",
        "MAIL_FROM": "",
        "NETWORK_HEAD_TO": "",
        "NETWORK_PROXIES": "0",
    }
    settings = load_settings(environ, demo=True)
    with checks.application(settings):
        _refuse_damage()
        schema.bring_up()
        if not fill.is_filled():
            click.echo("Filling the demo…")
            reference.fill()
            fill.fill()
        folder = settings.instance / spreadsheets.FOLDER
        if not folder.is_dir():
            spreadsheets.write(folder, made(today(fill.ZONE)))
    server.serve(settings, host=_HOST, port=port, ready=lambda: _greet(settings), make=application)


def _refuse_damage() -> None:
    """Nobody keeps backups of invented people: a damaged file begins anew."""
    if not list(checks.there_is_a_database()) and checks.corrupt_page(thorough=False):
        raise Misconfigured("The demo's database file is damaged. Begin anew: network demo --reset")


def application(settings: Settings) -> Flask:
    """The product, whose sign-in page names the demo's accounts."""
    app = create_app(settings)
    app.config.update(DEMO_ACCOUNTS=logins.LOGINS, DEMO_PASSWORD=logins.PASSWORD)
    return app


def _greet(settings: Settings) -> None:
    click.echo(
        "\nThis is a demo. Its people are invented, its passwords are public, and it stays on this\n"
        "computer. Never enter anybody's real data here.\n"
    )
    click.secho(f"  {settings.public_url}\n", bold=True)
    click.echo(f"  {'Sign in as':26}{'E-mail':26}Password")
    for login in logins.LOGINS:
        click.echo(f"  {login.label:26}{login.email:26}{logins.PASSWORD}")
    click.echo(f"\nLists as ministries send them, to try importing with:\n  {settings.instance / spreadsheets.FOLDER}")
    click.echo("\nCtrl-C ends it. What you enter is kept; network demo --reset begins anew.")
