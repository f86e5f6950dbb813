"""The language and the time zone of who is signed in, in force while their page is made.

A public page keeps the language of its address, see `settings.IN_THE_READERS_LANGUAGE`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.models import User
from accounts.zones import known_zones

# What programs read is the same for everybody: UTC, and the language that the request asks for.
FOR_PROGRAMS = (
    "/api/",
    "/cards/",
    "/embed/",
    "/exports/",
    "/feeds/",
    "/fr/exports/",
    "/fr/feeds/",
    "/healthz",
    "/metrics",
    "/oembed",
    "/readyz",
)


class Preferences:
    """After the sign-in is known. A visitor keeps UTC and the language of their browser or cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = self._signed_in(request)
        if user is None:
            return self.get_response(request)
        if user.language in dict(settings.LANGUAGES) and request.path_info.startswith(settings.IN_THE_READERS_LANGUAGE):
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        with timezone.override(ZoneInfo(user.time_zone)) if user.time_zone in known_zones() else nullcontext():
            return self.get_response(request)

    def _signed_in(self, request: HttpRequest) -> User | None:
        """Who is signed in; a request without a session is not even asked."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith(FOR_PROGRAMS):
            return None
        return request.user if isinstance(request.user, User) else None
