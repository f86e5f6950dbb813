"""Refuses numbers that no record of predictions can have, saying what, where and what would be right."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray


def check_amount(name: str, value: float, *, where: str = "") -> None:
    """Refuse a `value` that is not a finite number of at least 0.

    raises  ValueError naming the quantity, the place and the range
    """
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{name} {value!r}{where} must be a finite number, 0 or more.")


def check_record(points: float, resolved: float, *, where: str = "") -> None:
    """Refuse `points` of `resolved` claims unless 0 <= points <= resolved.

    raises  ValueError naming the quantity, the place and the range
    """
    check_amount("Resolved", resolved, where=where)
    check_amount("Points", points, where=where)
    if points > resolved:
        raise ValueError(
            f"Points {points!r}{where} are more than the {resolved!r} resolved: "
            "a claim earns at most its weight, so points must lie between 0 and resolved."
        )


def check_level(level: float) -> None:
    """Refuse a confidence `level` that is not strictly between 0 and 1.

    raises  ValueError
    """
    if not 0 < level < 1:
        raise ValueError(f"Level {level!r} must lie strictly between 0 and 1; the board uses 0.9.")


def records(points: ArrayLike, resolved: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """`points` and `resolved` of m experts as two float arrays of shape (m,).

    raises  ValueError if m is 0, the lengths differ, or a pair fails `check_record`; positions count from 0
    """
    won, out_of = np.asarray(points, dtype=np.float64), np.asarray(resolved, dtype=np.float64)
    if won.ndim != 1 or won.shape != out_of.shape:
        raise ValueError(
            f"Points have shape {won.shape} and resolved {out_of.shape}: give two flat lists of the same length."
        )
    if won.size == 0:
        raise ValueError("Nobody to compare: give at least one expert.")
    _check_each(won, out_of)
    return won, out_of


def _check_each(points: NDArray[np.float64], resolved: NDArray[np.float64]) -> None:
    # not (a <= b) instead of a > b: so that nan is refused as well
    wrong = ~((points >= 0) & (points <= resolved) & np.isfinite(resolved))
    for position in np.flatnonzero(wrong).tolist():
        check_record(points[position].item(), resolved[position].item(), where=f" at position {position}")


def shares(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """`values`, each a share in [0, 1], as a float array of shape (n,); n may be 0.

    name    what one of them is called, for the message: "Grade"
    raises  ValueError if there is not one dimension, or naming the first value outside [0, 1] and its position from 0
    """
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 1:
        raise ValueError(f"{name}s have shape {given.shape}: give a flat list.")
    for position in np.flatnonzero(~((given >= 0) & (given <= 1)))[:1].tolist():
        raise ValueError(f"{name} {given[position].item()!r} at position {position} must lie in [0, 1].")
    return given


def weighed(weights: ArrayLike | None, size: int) -> NDArray[np.float64]:
    """`weights` of `size` claims as a float array of shape (size,); 1 for each where none are given.

    raises  ValueError if there is not one for each claim, or naming the first that is not finite and above 0, and its
            position from 0
    """
    if weights is None:
        return np.ones(size)
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (size,):
        raise ValueError(f"Weights have shape {given.shape} for {size} claims: give one weight for each claim.")
    for position in np.flatnonzero(~(np.isfinite(given) & (given > 0)))[:1].tolist():
        raise ValueError(f"Weight {given[position].item()!r} at position {position} must be finite and above 0.")
    return given


def forecasts(
    chances: ArrayLike, grades: ArrayLike, weights: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """`chances` stated, `grades` earned and `weights` of n claims as three float arrays of shape (n,).

    raises  ValueError if n is 0, the lengths differ, or a chance, a grade or a weight is outside its range
    """
    stated, earned = shares("Chance", chances), shares("Grade", grades)
    if stated.shape != earned.shape:
        raise ValueError(f"{stated.size} chances and {earned.size} grades: give one grade for each chance.")
    if stated.size == 0:
        raise ValueError("A score of 0 claims is not defined: ask only once a claim is resolved.")
    return stated, earned, weighed(weights, stated.size)
