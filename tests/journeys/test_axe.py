"""Every kind of page, looked over by axe in a real Chromium: wide and narrow, light and dark, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.conf import settings
from playwright.sync_api import Page

from accounts.roles import Role
from config.languages import follows_the_reader, in_language
from tests.addresses import addresses
from tests.journeys import browsing, every_page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FAULTS = {every_page.NOWHERE: 404, every_page.REFUSED: 400}
IN_FRENCH = {"leaderboard", "claim", "case_file", "desk", "desk_claim", "desk_evidence", "desk_wording"}


def in_a_browser(test: Any) -> Any:
    """A test that drives Chromium against a running site."""
    return pytest.mark.browser(pytest.mark.django_db(transaction=True)(test))


def test_every_address_is_a_page_that_is_looked_over_or_said_to_be_none():
    names = {name for pattern, name in addresses() if not pattern.startswith("admin/")}

    assert names == set(every_page.PAGES) | set(every_page.NO_PAGES.split())


def found(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """What axe objects to on the page as it stands: each rule with the element."""
    only: dict[str, Any] = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
    results = page.evaluate("only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only)
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary'].splitlines()[-1].strip()})"
        for one in results["violations"]
        for node in one["nodes"]
    ]


def looked_over(page: Page, name: str) -> dict[str, list[str]]:
    """The open page at both widths, and its colours in the dark."""
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(AXE)
    said = {f"{name}, wide": found(page)}
    page.set_viewport_size(NARROW)
    said[f"{name}, narrow"] = found(page)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said[f"{name}, narrow"].append("it has to be scrolled sideways")
    page.emulate_media(color_scheme="dark")
    said[f"{name}, dark"] = found(page, rules=["color-contrast"])
    return said


def opened(page: Page, address: str, path: str) -> Page:
    answer = page.goto(address + path)
    assert answer is not None
    assert (page.url, answer.status) == (address + path, FAULTS.get(path, 200))
    return page


def spoken(path: str, language: str) -> str:
    """The address of the page in `language`, where it is the address that decides."""
    return path if follows_the_reader(path) or path.startswith("/embed/") else in_language(path, language)


@contextmanager
def a_page_of(who: str, language: str, live_server, chromium: str) -> Iterator[tuple[Page, list[tuple[str, str]]]]:
    """A browser of `who`, and every page that is theirs to look at. Nothing may touch the database while it is open."""
    world = every_page.a_world()
    theirs = [(name, spoken(path, language)) for name, looker, path in every_page.addresses_of(world) if looker == who]
    cookie = every_page.session(who, world, language)
    with browsing.a_browser(chromium) as browser:
        context = browser.new_context(locale=language)
        if cookie:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        yield context.new_page(), theirs


@in_a_browser
@pytest.mark.parametrize("who", [every_page.STRANGER, *every_page.ROLES])
def test_axe_objects_to_nothing_on_any_page(live_server, chromium, who):
    said: dict[str, list[str]] = {}

    with a_page_of(who, "en", live_server, chromium) as (page, theirs):
        for name, path in theirs:
            said |= looked_over(opened(page, live_server.url, path), name)

    assert len(said) > 3
    assert {page: problems for page, problems in said.items() if problems} == {}


@in_a_browser
@pytest.mark.parametrize("who", [every_page.STRANGER, Role.REVIEWER])
def test_axe_objects_to_nothing_in_french(live_server, chromium, who):
    said: dict[str, list[str]] = {}

    with a_page_of(who, "fr", live_server, chromium) as (page, theirs):
        for name, path in theirs:
            if name in IN_FRENCH:
                said |= looked_over(opened(page, live_server.url, path), name)
                assert page.locator("html").get_attribute("lang") == "fr"

    assert len(said) > 3
    assert {page: problems for page, problems in said.items() if problems} == {}


@in_a_browser
def test_axe_objects_to_nothing_where_a_form_is_refused_or_help_is_open(live_server, chromium):
    said: dict[str, list[str]] = {}

    with a_page_of(Role.REVIEWER, "en", live_server, chromium) as (page, theirs):
        forms = [(name, path) for name, path in theirs if name in {"desk_claim", "desk_evidence", "desk_interests"}]
        for name, path in forms:
            opened(page, live_server.url, path).keyboard.press("?")
            page.locator("dialog").wait_for()
            said |= looked_over(page, f"{name}, help")
            page.keyboard.press("Escape")
            page.evaluate("document.querySelector('main form[data-sent-by-keys]').noValidate = true")
            page.locator("main form[data-sent-by-keys] button:not([name])").first.click()
            page.locator(".summary").wait_for()
            said |= looked_over(page, f"{name}, refused")

    assert len(said) == 6 * len(forms)
    assert {page: problems for page, problems in said.items() if problems} == {}
