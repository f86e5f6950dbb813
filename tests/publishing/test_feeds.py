"""Feeds: what was decided, with its label, in the language of the address."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from predictions.models import Claim, RecordKind, StatementKind
from publishing.feeds import NEWEST
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def read(address: str) -> ET.Element:
    """The feed, which has to be well-formed and of its type."""
    answer = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)  # noqa: S314  our own


def titles(address: str) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in read(address).findall(f"{ATOM}entry")]


@pytest.fixture
def claim() -> Claim:
    builders.a_record(RecordKind.RECORD)
    return builders.resolved(builders.a_claim(), "0.5")


def test_each_decision_is_told_with_its_label_in_each_language(claim: Claim) -> None:
    proposition = claim.wording("en").proposition

    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert titles("/feeds/decisions.atom") == [f"[Provisional] Partly came true: {proposition}"]
    with time_machine.travel(NOW + timedelta(days=31), tick=False):
        (title,) = titles("/fr/feeds/decisions.atom")
        feed = read("/fr/feeds/decisions.atom")
    assert title == f"[Officiel] En partie réalisée : {claim.wording('fr').proposition}".replace(" : ", ": ")
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    link = feed.find(f"{ATOM}entry/{ATOM}link")
    assert link is not None
    assert link.get("href") == f"{settings.SITE_URL}/fr/claims/{claim.pk}/#verdicts"


def test_one_decision_is_one_entry_in_both_languages_and_in_every_feed(claim: Claim) -> None:
    speaker = claim.statements.get().expert
    assert speaker is not None
    places = [f"collections/{claim.collection.slug}", f"experts/{speaker.slug}", f"claims/{claim.pk}", "decisions"]

    ids = {
        entry.findtext(f"{ATOM}id")
        for place in places
        for before in ("", "/fr")
        for entry in read(f"{before}/feeds/{place}.atom").findall(f"{ATOM}entry")
    }

    assert ids == {f"{settings.SITE_URL}/claims/{claim.pk}/#resolution-1"}


def entry(claim: Claim, days: int) -> ET.Element:
    """The oldest decision about `claim`, as its feed tells it so many days later."""
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        return read(f"/feeds/claims/{claim.pk}.atom").findall(f"{ATOM}entry")[-1]


def updated(claim: Claim, days: int) -> datetime:
    return datetime.fromisoformat(entry(claim, days).findtext(f"{ATOM}updated") or "")


def test_an_entry_is_updated_when_its_label_or_its_force_changes(claim: Claim) -> None:
    assert updated(claim, 29) == NOW
    assert updated(claim, 31) == NOW + timedelta(days=30)
    boards.reopened(claim, at=NOW + timedelta(days=40))
    assert updated(claim, 41) == NOW + timedelta(days=40)
    builders.resolved(claim, "1", at=NOW + timedelta(days=50))
    assert updated(claim, 90) == NOW + timedelta(days=50)


def test_who_endorsed_is_not_told_as_who_said_it(claim: Claim) -> None:
    builders.says(claim, builders.an_expert("Another expert"), 2, StatementKind.ENDORSED)

    told = entry(claim, 1).findtext(f"{ATOM}summary") or ""

    assert told.startswith("Expert one. Endorsed by Another expert. ")


def test_a_control_character_in_an_old_row_does_not_cost_anybody_the_feed(claim: Claim) -> None:
    wording = claim.wordings.get(language="en")
    wording.proposition = "It\x01 will"
    builders.saved(wording)

    assert (entry(claim, 1).findtext(f"{ATOM}title") or "").endswith(": It will")


def test_a_feed_names_its_own_address_whatever_host_it_was_asked_at(claim: Claim) -> None:
    links = {one.get("rel"): one.get("href") for one in read("/fr/feeds/decisions.atom").findall(f"{ATOM}link")}

    assert links["self"] == f"{settings.SITE_URL}/fr/feeds/decisions.atom"


def test_a_feed_is_of_what_it_says_only(claim: Claim) -> None:
    other = builders.resolved(builders.a_claim(), "1")
    speaker = other.statements.get().expert
    assert speaker is not None

    assert len(titles("/feeds/decisions.atom")) == 2
    for place in (f"collections/{other.collection.slug}", f"experts/{speaker.slug}", f"claims/{other.pk}"):
        assert len(titles(f"/feeds/{place}.atom")) == 1


def test_a_decision_that_is_in_force_no_more_says_so(claim: Claim) -> None:
    boards.reopened(claim)

    (title,) = titles("/feeds/decisions.atom")

    assert title.startswith("[Provisional, Replaced or opened again]")


def test_nothing_of_an_open_round_or_of_a_draft_is_in_a_feed(claim: Claim) -> None:
    waiting, draft = builders.a_claim(), builders.a_draft()
    builders.a_verdict(waiting, builders.reviewers("eight")[0], "1")

    assert len(titles("/feeds/decisions.atom")) == 1
    assert titles(f"/feeds/claims/{waiting.pk}.atom") == []
    assert Client().get(f"/feeds/claims/{draft.pk}.atom").status_code == 404
    assert Client().get("/feeds/experts/nobody.atom").status_code == 404


def test_a_feed_asks_a_fixed_number_of_questions_and_ends_somewhere(
    claim: Claim, django_assert_max_num_queries: object
) -> None:
    for _ in range(3):
        builders.resolved(builders.a_claim(collection=claim.collection, source=claim.source), "1")

    with django_assert_max_num_queries(7):  # type: ignore[operator]
        Client().get("/feeds/decisions.atom")
    assert NEWEST <= 100
