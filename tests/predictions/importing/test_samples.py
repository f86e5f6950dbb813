"""Sample readings: they show how a judged record looks, in a demonstration, and nowhere else."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.db import DatabaseError

from predictions import actions, ledger, policy
from predictions.ledger import writing
from predictions.models import Claim, DecidedBy, RecordKind, Resolution, Round
from predictions.policy import SYSTEM_REF
from predictions.steps.samples import resolve_by_sample
from tests.builders import NOW, a_record
from tests.predictions.importing.bundles import changed, claim_of, imported, some_of, the_bundle


def a_demonstration(bundle):
    a_record(RecordKind.DEMONSTRATION)
    imported(bundle, publish="bundled")
    return bundle


def test_the_samples_of_the_bundled_record_resolve_what_is_scored_and_decided(db):
    bundle = a_demonstration(the_bundle())
    expected = {
        claim.key: (claim.sample_assessment.outcome, claim.sample_assessment.grade)
        for claim in bundle.claims
        if claim.scored and claim.sample_assessment and claim.sample_assessment.outcome != "undecided"
    }

    loaded = actions.load_samples(bundle=bundle, at=NOW)

    found = Resolution.objects.values_list("claim__key", "outcome", "grade")
    assert {key: (outcome, grade) for key, outcome, grade in found} == expected
    assert loaded == len(expected)
    assert set(Resolution.objects.values_list("decided", flat=True)) == {DecidedBy.SAMPLE}
    assert Counter(Claim.objects.values_list("status", flat=True)) == {
        "resolved": loaded,
        "open": 17 - loaded,
        "unscored": 9,
    }


def test_a_sample_cites_its_evidence_and_gives_its_reasons(db):
    bundle = a_demonstration(some_of("SC-02"))
    sample = claim_of(bundle, "SC-02").sample_assessment

    actions.load_samples(bundle=bundle, at=NOW)

    resolution = Resolution.objects.get()
    keys = dict(resolution.claim.evidence.values_list("pk", "key"))
    assert (resolution.grade, resolution.reasons) == (Decimal("0.75"), sample.rationale)
    assert [keys[cited] for cited in resolution.cites] == list(sample.cites)
    assert (resolution.decided_by, resolution.decided_at) == (None, NOW)
    assert resolution.history.get().history_user_id == SYSTEM_REF
    assert Round.objects.get().closed_at == NOW


def test_an_undecided_reading_leaves_its_claim_open(db):
    bundle = a_demonstration(changed(some_of("SC-26"), "SC-26", scored=True))
    assert claim_of(bundle, "SC-26").sample_assessment.outcome == "undecided"

    assert actions.load_samples(bundle=bundle, at=NOW) == 0

    assert Claim.objects.get().status == "open"


def test_samples_are_loaded_once(db):
    bundle = a_demonstration(some_of("SC-02"))
    actions.load_samples(bundle=bundle, at=NOW)
    before = ledger.position()

    assert actions.load_samples(bundle=bundle, at=NOW) == 0

    assert ledger.position() == before


def test_a_record_refuses_samples(db):
    a_record(RecordKind.RECORD)
    imported(some_of("SC-02"), publish="bundled")

    with pytest.raises(policy.NotAllowed, match="demonstration only"):
        actions.load_samples(bundle=some_of("SC-02"), at=NOW)

    assert Claim.objects.get().status == "open"
    assert not Resolution.objects.exists()


def test_the_database_of_a_record_refuses_samples_even_when_the_code_forgets(db):
    a_record(RecordKind.RECORD)
    bundle = some_of("SC-02")
    imported(bundle, publish="bundled")

    with pytest.raises(DatabaseError, match="sample"), writing():
        resolve_by_sample(Claim.objects.get(), claim_of(bundle, "SC-02").sample_assessment, at=NOW)

    assert not Resolution.objects.exists()
    assert Claim.objects.get().status == "open"


def test_importing_ignores_samples_even_in_a_demonstration(db):
    a_demonstration(some_of("SC-02"))

    assert Claim.objects.get().status == "open"
    assert not Resolution.objects.exists()
