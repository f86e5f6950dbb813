"""Closing the site for a while: a file in the data folder, so that every process sees it at its next request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from config import faults

AT_LEAST = 60  # seconds; who asks when it should be over is told to wait a little
STILL_ANSWERS = ("/healthz", "/readyz", "/mailz")


def switch() -> Path:
    """The file that closes the site while it is there. It holds the moment at which it should be open again."""
    return Path(settings.DATA) / "maintenance"


def close(*, until: datetime) -> None:
    """Answer everything with 503 from the next request on, in every process that shares the data folder."""
    switch().parent.mkdir(parents=True, exist_ok=True)
    written = switch().with_suffix(".new")
    written.write_text(until.isoformat(), "utf-8")
    written.replace(switch())


def open_again() -> bool:
    """Answer again. Returns whether the site was closed."""
    was_closed = switch().exists()
    switch().unlink(missing_ok=True)
    return was_closed


class Maintenance:
    """Answers 503 while the switch is there; states of the service go on answering for operators."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            written = switch().read_text("utf-8")
        except FileNotFoundError:
            return self.get_response(request)
        if request.path_info in STILL_ANSWERS:
            return self.get_response(request)
        return faults.unavailable(request, seconds=_seconds_until(written), is_planned=True)


def _seconds_until(written: str) -> int:
    """Until the moment in the file; for one made by hand, whatever is in it, the least."""
    try:
        left = (datetime.fromisoformat(written.strip()) - timezone.now()).total_seconds()
    except (ValueError, TypeError):
        return AT_LEAST
    return max(AT_LEAST, int(left))
