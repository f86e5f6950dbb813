"""The logarithmic score: published values, other implementations, and that clipping is never silent."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import log_loss

from scoring.rules.logarithmic import CLIPPED_TO, LogScore, log_score

NO_CLIP = (1e-300, 1 - 1e-16)
INSIDE = st.floats(0.01, 0.99)
GRADE = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
SOME = st.lists(st.tuples(st.floats(0, 1), GRADE), min_size=1, max_size=30)


def columns(claims: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [chance for chance, _ in claims], [grade for _, grade in claims]


def test_the_published_example_comes_out() -> None:
    assert round(log_score([0.481], [0]).mean, 5) == 0.65585


@pytest.mark.parametrize(("chance", "points"), [(0.9, 84.7997), (0.1, -232.1928), (2**-0.5, 50)])
def test_points_against_a_coin_follow_from_it_as_published(chance: float, points: float) -> None:
    nats = log_score([chance], [1]).mean

    assert round(100 * (1 - nats / math.log(2)), 4) == pytest.approx(points, abs=1e-9)


def test_points_against_peers_follow_from_it_as_published() -> None:
    nats = np.array([log_score([chance], [1]).mean for chance in (0.1, 0.5, 0.9)])

    peers = 100 * ((nats.sum() - nats) / 2 - nats)

    assert peers.round(1).tolist() == [-190.3, 51.1, 139.3]


@given(claims=st.lists(st.tuples(INSIDE, st.sampled_from([0, 1])), min_size=1, max_size=30))
def test_other_implementations_say_the_same(claims: list[tuple[float, float]]) -> None:
    chances, came = columns(claims)
    found = log_score(chances, came).mean

    assert found == pytest.approx(log_loss(came, chances, labels=[0, 1]), abs=1e-12)
    assert found == pytest.approx(float(np.mean(scoringrules.log_score(np.array(came), np.array(chances)))), abs=1e-12)


@pytest.mark.parametrize(
    ("chance", "grade", "nats"), [(0, 1, 4.60517), (1, 0, 4.60517), (0, 0, 0.01005), (1, 1, 0.01005)]
)
def test_certainty_is_clipped_and_said_to_be(chance: float, grade: float, nats: float) -> None:
    found = log_score([chance, 0.5], [grade, 1])

    assert found.clipped == 1
    assert 2 * found.mean - math.log(2) == pytest.approx(nats, abs=1e-5)


def test_a_chance_at_the_end_is_not_clipped() -> None:
    assert log_score(CLIPPED_TO, [0, 1]).clipped == 0


@given(claims=SOME)
def test_it_stays_in_its_range(claims: list[tuple[float, float]]) -> None:
    assert -math.log(0.99) - 1e-12 <= log_score(*columns(claims)).mean <= -math.log(0.01) + 1e-12


@given(claims=SOME, random=st.randoms(use_true_random=False))
def test_the_order_is_of_no_matter(claims: list[tuple[float, float]], random: Random) -> None:
    found, mixed = log_score(*columns(claims)), log_score(*columns(random.sample(claims, len(claims))))

    assert mixed.clipped == found.clipped
    assert mixed.mean == pytest.approx(found.mean, abs=1e-12)


@given(claims=SOME)
def test_yes_and_no_are_alike(claims: list[tuple[float, float]]) -> None:
    turned = [(1 - chance, 1 - grade) for chance, grade in claims]

    assert log_score(*columns(turned)).mean == pytest.approx(log_score(*columns(claims)).mean, abs=1e-9)


@given(one=INSIDE, other=INSIDE)
def test_the_surer_of_what_came_the_better(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert log_score([high], [1]).mean <= log_score([low], [1]).mean
    assert log_score([low], [0]).mean <= log_score([high], [0]).mean


@given(grades=st.lists(GRADE, min_size=1, max_size=30), other=st.floats(0, 1))
def test_to_say_the_mean_grade_is_best(grades: list[float], other: float) -> None:
    def always(chance: float) -> float:
        return log_score([chance] * len(grades), grades).mean

    mean = float(np.mean(grades))
    assert always(mean) <= always(other) + 1e-12
    assert not 0.01 < mean < 0.99 or abs(other - mean) < 1e-4 or always(mean) < always(other)


def test_without_clipping_certainty_that_fails_would_know_no_end() -> None:
    assert log_score([0], [1], clip=NO_CLIP).mean > 600


def test_weights_count() -> None:
    assert log_score([0.5, 0.9], [1, 1], weights=[1, 3]).mean == pytest.approx(
        log_score([0.5, 0.9, 0.9, 0.9], [1, 1, 1, 1]).mean
    )


def test_a_million_claims_are_no_trouble() -> None:
    assert log_score(np.full(1_000_000, 0.5), np.ones(1_000_000)) == LogScore(pytest.approx(math.log(2)), 0)


@pytest.mark.parametrize("ends", [(0, 0.99), (0.01, 1), (0.9, 0.1), (0.5, 0.5), (math.nan, 0.9)])
def test_ends_that_would_not_bound_it_are_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="Ends"):
        log_score([0.5], [1], clip=ends)


@pytest.mark.parametrize(
    ("chances", "grades", "what"), [([], [], "0 claims"), ([0.5, -1], [0, 1], "Chance -1"), ([0.5], [2], "Grade 2")]
)
def test_what_cannot_be_is_refused_with_its_place(chances: list[float], grades: list[float], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        log_score(chances, grades)
