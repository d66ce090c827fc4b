"""The order of the house: who may import whom, what things are called, and that nothing calls out."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from network.config import CHECKOUT, PACKAGE

TEMPLATES, STATIC = CHECKOUT / "templates", CHECKOUT / "static"
#: Names that say nothing about what is inside.
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "misc", "common"}
ADDRESS = re.compile(rb"https?://([a-z0-9][a-z0-9.-]*)")
#: Names of namespaces and of examples; nothing is loaded from them.
HARMLESS = {b"www.w3.org", b"localhost", b"network.example.org"}
#: Where vendored libraries and fonts say in a comment whose they are.
VENDORED = {
    b"getbootstrap.com",
    b"github.com",
    b"htmx.org",
    b"lucide.dev",
    b"scripts.sil.org",
    b"openfontlicense.org",
}


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module of the product, parsed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_imports_point_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_names_say_what_a_thing_is() -> None:
    named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for path, tree in modules():
        names = [path.stem, *(node.name for node in ast.walk(tree) if isinstance(node, named))]
        for name in names:
            words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+", name)}
            assert not words & EMPTY_WORDS, f"{path}: {name}"


def _rendered() -> Iterator[tuple[str, str]]:
    """Feature and template of every page that a view renders."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"render", "render_template"}:
                for constant in ast.walk(node.args[0]):
                    if isinstance(constant, ast.Constant) and str(constant.value).endswith(".html"):
                        yield path.parent.name, str(constant.value)


def test_every_page_has_its_template_in_the_folder_of_its_feature() -> None:
    pages = set(_rendered())
    assert pages
    for feature, template in pages:
        assert (TEMPLATES / template).is_file(), f"{feature} renders {template}, which is not there"
        if feature != "web":
            assert template.split("/")[0] == feature


def test_no_template_is_left_over() -> None:
    used = {template for _feature, template in _rendered()}
    for path in TEMPLATES.rglob("*.html"):
        used.update(re.findall(r'["\']([\w/]+\.html)["\']', path.read_text(encoding="utf-8")))
    used.update(name for path, _tree in modules() for name in re.findall(r"[\w/]+\.html", path.read_text("utf-8")))
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html")}
    assert there <= used, f"nothing uses {sorted(there - used)}"


def test_templates_write_no_field_by_hand_and_trust_no_text() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b", text), f"{path} trusts a text"
        if path.parent.name != "components":
            assert not re.search(r"<(input|textarea|select)\b", text), f"{path} writes a field by hand"
        assert not re.search(r"\s(style|on[a-z]+)=[\"']", text), f"{path} has what the policy of the page forbids"


def test_what_people_type_goes_through_our_own_fields() -> None:
    """The library's own say in English what was not offered, and take numbers that no database holds."""
    ours = {"SelectField", "SelectMultipleField", "RadioField", "IntegerField", "DateField", "TimeField", "FileField"}
    for path, tree in modules():
        if path != PACKAGE / "web" / "fields.py":
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms"):
                    assert not ours & {one.name for one in node.names}, path


@pytest.mark.parametrize("folder", [PACKAGE, TEMPLATES, STATIC])
def test_nothing_is_loaded_from_elsewhere(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in {".pyc", ".ttf"}:
            hosts = set(ADDRESS.findall(path.read_bytes())) - HARMLESS
            allowed = VENDORED if "vendor" in path.parts or path.name == "OFL.txt" else set()
            assert hosts <= allowed, f"{path} names {hosts - allowed}"


def _locked(name: str) -> dict[str, str]:
    text = (CHECKOUT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("--hash=sha256:") > 100
    return {canonicalize_name(found[0]): found[1] for found in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


@pytest.mark.parametrize(("name", "extras"), [("requirements.lock", ()), ("tests/requirements.lock", ("test",))])
def test_the_locks_hold_what_the_project_asks_for(name: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in extras for one in project["optional-dependencies"][extra]),
    ]
    locked = _locked(name)
    for requirement in map(Requirement, asked):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {name}: make it anew by the command on its first lines"
        assert requirement.specifier.contains(version), f"{name} has {requirement.name} {version}"
    assert default_environment()["python_version"] >= "3.11"


def test_both_locks_agree() -> None:
    runtime, tests = _locked("requirements.lock"), _locked("tests/requirements.lock")
    assert runtime.items() <= tests.items()
