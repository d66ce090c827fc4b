"""`network init`: what a new deployment begins with."""

import re

from network.agencies.reference import reference_agencies
from tests.cli.deployment import Deployment


def test_it_makes_keys_schema_and_reference_list_once(deployment: Deployment) -> None:
    first = deployment.succeed("init")
    assert "secret.key, audit.key, data.key" in first
    assert "Schema: brought up." in first
    assert f"{len(reference_agencies())} agencies and 8 organisations added" in first
    assert "network account invite EMAIL --role secretariat" in first
    keys = {path.name: path.read_text() for path in deployment.folder.glob("*.key")}
    again = deployment.succeed("init")
    assert "Keys: there already." in again
    assert "Schema: up to date." in again
    assert "0 agencies and 0 organisations added" in again
    assert {path.name: path.read_text() for path in deployment.folder.glob("*.key")} == keys


def test_only_the_owner_can_read_what_it_writes(embedded: Deployment) -> None:
    embedded.succeed("init")
    assert set(embedded.modes().values()) == {"0o600"}
    assert {"secret.key", "audit.key", "data.key", "network.db"} <= set(embedded.modes())


def test_keys_are_long_random_and_different(embedded: Deployment) -> None:
    embedded.succeed("init")
    keys = {(embedded.folder / name).read_text() for name in ("secret.key", "audit.key", "data.key")}
    assert len(keys) == 3
    assert all(re.fullmatch(r"[\w-]{64}", key) for key in keys)


def test_keys_given_by_the_environment_are_not_made(embedded: Deployment) -> None:
    keys = {
        "NETWORK_SECRET_KEY": "given-0123456789-abcdefghijklmnopqrstuvw",
        "NETWORK_AUDIT_KEY": "given-9876543210-abcdefghijklmnopqrstuvw",
        "NETWORK_DATA_KEY": "given-5432109876-abcdefghijklmnopqrstuvw",
    }
    assert "given by the environment" in embedded.succeed("init", **keys)
    assert not list(embedded.folder.glob("*.key"))


def test_a_weak_key_is_refused_and_left_alone(embedded: Deployment) -> None:
    embedded.folder.mkdir()
    weak = embedded.folder / "secret.key"
    weak.write_text("short")
    weak.chmod(0o600)
    ended = embedded.run("init")
    assert ended.returncode == 2
    assert "secret key is too weak" in ended.stderr
    assert weak.read_text() == "short"


def test_a_database_that_does_not_answer_is_one_sentence_without_its_password(embedded: Deployment) -> None:
    ended = embedded.run("init", DATABASE_URL="postgresql://network:canary@127.0.0.1:9/network")
    assert ended.returncode == 2
    assert "The database does not answer" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "canary" not in ended.stdout + ended.stderr
