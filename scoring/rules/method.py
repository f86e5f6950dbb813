"""The method behind a release, as data: what it is called and every number a person could argue about."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import scipy


def label(name: str, version: int) -> str:
    """A method's name and version, and the libraries whose last bits its results depend on."""
    return f"{name}/{version} numpy/{np.__version__} scipy/{scipy.__version__}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A named way to make a leaderboard. The same name and version never change their meaning."""

    name: str
    version: int
    minimum: int
    """Resolved claims of one's own needed for a rank, unless the collection asks for another number."""
    least_minimum: int
    """No collection may ask for fewer."""
    first_at: Decimal
    """Chance of being the best from which a first is named."""
    tier_at: Decimal
    """Chance with which everyone above must beat everyone below for a tier to end."""

    @property
    def label(self) -> str:
        """Name, version, and the libraries whose last bits the results depend on."""
        return label(self.name, self.version)

    def check_minimum(self, minimum: int) -> None:
        """Refuse a `minimum` below the least one.

        raises  ValueError saying which minimum would be right
        """
        if minimum < self.least_minimum:
            raise ValueError(
                f"A minimum of {minimum} resolved claims is too few to rank anybody: "
                f"it must be {self.least_minimum} or more, and is {self.minimum} unless set."
            )


FAIR = Method(
    name="fair",
    version=1,
    minimum=5,
    least_minimum=3,
    first_at=Decimal("0.9"),
    tier_at=Decimal("0.9"),
)
