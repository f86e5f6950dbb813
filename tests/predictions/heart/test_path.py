"""The one path every fact takes."""

from __future__ import annotations

import pytest

from predictions.lifecycle import Status
from predictions.models import FACTS
from tests import builders

pytestmark = pytest.mark.django_db


def test_two_reviewers_who_agree_resolve_a_claim():
    builders.a_record()
    claim = builders.a_claim()

    builders.resolved(claim, "0.75")

    assert claim.status == Status.RESOLVED
    assert str(claim.resolution.grade) == "0.75"


def test_an_update_of_one_history_never_reaches_into_another():
    for model in FACTS:
        for field in model.history.model._meta.concrete_fields:
            assert field.model is model.history.model
