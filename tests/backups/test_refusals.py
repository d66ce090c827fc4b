"""What is no whole backup of ours, or would take something away unasked, is refused, and nothing has been changed."""

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyrage
import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from network import migrations
from network.backups import keys
from network.backups.manifest import Unusable
from network.backups.restoring import check
from network.backups.writing import NotBackedUp
from network.cli import cli
from network.database import db, sqlite_module
from network.errors import Misconfigured
from network.trainings.models import Organisation
from tests import factories as make
from tests.backups.shelf import Shelf, opened, refused, rows
from tests.databases import AUDIT, DATA, SECRET, PostgresServer, SqliteFiles, corrupt, settings


def names(app: Flask) -> list[str]:
    """What tells one state of a database from another."""
    with app.app_context():
        found = list(db.session.scalars(sa.select(Organisation.name).order_by(Organisation.name)))
        db.session.rollback()
    return found


def stripped(app: Flask) -> None:
    """Nobody has the database open."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def unchanged(app: Flask) -> Iterator[None]:
    """The file that stands there is the same, byte by byte, and nothing is left beside it."""
    stripped(app)
    path: Path = app.config["SETTINGS"].sqlite_path
    content, beside = path.read_bytes(), set(path.parent.iterdir())
    yield
    assert path.read_bytes() == content
    assert set(path.parent.iterdir()) - beside <= {path.parent / "tmp"}
    assert not list((path.parent / "tmp").glob("*"))


def over(app: Flask, shelf: Shelf, **how: Any) -> Any:
    return shelf.restore(app, app.config["SETTINGS"].database_url, overwrite=True, **how)


def test_a_file_cut_off_or_with_one_byte_changed_is_refused(embedded: Flask, shelf: Shelf) -> None:
    whole = shelf.put(embedded).path.read_bytes()
    size = len(whole)
    with unchanged(embedded):
        for length in (0, 1, 30, 200, 300, size // 2, size - 16, size - 1):
            shelf.file.write_bytes(whole[:length])
            with refused(Unusable, r"damaged or cut off: .* Nothing was changed"):
                over(embedded, shelf)
        for place in {*range(0, size, size // 60), size - 1}:
            shelf.file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
            with refused(Unusable, r"Nothing was changed"):
                over(embedded, shelf)
        shelf.file.write_bytes(whole + b"\n")
        with refused(Unusable, r"damaged or cut off"):
            over(embedded, shelf)


def test_another_key_opens_nothing(embedded: Flask, shelf: Shelf) -> None:
    shelf.put(embedded)
    shelf.identity = pyrage.x25519.Identity.generate()
    with unchanged(embedded), refused(Unusable, r"This key does not open the backup"):
        over(embedded, shelf)


def told(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new, 1)


#: What somebody who knows the public recipient, and has no key of ours, could encrypt for us.
FORGERIES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "another file": (lambda _whole: b"hello\n", "damaged or cut off: a line is not what it should be"),
    "another backup": (lambda _whole: b'{"backup": "of another"}\n', "This is no backup of this product"),
    "a newer form": (lambda whole: told(whole, b'"version":1', b'"version":2'), "A newer release"),
    "a newer schema": (
        lambda whole: re.sub(rb'"schema":"\w+"', b'"schema":"from_2099"', whole, count=1),
        r"The backup's schema \(from_2099\) is newer than this release",
    ),
    "another column": (lambda whole: told(whole, b'"name_ru"', b'"name_rx"'), "a line is not what it should be"),
    "another table": (lambda whole: told(whole, b'\n"member"\n', b'\n"sqlite_master"\n'), "a line is not what"),
    "a row too long": (lambda whole: told(whole, b"\n[1,", b"\n[1],[1,"), "a line is not what it should be"),
    "another value": (lambda whole: told(whole, b"Centre in A", b"Centre in B"), "the rows of audit_entry"),
    "no end": (lambda whole: whole[: whole.rindex(b'{"end"')], "its end is missing"),
    "more after the end": (lambda whole: whole + b'"member"\n', "a line is not what it should be"),
    "a word that nobody knows": (lambda whole: told(whole, b'"female"', b'"robot"'), "a line is not what it should be"),
}  # fmt: skip


def test_what_somebody_else_made_is_refused(embedded: Flask, shelf: Shelf) -> None:
    content = zlib.decompress(pyrage.decrypt(shelf.put(embedded).path.read_bytes(), [shelf.identity]), wbits=31)
    with unchanged(embedded):
        for forge, sentence in FORGERIES.values():
            packed = gzip.compress(forge(content))
            shelf.file.write_bytes(pyrage.encrypt(packed, [shelf.identity.to_public()]))
            with refused(Unusable, sentence):
                over(embedded, shelf)
        shelf.file.write_bytes(pyrage.encrypt(content, [shelf.identity.to_public()]))
        with refused(Unusable, r"it cannot be unpacked"):
            over(embedded, shelf)


def test_what_our_audit_key_does_not_vouch_for_is_restored_only_when_told_to(embedded: Flask, shelf: Shelf) -> None:
    """Whoever knows the public recipient could have made a whole backup: but not sealed it."""
    shelf.put(embedded)
    other = replace(embedded.config["SETTINGS"], audit_key="another-key-0123456789-abcdefghijklmnopqrs")
    embedded.config["SETTINGS"] = other
    with unchanged(embedded), refused(Unusable, r"is not sealed with this audit key.*--unproven"):
        over(embedded, shelf)
    doubts = check(shelf.file, [shelf.identity], other).doubts
    assert [doubt[:24] for doubt in doubts] == ["The backup is not sealed", "The audit trail does not"]
    assert over(embedded, shelf, unproven=True).kept


def test_nothing_is_written_over_without_being_told_to(embedded: Flask, shelf: Shelf) -> None:
    shelf.put(embedded)
    with embedded.app_context():
        make.organisation("Added since")
    with unchanged(embedded), refused(Unusable, r"There is a database already at .* --overwrite"):
        shelf.restore(embedded, embedded.config["SETTINGS"].database_url)
    assert names(embedded) == ["Added since", "OSCE Centre in Ashgabat"]
    with refused(Unusable, r"The database is in use .* Stop the server"):  # our own connection has it open
        over(embedded, shelf)
    stripped(embedded)
    done = over(embedded, shelf)
    assert names(embedded) == ["OSCE Centre in Ashgabat"]
    with opened(embedded.config["SETTINGS"], f"sqlite:///{done.kept}") as kept:
        assert names(kept) == ["Added since", "OSCE Centre in Ashgabat"]


def test_what_a_lost_database_left_behind_does_not_get_into_the_next(embedded: Flask, shelf: Shelf) -> None:
    """SQLite takes a log that lies beside a file for that file's own."""
    shelf.put(embedded)
    path: Path = embedded.config["SETTINGS"].sqlite_path
    with closing(sqlite_module().connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA wal_autocheckpoint = 0")
        file.execute("UPDATE organisation SET name = 'Of a lost database'")
        log = Path(f"{path}-wal").read_bytes()
    stripped(embedded)
    path.unlink()
    Path(f"{path}-wal").write_bytes(log)
    done = shelf.restore(embedded, embedded.config["SETTINGS"].database_url)
    assert names(embedded) == ["OSCE Centre in Ashgabat"]
    assert Path(f"{done.kept}-wal").read_bytes() == log


def test_on_postgresql_it_is_all_or_nothing(
    postgres_server: PostgresServer, embedded: Flask, shelf: Shelf, tmp_path: Path
) -> None:
    made = shelf.put(embedded)
    with postgres_server.fresh(empty=True) as url, opened(settings(tmp_path, url), url) as app:
        shelf.restore(app, url)
        with app.app_context():
            make.organisation("Added since")
        before = rows(app)
        with refused(Unusable, r"There is a database already"):
            shelf.restore(app, url)
        with refused(Unusable, r"The database is in use by 1 other connections"):
            shelf.restore(app, url, overwrite=True)
        with embedded.app_context():
            make.organisation("PostgreSQL takes no \0")
        made.path.unlink()
        shelf.put(embedded)
        stripped(app)
        with refused(Unusable, r"could not be restored \(.*NUL.*\)\. Nothing was changed"):
            shelf.restore(app, url, overwrite=True)
        assert rows(app) == before
        with embedded.app_context(), make.saving():
            db.session.execute(sa.delete(Organisation).where(Organisation.name.like("PostgreSQL%")))
        made.path.unlink()
        shelf.put(embedded)
        stripped(app)
        shelf.restore(app, url, overwrite=True)
        assert names(app) == ["OSCE Centre in Ashgabat"]
        stripped(app)
        with app.app_context(), db.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_2099'")
        stripped(app)
        with refused(Unusable, r"tables that are not this release's"):
            shelf.restore(app, url, overwrite=True)


def test_a_backup_of_an_older_release_is_brought_up(sqlite_files: SqliteFiles, shelf: Shelf, tmp_path: Path) -> None:
    with sqlite_files.fresh(empty=True) as url, opened(settings(tmp_path, url), url) as old:
        with old.app_context():
            migrations.upgrade("7c2b318ce2d0")
            with db.engine.begin() as connection:
                connection.exec_driver_sql(
                    "INSERT INTO account (name, email, disabled, created_at, version)"
                    " VALUES ('Бермет Алиева', 'b@example.org', FALSE, '2026-11-24 00:00:00', 1)"
                )
        made = shelf.put(old)
        assert made.manifest.begins.schema == "7c2b318ce2d0"
        assert shelf.restore(old, shelf.another()).brought_up
    with opened(settings(tmp_path, url), shelf.another()) as restored, restored.app_context():
        assert migrations.current() == migrations.head()
        found = db.session.scalars(sa.text("SELECT token FROM account_word ORDER BY token")).all()
        db.session.rollback()
        assert "aleva" in found


def test_a_backup_is_not_written_over_either(embedded: Flask, shelf: Shelf) -> None:
    made = shelf.put(embedded)
    content = made.path.read_bytes()
    with refused(NotBackedUp, r"is there already and is not written over"):
        shelf.put(embedded)
    assert made.path.read_bytes() == content


def test_a_damaged_database_pushes_no_good_backup_out(embedded: Flask, shelf: Shelf) -> None:
    stripped(embedded)
    path = embedded.config["SETTINGS"].sqlite_path
    corrupt(path, "ix_audit_entry_event")  # of an index: every row can still be read
    with refused(NotBackedUp, r"The database file is damaged .* network restore FILE"):
        shelf.put(embedded)
    assert not list(shelf.folder.iterdir())


def test_a_disk_that_fails_leaves_no_half_backup(embedded: Flask, shelf: Shelf) -> None:
    with refused(NotBackedUp, r"could not be written \(No such file"):
        Shelf(shelf.folder / "not there", shelf.identity).put(embedded)


def test_a_secret_where_the_recipient_belongs_is_not_repeated(tmp_path: Path) -> None:
    recipient = keys.make_identity(tmp_path / "key")
    secret = (tmp_path / "key").read_text().splitlines()[-1]
    assert [str(one) for one in keys.recipients(f"{recipient} {recipient}")] == [recipient] * 2
    assert [str(one.to_public()) for one in keys.identities((tmp_path / "key").read_text())] == [recipient]
    with pytest.raises(Misconfigured) as said:
        keys.recipients(f"{recipient} {secret}")
    assert secret not in str(said.value)
    for text, sentence in (("", "holds no AGE"), ("age1x", "holds no AGE"), ("age-encryption.org/v1\n", "passphrase")):
        with pytest.raises(Misconfigured, match=sentence):
            keys.identities(text)
    with pytest.raises(Misconfigured, match="is there already"):
        keys.make_identity(tmp_path / "key")


def test_a_backup_for_nobody_is_not_begun(embedded: Flask, shelf: Shelf) -> None:
    environ = {
        "NETWORK_SECRET_KEY": SECRET,
        "NETWORK_AUDIT_KEY": AUDIT,
        "NETWORK_DATA_KEY": DATA,
        "NETWORK_BACKUP_TO": "",
    }
    ended = CliRunner().invoke(cli, ["backup", str(shelf.file)], env=environ)
    assert isinstance(ended.exception, Misconfigured)
    assert str(ended.exception) == keys.NO_RECIPIENT
    assert not list(shelf.folder.iterdir())
