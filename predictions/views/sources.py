"""`/sources/` and `/sources/SLUG/`: where something was said, what was taken from it and what was not."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from predictions.lifecycle import Status
from predictions.models import Claim, Expert, Source

PUBLISHED = ~Q(claims__status=Status.DRAFT) & Q(claims__visibility="public")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every source with its number of claims."""
    sources = Source.objects.select_related("publisher").annotate(size=Count("claims", filter=PUBLISHED))
    return render(request, "predictions/sources.html", {"sources": sources})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One source, with everything that was taken from it and everything that was not."""
    source = get_object_or_404(Source.objects.select_related("publisher"), slug=slug)
    claims = Claim.objects.visible().filter(source=source).for_pages().order_by("key")
    refusals = source.refusals.select_related("expert", "collection").order_by("number")
    people = Expert.objects.filter(Q(statements__source=source) | Q(refusals__source=source)).distinct()
    context = {
        "source": source,
        "rows": [{"claim": claim, "wording": claim.wording(get_language() or "en")} for claim in claims],
        "refusals": refusals,
        "people": people,
        "now": timezone.now(),
    }
    return render(request, "predictions/source.html", context)
