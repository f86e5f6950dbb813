"""Which verdicts count: on the criteria as they stand, by reviewers without ties, and never by trying out grades."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions, verifying
from predictions.lifecycle import GRADES, Fault, Judgement, Opening, Outcome, Status
from predictions.models import Assignment, Claim, Evidence, InterestKind, LettingGo, Round, Tier, Verdict
from predictions.policy import ConflictOfInterest, NotAllowed, Person
from predictions.quorum import Waiting, Weight
from predictions.signals import claim_changed, claim_settled
from predictions.steps.ballots import WrongVerdict
from predictions.steps.counting import tallies, tally
from predictions.steps.judging import NothingToConfirm, needs_adjudicator
from predictions.steps.versions import StaleVersion, claim_version
from tests import builders
from tests.builders import NOW, a_verdict, assigned, reviewers

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """An open claim with two documents in a record."""
    builders.a_record()
    return builders.a_claim(documents=2)


@pytest.fixture
def editor() -> Person:
    """Somebody who may change words."""
    return builders.a_person(Role.EDITOR)


def file(claim: Claim, by: Person, grade: str | None = "1", **given: Any) -> Verdict:
    return actions.file_verdict(
        **{
            "claim_id": claim.pk,
            "seen_version": claim_version(claim),
            "judgement": Judgement.GRADED,
            "grade": grade and Decimal(grade),
            "confidence": 2,
            "reasons": "It says so.",
            "cites": list(claim.evidence.values_list("pk", flat=True)),
            "by": by,
            "at": NOW,
        }
        | given
    )


def reword(claim: Claim, editor: Person, question: str = "Did it really happen?") -> None:
    actions.revise_wording(
        claim_id=claim.pk,
        language="en",
        seen_version=claim_version(claim),
        changes={"question": question},
        by=editor,
        at=NOW,
        reason="Sharper",
    )


def confirm(claim: Claim, by: Person, **given: Any) -> Verdict:
    seen = {"claim_id": claim.pk, "seen_version": claim_version(claim), "by": by, "at": NOW}
    return actions.confirm_verdict(**seen | given)


def tie(claim: Claim, by: Person, **given: Any) -> None:
    starts = given.pop("starts", builders.SAID)
    at = given.pop("at", NOW)
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=starts,
        by=by,
        at=at,
        reason="Declared",
        **given,
    )


def status(claim: Claim) -> str:
    claim.refresh_from_db()
    return str(claim.status)


def grade(claim: Claim) -> Decimal | None:
    claim.refresh_from_db()
    return claim.resolution.grade if claim.resolution else None


# --- Ties -------------------------------------------------------------------------------------------------------------


def test_who_declares_a_tie_is_let_go_and_somebody_else_is_asked_in_their_place(claim: Claim) -> None:
    one, two, three = reviewers("one", "two", "three")
    file(claim, assigned(claim, one), "0")
    assigned(claim, two)

    tie(claim, one)
    asked = actions.assign_waiting(at=NOW)

    assert asked == 1
    standing = Assignment.objects.filter(released_at__isnull=True).values_list("reviewer_ref", flat=True)
    assert set(standing) == {two.ref, three.ref}
    for reviewer in (two, three):
        file(claim, reviewer, "1")
    assert grade(claim) == Decimal(1)
    assert verifying.verify().is_sound


def test_a_tie_that_takes_the_odd_verdict_away_lets_those_who_agree_decide(claim: Claim) -> None:
    one, two, three = (assigned(claim, reviewer) for reviewer in reviewers("one", "two", "three"))
    for reviewer, given in ((one, "0"), (two, "1"), (three, "1")):
        file(claim, reviewer, given)
    assert needs_adjudicator(claim.rounds.get())

    tie(claim, one)

    assert grade(claim) == Decimal(1)


def test_a_tie_that_begins_later_counts_from_that_day_and_not_before(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    builders.reviewers("three")
    file(claim, one, "1")
    next_week = NOW + timedelta(days=7)

    tie(claim, one, starts=next_week.date())
    before = tally(claim.rounds.get()).counting
    early = actions.assign_waiting(at=NOW)
    late = actions.assign_waiting(at=next_week)

    assert [verdict.reviewer_ref for verdict in before] == [one.ref]
    assert (early, late) == (0, 1)
    assert tally(claim.rounds.get()).counting == []
    assert Assignment.objects.get(reviewer_ref=one.ref).released_for == LettingGo.TIED
    file(claim, two, "1", at=next_week)
    assert status(claim) == Status.OPEN


def test_a_verdict_that_an_editor_kept_in_force_falls_with_a_tie_all_the_same(claim: Claim, editor: Person) -> None:
    one = assigned(claim, reviewers("one")[0])
    file(claim, one, "1")
    actions.let_go(claim_id=claim.pk, reviewer_ref=one.ref, by=editor, at=NOW, reason="Away")
    kept = len(tally(claim.rounds.get()).counting)

    tie(claim, one)

    assert (kept, tally(claim.rounds.get()).counting) == (1, [])


def test_a_refusal_for_a_tie_says_until_when_it_counts(claim: Claim) -> None:
    one = reviewers("one")[0]
    tie(claim, one, ends=NOW.date() + timedelta(days=30))

    with pytest.raises(ConflictOfInterest, match=r"which counts until 2026-04-01\. Another reviewer must judge this"):
        assigned(claim, one)


# --- Criteria that change ---------------------------------------------------------------------------------------------


def test_verdicts_on_two_wordings_never_make_a_quorum(claim: Claim, editor: Person) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, "1")
    reword(claim, editor)

    file(claim, two, "1")

    assert status(claim) == Status.OPEN
    assert tally(claim.rounds.get()).decision is Waiting.FOR_VERDICTS


def test_who_looks_again_confirms_in_one_go_and_then_counts(claim: Claim, editor: Person) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    first = file(claim, one, "1", would_change="A later release")
    reword(claim, editor)
    file(claim, two, "1")

    again = confirm(claim, one)

    assert (again.number, again.replaces_id, again.grade) == (2, first.pk, first.grade)
    assert (again.reasons, again.would_change, again.cites) == (first.reasons, first.would_change, first.cites)
    assert status(claim) == Status.RESOLVED
    assert verifying.verify().is_sound


def test_who_looks_again_may_change_the_grade_and_decides_like_anybody(claim: Claim, editor: Person) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, "0")
    reword(claim, editor)
    file(claim, two, "1")

    file(claim, one, "1")

    assert grade(claim) == Decimal(1)


def test_a_document_alone_makes_no_verdict_stale_and_may_be_looked_at_all_the_same(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, "1")
    with pytest.raises(NothingToConfirm, match="no verdict here that waits to be confirmed"):
        confirm(claim, one)
    builders.a_document(claim)
    file(claim, two, "0.75")

    assert grade(claim) == Decimal("0.75")


def test_who_confirms_after_a_new_document_has_not_changed_their_mind(claim: Claim) -> None:
    one, two, three = (assigned(claim, reviewer) for reviewer in reviewers("one", "two", "three"))
    file(claim, one, "1")
    file(claim, two, "0")
    builders.a_document(claim)
    confirm(claim, one)
    file(claim, three, "1")

    tie(claim, two)

    assert grade(claim) == Decimal(1)


@pytest.mark.parametrize(
    ("column", "value", "is_stale"),
    [("due_at", NOW - timedelta(days=1), True), ("unit", "models", True), ("topics", ["models"], False)],
)
def test_what_is_judged_beside_the_words_makes_verdicts_stale_and_nothing_else_does(
    claim: Claim, column: str, value: Any, is_stale: bool
) -> None:
    file(claim, assigned(claim, reviewers("one")[0]), "1")
    claim.refresh_from_db()
    setattr(claim, column, value)
    builders.saved(claim, reason="Corrected")

    assert bool(tally(claim.rounds.get()).stale) == is_stale


def test_nothing_is_confirmed_unseen_and_nothing_by_somebody_else(claim: Claim, editor: Person) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, "1")
    seen = claim_version(claim)
    reword(claim, editor)

    with pytest.raises(StaleVersion):
        confirm(claim, one, seen_version=seen)
    with pytest.raises(NothingToConfirm):
        confirm(claim, two)
    with pytest.raises(NotAllowed, match="not assigned to you"):
        confirm(claim, reviewers("three")[0])
    assert Verdict.objects.count() == 1


def test_confirming_twice_with_one_key_is_done_once(claim: Claim, editor: Person) -> None:
    one = assigned(claim, reviewers("one")[0])
    file(claim, one, "1")
    reword(claim, editor)

    assert confirm(claim, one, key="k").pk == confirm(claim, one, key="k").pk
    assert Verdict.objects.count() == 2


def test_erased_reasons_and_retracted_documents_are_not_confirmed(claim: Claim, editor: Person) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    verdict = file(claim, one, "1")
    file(claim, two, "0")
    actions.erase(fact=verdict, authority="Asked for", by=builders.a_person(Role.ADMINISTRATOR), at=NOW)
    document = claim.evidence.order_by("number")[0]
    document.refresh_from_db()
    document.retracted_at, document.retracted_by, document.retraction_reason = NOW, editor.ref, "Withdrawn"
    builders.saved(document)
    reword(claim, editor)

    with pytest.raises(NothingToConfirm):
        confirm(claim, one)
    with pytest.raises(WrongVerdict, match="was retracted"):
        confirm(claim, two)


def test_an_earlier_round_is_told_as_it_was_when_it_closed(claim: Claim, editor: Person) -> None:
    builders.resolved(claim, "1")
    first = claim.rounds.get()
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=editor, at=NOW, reason="A new document")
    reword(claim, editor)

    assert len(tally(first).counting) == 2
    assert tally(first).decision == Decimal(1)


# --- Documents that are taken away ------------------------------------------------------------------------------------


def change(document: Evidence, editor: Person, action: Any = actions.retract_evidence, **given: Any) -> None:
    document.refresh_from_db()
    action(
        evidence_id=document.pk,
        seen_version=document.version,
        by=editor,
        at=NOW,
        reason="It names another product",
        **given,
    )


def test_a_verdict_whose_documents_were_all_retracted_does_not_count_until_its_author_cites_others(
    claim: Claim, editor: Person
) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    first, second = claim.evidence.order_by("number")
    file(claim, one, "1", cites=[first.pk])
    change(first, editor)
    file(claim, two, "1", cites=[second.pk])
    waiting = tally(claim.rounds.get())

    with pytest.raises(WrongVerdict, match="was retracted"):
        confirm(claim, one)
    still = status(claim)
    file(claim, one, "1", cites=[second.pk])

    assert (still, waiting.decision) == (Status.OPEN, Waiting.FOR_VERDICTS)
    assert waiting.weights == [Weight.UNSUPPORTED, Weight.COUNTS]
    assert grade(claim) == Decimal(1)
    assert verifying.verify().is_sound


def test_one_first_hand_document_that_stands_is_enough_and_second_hand_ones_alone_are_not(
    claim: Claim, editor: Person
) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    first, second = claim.evidence.order_by("number")
    digest = builders.a_document(claim, tier=Tier.SECONDARY)
    file(claim, one, "1", cites=[first.pk, second.pk])
    file(claim, two, "0", cites=[first.pk, digest.pk])

    change(first, editor)

    assert tally(claim.rounds.get()).weights == [Weight.COUNTS, Weight.UNSUPPORTED]


def test_a_verdict_without_a_grade_needs_no_document_and_loses_nothing(claim: Claim, editor: Person) -> None:
    one = assigned(claim, reviewers("one")[0])
    first = claim.evidence.order_by("number")[0]
    file(claim, one, judgement=Judgement.AMBIGUOUS, grade=None, cites=[first.pk])

    change(first, editor)

    assert tally(claim.rounds.get()).weights == [Weight.COUNTS]


@pytest.mark.parametrize("way", ["retracted", "second-hand"])
def test_a_document_that_is_put_right_again_makes_the_verdict_count_and_may_close_the_round(
    claim: Claim, editor: Person, way: str, django_capture_on_commit_callbacks: Any
) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    first, second = claim.evidence.order_by("number")
    file(claim, one, "1", cites=[first.pk])
    if way == "retracted":
        change(first, editor)
    else:
        change(first, editor, actions.revise_evidence, changes={"tier": Tier.SECONDARY})
    file(claim, two, "1", cites=[second.pk])
    before = status(claim)

    with django_capture_on_commit_callbacks() as rung:
        if way == "retracted":
            change(first, editor, actions.restore_evidence)
        else:
            change(first, editor, actions.revise_evidence, changes={"tier": Tier.PRIMARY})

    assert (before, grade(claim)) == (Status.OPEN, Decimal(1))
    assert {one.func.__self__ for one in rung} == {claim_changed, claim_settled}
    assert verifying.verify().is_sound


def test_no_retraction_lets_the_others_decide(claim: Claim, editor: Person) -> None:
    one, two, three = (assigned(claim, reviewer) for reviewer in reviewers("one", "two", "three"))
    first, second = claim.evidence.order_by("number")
    file(claim, one, "0", cites=[first.pk])
    for reviewer in (two, three):
        file(claim, reviewer, "1", cites=[second.pk])

    change(first, editor)

    assert status(claim) == Status.OPEN
    assert needs_adjudicator(claim.rounds.get())


def test_a_round_that_is_closed_is_told_as_it_was_whatever_became_of_its_documents(
    claim: Claim, editor: Person
) -> None:
    builders.resolved(claim, "1")

    change(claim.evidence.order_by("number")[0], editor)

    assert tally(claim.rounds.get()).weights == [Weight.COUNTS, Weight.COUNTS]
    assert tally(claim.rounds.get()).decision == Decimal(1)
    assert grade(claim) == Decimal(1)


# --- Changed minds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", GRADES)
def test_trying_out_one_grade_after_another_never_closes_a_round(claim: Claim, other: Decimal) -> None:
    curious, honest = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    away = "0" if other > Decimal("0.5") else "1"
    file(claim, honest, str(other))
    file(claim, curious, away)
    if status(claim) == Status.RESOLVED:
        pytest.fail("The two were meant to lie apart.")

    for guess in GRADES:
        file(claim, curious, str(guess))
        assert status(claim) == Status.OPEN

    # To say the last guess once more, as if it were only confirmed, does not do it either.
    file(claim, curious, str(other))
    file(claim, curious, str(other))
    assert status(claim) == Status.OPEN
    assert needs_adjudicator(claim.rounds.get())
    assert verifying.verify().is_sound


def test_an_adjudicator_decides_where_a_changed_mind_would_have(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    for reviewer, given in ((one, "1"), (two, "0"), (one, "0")):
        file(claim, reviewer, given)

    resolution = actions.adjudicate(
        claim_id=claim.pk,
        seen_version=claim_version(claim),
        outcome=Outcome.ANNULLED,
        grade=None,
        fault=Fault.SEVERAL,
        reasons="It asks two things.",
        cites=[],
        by=builders.a_person(Role.ADJUDICATOR),
        at=NOW,
    )

    assert (resolution.outcome, resolution.fault) == (Outcome.ANNULLED, Fault.SEVERAL)


def test_a_changed_mind_counts_when_somebody_else_files_after_it(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    file(claim, one, "0")
    file(claim, one, "1")

    file(claim, two, "1")

    assert grade(claim) == Decimal(1)


# --- Passing on, evidence, how many -----------------------------------------------------------------------------------


def test_who_cannot_assess_is_let_go_in_the_same_go_and_somebody_else_is_asked(claim: Claim) -> None:
    builders.reviewers("two", "three")
    one = assigned(claim, reviewers("one")[0])

    file(claim, one, judgement=Judgement.CANNOT_ASSESS, grade=None, cites=[], reasons="I do not read the language.")

    assert Assignment.objects.get(reviewer_ref=one.ref).released_at == NOW
    assert actions.assign_waiting(at=NOW) == 2
    with pytest.raises(NotAllowed, match="You were let go"):
        file(claim, one)


def test_second_hand_documents_alone_carry_no_grade_and_the_sentence_says_which_they_are(claim: Claim) -> None:
    digest = builders.a_document(claim, tier=Tier.SECONDARY)
    press = builders.a_document(claim, tier=Tier.PRESS)
    one = assigned(claim, reviewers("one")[0])

    with pytest.raises(WrongVerdict, match=r"do not carry a grade: 3 \(secondary\)\. Cite a first-hand document"):
        file(claim, one, cites=[digest.pk])
    assert file(claim, one, judgement=Judgement.AMBIGUOUS, grade=None, cites=[digest.pk]).cites == [digest.pk]
    assert file(claim, one, cites=[digest.pk, press.pk]).number == 2


def test_doubt_about_a_grade_says_what_would_settle_it_and_other_verdicts_need_not(claim: Claim) -> None:
    one = assigned(claim, reviewers("one")[0])

    with pytest.raises(WrongVerdict, match="what would change your verdict"):
        file(claim, one, confidence=1)
    sure = file(claim, one, confidence=3)
    unsure = file(claim, one, confidence=1, would_change="  The figures of the second half. ")

    assert (sure.would_change, unsure.would_change) == ("", "The figures of the second half.")


def test_in_the_first_round_those_drawn_by_lot_are_waited_for_and_later_the_quorum_decides(editor: Person) -> None:
    builders.a_record()
    claim = builders.a_claim(extra_reviewers=1)
    for reviewer in reviewers("one", "two"):
        a_verdict(claim, reviewer, "1")
    after_two = status(claim)
    a_verdict(claim, reviewers("three")[0], "0.75")
    first = grade(claim)
    actions.reopen(claim_id=claim.pk, why=Opening.OBJECTION, by=editor, at=NOW, reason="A new document")
    for reviewer in reviewers("four", "five"):
        a_verdict(claim, reviewer, "0")

    assert (after_two, first, grade(claim)) == (Status.OPEN, Decimal(1), Decimal(0))
    assert [one.replaces_id for one in claim.resolutions.all()] == [None, claim.resolutions.first().pk]


def test_a_later_round_with_the_same_grade_still_supersedes(claim: Claim, editor: Person) -> None:
    builders.resolved(claim, "1")
    actions.reopen(claim_id=claim.pk, why=Opening.OBJECTION, by=editor, at=NOW, reason="A new document")
    builders.resolved(claim, "1")

    first, second = claim.resolutions.order_by("number")

    assert second.replaces == first
    assert claim.resolution == second


def test_counting_needs_no_more_queries_for_more_rounds(django_assert_num_queries: Any) -> None:
    builders.a_record()
    for _ in range(4):
        a_verdict(builders.a_claim(), reviewers("one")[0], "1")
    rounds = Round.objects.select_related("claim__collection").prefetch_related("verdicts", "assignments")

    # rounds, two prefetches, places in streams, revisions of claims, order, revisions of documents
    with django_assert_num_queries(7):
        assert len(tallies(rounds)) == 4
