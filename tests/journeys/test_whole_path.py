"""The whole path in a real browser: a claim, its evidence, two verdicts, the board, and the mail."""

from __future__ import annotations

import os
import signal
import sys
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.journeys import browsing
from tests.journeys.sites import Site, children, wait_for

pytestmark = [pytest.mark.alone, pytest.mark.browser, pytest.mark.xdist_group("start")]

HADDAD = "ibrahim-haddad"


def moved(site: Site, before: dict[str, object], *, within: float) -> float:
    """Seconds until the line of the speaker has changed."""
    began = time.monotonic()
    while browsing.line(site, HADDAD)["resolved"] == before["resolved"]:
        assert time.monotonic() - began < within, f"the board has not moved within {within} s"
        time.sleep(0.2)
    return time.monotonic() - began


def test_from_a_claim_to_the_leaderboard_and_the_mail(
    tmp_path: Path, port: int, sites: list[Site], chromium: str
) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.first_page(within=120)
    before = browsing.line(site, HADDAD)

    with browsing.a_browser(chromium) as browser:
        reader = browser.new_page()
        reader.goto(f"{site.address}/claims/?status=overdue")
        reader.click("ul.claims li a")
        claim = reader.url
        assert "Nothing has been decided" in reader.inner_text("main")

        first, second = browsing.asked(browser, site)
        first.click("nav.queue li a")
        assert "Haddad" not in first.inner_text("main")
        first.click("a:has-text('Add a document')")
        first.fill("input[name=url]", "https://example.org/audit-tools")
        first.fill("input[name=title]", "A list of audit tools")
        first.fill("input[name=publisher]", "A foundation")
        first.fill("input[name=published]", "2025-09")
        first.select_option("select[name=stance]", "supports")
        first.select_option("select[name=strength]", "2")
        first.select_option("select[name=tier]", "primary")
        first.fill("textarea[name=summary]", "It lists four tools begun in 2025.")
        first.fill("input[name=reason]", "Missing so far")
        first.click("main form button[type=submit]")
        first.wait_for_url("**/desk/claims/*/")
        assert "A list of audit tools" in first.inner_text("main")
        first.goto(f"{site.address}/desk/")

        browsing.judge(first, grade="0.75", reasons="Four tools were begun together.")
        reader.reload()
        assert "Four tools were begun together" not in reader.content()
        browsing.judge(second, grade="0.5", reasons="Joint work grew, tools less so.")
        seconds = moved(site, before, within=30)

        reader.goto(claim)
        page = reader.inner_text("main")
        assert "Partly came true" in page
        assert "Four tools were begun together." in page
        assert "Joint work grew, tools less so." in page
        reader.goto(f"{site.address}/leaderboard/")
        assert "Demonstration" in reader.inner_text("body")

    assert seconds < 10
    after = browsing.line(site, HADDAD)
    assert (after["resolved"], after["open"]) == (before["resolved"] + 1, 0)
    wait_for(data / "mail", seconds=60)
    time.sleep(2)  # the first mail is there; the others follow in the same run
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (data / "mail").glob("*.eml")]
    assert {mail["To"] for mail in mails} >= {f"reviewer-{number}@example.org" for number in ("one", "two", "three")}
    assert all("SC-09" in mail.get_body(("plain",)).get_content() for mail in mails)


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_a_worker_killed_before_it_scored_and_a_queue_emptied_cost_less_than_a_minute(
    tmp_path: Path, port: int, sites: list[Site], chromium: str
) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.first_page(within=120)
    wait_for(data / "heartbeat", seconds=60)
    before = browsing.line(site, HADDAD)

    with browsing.a_browser(chromium) as browser:
        first, second = browsing.asked(browser, site)
        browsing.judge(first, grade="1", reasons="All of it came true.")
        (worker,) = [pid for pid in children(data) if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(worker, signal.SIGKILL)
        browsing.judge(second, grade="1", reasons="All of it came true, I think too.")
        for message in (data / "queue" / "messages").iterdir():
            message.unlink(missing_ok=True)

    assert moved(site, before, within=60) < 60
