"""From the administrator's link to a reviewer who signs in by passkey: a record in a real browser."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page

from tests.journeys import browsing
from tests.journeys.sites import Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("start")]

PASSWORD = "a long and quiet river"
INSIDE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def a_person(browser: Browser, *, locale: str = "en-GB") -> tuple[Page, CDPSession]:
    """A browser on a machine that keeps passkeys. Errors of scripts, and what the policy stops, fail the test."""
    context = browser.new_context(locale=locale, timezone_id="Europe/Paris")
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.on("console", lambda said: pytest.fail(said.text) if "Content Security Policy" in said.text else None)
    machine = context.new_cdp_session(page)
    machine.send("WebAuthn.enable")
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": INSIDE})
    return page, machine


def by_name(site: Site, address: str) -> str:
    """The same address as localhost: a passkey belongs to a name, never to numbers."""
    return address.replace("127.0.0.1", "localhost")


def add_a_passkey(page: Page) -> None:
    """From the page of the factors to the recovery codes."""
    page.click("a[href$='/webauthn/add/']")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    assert page.locator("ul.codes li").count() == 10


def sign_out(page: Page, home: str) -> None:
    page.goto(f"{home}/accounts/logout/")
    page.click("main form button[type=submit]")


def fits(page: Page) -> None:
    """No page is wider than a telephone."""
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_record_is_peopled_by_invitation_and_guarded_by_passkeys(
    tmp_path: Path, port: int, sites: list[Site], chromium: str
) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port, "--record"))
    site.first_page(within=120)
    home = by_name(site, site.address)
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", site.said.read_text())
    assert link

    with browsing.a_browser(chromium) as browser:
        keeper, _ = a_person(browser)
        keeper.goto(by_name(site, link[0]))
        for field in ("password1", "password2"):
            keeper.fill(f"input[name={field}]", PASSWORD)
        keeper.click("main button[type=submit]")
        keeper.goto(f"{home}/accounts/login/")
        keeper.fill("input[name=login]", "administrator")
        keeper.fill("input[name=password]", PASSWORD)
        keeper.click("main form.form button[type=submit]")
        assert "Please set one up now." in keeper.inner_text("main")
        fits(keeper)
        add_a_passkey(keeper)
        keeper.click("text=I have kept them")
        keeper.wait_for_url("**/people/")

        keeper.click("text=Invite somebody")
        keeper.fill("input[name=email]", "reviewer-one@example.org")
        keeper.check("input[value=reviewer]")
        keeper.select_option("select[name=language]", "fr")
        fits(keeper)
        keeper.click("main button[type=submit]")
        keeper.wait_for_url("**/people/")
        fits(keeper)
        (path,) = (data / "mail").glob("reviewer-one@*.eml")
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        assert body
        invitation = re.search(r"http://\S+/invitation/\S+", body.get_content())
        assert invitation

        reviewer, machine = a_person(browser, locale="fr-FR")
        reviewer.goto(by_name(site, invitation[0]))
        assert reviewer.input_value("select[name=time_zone]") == "Europe/Paris"
        reviewer.fill("input[name=username]", "reviewer-one")
        reviewer.fill("input[name=display_name]", "Reviewer one")
        reviewer.fill("input[name=password]", PASSWORD + "s")
        reviewer.fill("input[name=password_again]", PASSWORD + "s")
        fits(reviewer)
        reviewer.click("main form button[type=submit]")
        reviewer.wait_for_url("**/accounts/factors/")
        add_a_passkey(reviewer)
        fits(reviewer)
        reviewer.click("text=Je les ai gardés")
        reviewer.wait_for_url("**/desk/")
        for address in ("/account/", "/account/sign-ins/", "/accounts/factors/", "/accounts/factors/webauthn/"):
            reviewer.goto(home + address)
            assert reviewer.get_attribute("html", "lang") == "fr"
            fits(reviewer)

        sign_out(reviewer, home)
        reviewer.goto(f"{home}/accounts/login/?next=/account/")
        reviewer.click("#passkey_login")
        reviewer.wait_for_url(f"{home}/account/")

        sign_out(reviewer, home)
        reviewer.goto(f"{home}/accounts/login/")
        reviewer.fill("input[name=login]", "reviewer-one")
        reviewer.fill("input[name=password]", PASSWORD + "s")
        reviewer.click("main form.form button[type=submit]")
        reviewer.wait_for_url("**/authenticate/")
        reviewer.click("#mfa_webauthn_authenticate")
        reviewer.wait_for_url("**/desk/")

        sign_out(reviewer, home)
        machine.send("WebAuthn.disable")
        reviewer.goto(f"{site.address}/accounts/login/")
        reviewer.click("#passkey_login")
        reviewer.wait_for_selector("[data-passkey-error]:visible")
        assert "localhost" in reviewer.inner_text("[data-passkey-error]")

        keeper.goto(f"{home}/people/")
        assert "Reviewer one" in keeper.inner_text("main")
