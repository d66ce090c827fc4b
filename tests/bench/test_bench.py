"""The bench runs from its command line and says what it measured. How fast anything is, no test says."""

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.catalogue import MEASURES

#: Those that take seconds and no second process.
_QUICK = ("pages", "queries", "mark", "wire")


def test_the_bench_writes_every_measure_that_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    only = [word for name in _QUICK for word in ("--only", name)]
    file = tmp_path / "bench.json"

    assert main(["--quick", "--json", str(file), *only]) == 0

    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["measures"] == {name: "measured" if name in _QUICK else "not asked for" for name in MEASURES}
    assert {figure["measure"] for figure in told["figures"]} == set(_QUICK)
    for figure in told["figures"]:
        assert all(figure[name] for name in ("what", "where", "unit")), figure
        assert figure["ok"] == (figure["value"] <= figure["limit"]), figure
    pages = {figure["what"] for figure in told["figures"] if figure["measure"] == "pages"}
    assert {"trainings", "members", "agencies", "accounts", "organisations", "exports", "audit"} < pages
    assert {"participants", "lists", "a training"} < pages
    assert all(figure["reference"] for figure in told["figures"] if figure["measure"] in ("pages", "mark"))
    assert "one mark, durable and audited" in capsys.readouterr().out
