"""The same request sent twice is carried out once and answered alike."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions, idempotency, ledger, policy, verifying
from predictions.idempotency import KeyUsedForAnother, NotAKey
from predictions.lifecycle import Judgement, Status
from predictions.models import Claim, Entry, Evidence, IdempotencyKey
from predictions.policy import Person
from predictions.revisions import UnreadableText
from predictions.steps.versions import claim_version
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """An open claim in a record."""
    builders.a_record()
    return builders.a_claim()


def add(claim: Claim, by: Person, key: str, **changed: Any) -> Evidence:
    return actions.add_evidence(
        claim_id=claim.pk,
        document=replace(builders.DOCUMENT, **changed),
        by=by,
        at=builders.NOW,
        reason="Found while searching",
        key=key,
    )


def file(claim: Claim, by: Person, **given: Any) -> Any:
    return actions.file_verdict(
        **{
            "claim_id": claim.pk,
            "seen_version": claim_version(claim),
            "judgement": Judgement.GRADED,
            "grade": Decimal("0.75"),
            "confidence": 2,
            "reasons": "It says so.",
            "cites": list(claim.evidence.values_list("pk", flat=True)),
            "by": by,
            "at": builders.NOW,
        }
        | given
    )


def test_a_repeated_request_adds_nothing_and_gets_the_same_answer(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)

    first, second = add(claim, editor, "k"), add(claim, editor, "k")

    assert first.pk == second.pk
    assert claim.evidence.filter(url=builders.DOCUMENT.url).count() == 1


def test_a_key_used_for_something_else_is_refused(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)
    add(claim, editor, "k")

    with pytest.raises(KeyUsedForAnother, match="already used for a different request"):
        add(claim, editor, "k", title="Another report")


def test_keys_of_two_people_do_not_meet(claim: Claim) -> None:
    add(claim, builders.a_person(Role.EDITOR), "k")

    other = add(claim, builders.a_person(Role.EDITOR, "two"), "k", url="https://example.org/other")

    assert other.url == "https://example.org/other"


def test_without_a_key_the_caller_does_not_repeat_itself(claim: Claim) -> None:
    add(claim, builders.a_person(Role.EDITOR), "")

    assert IdempotencyKey.objects.count() == 0


@pytest.mark.parametrize("key", ["a b", "a\n", "é", "\0", "x" * 256])
def test_a_key_that_cannot_be_kept_is_refused(claim: Claim, key: str) -> None:
    with pytest.raises(NotAKey, match="Send a random one"):
        add(claim, builders.a_person(Role.EDITOR), key)


def test_an_unreadable_text_is_refused_by_its_own_name_with_a_key_too(claim: Claim) -> None:
    with pytest.raises(UnreadableText):
        add(claim, builders.a_person(Role.EDITOR), "k", title="A \ud800 report")


def test_a_refused_request_leaves_no_key_behind_and_may_be_sent_again_when_it_is_allowed(claim: Claim) -> None:
    reviewer = builders.reviewers("one")[0]

    with pytest.raises(policy.NotAllowed, match="not assigned to you"):
        file(claim, reviewer, key="k")
    assert IdempotencyKey.objects.count() == 0
    builders.assigned(claim, reviewer)

    assert file(claim, reviewer, key="k").reviewer_ref == reviewer.ref


def test_the_request_that_closed_the_round_can_be_repeated(claim: Claim) -> None:
    one, two = (builders.assigned(claim, reviewer) for reviewer in builders.reviewers("one", "two"))
    seen = claim_version(claim)
    file(claim, one, key="first", seen_version=seen)
    closing = file(claim, two, key="second", seen_version=seen)
    claim.refresh_from_db()
    entries = Entry.objects.count()

    repeated = file(claim, two, key="second", seen_version=seen)

    assert claim.status == Status.RESOLVED
    assert repeated.pk == closing.pk
    assert Entry.objects.count() == entries


def test_what_is_kept_of_a_request_confirms_no_guess_without_the_secret_of_this_site(
    claim: Claim, settings: Any
) -> None:
    asked = {"route": "file_verdict", "request": {"reasons": "It says so."}}
    plain = hashlib.sha256(ledger.canonical(asked)).hexdigest()
    ours = idempotency.digest(asked)
    settings.SECRET_KEY = "another site"

    assert len({plain, ours, idempotency.digest(asked)}) == 3


def test_requests_are_recognised_for_thirty_days_and_then_forgotten(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)
    add(claim, editor, "k")

    kept = actions.forget_requests(at=builders.NOW + timedelta(days=30))
    forgotten = actions.forget_requests(at=builders.NOW + timedelta(days=30, seconds=1))

    assert (kept, forgotten) == (0, 1)
    assert IdempotencyKey.objects.count() == 0


def test_erasing_somebodys_words_forgets_what_they_sent_and_nothing_of_others(claim: Claim) -> None:
    one, two = (builders.assigned(claim, reviewer) for reviewer in builders.reviewers("one", "two"))
    verdict = file(claim, one, key="first")
    file(claim, two, key="second", grade=Decimal(0))

    actions.erase(fact=verdict, authority="Asked for", by=builders.a_person(Role.ADMINISTRATOR), at=builders.NOW)

    assert list(IdempotencyKey.objects.values_list("actor_ref", flat=True)) == [two.ref]
    assert verifying.verify().is_sound
