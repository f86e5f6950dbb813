"""The list of claims that a page or a file shows: what may be asked of it, and how far into it one may go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _

from predictions.lifecycle import Status
from predictions.models import Claim
from predictions.models.claims import ClaimQuerySet

FILTERS = ("collection", "status", "expert", "topic", "q")
LONGEST = 200  # of a filter, in characters
DEEPEST = 10_000  # rows into a list; further in, the database would count through all of them for each page


class NoSuchList(Exception):
    """What was asked cannot be answered; the message says what can."""


def chosen(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of a query, empty where nothing is asked. Raises `NoSuchList` for one that is too long."""
    asked = {name: query.get(name, "") for name in FILTERS}
    for name, text in asked.items():
        if len(text) > LONGEST:
            raise NoSuchList(
                _("“%(name)s” has %(length)s characters. It may have up to %(most)s.")
                % {"name": name, "length": len(text), "most": LONGEST}
            )
    # No text on record holds a NUL, and PostgreSQL refuses to look for one.
    return {name: text.replace("\0", "\ufffd") for name, text in asked.items()}


def claims(asked: Mapping[str, str], *, at: datetime) -> ClaimQuerySet:
    """The claims that everybody may see and that fit the filters `asked`, with all that a list shows."""
    found = Claim.objects.visible().for_pages()
    if asked["collection"]:
        found = found.filter(collection__slug=asked["collection"])
    if asked["status"] == "overdue":
        found = found.filter(status=Status.OPEN, due_at__lte=at)
    elif asked["status"]:
        found = found.filter(status=asked["status"])
    if asked["expert"]:
        found = found.filter(statements__expert__slug=asked["expert"])
    if asked["topic"]:
        # A JSON list as text holds each key in quotes; the same on both databases.
        found = found.filter(topics__icontains=f'"{asked["topic"]}"')
    if asked["q"]:
        found = found.filter(Q(wordings__proposition__icontains=asked["q"]) | Q(key__iexact=asked["q"]))
    return found.order_by("collection__slug", "key").distinct()


def page_of(rows: Any, asked: str | None, *, size: int) -> Page[Any]:
    """Page `asked` of `rows`, from 1. Raises `NoSuchList` for what is no page, or one that is too far in."""
    pages = Paginator(rows, size)
    wanted = asked or "1"
    if not (wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:9]) <= pages.num_pages):
        raise NoSuchList(
            _("There is no page “%(page)s” of this list. It has %(pages)s.")
            % {"page": wanted[:20], "pages": pages.num_pages}
        )
    deepest = max(DEEPEST // size, 1)
    if int(wanted) > deepest:
        raise NoSuchList(
            _("A list is shown up to page %(deepest)s. Choose a collection or other filters to see what comes later.")
            % {"deepest": deepest}
        )
    return pages.page(int(wanted))
