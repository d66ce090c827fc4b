"""`network backup` and `network restore`: an operator loses a machine and has another."""

import re
import shutil
import stat
from pathlib import Path

from tests.cli.deployment import Deployment


def test_a_lost_machine_comes_back_on_another(ready: Deployment, tmp_path: Path) -> None:
    shelf, key = tmp_path / "shelf", tmp_path / "backup.key"
    shelf.mkdir()
    recipient = ready.succeed("backup", "keygen", "--out", str(key)).strip()
    assert re.fullmatch(r"age1[a-z0-9]{58}", recipient)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600

    said = ready.succeed("backup", str(shelf), NETWORK_BACKUP_TO=recipient)
    [file] = shelf.iterdir()
    assert re.fullmatch(r"network-\d{4}-\d\d-\d\dT\d{6}Z\.age", file.name)
    assert re.search(rf"rows of \d+ tables to {file}\n", said)
    assert "Compared: the file was read back from the disk" in said
    [head] = re.findall(r"Head of the audit trail in it: (\S+)", said)
    assert re.search(r"last backup +20\d\d-", ready.succeed("doctor", NETWORK_BACKUP_TO=recipient))

    checked = ready.succeed("restore", str(file), "--identity", str(key), "--check")
    assert "its trail holds from the first entry to the head" in checked
    refused = ready.run("restore", str(file), "--identity", str(key))
    assert refused.returncode == 1
    assert re.fullmatch(r"There is a database already at .* --overwrite\. Nothing was changed\.\n", refused.stderr)

    (tmp_path / "new").mkdir()
    new = Deployment(tmp_path / "new" / "instance", ready.environ)
    keyless = new.run("restore", str(file), "-i", str(key))
    assert keyless.returncode == 2
    assert "put the kept secret.key, audit.key and data.key into" in keyless.stderr
    new.folder.mkdir()
    for name in ("secret.key", "audit.key", "data.key"):
        shutil.copy(ready.folder / name, new.folder)
    restored = new.succeed("restore", str(file), "-i", str(key))
    assert f"network audit verify --head {head}" in restored
    keys = dict.fromkeys(("secret.key", "audit.key", "data.key"), "0o600")
    assert new.modes() == {"network.db": "0o600", "tmp": "0o700", **keys}
