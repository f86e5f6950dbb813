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
        press(page, "j", "c", "j", "j", "c", "k", "c")
        assert page.locator("#cited").inner_text() == "1, 2, 3"
        page.check("input[name=confidence][value='3']")
        page.check("input[name=tie][value=none]")
        page.fill(REASONS, "Counted 1, 2 and 3.")
        press(page, "n", "x")
        assert page.locator(CHOSEN).get_attribute("value") == "0.75", "letters in a text are letters"

        press(page, "Control+Enter")
        page.wait_for_url("**/desk/")

    verdict = Verdict.objects.get()
    assert (str(verdict.grade), len(verdict.cites), verdict.reasons) == ("0.75", 3, "Counted 1, 2 and 3.nx")


def test_keys_that_are_turned_off_stay_off_and_can_be_turned_on_again(live_server, chromium):
    with a_judging_page(live_server, chromium) as page:
        page.click("text=Turn keys off")
        page.reload()
        press(page, "1", "a")
        assert page.locator(CHOSEN).count() == 0
        assert page.locator("kbd:visible").count() == 0

        page.click("text=Turn keys on")
        press(page, "a")

        assert page.locator(CHOSEN).get_attribute("value") == "ambiguous"


def test_without_a_script_no_key_is_promised_and_a_verdict_is_filed_all_the_same(live_server, chromium):
    with a_judging_page(live_server, chromium, scripts=False) as page:
        assert page.locator(".keys").is_hidden()
        page.check("input[name=grade][value='0.5']")
        page.check("input[name=cites][value='2']")
        page.check("input[name=confidence][value='1']")
        page.check("input[name=tie][value=none]")
        page.fill(REASONS, "By hand.")

        page.click("form.ballot button[type=submit]")

        assert re.search(r"/desk/$", page.url)

    assert Verdict.objects.get().reasons == "By hand."
