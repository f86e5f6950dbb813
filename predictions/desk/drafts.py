"""Forms of the desk, kept as one types: which pages keep them, how they come back, and when they are gone.

`access.desk_view` does it for every page of the desk; a form that is shown for the first time finds here what its
person typed into it before. A page offers it by including kept.html before its form and keep.html in it.

Each form is kept under a place of its own: the path of its page, and where the page has several forms, the name of the
form behind a #. The form says its place when it is sent, so that what was kept of it goes once it was taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _

from predictions import actions, plain_texts, public_ids
from predictions.models import Claim, FormDraft
from predictions.policy import Person

PLACE = "draft_of"  # the field that carries the address of the form
KEEP = "keep"  # the button that keeps it
# What a page puts into its form. The version a person saw stays with the page they saw, so it is checked all the same.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "seen", PLACE, KEEP})
LONGEST = 200
FORM = re.compile(r"[A-Za-z0-9_-]{1,80}\Z")
MOST_BYTES = 64 * 1024
# A source is pasted whole, in at most four bytes a character.
MOST_WITH_TEXT = 4 * plain_texts.LONGEST + MOST_BYTES
WITH_TEXT = frozenset({"desk_source_new", "desk_source_text"})
# What each form is, by the name of its page and its own where the page has several.
NAMES = {
    ("desk_claim", ""): _("Verdict"),
    ("desk_evidence", ""): _("Document"),
    ("desk_document", ""): _("Change of a document"),
    ("desk_document", "retract"): _("Retraction of a document"),
    ("desk_document", "restore"): _("Restoring a document"),
    ("desk_wording", ""): _("Words"),
    ("desk_adjudicate", ""): _("Decision"),
    ("desk_interests", ""): _("Tie"),
    ("desk_source", ""): _("New draft"),
    ("desk_draft", ""): _("Draft"),
    ("desk_source_new", ""): _("New source"),
    ("desk_source_text", ""): _("Text of a source"),
    ("desk_collection_new", ""): _("New collection"),
    ("desk_merge", ""): _("Merging"),
    ("desk_assign", ""): _("Letting a reviewer go"),
    ("desk_reopen", ""): _("Opening again"),
    ("desk_statement", ""): _("Correction of a statement"),
    ("desk_facts", ""): _("Correction of facts"),
    ("desk_reply", ""): _("Reply"),
    ("desk_objection", ""): _("Answer to an objection"),
    ("desk_publishing", ""): _("Publishing"),
    ("desk_offered", "publish"): _("Publishing"),
    ("desk_offered", "send-back"): _("Sending back"),
    ("desk_prior", ""): _("What you expect"),
    ("desk_notices", ""): _("Showing scores"),
    ("desk_tell", ""): _("Notice"),
}

_typed: ContextVar[Mapping[str, FormDraft]] = ContextVar("typed", default={})  # noqa: B039  never written to


def before(form: str = "") -> FormDraft | None:
    """What the person whose page is being made typed into its form of this name before, if they did."""
    return _typed.get().get(form)


def place_of(address: str) -> str | None:
    """The place under which the form at `address` is kept; None where no form of the desk is."""
    rest, _hash, form = address.partition("#")
    path = rest.partition("?")[0]
    place = f"{path}#{form}" if form else path
    if len(place) > LONGEST or (form and not FORM.match(form)):
        return None
    name = _page_at(path)
    return place if name.startswith("desk_") and name != "desk_drafts" else None


def room_at(place: str) -> int:
    """How many bytes of the form at `place` are kept at the most."""
    return MOST_WITH_TEXT if _page_at(place.partition("#")[0]) in WITH_TEXT else MOST_BYTES


def _page_at(path: str) -> str:
    """The name of the page of the desk at `path`; empty where there is none."""
    if not path.startswith(reverse("desk")) or "\0" in path:  # PostgreSQL takes no NUL
        return ""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def fields_of(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed into the form that was sent. Files and passwords are never kept."""
    return {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT and "password" not in name.lower()
    }


@contextmanager
def restoring(request: Any) -> Iterator[None]:
    """While a page is shown for the first time, its forms begin with what its person typed before."""
    found = {}
    if request.method in {"GET", "HEAD"} and place_of(request.path):
        here = Q(place=request.path) | Q(place__startswith=f"{request.path}#")
        for draft in FormDraft.objects.filter(here, actor_ref=request.person.ref):
            found[draft.place.partition("#")[2]] = draft
    token = _typed.set(found)
    try:
        yield
    finally:
        _typed.reset(token)


def forget_when_sent(request: Any, response: HttpResponse) -> None:
    """What was typed is gone once it was taken: a form that is not is shown again, without a redirect."""
    if request.method == "POST" and response.status_code in {302, 303} and _page_at(request.path) != "desk_drafts":
        forget(request)


def forget(request: Any) -> None:
    """What was typed into the form that was sent is gone.

    A busy database keeps it, and it is back once too often; what was taken stays taken.
    """
    place = place_of(request.POST.get(PLACE) or request.path)
    if place is not None:
        with suppress(OperationalError):
            actions.drop_draft(place=place, by=request.person)


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
        path, _hash, form = draft.place.partition("#")
        try:
            match = resolve(path)
        except Resolver404:
            continue  # of a page that an earlier version had
        pk = public_ids.clean_or_empty(str(match.kwargs.get("pk", "")))
        page = match.url_name or ""
        found.append((draft, str(NAMES.get((page, form)) or NAMES.get((page, "")) or _("Form")), pk))
    keys = dict(Claim.objects.filter(pk__in={pk for _draft, _name, pk in found if pk}).values_list("pk", "key"))
    return [Begun(name, keys.get(pk, ""), draft.place, draft.saved_at) for draft, name, pk in found]
