"""How fields become HTML where the library's own way costs too much of a page's time."""

from itertools import groupby
from typing import Any

from markupsafe import Markup, escape
from wtforms.widgets import Select, html_params


class QuickSelect(Select):
    """The library's <select> with a fraction of its work: a list's filters hold a hundred options.

    For one choice, whose values are words or numbers.
    """

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        chosen = "" if field.data is None else str(field.data)
        parts = [f"<select {html_params(name=field.name, **{'id': field.id, **kwargs})}>"]
        for group, choices in groupby(map(tuple, field.choices), key=_group):
            options = "".join(_option(value, text, str(value) == chosen) for value, text, *_ in choices)
            parts.append(f'<optgroup label="{escape(group)}">{options}</optgroup>' if group else options)
        return Markup("".join(parts) + "</select>")  # noqa: S704 - every part is escaped above


def _option(value: Any, text: Any, selected: bool) -> str:
    return f'<option value="{escape(value)}"{" selected" if selected else ""}>{escape(text)}</option>'


def _group(choice: tuple[Any, ...]) -> str | None:
    return choice[3] if len(choice) > 3 else None
