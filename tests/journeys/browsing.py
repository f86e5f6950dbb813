"""What people do in a browser, in a real Chromium."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.sites import Site

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def a_browser(chromium: str) -> Iterator[Browser]:
    """A headless Chromium that is closed at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def passwords(site: Site) -> dict[str, str]:
    """The accounts that the launcher showed, once."""
    return dict(re.findall(r"^  (editor|reviewer-\w+|adjudicator)\s+(\S+)$", site.said.read_text(), re.MULTILINE))


def sign_in(browser: Browser, site: Site, name: str) -> Page:
    """A page of somebody who has signed in, in a browser session of their own. Script errors fail the test."""
    page = browser.new_context(locale="en-GB").new_page()
    page.on("pageerror", lambda error: (_ for _ in ()).throw(AssertionError(f"script error: {error}")))
    page.goto(f"{site.address}/accounts/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", passwords(site)[name])
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/")
    return page


def judge(page: Page, *, grade: str, reasons: str) -> None:
    """Open the first claim of one's queue, cite two documents, and file."""
    page.click("nav.queue li a")
    for box in page.locator("input[name=cites]").all()[:2]:
        box.check()
    page.check(f"input[name=grade][value='{grade}']")
    page.check("input[name=confidence][value='2']")
    page.check("input[name=tie][value=none]")
    page.fill("textarea[name=reasons]", reasons)
    page.click("form.ballot button[type=submit]:not([name])")
    page.wait_for_url("**/desk/")


def asked(browser: Browser, site: Site) -> list[Page]:
    """The reviewers who are asked for a verdict, signed in."""
    pages = [sign_in(browser, site, f"reviewer-{number}") for number in ("one", "two", "three")]
    return [page for page in pages if page.locator("nav.queue li a").count()]


def board(site: Site) -> dict[str, Any]:
    """The leaderboard as programs read it."""
    with urllib.request.urlopen(f"{site.address}/api/v1/leaderboard/", timeout=20) as answer:  # noqa: S310  our own
        found: dict[str, Any] = json.load(answer)
        return found


def line(site: Site, expert: str) -> dict[str, Any]:
    """One expert's line of the board."""
    return next(one for one in board(site)["results"] if one["expert"] == expert)
