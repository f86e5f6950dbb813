"""Forms of the desk, kept as one types: which pages keep them, how they come back, and when they are gone.

`access.desk_view` does it for every page of the desk; a form that is shown for the first time finds here what its
person typed into it before. A page offers it by including kept.html before its form and keep.html in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from predictions import actions, public_ids
from predictions.models import Claim, FormDraft
from predictions.policy import Person

PLACE = "draft_of"  # the field that carries the address of the form
# What a page puts into its form. The version a person saw stays with the page they saw, so it is checked all the same.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "seen", PLACE})
LONGEST = 200
NAMES = {
    "desk_claim": _("Verdict"),
    "desk_evidence": _("Document"),
    "desk_document": _("Change of a document"),
    "desk_wording": _("Words"),
    "desk_adjudicate": _("Decision"),
    "desk_interests": _("Tie"),
    "desk_source": _("New draft"),
    "desk_draft": _("Draft"),
}

_typed: ContextVar[Mapping[str, list[str]]] = ContextVar("typed", default={})  # noqa: B039  never written to


def typed_before() -> Mapping[str, list[str]]:
    """What the person whose page is being made typed into its form before, by name."""
    return _typed.get()


def place_of(address: str) -> str | None:
    """The path under which the form at `address` is kept; None where no form of the desk is."""
    path = address.partition("?")[0]
    if not path.startswith(reverse("desk")) or len(path) > LONGEST or "\0" in path:  # PostgreSQL takes no NUL
        return None
    try:
        name = resolve(path).url_name or ""
    except Resolver404:
        return None
    # PostgreSQL keeps no NUL, and no page of the desk has one in its address.
    return path if name.startswith("desk_") and name != "desk_drafts" and "\0" not in path else None


def fields_of(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed into the form that was sent. Files and passwords are never kept."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and "password" not in name.lower()
    }


@contextmanager
def restoring(request: Any) -> Iterator[None]:
    """While a page is shown for the first time, its form begins with what its person typed before."""
    request.draft = None
    if request.method in {"GET", "HEAD"} and place_of(request.path):
        request.draft = FormDraft.objects.filter(actor_ref=request.person.ref, place=request.path).first()
    token = _typed.set(request.draft.fields if request.draft else {})
    try:
        yield
    finally:
        _typed.reset(token)


def forget_when_sent(request: Any, response: HttpResponse) -> None:
    """What was typed is gone once it was taken: a form that is not is shown again, without a redirect.

    A busy database keeps it, and it is back once too often; what was taken stays taken.
    """
    if request.method == "POST" and response.status_code in {302, 303} and place_of(request.path):
        with suppress(OperationalError):
            actions.drop_draft(place=request.path, by=request.person)


@dataclass(frozen=True)
class Begun:
    """A form that somebody has begun: what it is, of which claim, where, and when it was saved."""

    name: str
    key: str
    place: str
    saved_at: datetime


def begun(person: Person) -> list[Begun]:
    """The forms that `person` has begun and not sent, newest first."""
    found = []
    for draft in FormDraft.objects.filter(actor_ref=person.ref).order_by("-saved_at", "place"):
        try:
            match = resolve(draft.place)
        except Resolver404:
            continue  # of a page that an earlier version had
        pk = public_ids.clean_or_empty(str(match.kwargs.get("pk", "")))
        found.append((draft, str(NAMES.get(match.url_name or "", _("Form"))), pk))
    keys = dict(Claim.objects.filter(pk__in={pk for _draft, _name, pk in found if pk}).values_list("pk", "key"))
    return [Begun(name, keys.get(pk, ""), draft.place, draft.saved_at) for draft, name, pk in found]
