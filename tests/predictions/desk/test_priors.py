"""Saying what one expects: five shares that make 100, seen by nobody else before the deadline."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from predictions import actions
from predictions.lifecycle import GRADES
from predictions.models import Prior, PriorBasis
from predictions.policy import SYSTEM
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

FAR = date(2199, 12, 31)
GIVEN = {"grade_100": "10", "grade_75": "20", "grade_50": "40", "grade_25": "20", "grade_0": "10", "reason": "Early."}


@pytest.fixture
def claim():
    return desks.a_claim_to_judge(due_on=FAR)


def prior(claim):
    return desks.address(claim, "prior/")


def stated(claim, *expected):
    """Priors of other reviewers, each sure of one grade or of two with equal chances."""
    people = builders.reviewers("six", "seven", "eight", "nine")[: len(expected)]
    for person, grade in zip(people, expected, strict=True):
        shares = dict.fromkeys(GRADES, Decimal(0)) | {Decimal(grade): Decimal(1)}
        actions.set_prior(claim_id=claim.pk, shares=shares, by=person, at=builders.NOW, reason="Sealed words.")


def ended(claim):
    """`claim`, whose deadline has passed since its priors were stated."""
    yesterday = timezone.now() - timedelta(days=1)
    claim.due_on, claim.due_at = yesterday.date(), yesterday
    return builders.saved(claim, reason="The deadline was another")


def test_a_reviewer_says_how_likely_each_grade_is(claim):
    reviewer = desks.somebody()
    assert prior(claim) in reviewer.get("/desk/priors/").content.decode()

    answer = reviewer.post(prior(claim), GIVEN)

    assert answer["Location"] == "/desk/priors/"
    assert Prior.objects.get().expected == Decimal("0.5")
    assert "You expect 0.50" in reviewer.get("/desk/priors/").content.decode()


def test_what_one_said_stands_in_the_form_and_is_replaced(claim):
    reviewer = desks.somebody()
    reviewer.post(prior(claim), GIVEN)

    html = reviewer.get(prior(claim)).content.decode()
    assert re.search(r'name="grade_50" value="40"', html)
    assert "Early." in html
    reviewer.post(prior(claim), GIVEN | {"grade_100": "0", "grade_50": "50"})

    assert Prior.objects.get().version == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"grade_0": "20"}, "add up to 110 per cent"),
        ({"grade_0": ""}, "required"),
        ({"grade_0": "-10"}, "greater than or equal to 0"),
        ({"reason": ""}, "required"),
    ],
)
def test_shares_that_do_not_make_100_come_back_with_their_sum(claim, given, words):
    answer = desks.somebody().post(prior(claim), GIVEN | given)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert 'value="40"' in html
    assert not Prior.objects.exists()


def test_after_the_deadline_nothing_more_is_said(claim):
    ended(claim)

    answer = desks.somebody().post(prior(claim), GIVEN)

    assert answer.status_code == 403
    assert "The deadline has passed." in answer.content.decode()
    assert not Prior.objects.exists()


def test_claims_of_which_one_may_say_nothing_are_not_listed(claim):
    due = builders.a_claim()

    html = desks.somebody().get("/desk/priors/").content.decode()

    assert due.key not in html


def everything(claim, reviewer):
    """What another reviewer, an editor and the public can look at, without what differs each time."""
    editor = desks.somebody(Role.EDITOR)
    places = [
        (reviewer, "/desk/"),
        (reviewer, "/desk/priors/"),
        (reviewer, prior(claim)),
        (editor, desks.address(claim, "assign/")),
        (editor, "/desk/"),
        (Client(), claim.get_absolute_url()),
        (Client(), f"/api/v1/claims/{claim.pk}/"),
        (Client(), "/api/v1/claims/"),
        (Client(), claim.collection.get_absolute_url()),
        (Client(), "/"),
    ]
    found = []
    for client, address in places:
        answer = client.get(address)
        found.append((address, answer.status_code, answer.get("ETag"), desks.anonymous_text(answer.content)))
    return found


def test_nobody_can_tell_that_others_said_anything(claim):
    reviewer = desks.somebody()
    builders.reviewers("six", "seven", "eight", "nine")
    before = everything(claim, reviewer)

    stated(claim, "1", "0.5", "0")

    assert everything(claim, reviewer) == before


def test_after_the_deadline_the_page_shows_the_median_of_three_and_no_words(claim):
    stated(claim, "1", "0.25", "0")
    ended(claim)

    html = Client().get(claim.get_absolute_url()).content.decode()

    assert "0.25: the median of what 3 reviewers expected before the deadline" in html
    assert "Sealed words." not in html
    assert "Reviewer six" not in html


def test_of_fewer_than_three_the_page_says_that_they_are_too_few(claim):
    stated(claim, "1", "0.25")
    ended(claim)

    html = Client().get(claim.get_absolute_url()).content.decode()

    assert "2 reviewers said before the deadline what they expected. That is too few" in html


def test_what_was_set_in_hindsight_is_labelled_and_in_no_median(claim):
    stated(claim, "1", "0.25")
    builders.saved(
        Prior(
            claim=claim,
            set_by=SYSTEM.ref,
            expected="0.35",
            basis=PriorBasis.HINDSIGHT,
            set_on=builders.SAID,
            reason="In hindsight.",
        )
    )
    ended(claim)

    html = Client().get(claim.get_absolute_url()).content.decode()

    assert "That is too few" in html
    assert "Set in hindsight, so never used for a score." in html


def test_on_the_judging_page_the_median_stays_hidden(claim):
    stated(claim, "1", "0.25", "0")
    ended(claim)

    html = desks.somebody(claim=claim).get(desks.address(claim)).content.decode()

    assert "expected before the deadline" not in html
    assert "0.25:" not in html
