"""Refuses numbers that no record of predictions can have, saying what, where and what would be right."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
    _check_each(won.tolist(), out_of.tolist())
    return won, out_of


def _check_each(points: Sequence[float], resolved: Sequence[float]) -> None:
    for position, (won, out_of) in enumerate(zip(points, resolved, strict=True)):
        check_record(won, out_of, where=f" at position {position}")
