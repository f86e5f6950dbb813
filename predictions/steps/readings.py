"""Noting that somebody opened a source and compared what was taken from it."""

from __future__ import annotations

from datetime import datetime

from predictions import revisions
from predictions.models import Reading, Source
from predictions.policy import Person


def note_reading(source: Source, *, by: Person, at: datetime) -> Reading:
    """Put on record that `by` has compared the quotes with `source` by now. Doing so again moves the time."""
    reading = Reading.objects.filter(source=source, reader_ref=by.ref).first()
    if reading is None:
        reading = Reading(source=source, reader_ref=by.ref)
    elif reading.opened_at >= at:
        return reading
    reading.opened_at = at
    revisions.save(reading, by=by.ref, at=at, reason="Opened the source and compared the quotes")
    return reading
