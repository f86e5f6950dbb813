"""Contributions say under which topics their claim stood, and what it weighs where endorsements count as well."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from predictions.ledger import position
from predictions.models import Claim, Collection, Expert, Family, StatementKind
from scoring import actions
from scoring.giving import listed
from scoring.models import Contribution, Rebuild, Total
from scoring.rules.method import FAIR
from scoring.rules.weights import WHOLE
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection that ranks from three claims on."""
    builders.a_record()
    return builders.a_collection(minimum=3)


def about(collection: Collection, topic: str, *, at: int) -> list[str]:
    """The keys of the claims that stood under `topic` at a place in the ledger."""
    held = Contribution.objects.in_force(collection, method=FAIR.label, position=at).about(topic)
    return sorted(held.values_list("claim__key", flat=True))


def test_topics_are_written_in_one_way_whatever_their_order() -> None:
    assert (listed([]), listed(["systems", "costs", "systems"])) == ("", ",costs,systems,")


def test_a_claim_stands_under_its_topics_from_the_place_on_where_it_was_put_there(collection: Collection) -> None:
    claim = boards.a_decided_claim(collection, builders.an_expert(), "1", topics=["costs"])
    before = position()
    claim.topics = ["systems", "models"]
    builders.saved(claim)
    actions.sweep(at=NOW)

    found = {
        topic: (about(collection, topic, at=before), about(collection, topic, at=position()))
        for topic in ("costs", "systems", "models", "model", "Costs", "cost_", "%")
    }

    assert found == {
        "costs": ([claim.key], []),
        "systems": ([], [claim.key]),
        "models": ([], [claim.key]),
        "model": ([], []),
        "Costs": ([], []),
        "cost_": ([], []),
        "%": ([], []),
    }


def test_a_family_weighs_one_also_where_what_was_endorsed_counts(collection: Collection) -> None:
    expert, other = builders.an_expert(), builders.an_expert("Expert two")
    family = builders.saved(Family(collection=collection, key="one-idea"))
    boards.a_decided_claim(collection, expert, "1", family=family)
    for _ in range(3):
        boards.a_decided_claim(collection, other, "1", family=family)
    for claim in Claim.objects.filter(statements__expert=other)[:1]:
        said = claim.statements.get()
        said.expert, said.kind_of = expert, StatementKind.ENDORSED
        builders.saved(said)
    actions.sweep(at=NOW)

    def weights(of: Expert, **which: Any) -> list[tuple[int, int]]:
        held = Contribution.objects.now(collection.pk, method=FAIR.label).filter(expert=of, **which)
        return list(held.values_list("weight", "joint_weight"))

    assert weights(expert, is_own=True) == [(WHOLE, WHOLE // 2)]
    assert weights(expert, is_own=False) == [(WHOLE, WHOLE // 2)]
    assert weights(other) == [(WHOLE // 2, WHOLE // 2)] * 2


def test_an_upgrade_reads_the_whole_ledger_again_and_leaves_what_was_published(collection: Collection) -> None:
    boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0.25")
    boards.a_decided_claim(collection, builders.an_expert("Expert two"), "1", topics=["costs"])
    actions.sweep(at=NOW)
    Rebuild.objects.create(method=FAIR.label, begun_at=NOW)
    release, lines, rows = boards.shown(collection), boards.lines(collection), boards.contributions()
    totals = [boards.plain(row) for row in Total.objects.order_by("expert")]

    import_module("scoring.migrations.0004_topics").start_anew(apps, connection.schema_editor())
    meanwhile = boards.shown(collection), Contribution.objects.count(), Total.objects.count()
    actions.sweep(at=NOW, without_pause=True)

    assert meanwhile == (release, 0, 0)
    assert (boards.contributions(), boards.lines(collection)) == (rows, lines)
    assert [boards.plain(row) for row in Total.objects.order_by("expert")] == totals
    assert release.standings.count() == 2
