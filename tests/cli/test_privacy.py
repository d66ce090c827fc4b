"""`network privacy`: the operator looks, sweeps, and takes the list of the erased along."""

from tests.cli.deployment import Deployment


def test_an_operator_looks_sweeps_and_lists(ready: Deployment) -> None:
    told = ready.succeed("privacy", "sweep")
    assert "former members (erased)" in told
    assert "kept for good" in told
    assert "Nothing was changed. To do it: network privacy sweep --yes" in told
    swept = ready.succeed("privacy", "sweep", "--yes", NETWORK_KEEP_FORMER_DAYS="1825")
    assert swept.startswith("Swept on 20")
    assert "kept for good" not in swept
    (ready.folder / "erased").write_text("no uid\n" + "b" * 22 + "\n")
    assert ready.succeed("privacy", "erased") == "b" * 22 + "\n"
    wrong = ready.run("privacy", "sweep", NETWORK_KEEP_FORMER_DAYS="soon")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "NETWORK_KEEP_FORMER_DAYS is a number of days: 1825, or 0 to keep for good\n",
    )
