"""`network mail` and the server's own postman: letters leave from cron, and at once, and no page waits for them."""

import re
from collections.abc import Callable
from datetime import timedelta
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
import time_machine
from click.testing import CliRunner, Result

from network import create_app
from network.accounts import links
from network.audit.changes import Operator
from network.cli import cli
from network.clock import now
from network.config import load_settings, mail_settings
from network.database import db
from network.errors import Misconfigured
from network.vocabulary import LinkKind
from tests import factories as make
from tests.cli.deployment import Deployment, free_port
from tests.mail.servers import MailServer


@pytest.fixture
def mailing(ready: Deployment, mail_server: MailServer) -> Deployment:
    """A deployment with a mail server."""
    ready.environ |= {"SMTP_URL": mail_server.url, "MAIL_FROM": "Office <network@example.org>"}
    return ready


def put_letter(deployment: Deployment, *, ago: timedelta = timedelta()) -> None:
    """A letter with a link, written a while ago."""
    app = create_app(load_settings(deployment.settings_environ()))
    with app.app_context(), time_machine.travel(now() - ago):
        account = make.coordinator(email=f"asel{ago.seconds}@example.org")
        links.make_link(account.id, LinkKind.RESET, by=Operator(), send=True)
        db.session.remove()
        db.engine.dispose()


def run(deployment: Deployment, *arguments: str, **environ: str) -> Result:
    """The command in this process: the start of another takes longer than what is tried here."""
    ours = {"DATABASE_URL": "", **deployment.settings_environ(), **environ}
    return CliRunner().invoke(cli, arguments, env=ours)


def test_cron_sends_what_waits_and_says_how_many(mailing: Deployment, mail_server: MailServer) -> None:
    put_letter(mailing, ago=timedelta(hours=2))
    mail_server.fault = ("RCPT", "later")
    ended = run(mailing, "mail", "send")
    assert (ended.exit_code, ended.stdout) == (1, "0 sent, 0 given up, 1 waiting\n")
    assert "asel" not in ended.stdout + ended.stderr
    told = run(mailing, "doctor")
    assert told.exit_code == 1
    assert re.search(r"waiting +1, since \d{4}-\d\d-\d\d \d\d:\d\d UTC\n", told.stdout)
    assert "The mail server asked to try again later" in told.stdout
    mail_server.mend()
    put_letter(mailing)
    assert run(mailing, "mail", "send").stdout == "1 sent, 0 given up, 1 waiting\n"  # the other one's turn comes
    assert len(mail_server.received) == 1
    assert "SMTP_URL is not set" in str(run(mailing, "mail", "send", SMTP_URL="").exception)


def test_the_head_of_the_trail_is_written_to_those_who_keep_it(mailing: Deployment, mail_server: MailServer) -> None:
    keepers = {"NETWORK_HEAD_TO": "keeper@example.org, other@example.org"}
    head = run(mailing, "mail", "head", **keepers).stdout.strip()
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    assert run(mailing, "mail", "send", **keepers).stdout == "2 sent, 0 given up, 0 waiting\n"
    assert mail_server.recipients == ["keeper@example.org", "other@example.org"]
    for text in mail_server.texts():
        assert head in text
        for telling in ("Network", "Women", "OSCE", "audit trail"):
            assert telling not in text
    assert "The trail holds" in run(mailing, "audit", "verify", "--head", head).stdout


def test_the_server_sends_at_once_and_no_page_waits_for_a_mail_server_that_hangs(
    mailing: Deployment, mail_server: MailServer, wait_for: Callable[[Callable[[], object]], None]
) -> None:
    put_letter(mailing)
    port = free_port()
    mailing.environ["PUBLIC_URL"] = f"http://localhost:{port}"
    with mailing.start("serve", "--port", str(port)) as server:
        server.wait_for("Serving")
        wait_for(lambda: mail_server.received)  # what waited leaves by itself
        mail_server.fault = ("RCPT", "hang")
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        address = f"http://localhost:{port}/forgotten-password"
        page = browser.open(address).read().decode()
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]  # type: ignore[index]
        form = urlencode({"csrf_token": token, "email": "asel0@example.org"}).encode()
        before = mail_server.connections
        answer = browser.open(Request(address, form)).read().decode()
        assert "a letter is on its way" in answer
        wait_for(lambda: mail_server.connections > before)  # it set out at once, and hangs there
        browser.open(address).read()  # while pages are answered
        assert len(mail_server.received) == 1
        mail_server.mend()
        wait_for(lambda: len(mail_server.received) == 2)
        assert server.end() == 0
    assert "asel0" not in server.log.read_text()


def test_settings_that_could_send_nothing_are_refused_in_words() -> None:
    for wrong, sentence in (
        ({"SMTP_URL": "mail.example.org"}, "SMTP_URL is not usable"),
        ({"SMTP_URL": "smtp://mail.example.org:nine"}, "SMTP_URL is not usable"),
        ({"SMTP_URL": "smtp://mail.example.org"}, "MAIL_FROM is not"),
        ({"MAIL_FROM": "nobody"}, "MAIL_FROM is not an e-mail address"),
        ({"NETWORK_HEAD_TO": "a@example.org, b"}, "NETWORK_HEAD_TO is not a list"),
    ):
        with pytest.raises(Misconfigured, match=sentence):
            mail_settings(wrong)
