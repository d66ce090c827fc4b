"""What is kept between requests never shows one reader what another one wrote, or may see."""

import random
import re
import sys
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from network import create_app
from network.clock import now
from tests import factories as make
from tests.databases import SqliteFiles, settings
from tests.visitor import Visitor
from tests.world import World, build

ROLES = ("stranger", "member", "coordinator", "assigned", "secretariat")
#: What is new in every answer: tokens of forms, the nonce of scripts, challenges and secrets offered.
_NEW = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|(?<=data-token=")[^"]+|(?<=nonce=")[^"]+|data-options="[^"]+"'
    r"|(?<=<code>)(?:[a-z]{5}-){3}[a-z]{5}(?=</code>)"  # a password that is made up for a list
    r'|<input[^>]+name="secret"[^>]*>|<svg [^>]*class="qr".*?</svg>|(?<=secret-letters"><code>)[^<]+'
    r"|(?<=<code>)[a-z]{4,}(?:-[a-z]{4,}){2,}(?=</code>)",  # a password offered for a list
    re.DOTALL,
)


@pytest.mark.parametrize("path", ["/exports?account=", "/audit?account=", "/trainings/?when="])
def test_what_one_reader_wrote_into_an_address_is_not_on_the_next_ones_page(
    app: Flask, signed_in: Callable[..., Visitor], path: str
) -> None:
    with app.app_context():
        one, another = make.secretariat(), make.secretariat()

    assert "POISON" in signed_in(one).get(f"{path}POISON").text
    assert "POISON" not in signed_in(another).get(path.partition("?")[0]).text


def test_every_role_reads_what_a_process_that_kept_nothing_would_write(
    sqlite_files: SqliteFiles, tmp_path: Path
) -> None:
    """All pages by all roles in both languages, in no order, in one process that goes on keeping."""
    with sqlite_files.fresh() as url, time_machine.travel(now(), tick=False):
        app = create_app(settings(tmp_path, url))
        world = build(app)
        readers = [_reader(app, world, role, language) for role in ROLES for language in ("en", "ru")]
        asked = [(reader, path) for reader in readers for path in _paths(app, world)]
        for reader, path in asked:  # a record that is opened is told to whom it is of, from then on
            if path.startswith("/members/"):
                _answer(reader, path)
        alone = []
        for reader, path in asked:
            _forget(app)
            alone.append(_answer(reader, path))

        order = random.sample(range(len(asked)), len(asked))

        assert [asked[one][1] for one in order if _answer(*asked[one]) != alone[one]] == []


def _reader(app: Flask, world: World, role: str, language: str) -> Visitor:
    reader = Visitor(app) if role == "stranger" else Visitor(app).sign_in(world.accounts[role])
    with reader.client.session_transaction(**reader.base) as session:
        session["language"] = language
    return reader


def _paths(app: Flask, world: World) -> Iterator[str]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield from (world.fill(rule, variant) for variant in world.variants(rule))


def _answer(reader: Visitor, path: str) -> str:
    answer = reader.client.get(path, **reader.base)
    text = _NEW.sub("", answer.text) if answer.mimetype == "text/html" else ""
    answer.close()
    return f"{answer.status}\n{text}"


def _forget(app: Flask) -> None:
    """Everything that the process keeps: parts of pages, rows that were read once, what functions remember."""
    app.extensions["kept"].clear()
    app.extensions.pop("while_unchanged", None)
    for name, module in list(sys.modules.items()):
        if name.startswith("network.") and name != "network.web.static":  # files are the same for everybody
            for function in vars(module).values():
                if isinstance(function, _lru_cache_wrapper):
                    function.cache_clear()
