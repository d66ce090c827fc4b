"""Not only a checkout: a wheel built from it, installed elsewhere, is the whole product."""

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from network.cli.demo import application
from network.config import CHECKOUT, load_settings
from tests.cli.deployment import Deployment, free_port
from tests.cli.test_demo import GREETED, Browser

#: What differs from answer to answer: the page's nonce and the masked token.
PASSING = re.compile(r'(nonce|value|content)="[\w.=+/-]{16,}"')


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    [path] = folder.glob("network_tracker-*-py3-none-any.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; what it depends on is lent by this one, so nothing is fetched."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(scripts / "python"),
        "install",
        "-q",
        "--no-index",
        "--no-deps",
    ]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    [site_packages] = folder.rglob("site-packages")
    (site_packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return scripts / "network"


def _contents(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_everything_travels_and_nothing_else(wheel: Path) -> None:
    wanted = {
        *(f"network/{name}" for name in _contents(CHECKOUT / "network")),
        *(f"network/_templates/{name}" for name in _contents(CHECKOUT / "templates")),
        *(f"network/_static/{name}" for name in _contents(CHECKOUT / "static")),
    }
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert found == wanted


def test_the_demo_of_the_wheel_serves_the_same_pages(installed: Path, tmp_path: Path) -> None:
    data = tmp_path / "data" / "network-tracker"
    environ = {"NETWORK_INSTANCE": "", "XDG_DATA_HOME": str(data.parent), "PYTHONPATH": ""}
    port = free_port()
    elsewhere = Deployment(data, environ, (str(installed),))
    data.mkdir(parents=True)
    with elsewhere.start("demo", "--port", str(port)) as server:
        server.wait_for(GREETED)
        browser = Browser(f"http://localhost:{port}")
        assert "/sign-out" in browser.sign_in("kyrgyzstan@example.org")
        pages = {language: _page(port, language) for language in ("en", "ru")}
        css = re.search(r"/static/\w+/site\.css", pages["en"])
        assert css
        assert browser.get(css[0]) == (CHECKOUT / "static" / "site.css").read_text(encoding="utf-8")
        assert server.end() == 0
    settings = load_settings({"NETWORK_INSTANCE": str(data), "PUBLIC_URL": f"http://localhost:{port}"}, demo=True)
    here = application(settings).test_client()
    for language, page in pages.items():
        answer = here.get("/sign-in", headers={"Accept-Language": language}, base_url=f"http://localhost:{port}")
        assert PASSING.sub("", answer.text) == PASSING.sub("", page)


def _page(port: int, language: str) -> str:
    browser = Browser(f"http://localhost:{port}")
    browser.opener.addheaders = [("Accept-Language", language)]
    return browser.get("/sign-in")


def test_a_deployment_of_the_wheel_is_set_up(installed: Path, tmp_path: Path) -> None:
    elsewhere = Deployment(tmp_path / "instance", {"PYTHONPATH": ""}, (str(installed),))
    assert "agencies and 8 organisations added" in elsewhere.succeed("init")
    assert "Nothing is wrong." in elsewhere.succeed("doctor", PUBLIC_URL="https://network.example.org")
