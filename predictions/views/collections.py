"""`/collections/` and `/collections/SLUG/`: what is judged together, and how it was chosen."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from predictions.desk import doors
from predictions.lifecycle import Status
from predictions.models import Basis, Claim, Collection
from predictions.reading import public_sources

PUBLISHED = ~Q(claims__status=Status.DRAFT) & Q(claims__visibility="public", claims__merged_into=None)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every collection with its number of claims."""
    collections = Collection.objects.annotate(size=Count("claims", filter=PUBLISHED))
    return render(request, "predictions/collections.html", {"collections": collections})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One collection: its policy, how statements were chosen, its claims and what was not taken."""
    collection = get_object_or_404(Collection, slug=slug)
    claims = Claim.objects.visible().filter(collection=collection).for_pages().order_by("key")
    considered = collection.refusals.filter(source__in=public_sources())
    refusals = list(considered.select_related("expert", "source").order_by("number"))
    rows = [{"claim": claim, "wording": claim.wording(get_language() or "en")} for claim in claims]
    context = {
        "collection": collection,
        "doors": doors.of_collection(collection, request.user, at=timezone.now()),
        "rows": rows,
        # A file says how many were considered; what is written up here is counted.
        "considered": max(collection.considered, len(rows) + len(refusals)),
        "refusals": refusals,
        "is_retrospective": collection.basis == Basis.RETROSPECTIVE,
        "now": timezone.now(),
    }
    return render(request, "predictions/collection.html", context)
