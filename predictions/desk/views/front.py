"""The desk itself: what waits for whom, what they have begun, and how far the collections are."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from predictions.desk.access import DeskRequest, desk_view
from predictions.desk.drafts import begun
from predictions.desk.filters import Chosen
from predictions.desk.places import rooms_for
from predictions.desk.progress import progress
from predictions.desk.queue import NAMES, Queue, parts_of, queue_of
from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Topic
from predictions.policy import Person

CLAIMS = 25


@require_safe
@desk_view
def desk(request: DeskRequest) -> HttpResponse:
    """What waits for the person who is signed in."""
    queue = queue_for(request)
    context: dict[str, Any] = {
        "queue": queue,
        "chosen": queue.chosen,
        "judges": _judges(request.person),
        "collections": Collection.objects.order_by("slug"),
        "topics": Topic.objects.order_by("key"),
        "parts": [(part, name) for part, name in NAMES.items() if part in parts_of(request.person)],
        "begun": begun(request.person),
        "rooms": rooms_for(request.person),
    }
    if request.person.can(Permission.WRITE_UP):
        context |= {"progress": progress(at=request.at), "to_look_after": _to_look_after(request, queue.chosen)}
    return render(request, "predictions/desk/desk.html", context)


def queue_for(request: DeskRequest) -> Queue:
    """The page of the person's queue that the address asks for."""
    chosen, language = Chosen.read(request.GET), get_language() or "en"
    return queue_of(request.person, language=language, at=request.at, chosen=chosen, number=request.GET.get("page", 1))


def next_for(request: DeskRequest, claim: Claim) -> str | None:
    """The address of what to open after `claim`, of what the person chose to see."""
    return queue_for(request).after(claim.pk)


def _to_look_after(request: DeskRequest, chosen: Chosen) -> dict[str, Any]:
    """The open claims that fit, oldest deadline first, a page at a time: for who may change their words."""
    found = chosen.claims().filter(status=Status.OPEN).prefetch_related("wordings").order_by("due_at", "key")
    page = Paginator(found, CLAIMS).get_page(request.GET.get("claims"))
    language = get_language() or "en"
    return {"page": page, "claims": [(one, one.wording(language).proposition) for one in page.object_list]}


def _judges(person: Person) -> bool:
    """Whether `person` is ever asked to judge or to decide."""
    return person.can(Permission.JUDGE) or person.can(Permission.ADJUDICATE)
