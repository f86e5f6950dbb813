"""Deadlines in a calendar: on their day in every zone, the same event for good, withdrawn where nobody judges."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from predictions import actions
from predictions.models import Claim
from predictions.policy import SYSTEM
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

SOON = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return builders.a_claim(experts=[builders.an_expert()], due_on=SOON)


def events(client: Client, path: str, **headers: str) -> list[Any]:
    """What a calendar program reads at `path`."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, path
    return list(Calendar.from_ical(answer.content).events)


def test_a_deadline_is_a_day_and_no_instant(client: Client, claim: Claim) -> None:
    (event,) = events(client, "/calendar/deadlines.ics")

    assert event["DTSTART"].dt == SOON
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == SOON + timedelta(days=1)
    assert event["UID"] == f"claim-{claim.pk}@127.0.0.1"
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert claim.wording("en").proposition in event["SUMMARY"]


def test_it_is_the_same_at_another_time_until_the_claim_is_revised(client: Client, claim: Claim) -> None:
    (before,) = events(client, "/calendar/deadlines.ics")
    with time_machine.travel(NOW + timedelta(days=3)):
        (later,) = events(client, "/calendar/deadlines.ics")
    builders.a_document(claim)
    (after,) = events(client, "/calendar/deadlines.ics")

    assert later.to_ical() == before.to_ical()
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["UID"] == before["UID"]
    assert after["DTSTAMP"].dt >= before["DTSTAMP"].dt


def test_lines_end_and_fold_as_every_program_reads_them(client: Client, claim: Claim) -> None:
    body = client.get("/fr/calendar/deadlines.ics").content

    assert body.endswith(b"\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    for line in body.split(b"\r\n"):
        line.decode()  # no letter is cut in two


@pytest.mark.parametrize(
    "name", ["collections/{claim.collection.slug}", "experts/{expert.slug}", "claims/{claim.pk}", "deadlines"]
)
def test_each_calendar_holds_its_claims_and_no_others(client: Client, claim: Claim, name: str) -> None:
    other = builders.a_claim(
        experts=[builders.an_expert("Expert two")], due_on=SOON, collection=builders.a_collection()
    )
    expert = claim.statements.get().expert

    found = events(client, f"/calendar/{name.format(claim=claim, expert=expert)}.ics")

    named = {str(one["UID"]).partition("@")[0] for one in found}
    assert named == {f"claim-{claim.pk}"} | ({f"claim-{other.pk}"} if name == "deadlines" else set())


def test_who_has_it_already_is_told_so(client: Client, claim: Claim) -> None:
    etag = client.get("/calendar/deadlines.ics").headers["ETag"]
    again = client.get("/calendar/deadlines.ics", headers={"If-None-Match": etag})
    french = client.get("/fr/calendar/deadlines.ics", headers={"If-None-Match": etag})
    builders.a_document(claim)
    changed = client.get("/calendar/deadlines.ics", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert french.status_code == 200
    assert changed.status_code == 200
    assert "Set-Cookie" not in changed.headers


def test_in_french_under_its_own_address(client: Client, claim: Claim) -> None:
    (event,) = events(client, "/fr/calendar/deadlines.ics")

    assert claim.wording("fr").proposition in event["SUMMARY"]
    assert event["URL"].endswith(f"/fr/claims/{claim.pk}/")
    assert event["SUMMARY"].params["LANGUAGE"] == "fr"


def test_a_duplicate_is_withdrawn_and_a_draft_is_not_there(client: Client, claim: Claim) -> None:
    kept = builders.a_claim(collection=claim.collection, due_on=SOON)
    builders.a_draft(collection=claim.collection, due_on=SOON)
    actions.merge(claim_id=claim.pk, into_id=kept.pk, **merging(claim))

    status = {str(one["UID"]).partition("@")[0]: one["STATUS"] for one in events(client, "/calendar/deadlines.ics")}

    assert status == {f"claim-{claim.pk}": "CANCELLED", f"claim-{kept.pk}": "CONFIRMED"}


def merging(claim: Claim) -> dict[str, Any]:
    return {"by": SYSTEM, "at": NOW, "reason": "The same"}


def test_what_is_not_shown_any_more_is_left_out_without_a_word(client: Client, claim: Claim) -> None:
    claim.visibility, claim.restricted_cause = "restricted", "By order"
    builders.saved(claim)

    assert events(client, "/calendar/deadlines.ics") == []
    assert client.get(f"/calendar/claims/{claim.pk}.ics").status_code == 404


def test_there_is_a_bound(client: Client, claim: Claim, monkeypatch: Any) -> None:
    monkeypatch.setattr("reminders.calendars.deadlines.MOST_TO_COME", 2)
    days = [SOON + timedelta(days=more) for more in (1, 2, 3)]
    for day in days:
        builders.a_claim(collection=claim.collection, due_on=day)

    found = events(client, "/calendar/deadlines.ics")

    assert [one["DTSTART"].dt for one in found] == [SOON, days[0]]


def test_a_whole_calendar_takes_a_fixed_number_of_queries(
    client: Client, claim: Claim, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        builders.a_claim(collection=claim.collection, due_on=SOON)

    with django_assert_max_num_queries(8):  # the past, what comes, words and decisions of each, revisions, the mark
        assert len(events(client, "/calendar/deadlines.ics")) == 6
