"""While claims are worked out again, a release is never explained by the part of them that is there already."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from predictions.models import Collection, Expert
from scoring import actions
from scoring.actions import following, rebuilding
from scoring.models import Progress
from tests import builders
from tests.builders import NOW
from tests.scoring import boards
from tests.scoring.test_stated import EARLY, a_claim

API = "/api/v1/stated-chances/"
ABSENT = "is being worked out again and is not shown"


@pytest.fixture
def collection(db: None) -> Collection:
    builders.a_record()
    return builders.a_collection(minimum=3)


@pytest.fixture
def expert(collection: Collection) -> Expert:
    """Somebody who stated a chance for each of three decided claims, of which a release is shown."""
    expert = builders.an_expert("Expert one")
    for chance, grade in (("0.6", "1"), ("0.3", "0.5"), ("0.9", "0.25")):
        boards.decided(a_claim(collection, expert, (chance, EARLY)), grade)
    actions.sweep(at=NOW, without_pause=True)
    return expert


def in_ranges() -> bool:
    """Do one of the ranges that all workers share. Returns whether it was one before the end."""
    actions.begin_rebuild(at=NOW)
    return rebuilding.help_rebuild(at=NOW)


def in_batches() -> bool:
    """Follow the ledger a little. Returns whether there is more to follow before the place of the release."""
    return following._take_batch()


@pytest.mark.parametrize("step", [in_ranges, in_batches])
def test_a_release_shows_the_same_figures_or_says_that_they_are_not_at_hand(
    collection: Collection, expert: Expert, client: Client, monkeypatch: pytest.MonkeyPatch, step: Callable[[], bool]
) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 1)
    monkeypatch.setattr(following, "BATCH", 5)
    position = boards.shown(collection).position

    def seen() -> tuple[Any, ...]:
        page, answer = client.get(expert.get_absolute_url()).content.decode(), client.get(API)
        told = "Own points: 1 + 0.5 + 0.25" in page, "Stated chances" in page, ABSENT in page
        return *told, "1.75 of 3" in page, answer.status_code, answer.get("Retry-After")

    whole, absent = (True, True, False, True, 200, None), (False, False, True, True, 503, "60")
    before = seen()
    import_module("scoring.migrations.0004_topics").start_anew(apps, connection.schema_editor())
    meanwhile = [seen()]
    while step() and not Progress.objects.filter(position__gte=position, is_whole=True).exists():
        meanwhile.append(seen())

    assert (before, seen()) == (whole, whole)
    assert len(meanwhile) > 2
    assert set(meanwhile) == {absent}
