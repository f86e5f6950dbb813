"""What is answered when something is not there or goes wrong: pages that help, and plain values for programs."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from config import wayfinding

SOON = 30  # seconds after which it is worth while to try again


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks, that cannot read a page."""
    return request.path_info.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django names it
    """404: where one probably wanted to go. A database that does not answer leaves the suggestions out."""
    if is_for_programs(request):
        said = _("There is nothing at this address. /api/v1/ lists what there is.")
        return JsonResponse({"detail": said}, status=HTTPStatus.NOT_FOUND)
    try:
        found = wayfinding.suggestions(request.path_info)
    except DatabaseError:
        found = []
    return render(request, "404.html", {"suggestions": found}, status=HTTPStatus.NOT_FOUND)


def fault(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that does not answer in time: that passes, and says when to come back."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return unavailable(request, seconds=SOON)
    if is_for_programs(request):
        said = _("This went wrong on our side. Nothing was changed by half.")
        return JsonResponse({"detail": said}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
    # Without the request: nothing that could fail again is asked.
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest, *, seconds: int, is_planned: bool = False) -> HttpResponse:
    """503 with the number of seconds after which to try again, made without the database."""
    answer: HttpResponse
    if is_for_programs(request):
        said = (
            _("This site is being worked on.") if is_planned else _("This site does not answer in time at the moment.")
        )
        answer = JsonResponse({"detail": said}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        context = {"is_planned": is_planned, "minutes": max(1, round(seconds / 60))}
        answer = HttpResponse(render_to_string("503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE)
    answer["Retry-After"] = str(seconds)
    add_never_cache_headers(answer)
    return answer
