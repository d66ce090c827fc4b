"""Every string that a person reads is marked, and has its Russian."""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from network.config import CHECKOUT, PACKAGE, TEMPLATES

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "_n": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_lp": ((1, "c"), 2),
    "_p": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
CATALOGUE = PACKAGE / "translations" / "ru" / "LC_MESSAGES"

#: Words of a template that are the same in every language.
SAME_EVERYWHERE = {"OSCE", "PDF", "CSV", "XLSX", "JSON", "SHA", "UTC", "English", "Русский", "n", "N"}


def extracted() -> Catalog:
    """All messages of the code and the templates."""
    catalogue = Catalog()
    for folder, methods in (
        (PACKAGE, [("**.py", "python")]),
        (TEMPLATES, [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        for file, line, message, _comments, context in extract_from_dir(
            folder, methods, keywords=KEYWORDS, options_map={"**.html": {"trimmed": "true"}}
        ):
            catalogue.add(message, locations=[(file, line)], context=context)
    return catalogue


def _russian() -> Catalog:
    with (CATALOGUE / "messages.po").open("rb") as file:
        return read_po(file, locale="ru")


def _messages() -> list[Message]:
    return [message for message in extracted() if message.id]


def test_every_message_has_its_russian() -> None:
    russian = _russian()
    missing = []
    for message in _messages():
        found = russian.get(message.id, message.context)
        texts = found.string if found and isinstance(found.string, tuple) else (found.string if found else "",)
        if not all(texts) or (found and found.fuzzy):
            missing.append(message.id)
    assert not missing, f"{len(missing)} without Russian: {missing[:10]}"


def test_the_catalogue_holds_nothing_that_no_page_says() -> None:
    known = {(message.id if isinstance(message.id, str) else message.id[0], message.context) for message in _messages()}
    stale = [
        message.id
        for message in _russian()
        if message.id and ((message.id if isinstance(message.id, str) else message.id[0]), message.context) not in known
    ]
    assert not stale, stale[:10]


def test_russian_names_the_same_facts() -> None:
    for message in _russian():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = set(re.findall(r"%\((\w+)\)[sd]", ids[-1]))
        for text in texts:
            if message.id:
                assert set(re.findall(r"%\((\w+)\)[sd]", text)) <= wanted | {"num"}, message.id
                assert wanted - {"num", "n"} <= set(re.findall(r"%\((\w+)\)[sd]", text)), message.id


def test_russian_is_russian() -> None:
    odd = []
    for message in _russian():
        said = re.sub(r"%\(\w+\)[sd]|SHA-256", "", "".join(message.string))
        if message.id and re.search("[A-Za-z]{2}", said) and not re.search("[А-Яа-я]", said):
            odd.append(message.id)
    assert not odd, odd


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = BytesIO()
    write_mo(compiled, _russian())
    assert (CATALOGUE / "messages.mo").read_bytes() == compiled.getvalue()


_JINJA = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])


def _unmarked(source: str) -> Iterator[str]:
    source = re.sub(r"{% block body_class %}.*?{% endblock %}", "", source)
    text = "".join(
        value if kind == "data" else "\0"
        for _, kind, value in _JINJA.lex(source)
        if kind in ("data", "variable_begin", "block_begin")
    )
    text = re.sub(r"<(script|style|kbd|code)\b.*?</\1>", "", text, flags=re.S)
    yield from re.findall(r'(?:title|aria-label|placeholder|alt|data-label|data-confirm)="([^"\0]+)"', text)
    yield from re.sub(r"<[^>]*>", "\0", text).split("\0")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.relative_to(TEMPLATES).as_posix())
def test_a_template_says_nothing_that_is_not_marked(path: Path) -> None:
    found = [
        text.strip()
        for text in _unmarked(path.read_text(encoding="utf-8"))
        if set(re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", text))) - SAME_EVERYWHERE
    ]
    assert not found, found


#: Calls whose first argument a person reads.
SPOKEN = {
    *("done", "notice", "Refused", "ValidationError", "StopValidation", "required"),
    *("line", "lines", "email", "phone", "day", "clock", "WordField", "CountField", "ManyField", "StringField"),
    *("ChoiceField", "KeyField", "ButtonsField", "BooleanField", "PasswordField"),
}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if not {"cli", "demo", "migrations"} & set(path.parts)],
    ids=lambda p: p.relative_to(CHECKOUT).as_posix(),
)
def test_the_code_says_nothing_that_is_not_marked(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            spoken = [first] if name in SPOKEN else []
            spoken += [word.value for word in node.keywords if word.arg in ("hint", "description", "sentence")]
            found += [
                f"line {node.lineno}: {one.value!r}"
                for one in spoken
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and re.search(r"[A-Za-z]{3}", one.value)
            ]
    assert not found, found
