"""Every mail as it is held in snapshots/, in a real Chromium: on a telephone and on a screen, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys import browsing
from tests.journeys.test_axe import AXE, found

FOLDER = Path(__file__).parent / "snapshots"
TELEPHONE, SCREEN = {"width": 320, "height": 640}, {"width": 700, "height": 900}
CLIPPED = 102 * 1024  # bytes after which a large mail service cuts a mail off


@pytest.mark.browser
def test_each_mail_is_readable_on_a_telephone_and_on_a_screen_and_axe_objects_to_nothing(chromium: str) -> None:
    said: dict[str, list[str]] = {}

    with browsing.a_browser(chromium) as browser:
        page = browser.new_page()
        for path in sorted(FOLDER.glob("*.html")):
            said[path.name] = objections(page, path)

    assert len(said) > 20
    assert {name: problems for name, problems in said.items() if problems} == {}


def objections(page: Page, path: Path) -> list[str]:
    """What there is to say against one mail."""
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(SCREEN)
    page.goto(path.as_uri())
    page.evaluate(AXE)
    problems = found(page)
    page.set_viewport_size(TELEPHONE)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems.append("it has to be scrolled sideways at 320 px")
    page.emulate_media(color_scheme="dark")
    problems += found(page, rules=["color-contrast"])
    return problems


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_no_mail_is_so_long_that_a_mailbox_cuts_it(path: Path) -> None:
    assert len(path.read_bytes()) < CLIPPED
