"""The revisions of a claim as a reader sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from accounts.roles import Role
from predictions import actions, timeline
from predictions.lifecycle import Opening
from predictions.models import Claim, Objection
from predictions.models.judging import ObjectionAbout
from predictions.policy import SYSTEM
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW, saved

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


def titles(claim: Claim) -> list[str]:
    """What the page of `claim` calls its revisions, newest first."""
    return [revision.title for revision in timeline.folded(timeline.revisions(claim))]


def test_revisions_are_told_newest_first_and_the_newest_is_the_version_of_the_claim() -> None:
    claim = builders.a_claim(documents=2)

    found = timeline.revisions(claim)

    assert [revision.number for revision in found] == list(range(claim_version(claim), 0, -1))
    assert [revision.title for revision in found][-1] == "Draft written"
    assert [revision.title for revision in found][:2] == ["Document 2 added", "Document 1 added"]


def test_what_was_recorded_in_one_go_is_told_once_and_every_number_keeps_its_place() -> None:
    claim = builders.resolved(builders.a_claim(documents=3), "0.5", at=LATER)

    told = timeline.folded(timeline.revisions(claim))

    assert [one.title for one in told] == [
        "Resolved by quorum",
        "3 documents added",
        "Published, criteria frozen",
        "Draft written",
    ]
    numbers = sorted(number for one in told for number in [one.number, *one.also])
    assert numbers == list(range(1, claim_version(claim) + 1))
    assert [one.is_decision for one in told] == [True, False, True, False]


def test_what_two_people_did_is_never_told_as_one() -> None:
    claim = builders.a_claim(documents=1)
    builders.a_document(claim, by=builders.a_person(Role.EDITOR))

    assert titles(claim)[:2] == ["Document 2 added", "Document 1 added"]


def test_a_replaced_resolution_shows_the_grade_before_and_after() -> None:
    claim = builders.resolved(builders.a_claim(), "0.5")
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=LATER, reason="A new document")
    claim = builders.resolved(claim, "0.75", at=LATER)

    newest = timeline.folded(timeline.revisions(claim))[0]

    assert newest.title == "Resolution replaced"
    [change] = newest.differences
    assert (change.before, change.after) == ("Partly came true, 0.50", "Mostly came true, 0.75")


def test_only_what_came_after_the_version_somebody_saw_is_told_to_them() -> None:
    claim = builders.a_claim(documents=1)
    seen = claim_version(claim)
    builders.a_document(claim)

    assert [revision.title for revision in timeline.revisions(claim, since=seen)] == ["Document 2 added"]


def test_a_verdict_of_an_open_round_is_no_revision() -> None:
    claim = builders.a_claim()
    before = timeline.revisions(claim)

    builders.a_verdict(claim, builders.reviewers("one")[0])

    assert timeline.revisions(claim) == before


def test_changed_columns_are_named_in_the_language_of_the_reader() -> None:
    claim = builders.a_claim()
    wording = claim.wordings.get(language="fr")
    wording.annul_if = "Plus personne ne publie de chiffres."
    saved(wording, reason="Plus clair")

    with override("fr"):
        [change] = timeline.revisions(claim)[0].differences

    assert change.label == "Annulée si"
    assert change.after == "Plus personne ne publie de chiffres."


def test_what_was_erased_is_shown_as_erased_and_what_was_contact_is_never_shown() -> None:
    claim = builders.a_claim()
    objection = Objection(
        claim=claim,
        about=ObjectionAbout.FACT,
        text="My name is",
        document_url="https://example.org/a",
        contact="reader@example.org",
        raised_at=NOW,
    )
    saved(objection)
    actions.erase(fact=objection, authority="Asked for by letter", by=builders.a_person(Role.ADMINISTRATOR), at=NOW)

    told = str(timeline.revisions(Claim.objects.get(pk=claim.pk)))

    assert "My name is" not in told
    assert "reader@example.org" not in told


def test_the_timeline_asks_few_questions_for_many_revisions(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    claim = builders.resolved(builders.a_claim(documents=20), "1")

    with django_assert_max_num_queries(8):
        found = timeline.revisions(claim)

    assert len(found) == claim_version(claim)
