"""Handing a letter over: what each failure of a mail server means, and who gets no letter at all."""

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from network.clock import now
from network.config import Settings
from network.mail import sender
from network.mail.sender import NotSent, Outgoing, handed_over
from network.vocabulary import Language, MailFault
from tests.databases import settings
from tests.mail.servers import MailServer

LETTER = Outgoing("asel@example.org", "Ваша ссылка", "Откройте", "<1@x>")


def of(url: str) -> Settings:
    return settings(Path("unused"), "sqlite://", smtp_url=url, mail_from="Office <network@example.org>")


def hand_over(url: str, letter: Outgoing = LETTER) -> NotSent | None:
    """What stood against it; None: it was taken."""
    try:
        with handed_over(of(url), letter):
            return None
    except NotSent as failure:
        return failure


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`impatient()` shortens the limits, for a server that would use them up."""

    def shorten() -> None:
        for name, seconds in (("STEP", 0.3), ("ANSWER", 0.3), ("WHOLE", 0.6)):
            monkeypatch.setattr(sender, name, seconds)

    return shorten


F = MailFault
#: Stage, fault, and what it means: word, code, whether for good, whether for every letter.
MEANINGS = [
    ("greeting", "later", F.LATER, 451, False, True),
    ("greeting", "never", F.LOCKED_OUT, 550, False, True),
    ("greeting", "drop", None, None, False, True),
    ("greeting", "hang", F.SILENT, None, False, True),
    ("EHLO", "later", F.LATER, 451, False, True),
    ("EHLO", "never", F.LOCKED_OUT, 550, False, True),
    ("EHLO", "drop", F.BROKE_OFF, None, False, True),
    ("MAIL", "later", F.LATER, 451, False, False),
    ("MAIL", "never", F.SENDER, 550, False, True),
    ("MAIL", "drop", F.BROKE_OFF, None, False, False),
    ("RCPT", "later", F.LATER, 451, False, False),
    ("RCPT", "never", F.ADDRESS, 550, True, False),
    ("RCPT", "drop", F.BROKE_OFF, None, False, False),
    ("RCPT", "hang", F.SILENT, None, False, False),
    ("RCPT", "drip", F.BROKE_OFF, None, False, False),
    ("DATA", "later", F.LATER, 451, False, False),
    ("DATA", "never", F.LETTER, 550, True, False),
    ("DATA", "drop", F.BROKE_OFF, None, False, False),
    ("letter", "later", F.LATER, 451, False, False),
    ("letter", "never", F.LETTER, 550, True, False),
    ("letter", "drop", F.BROKE_OFF, None, False, False),
    ("letter", "hang", F.SILENT, None, False, False),
]


def test_each_failure_at_each_stage_is_told_apart(mail_server: MailServer, impatient: Callable[[], None]) -> None:
    for stage, fault, word, code, final, at_the_door in sorted(MEANINGS, key=lambda one: one[1] in ("hang", "drip")):
        if fault in ("hang", "drip"):
            impatient()
        mail_server.fault = (stage, fault)
        failure = hand_over(mail_server.url)
        assert failure is not None, (stage, fault)
        meaning = (failure.fault if word else None, failure.code, failure.is_final, failure.at_the_door)
        assert meaning == (word, code, final, at_the_door), (stage, fault, failure.fault)
        assert failure.fault is not F.OTHER


@pytest.mark.parametrize("fault", ["later", "never", "drop", "hang"])
def test_a_goodbye_that_fails_takes_nothing_back(
    mail_server: MailServer, impatient: Callable[[], None], fault: str
) -> None:
    impatient()
    mail_server.fault = ("QUIT", fault)
    assert hand_over(mail_server.url) is None
    assert len(mail_server.received) == 1


def test_nobody_there_is_said(mail_server: MailServer) -> None:
    mail_server.stop()
    failure = hand_over(mail_server.url)
    assert failure is not None
    assert (failure.fault, failure.at_the_door) == (F.UNREACHABLE, True)


def test_a_letter_arrives_as_it_was_written(mail_server: MailServer) -> None:
    text = "Откройте:\nhttps://network.example.org/invitation/" + "x" * 80 + "\n"
    assert hand_over(mail_server.url, Outgoing("asel@example.org", "Тема", text, "<1@x>", Language.RUSSIAN)) is None
    [letter] = mail_server.received
    assert letter["Subject"] == "Тема"
    assert letter.get_content().splitlines() == text.splitlines()
    assert (letter["To"], letter["From"]) == ("asel@example.org", "Office <network@example.org>")
    assert (letter["Message-ID"], letter["Content-Language"]) == ("<1@x>", "ru")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert abs(letter["Date"].datetime - now()) < timedelta(minutes=1)
    assert letter.as_bytes().isascii()  # whatever server is on the way
    assert mail_server.recipients == ["asel@example.org"]


def test_an_address_that_only_some_servers_can_write_to(mail_server: MailServer) -> None:
    failure = hand_over(mail_server.url, Outgoing("асель@example.org", "S", "T", "<1@x>"))
    assert failure is not None
    assert (failure.fault, failure.is_final) == (F.ADDRESS, True)


@pytest.fixture(scope="module")
def nobodys_certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now() - timedelta(days=1))
    builder = builder.not_valid_after(now() + timedelta(days=1)).add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address(f"127.0.0.{n}")) for n in (1, 2)]), False
    )
    path = tmp_path_factory.mktemp("certificate") / "mail.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.fixture
def impostor(request: pytest.FixtureRequest, nobodys_certificate: ssl.SSLContext) -> Iterator[MailServer]:
    server = MailServer(context=nobodys_certificate, encrypted=request.param).start()
    yield server
    server.stop()


@pytest.mark.parametrize(("impostor", "scheme"), [(True, "smtps"), (False, "smtp")], indirect=["impostor"])
def test_whoever_cannot_prove_to_be_the_mail_server_gets_no_letter(impostor: MailServer, scheme: str) -> None:
    failure = hand_over(f"{scheme}://127.0.0.2:{impostor.port}")
    assert failure is not None
    assert (failure.fault, failure.at_the_door) == (F.UNSAFE, True)
    assert impostor.received == []


@pytest.mark.parametrize("office", ["office:canary@", ""])
def test_neither_a_password_nor_a_letter_travels_in_the_open(mail_server: MailServer, office: str) -> None:
    failure = hand_over(f"smtp://{office}127.0.0.2:{mail_server.port}")
    assert failure is not None
    assert (failure.fault, failure.at_the_door) == (F.UNSAFE, True)
    assert mail_server.received == []
