"""The look holds for everybody: contrast in both themes, nothing inline, nothing foreign, little to load."""

import re
from pathlib import Path

import brotli
import pytest

from network.config import STATIC, TEMPLATES

SHEETS = sorted(STATIC.glob("*.css"))
PAGES = sorted(TEMPLATES.rglob("*.html"))
COMPONENTS = TEMPLATES / "components"

GROUNDS = ("paper", "surface", "sunken")
INKS = ("text", "muted", "heading", "tile", "tile-strong")
TONES = ("good", "warm", "bad", "calm")

#: Text on its ground: WCAG 1.4.3, 4.5 : 1.
TEXT = [
    *[(text, ground) for text in (*INKS, "bad") for ground in GROUNDS],
    *[(text, "tile-soft") for text in INKS],
    *[(tone, f"{tone}-soft") for tone in TONES],
    ("good", "paper"), ("calm", "surface"),
    ("on-ink", "ink"), ("on-ink-muted", "ink"), ("on-ink", "ink-raised"),
    ("on-fill", "fill"), ("on-fill", "fill-strong"), ("ink", "apricot"),
]  # fmt: skip

#: What a shape is known by (borders of inputs and marks, focus): WCAG 1.4.11, 3 : 1.
SHAPES = [
    *[("line-strong", ground) for ground in GROUNDS],
    *[("tile", ground) for ground in GROUNDS],
    *[(f"{tone}-line", ground) for tone in TONES for ground in ("surface", f"{tone}-soft")],
    ("apricot", "ink"), ("apricot", "ink-raised"),
]  # fmt: skip


def tokens(theme: str) -> dict[str, str]:
    """The colours of :root in site.css, in the light or the dark theme."""
    css = (STATIC / "site.css").read_text()
    light = re.search(r":root \{(.*?)\n\}", css, re.S)
    dark = re.search(r"scheme: dark\) \{\s*:root \{(.*?)\n  \}", css, re.S)
    assert light
    assert dark
    pattern = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    return dict(pattern.findall(light[1])) | (dict(pattern.findall(dark[1])) if theme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Between 1 (the same) and 21 (black on white)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_shapes_stand_out_in_both_themes(theme: str) -> None:
    colours = tokens(theme)
    too_weak = [
        f"{one} on {other}: {contrast(colours[one], colours[other]):.2f}"
        for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for one, other in pairs
        if contrast(colours[one], colours[other]) < least
    ]
    assert not too_weak


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TEMPLATES).as_posix())
def test_templates_leave_style_script_and_inputs_to_their_places(page: Path) -> None:
    source = re.sub(r"\{#.*?#\}", "", page.read_text(), flags=re.S)
    assert not re.search(r"\sstyle\s*=|<style", source), "the policy refuses inline styles"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", source), "the policy refuses inline handlers"
    assert not re.search(r"<script(?![^>]*\bsrc=)", source), "scripts are files in static/"
    assert not re.search(r"<script(?![^>]*\bnonce=)", source), "a script without the nonce does not run"
    foreign = r"\b(?:src|href|action)\s*=\s*[\"']\s*(?:https?:)?//"
    assert not re.search(foreign, source), "an address of somebody else"
    if not page.is_relative_to(COMPONENTS):
        assert not re.search(r"<(?:input|textarea|select)\b", source), "macros write every input"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_own_style_sheets_load_nothing_and_know_every_token(sheet: Path) -> None:
    css = sheet.read_text()
    assert "url(" not in css
    assert "@import" not in css
    defined = set(re.findall(r"--([\w-]+):", (STATIC / "site.css").read_text() + css))
    used = set(re.findall(r"var\(--([\w-]+)\)", css))
    assert not {name for name in used - defined if not name.startswith("bs-")}


def test_pages_keep_off_what_bootstrap_draws_from_data_addresses() -> None:
    """`img-src 'self'` refuses data: pictures, so its closers and ticks would stand there empty."""
    drawn = "btn-close|accordion-button|navbar-toggler-icon|carousel-control|form-check-input|form-switch"
    assert [page.name for page in PAGES if re.search(drawn, page.read_text())] == []
    assert ".form-select { --bs-form-select-bg-img: none;" in (STATIC / "components.css").read_text()


def test_every_icon_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {name for page in PAGES for name in re.findall(r"icon(?:\(|=)'([\w-]+)'", page.read_text())}
    assert named
    assert named <= drawn


def test_vendored_libraries_carry_version_and_licence() -> None:
    for folder in (STATIC / "vendor").iterdir():
        assert re.fullmatch(r"[a-z]+-\d+\.\d+\.\d+", folder.name)
        assert (folder / "LICENSE").stat().st_size > 300


def test_a_first_visit_is_light() -> None:
    """What the heaviest page loads besides itself, htmx and the register's sheet too, in bytes sent."""
    base = (TEMPLATES / "base.html").read_text() + (TEMPLATES / "components" / "masthead.html").read_text()
    names = set(re.findall(r"static_url\('([^']+)'\)", base)) | {"icons.svg", "register.css"}
    weights = {name: len(brotli.compress((STATIC / name).read_bytes(), quality=9)) for name in names}
    code = {name: weight for name, weight in weights.items() if name.endswith((".css", ".js"))}
    assert sum(code.values()) <= 60_000, weights
    # Of 80 kB in all: the rest is for the page and its own script.
    assert sum(weights.values()) <= 65_000, weights
