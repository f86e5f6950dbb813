"""The finding in words, the tiers that prove it, and where each figure of a person comes from."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from predictions.models import Collection, StatementKind
from scoring import actions, leaderboard
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

LATER = NOW + timedelta(minutes=1)
HITS_18, HITS_9 = ["1"] * 18 + ["0"] * 2, ["1"] * 9 + ["0"] * 11


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection that ranks from three claims on."""
    builders.a_record()
    return builders.a_collection(minimum=3)


def test_before_the_first_release_nothing_has_been_decided(collection: Collection) -> None:
    board = leaderboard.current(collection)

    assert (board.release, board.finding, board.tiers) == (None, "Nothing has been decided yet", [])


def test_with_open_claims_only_nobody_is_ahead_or_behind(collection: Collection) -> None:
    builders.a_claim(collection=collection, documents=0)
    actions.sweep(at=NOW)

    board = leaderboard.current(collection)

    assert board.finding == "Nothing has been decided yet"
    assert [(tier.name, len(tier.standings)) for tier in board.tiers] == [("Too few to compare", 1)]


def test_one_decided_claim_compares_nobody(collection: Collection) -> None:
    boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=NOW)

    board = leaderboard.current(collection)

    assert board.finding == "Too few decided predictions to compare anybody"
    assert "3 resolved predictions" in board.gloss


def test_one_person_alone_leads_nobody(collection: Collection) -> None:
    boards.a_ranked_expert(collection, "Expert one", "1", "1", "1")
    actions.sweep(at=NOW)

    board = leaderboard.current(collection)

    assert board.finding == "No clear leader"
    assert [tier.name for tier in board.tiers] == ["One person"]


def test_without_a_clear_leader_the_gloss_says_how_likely_the_best_one_is(collection: Collection) -> None:
    boards.a_ranked_expert(collection, "Expert one", "1", "1", "0.5")
    boards.a_ranked_expert(collection, "Expert two", "0.5", "0.5", "1")
    actions.sweep(at=NOW)

    board = leaderboard.current(collection)

    assert board.finding == "No clear leader"
    assert "The chance that Expert one is the best of them is 64 in 100. We name a first from 90." in board.gloss
    assert [(tier.name, [line.name for line in tier.standings]) for tier in board.tiers] == [
        ("One tier", ["Expert one", "Expert two"])
    ]


def test_a_leader_is_named_from_nine_in_ten(collection: Collection) -> None:
    boards.a_ranked_expert(collection, "Expert one", *HITS_9)
    boards.a_ranked_expert(collection, "Expert two", *HITS_18)
    actions.sweep(at=NOW)

    board = leaderboard.current(collection)

    assert board.finding == "Expert two is the clear leader"
    assert [[line.name for line in tier.standings] for tier in board.tiers] == [["Expert two"], ["Expert one"]]


@pytest.mark.parametrize("people", [1, 12])
def test_a_board_is_read_with_three_queries_whatever_its_length(
    collection: Collection, people: int, django_assert_num_queries: object
) -> None:
    for number in range(people):
        boards.a_ranked_expert(collection, f"Expert {number:02}", "1")
    actions.sweep(at=NOW)

    with django_assert_num_queries(3):  # type: ignore[operator]  # which release; its lines and their experts; refusals
        board = leaderboard.current(collection)
        shown = [(line.expert.get_absolute_url(), line.score) for line in board.standings]

    assert len(shown) == people


def test_a_person_s_score_adds_up_from_their_own_claims(collection: Collection) -> None:
    expert = boards.a_ranked_expert(collection, "Expert one", "1", "0.75")
    boards.a_decided_claim(collection, expert, "0", kind=StatementKind.ENDORSED)
    actions.sweep(at=NOW)

    (record,) = leaderboard.of_expert(expert)

    assert [(piece.points, piece.is_own) for piece in record.pieces] == [
        (Decimal(1), True),
        (Decimal("0.75"), True),
        (Decimal(0), False),
    ]
    assert (record.together, record.out_of) == (Decimal("2.75"), Decimal(4))
    assert record.standing.score == (record.together / record.out_of).quantize(Decimal("0.000001"))


def test_an_endorsed_claim_that_is_decided_shows_on_the_page_though_no_rank_moves(collection: Collection) -> None:
    expert = boards.a_ranked_expert(collection, "Expert one", "1")
    endorsed = builders.a_claim(collection=collection, experts=[expert], kind=StatementKind.ENDORSED, documents=0)
    actions.sweep(at=NOW)
    before = boards.line(collection, expert).score

    boards.decided(endorsed, "0.5")
    actions.sweep(at=LATER)

    (record,) = leaderboard.of_expert(expert)
    assert [piece.points for piece in record.pieces if not piece.is_own] == [Decimal("0.5")]
    assert record.standing.score == before


def test_the_page_of_a_person_rests_on_the_release_that_is_shown(collection: Collection) -> None:
    expert = boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=NOW)

    boards.a_decided_claim(collection, expert, "0")
    actions.sweep(at=NOW + timedelta(seconds=1))  # taken, and not published so soon after the other

    (record,) = leaderboard.of_expert(expert)
    assert len(record.pieces) == record.standing.resolved == 1
