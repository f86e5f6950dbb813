"""Who publishes: two people, of whom the second has compared the draft with its source; and the lot that is drawn."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError

from accounts.roles import Role
from predictions import actions, ledger, timeline, verifying
from predictions.ledger import writing
from predictions.lifecycle import Opening, Status
from predictions.models import Claim, Publication, Reading
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed, Person, WrongMoment
from predictions.revisions import BlankReason
from predictions.steps import lots
from predictions.steps.publishing import publish_bundled
from predictions.steps.readiness import NotReady
from predictions.steps.versions import StaleVersion, claim_version
from tests import builders
from tests.builders import NOW, always, never, reviewers
from tests.scoring.boards import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def one() -> Person:
    builders.a_record()
    return builders.a_person(Role.EDITOR, "one")


@pytest.fixture
def two(one: Person) -> Person:
    return builders.a_person(Role.EDITOR, "two")


@pytest.fixture
def draft(one: Person) -> Claim:
    unshown = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    return builders.a_draft(by=one, collection=unshown)


def publish(draft: Claim, by: Person, *, lot: Callable[[], bool] = never, **given: Any) -> Claim:
    usual = {"seen_version": claim_version(draft), "at": NOW, "reason": "Read against the source"}
    return actions.publish(claim_id=draft.pk, by=by, lot=lot, **usual | given)


# --- Two people -------------------------------------------------------------------------------------------------------


def test_one_offers_and_another_who_compared_the_source_publishes(draft: Claim, one: Person, two: Person) -> None:
    claim = builders.published(draft, first=one, second=two)

    assert (claim.status, claim.publication) == (Status.OPEN, Publication.PEOPLE)
    assert (claim.published_by, claim.seconded_by) == (one.ref, two.ref)
    assert claim.published_at == claim.criteria_frozen_at == NOW
    assert claim.rounds.get().opened_for == Opening.FIRST
    assert verifying.verify().is_sound


def test_a_contributor_offers_what_an_editor_publishes(draft: Claim, one: Person) -> None:
    contributor = builders.a_person(Role.CONTRIBUTOR)
    own = builders.a_draft(by=contributor, collection=draft.collection)

    claim = builders.published(own, first=contributor, second=one)

    assert (claim.published_by, claim.seconded_by) == (contributor.ref, one.ref)
    with pytest.raises(NotAllowed, match="may not publish"):
        publish(builders.offered(draft, by=one), contributor)


def test_nobody_publishes_what_they_offered_or_wrote_up(draft: Claim, one: Person, two: Person) -> None:
    builders.offered(draft, by=two)
    for person in (one, two):
        actions.read_source(source_id=draft.source_id, by=person, at=NOW)

    for person in (one, two):
        with pytest.raises(ConflictOfInterest, match="needs a second person"):
            publish(draft, person)


def test_who_has_not_opened_the_source_is_asked_to(draft: Claim, one: Person, two: Person) -> None:
    builders.offered(draft, by=one)

    with pytest.raises(NotAllowed, match="Open it, compare the quotes"):
        publish(draft, two)


def test_to_have_read_the_source_before_the_draft_was_offered_is_not_to_have_compared_it(
    draft: Claim, one: Person, two: Person
) -> None:
    actions.read_source(source_id=draft.source_id, by=two, at=NOW - timedelta(hours=1))
    builders.offered(draft, by=one)
    with pytest.raises(NotAllowed, match="not opened the source"):
        publish(draft, two)

    actions.read_source(source_id=draft.source_id, by=two, at=NOW)

    assert publish(draft, two).status == Status.OPEN
    assert Reading.objects.get().version == 2


def test_a_draft_that_nobody_offered_waits(draft: Claim, two: Person) -> None:
    actions.read_source(source_id=draft.source_id, by=two, at=NOW)

    with pytest.raises(WrongMoment, match="not offered for publication yet"):
        publish(draft, two)


def test_what_changed_after_it_was_looked_at_is_not_published(draft: Claim, one: Person, two: Person) -> None:
    builders.offered(draft, by=one)
    actions.read_source(source_id=draft.source_id, by=two, at=NOW)

    with pytest.raises(StaleVersion):
        publish(draft, two, seen_version=claim_version(draft) - 1)


def test_what_is_published_is_not_published_again(draft: Claim, one: Person, two: Person) -> None:
    claim = builders.published(draft, first=one, second=two)

    with pytest.raises(WrongMoment, match="is published"):
        publish(claim, two)


def test_a_draft_says_what_earns_each_grade_before_it_is_offered(draft: Claim, one: Person) -> None:
    binding = draft.wordings.get(is_binding=True)
    binding.grades = binding.grades | {"0.25": " "}
    builders.saved(binding)

    with pytest.raises(NotReady, match=r"is not ready\. There is no criterion for grade 0\.25"):
        builders.offered(draft, by=one)


def test_what_keeps_a_draft_from_being_offered_keeps_it_from_being_published(
    draft: Claim, one: Person, two: Person
) -> None:
    builders.offered(draft, by=one)
    actions.read_source(source_id=draft.source_id, by=two, at=NOW)
    binding = draft.wordings.get(is_binding=True)
    binding.grades = binding.grades | {"1": "At least … models"}
    builders.saved(binding)

    with pytest.raises(NotReady, match="still has a hole of its template"):
        publish(draft, two)


def test_a_draft_says_who_said_it_before_it_is_offered(draft: Claim, one: Person) -> None:
    nobody = builders.a_draft(by=one, collection=draft.collection, experts=[])

    with pytest.raises(NotReady, match="does not say who said it"):
        builders.offered(nobody, by=one)


def test_who_reads_a_source_is_somebody_who_publishes(draft: Claim) -> None:
    with pytest.raises(NotAllowed, match="may not publish"):
        actions.read_source(source_id=draft.source_id, by=reviewers("one")[0], at=NOW)


# --- What is not scored -----------------------------------------------------------------------------------------------


def test_what_is_not_scored_is_published_without_a_round_and_says_why(draft: Claim, one: Person, two: Person) -> None:
    wish = builders.a_draft(
        by=one, collection=draft.collection, is_scored=False, scored_reason={"en": "A wish.", "fr": "Un vœu."}
    )

    claim = builders.published(wish, first=one, second=two, lot=always)

    assert claim.status == Status.UNSCORED
    assert not claim.rounds.exists()
    assert claim.extra_reviewers == 0


def test_what_is_not_scored_and_does_not_say_why_is_not_offered(draft: Claim, one: Person) -> None:
    silent = builders.a_draft(by=one, collection=draft.collection, is_scored=False)

    with pytest.raises(NotReady, match="not to be scored, and does not say why"):
        builders.offered(silent, by=one)


# --- Sending back -----------------------------------------------------------------------------------------------------


def test_a_draft_sent_back_is_no_longer_offered_and_the_reason_is_a_revision(
    draft: Claim, one: Person, two: Person
) -> None:
    builders.offered(draft, by=one)

    actions.send_back(
        claim_id=draft.pk, seen_version=claim_version(draft), by=two, at=NOW, reason="The date is not in the text"
    )

    draft.refresh_from_db()
    assert (draft.offered_by, draft.offered_at) == (None, None)
    newest = timeline.revisions(draft)[0]
    assert (newest.title, newest.reason) == ("Sent back to the writer", "The date is not in the text")
    builders.offered(draft, by=one)  # and can be offered again


def test_sending_back_needs_a_reason_and_an_offer(draft: Claim, one: Person, two: Person) -> None:
    back: dict[str, Any] = {"claim_id": draft.pk, "by": two, "at": NOW}
    with pytest.raises(WrongMoment, match="not offered"):
        actions.send_back(seen_version=claim_version(draft), reason="No date", **back)

    builders.offered(draft, by=one)

    with pytest.raises(BlankReason):
        actions.send_back(seen_version=claim_version(draft), reason=" ", **back)


# --- Several at once --------------------------------------------------------------------------------------------------


def test_of_several_each_is_published_whole_or_not_at_all(draft: Claim, one: Person, two: Person) -> None:
    good, late, own = (
        builders.a_draft(by=by, collection=draft.collection, source=draft.source) for by in (one, one, two)
    )
    for claim in (good, late, own):
        builders.offered(claim, by=SYSTEM)
    actions.read_source(source_id=draft.source_id, by=two, at=NOW)
    seen = {claim.pk: claim_version(claim) for claim in (good, late, own)}

    tried = actions.publish_several(
        seen=seen | {late.pk: seen[late.pk] - 1}, by=two, at=NOW, reason="Compared", lot=never
    )

    refusals = {one.claim.pk: type(one.refusal) for one in tried}
    assert refusals == {good.pk: type(None), late.pk: StaleVersion, own.pk: ConflictOfInterest}
    assert set(Claim.objects.filter(status=Status.OPEN)) == {good}
    assert {claim_version(claim) - seen[claim.pk] for claim in (late, own)} == {0}
    assert verifying.verify().is_sound


def test_who_publishes_nothing_is_refused_before_anything_is_tried(draft: Claim) -> None:
    before = ledger.position()

    with pytest.raises(NotAllowed, match="may not publish"):
        actions.publish_several(seen={draft.pk: 1}, by=reviewers("one")[0], at=NOW, reason="Compared")

    assert ledger.position() == before


# --- The lot ----------------------------------------------------------------------------------------------------------


def test_a_claim_that_is_drawn_gets_two_more_reviewers_in_its_first_round(
    draft: Claim, one: Person, two: Person
) -> None:
    reviewers("one", "two", "three", "four", "five")

    claim = builders.published(draft, first=one, second=two, lot=always)
    asked = actions.assign_waiting(at=NOW)

    assert claim.extra_reviewers == 2
    assert asked == 4


def test_a_later_round_asks_no_more_than_the_quorum(draft: Claim, one: Person, two: Person) -> None:
    claim = decided(builders.published(draft, first=one, second=two, lot=always), "1")
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=one, at=NOW, reason="A new document")
    reviewers("five", "six", "seven", "eight")

    assert actions.assign_waiting(at=NOW) == 2


def test_the_lot_is_drawn_in_the_same_change_that_publishes(draft: Claim, one: Person, two: Person) -> None:
    claim = builders.published(draft, first=one, second=two, lot=always)

    drawn = claim.history.filter(extra_reviewers=2).order_by("version").first()

    assert drawn is not None
    assert drawn.status == Status.OPEN
    assert claim.history.filter(status=Status.DRAFT).exclude(extra_reviewers=0).count() == 0


@pytest.mark.parametrize("lot", [always, never])
def test_what_was_drawn_is_not_changed_any_more(
    lot: Callable[[], bool], draft: Claim, one: Person, two: Person
) -> None:
    claim = builders.published(draft, first=one, second=two, lot=lot)
    claim.extra_reviewers = 1

    with pytest.raises(DatabaseError, match="once and for all"):
        builders.saved(claim)


def test_a_draft_cannot_be_drawn_ahead_of_its_publication(draft: Claim) -> None:
    draft.extra_reviewers = 2

    with pytest.raises(DatabaseError, match="when it is published"):
        builders.saved(draft)


def test_the_lot_falls_on_one_of_ten_numbers_that_nobody_can_foresee(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    numbers = iter(range(10))

    def randbelow(upto: int) -> int:
        asked.append(upto)
        return next(numbers)

    monkeypatch.setattr(secrets, "randbelow", randbelow)

    drawn = [lots.one_in_ten() for _ in range(10)]

    assert drawn.count(True) == 1
    assert set(asked) == {10}


def test_the_bundled_record_draws_no_lot(one: Person) -> None:
    draft = builders.a_draft()

    with writing():
        publish_bundled(draft, by=SYSTEM, at=NOW, reason="Published")

    assert draft.extra_reviewers == 0
