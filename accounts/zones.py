"""The time zones that this machine knows."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Their names. Finding them opens some six hundred files, so it is done once."""
    return frozenset(available_timezones())
