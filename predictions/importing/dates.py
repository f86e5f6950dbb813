"""Dates as a bundle writes them: whole days, or as much of a day as a page shows."""

from __future__ import annotations

import re
from datetime import date

from predictions.importing.errors import Unfit
from predictions.importing.wording import shown

FIRST = date(1900, 1, 1)
LAST = date(2200, 12, 31)
RANGE = f"a day from {FIRST} to {LAST}"

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


def day(text: str) -> date:
    """The day written as `2025-01-31`. Raises `Unfit` for another shape, no such day, or a day outside 1900 to 2200."""
    if not DAY.fullmatch(text):
        raise Unfit(f"{shown(text)} is not a date.", f"year, month and day in quotes, such as '2025-01-31', {RANGE}")
    return _real(text, year=text[:4], month=text[5:7], day=text[8:])


def partial(text: str) -> str:
    """`2025`, `2025-01` or `2025-01-31`, unchanged. Raises `Unfit` as `day` does."""
    parts = PARTIAL.fullmatch(text)
    if parts is None:
        raise Unfit(f"{shown(text)} is not a date.", "as much as the page shows: '2025', '2025-01' or '2025-01-31'")
    _real(text, year=parts[1], month=parts[2] or "01", day=parts[3] or "01")
    return text


def _real(text: str, *, year: str, month: str, day: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Unfit(f"{shown(text)} is not in the calendar.", f"{RANGE}, such as '2025-01-31'") from None
    if not FIRST <= found <= LAST:
        raise Unfit(f"{shown(text)} is outside the years this record can hold.", RANGE)
    return found
