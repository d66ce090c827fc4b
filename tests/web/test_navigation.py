"""The menu says where one is: the page's own entry is lit, and no other."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from network.accounts.models import Account
from network.web.navigation import UNDER
from tests import factories as make
from tests.visitor import Visitor
from tests.world import build

SignedIn = Callable[[Account], Visitor]

#: What is lit in the main menu and in the account's own, for a page of each kind.
LIT = {
    "home.show": ("Home", ""),
    "trainings.index": ("Trainings", ""),
    "trainings.edit": ("Trainings", ""),
    "participation.index": ("Trainings", ""),
    "participation.add": ("Trainings", ""),
    "attendance.register": ("Trainings", ""),
    "attendance.history": ("Trainings", ""),
    "members.show": ("Members", ""),
    "priorities.plan": ("Priorities", ""),
    "reports.lists": ("Lists", ""),
    "exports.layout": ("Lists", ""),
    "reports.exports": ("Exports", ""),
    "reports.export": ("Exports", ""),
    "reports.audit": ("Audit", ""),
    "reports.entry": ("Audit", ""),
    "accounts.index": ("Accounts", ""),
    "accounts.show": ("Accounts", ""),
    "accounts.me": ("", "My account"),
    "accounts.password": ("", "My account"),
    "accounts.rights": ("", "Who can do what"),
}


def lit(page: str, menu: str) -> str:
    """The words of the entry that is marked as where one is."""
    entries = re.findall(r"<a [^>]*>.*?</a>", page.partition(menu)[2].partition("</ul>")[0], flags=re.S)
    return " ".join(re.sub(r"<.*?>", "", entry, flags=re.S).strip() for entry in entries if "aria-current" in entry)


def test_each_page_lights_its_own_entry(app: Flask, signed_in: SignedIn) -> None:
    world = build(app)
    visitor = signed_in(world.accounts["secretariat"])
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    found = {}
    for endpoint in LIT:
        page = visitor.get(world.fill(rules[endpoint], "other")).text
        found[endpoint] = lit(page, 'aria-label="Main menu"'), lit(page, 'class="account-panel"')
    assert found == LIT


def test_her_own_record_is_not_the_list_of_members(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        member = make.member()
        account = make.coordinator(member.state, who=member)
    page = signed_in(account).get("/members/me").text
    assert (lit(page, 'aria-label="Main menu"'), lit(page, 'class="account-panel"')) == ("", "My record")


@pytest.mark.parametrize("name", UNDER)
def test_what_stands_under_an_entry_exists(app: Flask, name: str) -> None:
    assert name in app.view_functions or name in app.blueprints
    assert UNDER[name] in app.view_functions
