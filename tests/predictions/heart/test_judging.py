"""Filing blind, and changing one's mind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from predictions import actions, ledger, verifying
from predictions.lifecycle import Fault, Judgement, Status
from predictions.models import Claim, InterestKind, Prior, PriorBasis, Verdict
from predictions.people import person_of
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed
from predictions.signals import claim_changed, claim_settled
from predictions.steps.ballots import WrongVerdict
from predictions.steps.judging import RoundClosed, needs_adjudicator
from predictions.steps.versions import StaleVersion, claim_version
from tests import builders
from tests.builders import NOW, a_verdict, assigned, reviewers
from tests.predictions.heart.ballots import file, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """An open claim in a record, said by expert one of a maker."""
    builders.a_record()
    return builders.a_claim(documents=2)


# --- Blind ------------------------------------------------------------------------------------------------------------


def a_filed_verdict(claim: Claim) -> None:
    a_verdict(claim, reviewers("one")[0], "1")


def a_changed_verdict(claim: Claim) -> None:
    a_verdict(claim, reviewers("one")[0], "1")
    file(claim, reviewers("one")[0])


def an_assignment(claim: Claim) -> None:
    assigned(claim, reviewers("one")[0])


def a_prior(claim: Claim) -> None:
    builders.saved(
        Prior(
            claim=claim,
            set_by=reviewers("one")[0].ref,
            expected=Decimal("0.4"),
            basis=PriorBasis.BLIND,
            set_on=builders.SAID,
            reason="A guess.",
        )
    )


@pytest.mark.parametrize("seal", [a_filed_verdict, a_changed_verdict, an_assignment, a_prior])
def test_nothing_that_others_can_see_of_a_claim_moves_when_somebody_files(
    claim: Claim, seal: Callable[[Claim], None], django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def listen(**news: Any) -> None:
        heard.append(news)

    def seen() -> tuple[Any, ...]:
        claim.refresh_from_db()
        histories = [
            list(rows.values())
            for rows in (claim.history, *(fact.history for fact in [*claim.rounds.all(), *claim.evidence.all()]))
        ]
        return claim_version(claim), claim.version, histories, claim.status

    before = seen()
    claim_changed.connect(listen)
    claim_settled.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        seal(claim)

    assert seen() == before
    assert heard == []
    assert ledger.stream_version("claim", claim.pk) == before[0]


def test_the_second_reviewer_files_against_the_version_that_the_first_one_saw(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    seen = claim_version(claim)

    file(claim, one, seen_version=seen)
    file(claim, two, seen_version=seen)

    assert status(claim) == Status.RESOLVED


def test_a_resolution_is_announced_once_it_stands(claim: Claim, django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Any] = []

    def listen(**news: Any) -> None:
        heard.append((news["claim_id"], news["position"]))

    claim_settled.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        builders.resolved(claim)

    assert heard == [(claim.pk, ledger.position())]


def test_a_listener_that_fails_changes_nothing(claim: Claim, django_capture_on_commit_callbacks: Any) -> None:
    def listen(**_news: Any) -> None:
        raise RuntimeError("The queue is down.")

    claim_settled.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        builders.resolved(claim)

    assert status(claim) == Status.RESOLVED


# --- Filing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"grade": Decimal("0.6")}, "0.6 is not a grade"),
        ({"grade": None}, "None is not a grade"),
        ({"judgement": Judgement.AMBIGUOUS}, "carries no grade"),
        ({"judgement": Judgement.ANNUL, "grade": None}, "Choose what is wrong with it from the list"),
        ({"fault": Fault.PREMISE}, "Only an annulled claim has a fault"),
        ({"confidence": 1}, "Say what would change your verdict"),
        ({"reasons": "  \n "}, "needs reasons"),
        ({"cites": ["000000011"]}, "is not evidence of claim"),
        ({"cites": []}, "A grade rests on evidence"),
    ],
)
def test_a_verdict_that_does_not_hang_together_is_refused(claim: Claim, given: dict[str, Any], words: str) -> None:
    reviewer = assigned(claim, reviewers("one")[0])

    with pytest.raises(WrongVerdict, match=words):
        file(claim, reviewer, **given)

    assert Verdict.objects.count() == 0


@pytest.mark.parametrize("confidence", [0, 4, -1])
def test_a_confidence_is_low_medium_or_high(claim: Claim, confidence: int) -> None:
    with pytest.raises(ValidationError):
        file(claim, assigned(claim, reviewers("one")[0]), confidence=confidence)


def test_a_verdict_on_a_claim_that_changed_meanwhile_is_refused(claim: Claim) -> None:
    reviewer = assigned(claim, reviewers("one")[0])
    seen = claim_version(claim)
    builders.a_document(claim)

    with pytest.raises(StaleVersion, match=f"you saw revision {seen}, it is now at {seen + 1}"):
        file(claim, reviewer, seen_version=seen)


def test_a_claim_is_not_judged_before_its_deadline(claim: Claim) -> None:
    early = claim.due_at - timedelta(microseconds=1)
    reviewer = assigned(claim, reviewers("one")[0])

    with pytest.raises(NotAllowed, match="not due yet"):
        file(claim, reviewer, at=early)
    assert file(claim, reviewer, at=claim.due_at).filed_at == claim.due_at


def test_only_who_is_assigned_files(claim: Claim) -> None:
    with pytest.raises(NotAllowed, match="not assigned to you"):
        file(claim, reviewers("one")[0])
    with pytest.raises(NotAllowed, match="may not file verdicts"):
        file(claim, builders.a_person(Role.EDITOR))


def test_a_tie_declared_after_the_assignment_counts(claim: Claim) -> None:
    reviewer = assigned(claim, reviewers("one")[0])
    speaker = claim.statements.get().expert
    assert speaker is not None
    actions.declare_interest(
        kind=InterestKind.TIE, starts=builders.SAID, expert_id=speaker.pk, by=reviewer, at=NOW, reason="A friend"
    )

    with pytest.raises(ConflictOfInterest, match="a tie to Expert one"):
        file(claim, reviewer)


@pytest.mark.parametrize(
    ("ends", "is_refused"),
    [(None, True), (date(2025, 12, 31), True), (date(2024, 3, 2), True), (date(2024, 3, 1), False)],
)
def test_a_membership_counts_for_twenty_four_months_after_its_end(ends: date | None, is_refused: bool) -> None:
    builders.a_record()
    maker = builders.an_organization("A maker")
    claim = builders.a_claim(experts=[builders.an_expert(of=maker)])
    reviewer = reviewers("one")[0]
    actions.declare_interest(
        kind=InterestKind.MEMBER,
        starts=date(2020, 1, 1),
        ends=ends,
        organization_id=maker.pk,
        by=reviewer,
        at=NOW,
        reason="Worked there",
    )

    if is_refused:
        with pytest.raises(ConflictOfInterest, match="You declared a tie to A maker"):
            assigned(claim, reviewer)
    else:
        assigned(claim, reviewer)


def test_a_member_of_the_publisher_does_not_judge(claim: Claim) -> None:
    reviewer = reviewers("one")[0]
    actions.declare_interest(
        kind=InterestKind.MEMBER,
        starts=builders.SAID,
        organization_id=claim.source.publisher_id,
        by=reviewer,
        at=NOW,
        reason="Works there",
    )

    with pytest.raises(ConflictOfInterest):
        assigned(claim, reviewer)


def test_who_wrote_a_claim_up_does_not_judge_it() -> None:
    builders.a_record()
    user = builders.a_user(Role.REVIEWER)
    writer = person_of(user, at=NOW)
    claim = builders.a_claim(by=writer)

    with pytest.raises(ConflictOfInterest, match="You wrote this claim up"):
        assigned(claim, writer)


# --- Changing one's mind ----------------------------------------------------------------------------------------------


def test_who_changes_their_mind_files_again_and_the_new_verdict_points_back(claim: Claim) -> None:
    one, two = (assigned(claim, reviewer) for reviewer in reviewers("one", "two"))
    first = file(claim, one, grade=Decimal(1))
    file(claim, two, grade=Decimal(0))
    assert needs_adjudicator(claim.rounds.get())

    second = file(claim, one, grade=Decimal("0.25"))

    assert (second.number, second.replaces_id) == (2, first.pk)
    assert verifying.verify().is_sound


def test_filing_again_alone_never_makes_a_quorum_of_one_person(claim: Claim) -> None:
    one = assigned(claim, reviewers("one")[0])

    for _ in range(3):
        file(claim, one)

    assert status(claim) == Status.OPEN


def test_once_the_round_is_closed_minds_cannot_be_changed(claim: Claim) -> None:
    builders.resolved(claim)

    with pytest.raises(RoundClosed, match="raise an objection"):
        file(claim, reviewers("one")[0])


def test_the_verdict_of_a_reviewer_who_became_tied_no_longer_counts(claim: Claim) -> None:
    one = reviewers("one")[0]
    a_verdict(claim, one, "0")
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=NOW.date(),
        by=one,
        at=NOW,
        reason="Declared",
    )

    for reviewer in reviewers("two", "three"):
        a_verdict(claim, reviewer, "1")

    assert status(claim) == Status.RESOLVED
    assert claim.resolution is not None
    assert claim.resolution.grade == Decimal(1)
    assert f"{2} verdicts" in claim.resolution.reasons


def test_a_reviewer_who_was_let_go_can_be_asked_again(claim: Claim) -> None:
    one = assigned(claim, reviewers("one")[0])
    actions.let_go(claim_id=claim.pk, reviewer_ref=one.ref, by=SYSTEM, at=NOW, reason="Away for a month")
    with pytest.raises(NotAllowed, match="You were let go from judging this claim, and somebody else is asked"):
        file(claim, one)

    assigned(claim, one)

    assert file(claim, one).reviewer_ref == one.ref


def test_asking_who_is_asked_already_changes_nothing(claim: Claim) -> None:
    one = assigned(claim, reviewers("one")[0])
    position = ledger.position()

    assigned(claim, one)

    assert ledger.position() == position
