"""One's own calendar: behind a secret that can be withdrawn, and silent about everybody's verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.models import Assignment, Claim
from reminders.models import CalendarKey
from tests import builders
from tests.builders import NOW
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def claim() -> Iterator[Claim]:
    """A due claim that reviewers one and two are asked to judge."""
    builders.a_record()
    with time_machine.travel(LATER, tick=False):
        claim = builders.a_claim(documents=2, experts=[builders.an_expert("Expert at large")])
        for reviewer in builders.reviewers("one", "two"):
            builders.assigned(claim, reviewer)
        yield claim


def an_address(client: Client) -> str:
    """What the page that makes an address says, as the path of it."""
    answer = client.post("/mail/calendar/", {"what": "make"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    (found,) = [part for part in answer.content.decode().split('"') if part.endswith(".ics")]
    return str(found).removeprefix(settings.SITE_URL)


def events(path: str) -> list[Any]:
    """What a calendar program reads there, which has no cookie."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).events)


def test_it_says_what_is_wanted_and_when(claim: Claim) -> None:
    due, wanted = events(an_address(desks.somebody()))

    assert due["DTSTART"].dt == claim.due_on
    assert wanted["DTSTART"].dt == Assignment.objects.order_by("pk")[0].wanted_by.date()
    assert claim.wording("en").proposition in wanted["SUMMARY"]
    assert wanted["URL"].endswith(f"/desk/claims/{claim.pk}/")


def test_the_day_a_verdict_is_wanted_is_that_where_the_reviewer_lives(claim: Claim) -> None:
    path = an_address(desks.somebody())
    assignment = Assignment.objects.get(reviewer_ref=User.objects.get(username="reviewer-one").actor_ref)
    assignment.wanted_by = assignment.wanted_by.replace(hour=22)
    builders.saved(assignment)
    User.objects.update(time_zone="Pacific/Auckland")

    due, wanted = events(path)

    assert wanted["DTSTART"].dt == assignment.wanted_by.date() + timedelta(days=1)
    assert due["DTSTART"].dt == date(2025, 12, 31)


def test_nothing_in_it_changes_when_anybody_files(claim: Claim) -> None:
    one, two = (an_address(desks.somebody(number=number)) for number in ("one", "two"))
    before = [Client().get(path) for path in (one, two)]

    builders.a_verdict(claim, builders.reviewers("one")[0], "1", at=LATER)
    after = [Client().get(path) for path in (one, two)]

    assert [one.content for one in after] == [one.content for one in before]
    assert [one.headers["ETag"] for one in after] == [one.headers["ETag"] for one in before]
    assert b"Expert at large" not in after[1].content
    assert b"two" not in after[0].content.lower()


def test_what_is_no_longer_asked_is_withdrawn(claim: Claim) -> None:
    path = an_address(desks.somebody())
    before = events(path)
    assignment = Assignment.objects.get(reviewer_ref=User.objects.get(username="reviewer-one").actor_ref)
    assignment.released_at, assignment.released_for = LATER, "released"
    builders.saved(assignment)

    after = events(path)

    assert [one["STATUS"] for one in after] == ["CANCELLED", "CANCELLED"]
    assert [one["UID"] for one in after] == [one["UID"] for one in before]
    assert after[0]["SEQUENCE"] > before[0]["SEQUENCE"]


def test_only_a_digest_of_the_secret_is_kept(claim: Claim) -> None:
    path = an_address(desks.somebody())

    secret = path.rpartition("/")[2].removesuffix(".ics")
    key = CalendarKey.objects.get()
    assert len(secret) == 43
    assert secret not in str(vars(key))
    assert secret not in desks.somebody().get("/mail/").content.decode()


def test_a_new_address_ends_the_old_one_and_withdrawing_ends_both(claim: Claim) -> None:
    client = desks.somebody()
    first, second = an_address(client), an_address(client)
    found = [Client().get(path).status_code for path in (first, second)]
    for _ in range(2):
        client.post("/mail/calendar/", {"what": "withdraw"})

    assert found == [404, 200]
    assert Client().get(second).status_code == 404


def test_looking_makes_none_and_a_stranger_can_make_none(claim: Claim, client: Client) -> None:
    desks.somebody().get("/mail/")

    assert desks.somebody().get("/mail/calendar/").status_code == 405
    assert client.post("/mail/calendar/", {"what": "make"}).status_code == 302
    assert desks.somebody(Role.EDITOR).post("/mail/calendar/", {"what": "make"}).status_code == 404
    assert not CalendarKey.objects.exists()


@pytest.mark.parametrize("over", ["left", "no role"])
def test_it_ends_with_the_person_and_with_the_role(claim: Claim, over: str) -> None:
    path = an_address(desks.somebody())
    if over == "left":
        User.objects.update(is_active=False)
    else:
        RoleGrant.objects.update(ends=NOW)

    assert Client().get(path).status_code == 404


def test_it_opens_nothing_else(claim: Claim) -> None:
    visitor: Any = Client()
    answer = visitor.get(an_address(desks.somebody()))

    assert visitor.get("/desk/").status_code == 302
    assert not visitor.cookies
    assert answer.headers["Cache-Control"] == "private, no-cache"
