"""`network doctor`: what is configured and what is wrong, without a secret."""

from tests.cli.deployment import Deployment
from tests.databases import corrupt


def test_a_healthy_deployment(deployment: Deployment) -> None:
    deployment.succeed("init")
    mail = {"SMTP_URL": "smtps://post:canary@smtp.example.org:465", "MAIL_FROM": "n@example.org"}
    said = deployment.succeed("doctor", **mail)
    assert "Nothing is wrong." in said
    assert "https://network.example.org" in said
    assert "secret.key (mode 0600)" in said
    assert "smtp.example.org" in said
    assert "canary" not in said
    assert "granian" in said
    assert "not set: no backup can be made (network backup keygen)" in said
    assert "none was made yet" in said
    if "DATABASE_URL" in deployment.environ:
        assert "PostgreSQL 18" in said
    else:
        assert "SQLite, the embedded file" in said
        assert "WAL" in said


def test_what_is_wrong_comes_with_how_to_mend_it(embedded: Deployment) -> None:
    wrong = {"PUBLIC_URL": "", "DATABASE_URL": "postgresql://network:canary@127.0.0.1:9/network"}
    ended = embedded.run("doctor", **wrong, NETWORK_BACKUP_TO="AGE-SECRET-KEY-1CANARY")
    assert ended.returncode == 1
    assert "canary" not in (ended.stdout + ended.stderr).lower()
    assert "network:***@127.0.0.1:9" in ended.stdout
    to_mend = ended.stdout.partition("To mend\n")[2].splitlines()
    assert [line.split(".")[0].strip() for line in to_mend] == [
        "There is no secret key",
        "There is no audit key",
        "There is no data key",
        "PUBLIC_URL is not set",
        "A secret identity stands where the public recipient belongs (NETWORK_BACKUP_TO or --to)",
    ]
    assert not embedded.folder.exists()


def test_a_silent_database_is_said(ready: Deployment) -> None:
    ended = ready.run("doctor", DATABASE_URL="postgresql://network:canary@127.0.0.1:9/network")
    assert ended.returncode == 1
    assert "The database does not answer" in ended.stdout
    assert "canary" not in ended.stdout + ended.stderr


def test_a_missing_database_is_said_and_not_made(ready: Deployment) -> None:
    (ready.folder / "network.db").unlink()
    ended = ready.run("doctor")
    assert ended.returncode == 1
    assert "Make it: network init" in ended.stdout
    assert not (ready.folder / "network.db").exists()


def test_a_damaged_file_is_found(ready: Deployment) -> None:
    corrupt(ready.folder / "network.db", "agency_name")
    ended = ready.run("doctor")
    assert ended.returncode == 1
    assert "The database file is damaged" in ended.stdout
    assert "restore the last backup: network restore FILE --identity KEY --overwrite" in ended.stdout


def test_an_index_that_leads_elsewhere_is_found_too(ready: Deployment) -> None:
    """A start does not look for it: every row would have to be looked up in every index."""
    path = ready.folder / "network.db"
    corrupt(path, "ix_audit_entry_event", lambda page: page.replace(b"system:initialised", b"system:initializes"))
    ended = ready.run("doctor")
    assert ended.returncode == 1
    assert "The database file is damaged (row 1 missing from index ix_audit_entry_event)" in ended.stdout


def test_a_key_that_others_can_read_is_said(ready: Deployment) -> None:
    (ready.folder / "audit.key").chmod(0o640)
    ended = ready.run("doctor")
    assert ended.returncode == 1
    assert "mode 0640" in ended.stdout
    assert "chmod 600" in ended.stdout
