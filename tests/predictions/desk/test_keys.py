"""The keys of the judging page, in a real Chromium: a comfort that can be turned off, never the only way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from playwright.sync_api import Page

from predictions.models import Verdict
from tests.journeys import browsing
from tests.predictions.desk import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHOSEN = "input[name=grade]:checked"
REASONS = "textarea[name=reasons]"


@contextmanager
def a_judging_page(live_server, chromium: str, *, scripts: bool = True) -> Iterator[Page]:
    """The page of a reviewer who is asked, in a browser. Nothing may touch the database while it is open."""
    claim = desks.a_claim_to_judge()
    session = desks.somebody(claim=claim).cookies[settings.SESSION_COOKIE_NAME].value
    with browsing.a_browser(chromium) as browser:
        context = browser.new_context(locale="en-GB", java_script_enabled=scripts)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + desks.address(claim))
        yield page


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_verdict_is_chosen_cited_and_filed_by_keys_alone(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        press(page, "2")
        assert page.locator(CHOSEN).get_attribute("value") == "0.75"
        press(page, "e", "e", "j", "j", "e", "k", "e")
        assert page.locator("#cited").inner_text() == "1, 2, 3"
        press(page, "f")
        assert page.evaluate("document.activeElement.name") == "fault"
        press(page, "Tab", "h", "t", "w")
        page.keyboard.type("A recount.")
        page.locator(CHOSEN).focus()
        press(page, "r")
        page.keyboard.type("Counted 1, 2 and 3? ax")
        assert page.locator(CHOSEN).get_attribute("value") == "0.75", "letters in a text are letters"
        assert page.locator("dialog").is_hidden()

        press(page, "Control+Enter")
        page.wait_for_url("**/desk/")

    verdict = Verdict.objects.get()
    assert (str(verdict.grade), len(verdict.cites), verdict.confidence) == ("0.75", 3, 3)
    assert (verdict.reasons, verdict.would_change) == ("Counted 1, 2 and 3? ax", "A recount.")


def test_a_key_chooses_why_there_is_no_grade_and_enter_never_files(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        chosen = []
        for key in ("a", "x", "c"):
            press(page, key)
            chosen.append(page.locator(CHOSEN).get_attribute("value"))
        assert chosen == ["ambiguous", "annul", "cannot-assess"]
        press(page, "m", "t", "r")
        page.keyboard.type("No idea.")
        page.locator(CHOSEN).focus()

        press(page, "Enter")

        assert page.url.endswith("/")
        assert page.locator("form.ballot").count() == 1

    assert not Verdict.objects.exists()


def test_help_takes_the_focus_keeps_it_and_gives_it_back(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        press(page, "j", "?")
        dialog = page.locator("dialog")
        assert dialog.get_by_role("heading", name="Keys of the desk").is_visible()
        inside = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        for _ in range(6):
            press(page, "Tab")
            assert page.evaluate(inside)
        press(page, "1")
        assert page.locator(CHOSEN).count() == 0, "no key reaches the page behind"

        press(page, "Escape")

        assert dialog.is_hidden()
        assert page.evaluate("document.activeElement.name + document.activeElement.value") == "cites1"


def test_keys_that_are_turned_off_stay_off_and_can_be_turned_on_again(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        page.click("text=Keys of the desk")
        page.click("text=Turn keys off")
        assert page.locator("#said").inner_text() == "Keys are off, in this browser."
        page.reload()
        press(page, "1", "a", "?")
        assert page.locator(CHOSEN).count() == 0
        assert page.locator("dialog").is_hidden()
        assert page.locator("kbd:visible").count() == 0

        page.click("text=Keys of the desk")
        page.click("text=Turn keys on")
        press(page, "Escape", "a")

        assert page.locator(CHOSEN).get_attribute("value") == "ambiguous"


def test_what_is_typed_is_saved_by_itself_and_back_after_a_crash(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        press(page, "4", "j", "e", "r")
        page.keyboard.type("Counted one, th")
        page.get_by_text(re.compile(r"^Saved \d\d:\d\d$")).wait_for()
        crashed = page.context.new_page()
        crashed.goto(page.url)

        assert crashed.locator(REASONS).input_value() == "Counted one, th"
        assert crashed.locator(CHOSEN).get_attribute("value") == "0.25"
        assert crashed.locator("#cited").inner_text() == "1"
        crashed.click("text=Discard it")
        assert crashed.locator(REASONS).input_value() == ""


def test_what_cannot_be_saved_is_said_and_nothing_is_lost(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        page.context.clear_cookies()
        press(page, "r")
        page.keyboard.type("Counted one.")

        page.get_by_text("Not saved. The connection is gone").wait_for()

        assert page.locator(REASONS).input_value() == "Counted one."


def test_without_a_script_no_key_is_promised_and_a_verdict_is_filed_all_the_same(live_server, chromium):
    with a_judging_page(live_server, chromium, scripts=False) as page:
        assert page.locator("[data-keys]").is_hidden()
        page.check("input[name=grade][value='0.5']")
        page.check("input[name=cites][value='2']")
        page.check("input[name=confidence][value='2']")
        page.check("input[name=tie][value=none]")
        page.fill(REASONS, "By hand.")

        page.click("text=File verdict")

        assert re.search(r"/desk/$", page.url)

    assert Verdict.objects.get().reasons == "By hand."
