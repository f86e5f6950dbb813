"""What every page shows of the record itself: whether it is a demonstration, and which figures it speaks of."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from predictions.models import Record


def record(_request: HttpRequest) -> dict[str, Any]:
    """The record, or nothing in a database that was never opened. Costs one query, and only where it is used."""
    return {"record": SimpleLazyObject(Record.objects.first)}
