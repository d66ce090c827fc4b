"""A key in an address, whoever wrote it there: the page of the list that it names, or the first one."""

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.accounts.models import Account
from tests import factories as make
from tests.visitor import Visitor

SignedIn = Callable[[Account], Visitor]

#: Lists whose keys are numbers, names, days, and places of a state.
LISTS = ("/audit", "/exports", "/accounts", "/members/", "/trainings/", "/agencies/", "/trainings/1/participants/")


def written(values: Any) -> str:
    """The values as a page writes them into an address."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates().map(str),
    st.text(st.characters(exclude_categories=[])),
    st.sampled_from(["\0", "\ud800", "a\0b", 10**30, -(10**30), 2**31, -(2**31) - 1, "0001-01-01", "9999-12-31"]),
)  # fmt: skip
KEYS = st.one_of(
    st.lists(VALUES, max_size=4).map(written),
    VALUES.map(written),
    st.sampled_from(["[" * 3000, '{"a":' * 3000, "[1" + "0" * 5000 + "]", "[NaN]", '["' + "a" * 100_000 + '"]']).map(
        lambda text: base64.urlsafe_b64encode(text.encode()).decode()
    ),
    st.text(max_size=20),
)


@pytest.mark.parametrize("path", LISTS)
def test_no_key_breaks_a_list(app: Flask, signed_in: SignedIn, path: str) -> None:
    with app.app_context():
        office = make.secretariat()
        make.participation(make.training(), make.member())
        make.agency()
    visitor = signed_in(office)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(KEYS, st.sampled_from(["after", "before"]))
    def asked(key: str, way: str) -> None:
        visitor.get(f"{path}?{urlencode({way: key.encode('utf-8', 'surrogatepass')})}")

    asked()


def test_a_key_that_cannot_be_read_is_the_first_page(app: Flask, signed_in: SignedIn) -> None:
    with app.app_context():
        office = make.secretariat()
        for n in range(30):
            make.organisation(f"Host {n}")
    visitor = signed_in(office)

    def numbers(query: str) -> list[str]:
        return list(dict.fromkeys(re.findall(r'href="/audit/(\d+)"', visitor.get(f"/audit{query}").text)))

    first = numbers("")
    for values in ([True], [10**30], ["5"], [5, 5], [], 5, None, {"5": 5}):
        assert numbers(f"?after={written(values)}") == first
        assert numbers(f"?before={written(values)}") == first
    assert numbers(f"?after={written([5])}") == ["4", "3", "2", "1"]
