"""Whatever a linter for security is told to pass over says why, and the linters run in CI with the project's rules."""

import re
import tomllib

from network.config import CHECKOUT, PACKAGE

#: A mark that switches a rule of bandit, or of ruff's copy of them, off for its line.
_MARK = re.compile(r"#\s*(?:nosec\b|noqa: S\d)[^\n]*")
_WITH_REASON = re.compile(r"# (?:noqa: S\d+  )?(?:# )?(?:nosec B\d+|noqa: S\d+) - \w.{8,}")


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    marks = [
        (path.relative_to(CHECKOUT).as_posix(), found)
        for path in sorted(PACKAGE.rglob("*.py"))
        for found in _MARK.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(marks) > 10
    bare = [mark for mark in marks if not _WITH_REASON.search(mark[1])]
    assert not bare


def test_rules_left_out_for_the_whole_product_say_why() -> None:
    text = (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["tool"]["bandit"]
    assert settings["targets"] == ["network"]
    for rule in settings["skips"]:
        assert re.search(rf'"{rule}",  # \w.{{20,}}', text), f"{rule} is left out without a reason"


def test_every_rule_of_the_project_has_examples_that_it_finds_and_some_that_it_lets_pass() -> None:
    rules = re.findall(r"^  - id: ([\w-]+)$", (CHECKOUT / ".ci" / "semgrep.yml").read_text(encoding="utf-8"), re.M)
    examples = (CHECKOUT / ".ci" / "semgrep.py").read_text(encoding="utf-8")
    assert len(rules) >= 14
    for rule in rules:
        assert f"# ruleid: {rule}\n" in examples, f"nothing shows that {rule} bites"
        assert f"# ok: {rule}\n" in examples or rule == "forged-posts-are-refused-everywhere", f"{rule} may bite all"


def test_both_linters_run_in_ci() -> None:
    steps = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("bandit -q -c pyproject.toml -r network", "--test --config .ci/semgrep.yml", "--error --quiet"):
        assert command in steps
    lock = (CHECKOUT / ".ci" / "semgrep.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "semgrep==1.185.0 \\\n    --hash=sha256:" in lock
