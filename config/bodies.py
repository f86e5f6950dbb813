"""Refusing what is too large before a byte of it is read."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class LargestBody:
    """Answers 413 with a page in words to a request that announces more than LARGEST_BODY bytes.

    Stands before the check of forms against forgery, which is the first to read what was sent; a body of no announced
    length is never read at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """By now it is known who is signed in, which every page says; of the body nothing was read."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) <= settings.LARGEST_BODY:
            return None
        context = {"largest": settings.LARGEST_BODY // 1_048_576 - 1}
        return render(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
