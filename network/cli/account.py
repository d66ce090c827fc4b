"""`network account`: who may sign in. The first account of the secretariat begins here."""

import os

import click
import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email
from sqlalchemy.orm import joinedload, selectinload

from network.accounts import roles
from network.accounts.letters import link_url
from network.accounts.models import Account
from network.accounts.queries import by_identifier
from network.audit.changes import Operator
from network.cli import checks
from network.clock import today
from network.database import db
from network.errors import Misconfigured
from network.factors import commands as factors
from network.members.models import Member
from network.vocabulary import Role, State


@click.group()
def account() -> None:
    """Invite people and list who may sign in."""


@account.command()
@click.argument("who", metavar="EMAIL|NUMBER")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--state", type=click.Choice([state.value for state in State]), help="A coordinator's state.")
@click.option("--name", default="", help="How she is greeted, if she is not on the members list.")
@click.option("--email", default="", help="With which a member signs in beside her number. Links go there.")
def invite(who: str, role: str, state: str | None, name: str, email: str) -> None:
    """Give somebody a role and print a link with which she sets her password.

    The link works once, within 7 days; an earlier one ends. Name a member by her number, like
    KG-0042: her account then belongs to her record, and with a first role beyond a member's it begins
    anew, with the e-mail that is given here or none. Others are named by e-mail.
    """
    for wrong in checks.public_url(os.environ):
        raise Misconfigured(wrong)
    with checks.ready_application(os.environ):
        member = None if "@" in who else _member(who)
        token = roles.invite(
            by=Operator(),
            role=Role(role),
            email=_address(email) if email else _address(who) if member is None else "",
            name=name,
            member=member,
            state=State(state) if state else None,
            why="network account invite",
        )
        click.echo("Give this link to nobody else. It works once, within 7 days:", err=True)
        click.echo(link_url("accounts.invitation", token))


def _member(number: str) -> Member:
    member = db.session.scalar(sa.select(Member).where(Member.number == number.strip().upper()))
    if member is None:
        raise click.ClickException(f"No member has the number {number}.")
    return member


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.ClickException(f"{text} is not an e-mail address. {error}") from error


@account.command()
@click.argument("who", metavar="EMAIL|NUMBER")
def recover(who: str) -> None:
    """Let somebody begin anew who cannot sign in any more, and print a link.

    For the day on which nobody of the secretariat can do it: her password, second factors, recovery
    codes and sign-ins end. It stands in the audit trail as done by the operator.
    """
    for wrong in checks.public_url(os.environ):
        raise Misconfigured(wrong)
    with checks.ready_application(os.environ):
        found = by_identifier(who)
        if found is None:
            raise click.ClickException(f"No account signs in with {who}.")
        account_id = found.id
        token = factors.reset(account_id, by=Operator(), why="network account recover")
        click.echo("Give this link to nobody else. It works once, within 24 hours:", err=True)
        click.echo(link_url("accounts.new_password", token))


@account.command("list")
def list_accounts() -> None:
    """List the accounts with their roles."""
    with checks.ready_application(os.environ):
        query = sa.select(Account).options(joinedload(Account.member), selectinload(Account.grants))
        accounts = db.session.scalars(query.order_by(Account.id)).all()
        for one in accounts:
            click.echo("\t".join((one.name, _identifiers(one), _roles(one), _standing(one))))
        click.echo(f"{len(accounts)} accounts", err=True)


def _identifiers(one: Account) -> str:
    number = one.member.number if one.member else None
    return ", ".join(part for part in (one.email, number) if part)


def _roles(one: Account) -> str:
    held = [grant for grant in one.grants if grant.holds_on(today())]
    return ", ".join(f"{grant.role} {grant.state or ''}".strip() for grant in held) or "no role"


def _standing(one: Account) -> str:
    if one.disabled:
        return "switched off"
    return "open" if one.password_hash else "invited"
