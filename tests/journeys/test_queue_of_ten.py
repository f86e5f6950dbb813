"""A reviewer clears a queue of ten claims: with the keyboard alone, and with a thumb on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from predictions.models import Verdict
from tests import builders
from tests.journeys import browsing
from tests.predictions.desk import desks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REASONS = "Counted the second document. It says 1, not 2?"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@contextmanager
def a_queue_of_ten(live_server, chromium: str, **device: Any) -> Iterator[Page]:
    """The desk of a reviewer who is asked for ten verdicts. Nothing may touch the database while it is open."""
    first = desks.a_claim_to_judge()
    claims = [first] + [
        builders.a_claim(collection=first.collection, source=first.source, documents=2) for _ in range(9)
    ]
    for claim in claims:
        client = desks.somebody(claim=claim)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with browsing.a_browser(chromium) as browser:
        context = browser.new_context(locale="en-GB", **device)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: (_ for _ in ()).throw(AssertionError(f"script error: {error}")))
        page.goto(f"{live_server.url}/desk/")
        yield page


def filed(page: Page, before: str) -> str:
    """Wait until the page after `before` is open, and say what it tells of the one that was filed."""
    page.wait_for_url(lambda url: url != before)
    return page.locator(".messages").inner_text()


def test_ten_claims_are_judged_without_touching_a_mouse(live_server, chromium):
    told = []
    with a_queue_of_ten(live_server, chromium, viewport={"width": 1280, "height": 900}) as page:
        for key in ("j", "j", "k", "Enter"):
            page.keyboard.press(key)
        for number in range(10):
            page.wait_for_selector("form.ballot")
            before = page.url
            for key in (str(number % 5 + 1), "e", "e", "h", "t", "r"):
                page.keyboard.press(key)
            page.keyboard.type(REASONS)
            page.keyboard.press("Control+Enter")
            told.append(filed(page, before))
        assert page.url == f"{live_server.url}/desk/"
        assert "Nothing waits for you" in page.locator("main").inner_text()

    assert all(message.endswith("is filed.") for message in told)
    assert len(set(told)) == 10
    verdicts = Verdict.objects.all()
    assert [one.reasons for one in verdicts] == [REASONS] * 10
    assert {str(one.grade) for one in verdicts} == {"1.00", "0.75", "0.50", "0.25", "0.00"}
    assert {len(one.cites) for one in verdicts} == {1}


def test_ten_claims_are_judged_with_a_thumb(live_server, chromium):
    with a_queue_of_ten(live_server, chromium, **PHONE) as page:
        page.locator("nav.queue li a").first.tap()
        for _ in range(10):
            page.wait_for_selector("form.ballot")
            before = page.url
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
            page.locator("input[name=cites]").first.tap()
            page.locator("label:has(input[name=grade][value='0.75'])").tap()
            page.locator("label:has(input[name=confidence][value='2'])").tap()
            page.locator("label:has(input[name=tie][value=none])").tap()
            page.locator("textarea[name=reasons]").tap()
            page.locator("textarea[name=reasons]").fill(REASONS)
            page.get_by_role("button", name="File verdict").tap()
            assert filed(page, before).endswith("is filed.")
        assert page.url == f"{live_server.url}/desk/"

    assert Verdict.objects.filter(grade="0.75", confidence=2).count() == 10
