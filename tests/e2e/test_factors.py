"""Passkeys in a real browser, with a virtual authenticator; the same with a finger that does not match."""

from dataclasses import replace
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from network.vocabulary import State
from tests import factories as make
from tests.e2e.conftest import LiveServer, Opener
from tests.factories import PASSWORD


def demand(live_server: LiveServer) -> None:
    """As a server is deployed: whoever is more than a member needs a factor."""
    config = live_server.app.config
    config["SETTINGS"] = replace(config["SETTINGS"], second_factor=True)


def authenticator(page: Page, *, verified: bool = True) -> tuple[Any, str]:
    """A security key in the browser of this page."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    facts = {
        "protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": facts})
    return devices, made["authenticatorId"]


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_a_passkey_is_set_up_once_and_then_signs_her_in(
    live_server: LiveServer, open_page: Opener, size: str, scheme: str
) -> None:
    demand(live_server)
    with live_server.app.app_context():
        account = make.coordinator(State.KG)
    page = open_page(account, size, color_scheme=scheme)
    expect(page).to_have_url(live_server.url + "/account/second-factor")
    devices, key = authenticator(page)
    assert Axe().run(page).response["violations"] == []

    page.get_by_label("Name of this passkey").fill("Синий ключ")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    assert Axe().run(page).response["violations"] == []
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/account/second-factor")
    expect(page.get_by_text("Синий ключ")).to_be_visible()

    _sign_out(page)
    _password(page, account.email or "")
    page.wait_for_url(live_server.url + "/")  # the key answered by itself

    _sign_out(page)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    _password(page, account.email or "")
    expect(page.get_by_role("alert")).to_have_text("The passkey did not answer. Try again, or use a code.")
    assert Axe().run(page).response["violations"] == []
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url(live_server.url + "/")


def test_an_app_is_set_up_by_its_letters(live_server: LiveServer, open_page: Opener) -> None:
    demand(live_server)
    with live_server.app.app_context():
        account = make.secretariat()
    page = open_page(account, "phone", java_script_enabled=False)
    page.get_by_role("link", name="Set up an app").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = (page.locator(".secret-letters code").text_content() or "").replace(" ", "")
    page.get_by_label("Code that the app shows").fill("000 000")
    page.get_by_role("button", name="The app shows it: finish").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="The app shows it: finish").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)


def _sign_out(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")


def _password(page: Page, email: str) -> None:
    page.fill("[name=identifier]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit]")
