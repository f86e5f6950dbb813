"""From a pasted text to three published claims in a real browser, counting what an editor has to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from launcher.places import ROOT
from tests.journeys import browsing
from tests.journeys.sites import Site
from tests.predictions.articles import ARTICLE, FIRST, SECOND, THIRD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("start")]

PASSWORD = "correct horse battery staple"
SECOND_EDITOR = f"""
from django.utils import timezone
from accounts.models import RoleGrant, User
user = User.objects.create_user(username="editor-two", email="editor-two@example.org", password="{PASSWORD}")
RoleGrant.objects.create(user=user, role="editor", starts=timezone.now())
"""
# Where the words are drawn: the page's own way from a selection to a place on the screen.
ENDS = """
(words) => {
  const passage = [...document.querySelectorAll(".passage")].find((one) => one.textContent.includes(words));
  passage.scrollIntoView({ block: "center", behavior: "instant" });
  const from = passage.textContent.indexOf(words);
  const range = document.createRange();
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  for (let before = 0; walker.nextNode(); before += walker.currentNode.length) {
    const ends = before + walker.currentNode.length;
    if (before <= from && from < ends) range.setStart(walker.currentNode, from - before);
    if (before < from + words.length && from + words.length <= ends) {
      range.setEnd(walker.currentNode, from + words.length - before);
    }
  }
  const boxes = [...range.getClientRects()];
  const [first, last] = [boxes[0], boxes[boxes.length - 1]];
  return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
}
"""


class Hands:
    """What somebody does on a page, counted: a click, a field filled, a choice, a selection, a key."""

    def __init__(self) -> None:
        self.did = 0

    def open(self, page: Page, address: str) -> None:
        self.did += 1
        page.goto(address)

    def click(self, page: Page, what: str) -> None:
        self.did += 1
        page.click(what)

    def fill(self, page: Page, what: str, text: str) -> None:
        self.did += 1
        page.fill(what, text)

    def choose(self, page: Page, what: str, value: str) -> None:
        self.did += 1
        page.select_option(what, value)

    def select(self, page: Page, words: str) -> None:
        """Draw the mouse over the words in the text."""
        self.did += 1
        left, top, right, bottom = page.evaluate(ENDS, words)
        page.mouse.move(left, top)
        page.mouse.down()
        page.mouse.move(right, bottom, steps=8)
        page.mouse.up()
        expect(page.locator("[name=exact]")).to_have_value(words)


@pytest.fixture
def site(tmp_path: Path, port: int, sites: list[Site]) -> Site:
    """A demonstration with a second editor."""
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.first_page(within=120)
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "shell", "-c", SECOND_EDITOR],
        check=True,
        env=os.environ | {"HINDCAST_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
    )
    return site


def second_editor(browser: Browser, site: Site) -> Page:
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{site.address}/accounts/login/")
    page.fill("input[name=login]", "editor-two")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/desk/")
    return page


def bring(page: Page, site: Site, hands: Hands) -> None:
    """Paste the article of these tests."""
    hands.open(page, f"{site.address}/desk/sources/new/")
    hands.fill(page, "textarea[name=text]", ARTICLE)
    hands.choose(page, "select[name=language]", "fr")
    hands.fill(page, "input[name=published_on]", "2025-01-09")
    hands.fill(page, "input[name=new_publisher]", "Atelier du Nord")
    hands.click(page, "main form button[type=submit]")
    page.wait_for_selector("#text")


def write_up(page: Page, hands: Hands, quote: str, proposition: str, *, speaker: str = "") -> None:
    """Select a passage, say what it claims, and offer it."""
    hands.select(page, quote)
    if speaker:
        if not page.is_visible("[name=new_name]"):
            hands.click(page, "summary:has-text('Somebody new')")
        hands.fill(page, "input[name=new_name]", speaker)
    hands.fill(page, "textarea[name=fr_proposition]", proposition)
    hands.choose(page, "select[name=template]", "release")
    hands.click(page, "button[value=offer]")
    page.wait_for_selector(".messages")


def test_three_claims_are_published_in_under_forty_actions(site: Site, chromium: str) -> None:
    hands = Hands()
    with browsing.a_browser(chromium) as browser:
        editor = browsing.sign_in(browser, site, "editor")
        editor.set_viewport_size({"width": 1280, "height": 900})
        bring(editor, site, hands)

        write_up(editor, hands, FIRST, "Trois éditeurs livrent un modèle de téléphone.", speaker="Experte Une")
        write_up(editor, hands, SECOND, "Une école sur dix emploie un modèle ouvert.")
        write_up(editor, hands, THIRD, "Neuf modèles sur dix ont une licence libre.", speaker="Expert Deux")
        assert editor.locator("mark.draft").count() == 3

        publisher = second_editor(browser, site)
        hands.open(publisher, f"{site.address}/desk/publishing/")
        hands.click(publisher, "a[href$='/read/']")
        hands.click(publisher, "main form button[type=submit]")
        hands.open(publisher, f"{site.address}/desk/publishing/")
        for field in publisher.locator("form.form input[type=text], form.form textarea").all():
            hands.did += 1
            field.fill("Compared with the source")
        hands.click(publisher, "form.form button[type=submit]:has-text('Publish')")

        reader = browser.new_page()
        reader.goto(f"{site.address}/claims/?q=mod%C3%A8le")
        for proposition in ("Trois éditeurs livrent", "Une école sur dix emploie", "Neuf modèles sur dix"):
            assert proposition in reader.inner_text("main")

    assert hands.did < 40, f"{hands.did} actions"


def test_a_passage_is_selected_with_the_keyboard_and_on_a_telephone(site: Site, chromium: str) -> None:
    with browsing.a_browser(chromium) as browser:
        page = browsing.sign_in(browser, site, "editor")
        page.set_viewport_size({"width": 390, "height": 844})
        bring(page, site, Hands())

        page.focus("#text")
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Shift+ArrowLeft"):
            page.keyboard.press(key)
        expect(page.locator("[name=exact]")).to_have_value(re.compile("^Les petits modèles"))
        exact, start = page.input_value("[name=exact]"), int(page.input_value("[name=start]"))
        assert ARTICLE[start : start + len(exact)] == exact
        assert page.input_value("[name=paragraph]") == "2"
        assert page.evaluate("document.documentElement.scrollWidth") == 390

        page.fill("[name=exact]", "petits modèles")
        page.fill("textarea[name=fr_proposition]", "Trois équipes emploient un petit modèle.")
        page.click("button[value=save]")
        assert "in paragraphs 1, 2, 6" in page.inner_text(".summary")
        assert page.input_value("textarea[name=fr_proposition]") == "Trois équipes emploient un petit modèle."
