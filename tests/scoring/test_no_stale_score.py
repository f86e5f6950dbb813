"""What went wrong in the peers and cannot here: scores that outlive their verdict, are counted twice, or never come.

Named after the reports: Metaculus 715, 1128, 1161, 1260, 1883, 1895, 4092, PredictionBook 100, and the double count of
archived scores that was found by reading.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from predictions.lifecycle import Outcome
from predictions.models import Collection, Expert, Statement
from scoring import actions, verifying
from scoring.actions import following
from scoring.models import Contribution, Total
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, slow
from tests.scoring.histories import Board

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)
ON_ONE_BOARD = 40


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection in a record."""
    builders.a_record()
    return builders.a_collection(minimum=3)


@pytest.fixture
def expert(collection: Collection) -> Expert:
    """Somebody with a claim."""
    return builders.an_expert()


def total(expert: Expert) -> Total | None:
    return Total.objects.filter(expert=expert).first()


def test_a_claim_that_was_resolved_and_reopened_before_any_worker_came_has_no_score(
    collection: Collection, expert: Expert
) -> None:
    boards.reopened(boards.a_decided_claim(collection, expert, "0"))

    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.resolved, line.points, line.accuracy) == (0, Decimal(0), None)


def test_a_late_worker_does_not_write_the_score_of_a_verdict_that_was_taken_back(
    collection: Collection, expert: Expert, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    monkeypatch.setattr(following, "BATCH", 1)  # the slowest worker there can be
    boards.reopened(claim)

    actions.sweep(at=LATER)

    assert boards.line(collection, expert).resolved == 0
    assert total(expert).graded == 0


def test_a_wrong_first_verdict_leaves_nothing_behind_once_a_right_one_replaces_it(
    collection: Collection, expert: Expert
) -> None:
    claim = boards.a_decided_claim(collection, expert, "0")
    actions.sweep(at=NOW)

    boards.decided(boards.reopened(claim), "1")
    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.resolved, line.points, line.score) == (1, Decimal(1), Decimal("0.666667"))
    assert (total(expert).credit, total(expert).graded) == (4_000_000, 1)


def test_a_reopened_claim_is_unknown_and_never_wrong(collection: Collection, expert: Expert) -> None:
    claims = [boards.a_decided_claim(collection, expert, "1") for _ in range(2)]
    actions.sweep(at=NOW)

    boards.reopened(claims[0])
    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.accuracy, line.bound_low, line.bound_high) == (Decimal(1), Decimal("0.5"), Decimal(1))


def test_an_annulled_claim_takes_its_points_along(collection: Collection, expert: Expert) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)

    boards.decided(boards.reopened(claim), None, Outcome.ANNULLED)
    actions.sweep(at=LATER)

    line = boards.line(collection, expert)
    assert (line.annulled, line.resolved, line.weight, line.score) == (1, 0, Decimal(0), Decimal("0.5"))


def test_a_claim_that_was_someone_elses_moves_whole_to_them(collection: Collection, expert: Expert) -> None:
    claim = boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    other = builders.an_expert("Expert two")

    statement = Statement.objects.get(claim=claim)
    statement.expert = other
    builders.saved(statement)
    actions.sweep(at=LATER)

    assert [(line.name, line.points) for line in boards.shown(collection).standings.all()] == [
        ("Expert two", Decimal(1))
    ]
    assert total(expert) is None


def test_a_merged_claim_is_not_counted_beside_the_one_it_was_merged_into(
    collection: Collection, expert: Expert
) -> None:
    kept, duplicate = (boards.a_decided_claim(collection, expert, "1") for _ in range(2))
    actions.sweep(at=NOW)

    duplicate.merged_into = kept
    builders.saved(duplicate)
    actions.sweep(at=LATER)

    assert boards.line(collection, expert).resolved == 1
    assert boards.shown(collection).decided == 1


def test_two_people_who_made_one_claim_each_count_it_once_and_the_board_counts_it_once(collection: Collection) -> None:
    both = [builders.an_expert(name) for name in ("Expert one", "Expert two")]
    claim = builders.a_claim(collection=collection, experts=both, documents=0)
    boards.decided(claim, "1")

    actions.sweep(at=NOW)
    release = boards.shown(collection)

    assert [line.resolved for line in release.standings.all()] == [1, 1]
    assert (release.decided, release.provisional) == (1, 1)


def test_what_is_scored_twice_by_two_slow_workers_is_counted_once(collection: Collection, expert: Expert) -> None:
    boards.a_decided_claim(collection, expert, "1")

    for _ in range(2):
        actions.sweep(at=LATER)
        actions.rebuild(at=LATER)

    assert total(expert).graded == 1
    assert Contribution.objects.filter(expert=expert, valid_to=None).count() == 1


def test_a_clock_that_goes_back_takes_overdue_claims_back(collection: Collection, expert: Expert) -> None:
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0)
    actions.sweep(at=NOW)
    before = boards.line(collection, expert).overdue

    actions.sweep(at=claim.due_at - timedelta(seconds=1), without_pause=True)
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=claim.due_at - timedelta(seconds=1), without_pause=True)

    assert (before, boards.line(collection, expert).overdue) == (1, 0)
    assert verifying.verify().differences == []


def test_a_collection_that_only_got_another_title_is_not_worked_out_again(
    collection: Collection, expert: Expert, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW)
    moved: list[Any] = []

    def remember(ids: set[str], **_positions: int) -> set[str]:
        moved.append(ids)
        return set()

    monkeypatch.setattr(following, "_move", remember)

    collection.title = {"en": "Another", "fr": "Un autre"}
    builders.saved(collection)
    actions.sweep(at=LATER)

    assert moved == []


def histories(count: int) -> None:
    """So many histories, a board for some of them each, and every figure against two ways of counting it anew."""
    builders.a_record()
    names: set[str] = set()
    for seed in range(0, count, ON_ONE_BOARD):
        board = Board(seed)
        for _ in range(min(ON_ONE_BOARD, count - seed)):
            lived = board.live()
            names.update(lived)
            actions.sweep(at=board.at, without_pause=True)
            ids = {claim.pk for claim in board.claims}
            assert verifying.of_claims(ids) == [], lived
            assert verifying.of_totals(board.collection) == [], lived
        for expert in board.experts:
            (points, resolved, unknown), counts = slow.sums(expert, board.collection, board.at)
            line = boards.shown(board.collection).standings.filter(expert=expert).first()
            if line is None:
                assert set(counts) <= {"unscored"}
            else:
                stored = float(line.points), float(line.weight), line.resolved
                exact = float(points), float(resolved), counts["graded"]
                assert stored == pytest.approx(exact, abs=2e-6)
                assert Total.objects.get(expert=expert).unknown == pytest.approx(float(unknown) * 1e6, abs=2)
        # The next board starts without this one's claims in every sweep and check.
    assert verifying.verify().differences == []
    assert len(names) == 9


@pytest.mark.thorough
def test_no_stale_score_survives_any_history_of_a_claim() -> None:
    histories(100)


@pytest.mark.long
def test_no_stale_score_survives_ten_thousand_histories() -> None:
    histories(10_000)
