"""Sums over contributions: the same by differences and anew, and found by an index whatever the size of a board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from predictions.models import Collection
from scoring import actions, adding, covering
from scoring.models import Contribution, Total
from scoring.rules.method import FAIR
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(db: None) -> Collection:
    """A board of two people, one claim of theirs overdue."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    one = boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0.25")
    two = boards.a_ranked_expert(collection, "Expert two", "0", "0.75", "1")
    builders.a_claim(collection=collection, experts=[one, two], documents=0)
    actions.sweep(at=NOW)
    return collection


def as_figures(totals: Iterable[Total]) -> list[list[int]]:
    return sorted([getattr(total, name) for name in ("expert_id", *adding.COLUMNS)] for total in totals)


def plan(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
        return " ".join(str(row) for row in cursor.fetchall())


def test_counting_anew_writes_the_same_totals(collection: Collection) -> None:
    before = as_figures(Total.objects.all())

    adding.recount(collection.pk)

    assert as_figures(Total.objects.all()) == before
    assert len(before) == 2


def test_a_claim_of_two_people_is_counted_once_among_decided_claims(collection: Collection) -> None:
    assert sum(Total.objects.values_list("decided", flat=True)) == 6
    assert sum(Total.objects.values_list("overdue", flat=True)) == 2


@pytest.mark.parametrize("days", [-400, -61, -1, 1, 40, 400])
def test_the_clock_may_go_anywhere_and_back(collection: Collection, days: int) -> None:
    held = Contribution.objects.now(collection.pk, method=FAIR.label)
    before = as_figures(Total.objects.all())

    adding.set_clock(collection.pk, NOW + timedelta(days=days))
    moved, anew = (
        as_figures(Total.objects.all()),
        as_figures(adding.totals(held, adding.by_clock(NOW + timedelta(days=days)))),
    )
    adding.set_clock(collection.pk, NOW)

    assert moved == anew
    assert as_figures(Total.objects.all()) == before


@pytest.mark.needs_sqlite
def test_sqlite_adds_a_board_up_without_going_to_the_table(collection: Collection) -> None:
    sums = adding.parts(Contribution.objects.now(collection.pk, method=FAIR.label), adding.by_clock(NOW))

    assert f"USING COVERING INDEX {covering.NAME}" in sums.explain()


@pytest.mark.needs_sqlite
def test_what_the_clock_changes_is_found_by_an_index(collection: Collection) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        adding.set_clock(collection.pk, NOW + timedelta(days=40))
        adding.next_change(collection.pk, NOW)

    selects = [one["sql"] for one in asked if 'FROM "scoring_contribution"' in one["sql"]]
    plans = [plan(sql) for sql in selects]
    assert len(plans) == 4
    assert all("contribution_by_" in one for one in plans), plans
    assert all("SCAN scoring_contribution" not in one for one in plans), plans


@pytest.mark.needs_sqlite
def test_the_index_of_sqlite_comes_back_after_a_migration(collection: Collection) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {covering.NAME}")

    covering.make(using="default")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [covering.NAME])
        assert cursor.fetchone() == (1,)
