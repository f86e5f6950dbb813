"""The lot that gives a tenth of the claims more reviewers than they need, so that agreement can be measured."""

from __future__ import annotations

import secrets
from collections.abc import Callable

ONE_IN = 10
EXTRA_REVIEWERS = 2

Lot = Callable[[], bool]
"""Whether a claim is drawn, asked once for each."""


def one_in_ten() -> bool:
    """A lot that nobody can foresee: one claim in ten is drawn."""
    return secrets.randbelow(ONE_IN) == 0
