"""Posteriors on a grid: added up cell by cell, and still what the distribution function says."""

from __future__ import annotations

import numpy as np
import pytest
import scipy

from scoring.rules.posteriors import below_at, cells_wanted, grid_of, posteriors


@pytest.mark.parametrize("cells", [512, 4096])
@pytest.mark.parametrize("above", [0, 0.6])
@pytest.mark.parametrize("resolved", [0, 0.5, 3, 7, 40, 250, 3000, 40_000])
def test_they_are_those_of_the_incomplete_beta_function(resolved: float, above: float, cells: int) -> None:
    grid = grid_of(cells, above=above)
    points = np.unique(np.round(4 * resolved * np.linspace(0, 1, 23)) / 4).clip(0, resolved)
    kinds = np.column_stack([points, np.full_like(points, resolved)])

    exact = scipy.special.betainc(1 + points, 1 + resolved - points, grid[:, None])

    np.testing.assert_allclose(below_at(kinds, grid), exact, rtol=0, atol=1e-11)


def test_where_nobody_can_be_there_is_no_grid() -> None:
    those = posteriors([45_000.0, 45_100.0], [90_000.0, 90_000.0])

    assert len(those.below) < cells_wanted(90_000) / 8
    assert np.all(those.below[0] == 0)
    assert np.all(those.below[-1] == 1)
    np.testing.assert_allclose(those.masses.sum(axis=0), 1, atol=1e-12)
