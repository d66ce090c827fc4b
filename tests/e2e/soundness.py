"""What every page owes every reader: the rules of axe for WCAG 2.2 AA, in both themes, and no sideways scroll."""

from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.e2e.conftest import SIZES

_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_ALL: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _RULES}}
_BUT_COLOURS = {**_ALL, "rules": {"color-contrast": {"enabled": False}}}
_COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
#: A theme changes the colours and nothing else, a width all but the colours: each is asked where it may differ.
_ASKED: dict[str, dict[str, dict[str, Any]]] = {
    "phone": {"light": _BUT_COLOURS, "dark": _COLOURS},
    "desk": {"light": _ALL},
}


#: Tables that stick out of a frame that does not scroll, over what stands beside them.
_TOO_WIDE = """[...document.querySelectorAll(".table-frame:not(.scroll)")]
    .filter(frame => frame.scrollWidth > frame.clientWidth + 1).length"""


def faults(page: Page) -> list[str]:
    """Of the page as it stands, at a phone's and at a desk's width, in light and dark. Empty when it is sound."""
    found, before = [], page.viewport_size
    page.evaluate(_AXE)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme, asked in _ASKED[size].items():
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            violations = page.evaluate("asked => axe.run(document, asked).then(all => all.violations)", asked)
            found += [f"{page.url} ({size}, {theme}): {one['id']} at {one['nodes'][0]['target']}" for one in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{page.url} ({size}): scrolls sideways")
        found += [f"{page.url} ({size}): a table is wider than its frame" for _ in range(page.evaluate(_TOO_WIDE))]
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return found
