"""A page costs the same number of statements however many rows it shows, and at most eight."""

from collections.abc import Callable

from flask import Flask

from tests.statements import counted
from tests.visitor import Visitor
from tests.world import build

#: ISSUE: at most 8 queries; sign-in, roles and assignments among them.
MOST = 8


def _counts(app: Flask, people: int) -> dict[str, int]:
    world = build(app, people)
    counts = {}
    for role in ("member", "coordinator", "secretariat"):
        visitor = Visitor(app).sign_in(world.accounts[role])
        visitor.get("/account")
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in ("static", "accounts.invitation"):
                continue
            with counted(app) as statements:
                answer = visitor.client.get(world.fill(rule, world.variants(rule)[0]), **visitor.base)
            answer.close()
            counts[f"{role} {rule.rule}"] = len(statements)
    return counts


def test_more_rows_cost_no_more_statements_and_no_page_more_than_eight(new_app: Callable[[], Flask]) -> None:
    few, many = _counts(new_app(), 3), _counts(new_app(), 12)
    assert {page: (few[page], count) for page, count in many.items() if count != few[page]} == {}
    assert {page: count for page, count in many.items() if count > MOST} == {}
