"""Addresses compiled once for all applications of a run: that is most of what it takes to make an application."""

from typing import Any

from werkzeug.routing import Map, Rule


class _Shared(Rule):
    """Serves every map that is made: all applications of a run read addresses by the same rules."""

    def bind(self, map: Map, rebind: bool = False) -> None:  # noqa: A002  # as it is called
        if self.map is None or rebind:
            super().bind(map, rebind)
        self.map = map


_COMPILED: dict[tuple[str, str], Rule] = {}


def shared(rule: str, **facts: Any) -> Rule:
    """The rule that an earlier application made, or a new one: what `Flask.url_rule_class` is asked for."""
    facts["methods"] = sorted(facts.get("methods") or ())
    return _COMPILED.setdefault((rule, repr(sorted(facts.items()))), _Shared(rule, **facts))
