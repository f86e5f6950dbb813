"""What machines read of a claim: a ClaimReview of what is official, and nothing of anything else."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.roles import Role
from predictions.lifecycle import Judgement, Outcome, due_instant
from predictions.models import Claim, RecordKind
from tests import builders
from tests.builders import NOW
from tests.predictions.heart import ballots
from tests.publishing import schema
from tests.scoring import boards

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
LATER = NOW + timedelta(days=31)


def handed_out(claim: Claim, language: str = "") -> list[dict[str, Any]]:
    """The data blocks of the page."""
    page = Client().get(f"{language}/claims/{claim.pk}/").content.decode()
    return [json.loads(block) for block in BLOCK.findall(page)]


@pytest.fixture
def claim() -> Claim:
    builders.a_record(RecordKind.RECORD)
    return builders.a_claim(experts=[builders.an_expert("Expert one")])


@pytest.mark.parametrize("language", ["", "/fr"])
def test_an_official_decision_is_a_claim_review_that_a_json_ld_processor_understands(
    claim: Claim, language: str
) -> None:
    builders.resolved(claim, "0.75")

    with time_machine.travel(LATER, tick=False):
        (review,) = handed_out(claim, language)

    assert schema.wrong(review) == []
    by_type = {node["@type"][0].rpartition("/")[2]: node for node in schema.nodes(review)}
    assert set(by_type) == {"ClaimReview", "Claim", "Rating", "Person", "Organization", "CreativeWork"}
    rating, person = by_type["Rating"], by_type["Person"]
    assert rating["http://schema.org/ratingValue"] == [{"@value": "0.75"}]
    assert person["http://schema.org/name"] == [{"@value": "Expert one"}]
    assert review["url"].endswith(f"{language}/claims/{claim.pk}/")
    assert review["inLanguage"] == ("fr" if language else "en")
    assert review["reviewRating"]["alternateName"] == ("En grande partie réalisée" if language else "Mostly came true")


def test_a_word_that_schema_org_does_not_know_is_noticed() -> None:
    wrong = {"@context": "https://schema.org", "@type": "ClaimReview", "verdict": "x"}

    assert schema.wrong(wrong | {"author": {"@type": "Person", "grade": "1"}}) == [
        "ClaimReview.verdict",
        "Person.grade",
    ]


def test_nothing_is_handed_out_while_a_decision_can_be_contested(claim: Claim) -> None:
    builders.resolved(claim, "1")

    with time_machine.travel(NOW + timedelta(days=29), tick=False):
        assert handed_out(claim) == []


def test_nothing_is_handed_out_before_the_deadline_however_early_it_was_decided() -> None:
    builders.a_record(RecordKind.RECORD)
    claim = builders.resolved(builders.a_claim(), "1")
    claim.due_on = date(2026, 12, 31)
    claim.due_at = due_instant(claim.due_on)
    builders.saved(claim)

    with time_machine.travel(LATER, tick=False):
        assert handed_out(claim) == []
    with time_machine.travel(claim.due_at, tick=False):
        assert len(handed_out(claim)) == 1


def test_a_deadline_of_ours_is_named_in_the_rating() -> None:
    builders.a_record(RecordKind.RECORD)
    claim = builders.resolved(builders.a_claim(deadline_assigned=True), "0")

    with time_machine.travel(LATER, tick=False):
        (review,) = handed_out(claim)

    assert review["reviewRating"]["alternateName"] == "Not come true by the date we set"
    assert "Deadline set by us" in review["reviewRating"]["ratingExplanation"]


def test_nothing_is_handed_out_of_what_is_open_or_opened_again(claim: Claim) -> None:
    undecided = builders.a_claim(collection=claim.collection)
    boards.reopened(builders.resolved(claim, "1"))

    with time_machine.travel(LATER, tick=False):
        assert handed_out(claim) + handed_out(undecided) == []


def test_nothing_is_handed_out_of_a_claim_that_turned_out_ambiguous(claim: Claim) -> None:
    for reviewer in builders.reviewers("one", "two"):
        builders.a_verdict(claim, reviewer, Judgement.AMBIGUOUS)
    ballots.adjudicate(claim, builders.a_person(Role.ADJUDICATOR), outcome=Outcome.AMBIGUOUS, grade=None)
    claim.refresh_from_db()

    with time_machine.travel(LATER, tick=False):
        assert claim.resolution is not None
        assert handed_out(claim) == []


def test_a_demonstration_hands_out_nothing() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    claim = builders.resolved(builders.a_claim(), "1")

    with time_machine.travel(LATER, tick=False):
        assert handed_out(claim) == []


def test_words_of_a_claim_cannot_end_the_block(claim: Claim) -> None:
    wording = claim.wordings.get(language="en")
    wording.proposition = "</script><script>alert(1)</script>"
    builders.saved(wording)
    builders.resolved(claim, "1")

    with time_machine.travel(LATER, tick=False):
        (review,) = handed_out(claim)

    assert review["claimReviewed"] == "</script><script>alert(1)</script>"
