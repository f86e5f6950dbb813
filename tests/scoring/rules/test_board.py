"""The leaderboard as a whole: who is ranked, in which order, and what may be said of it."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules import sheet as module
from scoring.rules.board import board
from scoring.rules.standings import Board, Counts, Line


def line(name: str, points: float, resolved: int, *, key: str = "", unknown: float = 0) -> Line:
    """An expert each of whose claims weighs 1."""
    counts = Counts(resolved=resolved)
    return Line(key=key or name, name=name, points=points, resolved=resolved, unknown=unknown, counts=counts)


def names(standings: Board) -> list[str]:
    return [standing.line.name for standing in standings.ranked]


FOUR = [line("Delta", 18, 20), line("Alpha", 9, 20), line("Charlie", 12, 20), line("Bravo", 11, 20)]
LINES = st.lists(
    st.builds(
        lambda name, resolved, share: line(name, round(4 * share * resolved) / 4, resolved),
        st.sampled_from(["a", "A", "b", "Émile", "", "ß"]),
        st.integers(0, 15),
        st.floats(0, 1),
    ),
    max_size=8,
).map(
    lambda drawn: [
        line(one.name, one.points, one.counts.resolved, key=f"expert-{number}") for number, one in enumerate(drawn)
    ]
)


def test_a_first_is_named_and_the_rest_are_one_tier_by_name() -> None:
    standings = board(FOUR)

    assert names(standings) == ["Delta", "Alpha", "Bravo", "Charlie"]
    assert [standing.place.tier for standing in standings.ranked if standing.place] == [1, 2, 2, 2]
    assert [standing.place.rank for standing in standings.ranked if standing.place] == [1, 4, 3, 2]
    assert standings.clear_leader is standings.ranked[0]
    assert standings.tiers == 2


def test_every_number_of_a_standing_is_a_stored_decimal() -> None:
    leader = board(FOUR).ranked[0]

    assert leader.place is not None
    assert str(leader.score) == "0.863636"
    assert [str(leader.low), str(leader.high)] == ["0.729448", "0.959900"]
    assert leader.accuracy is not None
    assert str(leader.accuracy[0]) == "0.900000"
    assert [str(end) for end in leader.bounds] == ["0.900000", "0.900000"]
    assert str(leader.place.p_best) == "0.977472"
    assert (leader.place.rank_low, leader.place.rank_high) == (1, 1)


def test_without_a_clear_leader_there_is_no_order_to_read() -> None:
    standings = board([line("Bravo", 5, 5), line("Alpha", 4.25, 5)])

    assert standings.clear_leader is None
    assert standings.tiers == 1
    assert names(standings) == ["Alpha", "Bravo"]


def test_fewer_than_five_resolved_claims_give_no_rank_but_a_score_and_a_bar() -> None:
    standings = board([line("Bravo", 4, 4), line("alpha", 0, 0), line("Charlie", 3, 5)])

    assert names(standings) == ["Charlie"]
    assert [standing.line.name for standing in standings.too_few] == ["alpha", "Bravo"]
    assert [standing.place for standing in standings.too_few] == [None, None]
    assert [str(standing.score) for standing in standings.too_few] == ["0.500000", "0.833333"]


def test_those_with_too_few_claims_do_not_change_the_chances_of_the_ranked() -> None:
    with_them = board([*FOUR, line("Echo", 4, 4)])

    assert with_them.ranked == board(FOUR).ranked


def test_a_collection_may_rank_from_three_claims_on_but_not_from_two() -> None:
    three = board([line("Alpha", 1, 3), line("Bravo", 2, 2)], minimum=3)

    assert (names(three), three.minimum) == (["Alpha"], 3)
    with pytest.raises(ValueError, match="must be 3 or more"):
        board([], minimum=2)


def test_claims_are_counted_for_a_rank_and_weighed_for_the_score() -> None:
    one_idea_in_five = Line(key="a", name="Alpha", points=1, resolved=1, counts=Counts(resolved=5))

    standings = board([one_idea_in_five])

    assert [str(standing.score) for standing in standings.ranked] == ["0.666667"]


def test_someone_with_nothing_resolved_has_no_accuracy_and_not_zero() -> None:
    standing = board([line("Alpha", 0, 0, unknown=2)]).too_few[0]

    assert standing.accuracy is None
    assert standing.bounds == (Decimal(0), Decimal(1))


def test_equals_share_a_rank_and_stand_by_name_then_key() -> None:
    twins = [line("twin", 3, 6, key="z"), line("Twin", 3, 6, key="b"), line("Best", 6, 6), line("Last", 0, 6)]

    standings = board(twins)

    rank_of = {standing.line.key: standing.place.rank for standing in standings.ranked if standing.place}
    assert rank_of == {"Best": 1, "b": 2, "z": 2, "Last": 4}
    keys = [standing.line.key for standing in standings.ranked]
    assert keys.index("z") == keys.index("b") + 1


def test_an_empty_board_has_nobody_on_it() -> None:
    standings = board([])

    assert (standings.ranked, standings.too_few, standings.clear_leader, standings.tiers) == ((), (), None, 0)


def test_a_board_names_its_method() -> None:
    assert board([]).method.startswith("fair/1 numpy/")


@settings(deadline=None, max_examples=60)
@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(lines: list[Line], random: Random) -> None:
    shuffled = list(lines)
    random.shuffle(shuffled)

    assert board(shuffled) == board(lines)


@settings(deadline=None, max_examples=60)
@given(LINES)
def test_everyone_given_is_on_the_board_once_and_in_order(lines: list[Line]) -> None:
    standings = board(lines)

    places = [(standing.place, standing.line) for standing in standings.ranked if standing.place]
    order = [(place.tier, one.name.casefold(), one.key) for place, one in places]
    assert order == sorted(order)
    everyone = [standing.line.key for standing in (*standings.ranked, *standings.too_few)]
    assert sorted(everyone) == sorted(one.key for one in lines)
    assert all(one.counts.resolved >= 5 for _, one in places)
    assert all(place.rank_low <= place.rank_high <= len(places) for place, _ in places)


def test_an_expert_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="Expert 'Alpha' comes twice: give one line for each expert"):
        board([line("Alpha", 1, 2), line("Alpha", 1, 2)])


@pytest.mark.parametrize(
    ("points", "unknown", "message"),
    [
        (6, 0, "Points 6 of expert 'Alpha' are more than the 5 resolved"),
        (math.nan, 0, "Points nan of expert 'Alpha' must be a finite number"),
        (1, -1, "Unknown -1 of expert 'Alpha' must be a finite number, 0 or more"),
    ],
)
def test_an_impossible_line_is_refused_by_the_name_of_its_expert(points: float, unknown: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        board([line("Alpha", points, 5, unknown=unknown)])


def test_beyond_the_switch_a_board_is_as_it_would_be_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(5)
    lines = [line(f"Expert {number}", random.randint(0, 80) / 4, 20) for number in range(60)]
    lines += [line(f"Poor {number}", 0, 30) for number in range(3)]
    below = board(lines)

    monkeypatch.setattr(module, "EXACT_UP_TO", 1)
    beyond = board(lines)

    assert [ranked.line for ranked in beyond.ranked] == [ranked.line for ranked in below.ranked]
    for one, other in zip(beyond.ranked, below.ranked, strict=True):
        assert one.place is not None
        assert other.place is not None
        assert (one.place.rank, one.place.tier) == (other.place.rank, other.place.tier)
        assert float(one.place.p_best) == pytest.approx(float(other.place.p_best), abs=1.1e-6)
        assert abs(one.place.rank_low - other.place.rank_low) <= 1


def test_ten_thousand_ranked_experts_are_a_board() -> None:
    random = Random(6)
    lines = [line(f"Expert {number}", random.randint(0, 160) / 4, 40) for number in range(10_000)]

    made = board(lines)

    places = [ranked.place for ranked in made.ranked if ranked.place is not None]
    assert len(places) == 10_000
    assert sum(place.p_best for place in places) == pytest.approx(1, abs=0.005)  # ten thousand times half a millionth
    assert all(1 <= place.rank_low <= place.expected_rank <= place.rank_high <= 10_000 for place in places)
