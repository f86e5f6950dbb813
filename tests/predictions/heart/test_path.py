"""The one path every fact takes."""

from __future__ import annotations

import pytest

from predictions.lifecycle import Status
from tests import builders

pytestmark = pytest.mark.django_db


def test_two_reviewers_who_agree_resolve_a_claim():
    builders.a_record()
    claim = builders.a_claim()

    builders.resolved(claim, "0.75")

    assert claim.status == Status.RESOLVED
    assert str(claim.resolution.grade) == "0.75"
