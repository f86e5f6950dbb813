"""What is published, listed and declared before anybody judges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions, policy, revisions
from predictions.ledger import writing
from predictions.lifecycle import Status
from predictions.models import Claim, InterestKind
from predictions.policy import NotAllowed
from predictions.steps.evidence import AlreadyListed
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW, reviewers

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """An open claim in a record, said by expert one of a maker."""
    builders.a_record()
    return builders.a_claim(documents=2)


def test_a_claim_that_cannot_be_scored_is_published_without_a_round() -> None:
    builders.a_record()

    claim = builders.a_claim(is_scored=False, documents=0)

    assert claim.status == Status.UNSCORED
    assert not claim.rounds.exists()


def test_nobody_adds_to_a_draft_but_who_writes_claims_up() -> None:
    builders.a_record()
    draft = builders.a_draft()

    with pytest.raises(NotAllowed, match="is a draft"):
        builders.a_document(draft, by=reviewers("one")[0])
    assert builders.a_document(draft, by=builders.a_person(Role.EDITOR)).number == 1


def test_the_same_document_is_listed_once_however_its_address_is_spelt(claim: Claim) -> None:
    editor = builders.a_person(Role.EDITOR)
    builders.a_document(claim, by=editor, url="https://example.org/a")

    with pytest.raises(AlreadyListed, match="already document 3"):
        builders.a_document(claim, by=editor, url="HTTPS://EXAMPLE.ORG:443/a#part")


def test_a_document_gets_a_free_key_beside_imported_ones(claim: Claim) -> None:
    taken = builders.a_document(claim)
    taken.key = f"{claim.key}-R4"
    builders.saved(taken)

    added = builders.a_document(claim)

    assert added.number == 4
    assert added.key != taken.key


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "one organization or to one person"),
        ({"organization_id": "000000011", "expert_id": "000000011"}, "one organization or to one person"),
        ({"expert_id": "000000011", "ends": date(2024, 1, 1)}, "cannot end before it begins"),
    ],
)
def test_a_tie_is_to_one_and_its_days_are_in_order(given: dict[str, Any], words: str) -> None:
    with pytest.raises(policy.NotAllowed, match=words):
        actions.declare_interest(
            kind=InterestKind.TIE, starts=date(2025, 1, 1), by=policy.SYSTEM, at=NOW, reason="Declared", **given
        )


def test_what_one_transaction_wrote_is_counted_within_it(claim: Claim) -> None:
    seen = claim_version(claim)

    with writing():
        revisions.save(claim, by=policy.SYSTEM.ref, at=NOW, reason="Touched")
        assert claim_version(claim) == seen + 1

    assert claim_version(claim) == seen + 1
