"""`/sources/` and `/sources/SLUG/`: where something was said, what was taken from it and what was not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from predictions.lifecycle import Status
from predictions.models import Claim, Refusal, Source
from predictions.reading import public_experts, public_sources

PUBLISHED = ~Q(claims__status=Status.DRAFT) & Q(claims__visibility="public", claims__merged_into=None)
# A book has no end of paragraphs; beyond this many, only those that something was taken from are listed.
MOST_PARAGRAPHS = 200


@dataclass
class Place:
    """One paragraph of a source: the claims that were taken from it, and how many statements were not."""

    number: int
    claims: list[Claim] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every source with its number of claims."""
    sources = (
        public_sources().select_related("publisher").annotate(size=Count("claims", filter=PUBLISHED, distinct=True))
    )
    return render(request, "predictions/sources.html", {"sources": sources})


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One source, with everything that was taken from it and everything that was not."""
    source = get_object_or_404(public_sources().select_related("publisher"), slug=slug)
    claims = list(Claim.objects.visible().filter(source=source).for_pages().order_by("key"))
    refusals = list(source.refusals.select_related("expert", "collection").order_by("number"))
    people = public_experts().filter(Q(statements__source=source) | Q(refusals__source=source)).distinct()
    context = {
        "source": source,
        "rows": [{"claim": claim, "wording": claim.wording(get_language() or "en")} for claim in claims],
        "refusals": refusals,
        "taken": len(claims),
        "considered": len(claims) + len(refusals),
        "people": people,
        "places": _places(source, claims, refusals),
        "now": timezone.now(),
    }
    return render(request, "predictions/source.html", context)


def _places(source: Source, claims: Iterable[Claim], refusals: Iterable[Refusal]) -> list[Place]:
    """Every paragraph of `source` in order, also those in which nothing was said about the future."""
    places = {number: Place(number) for number in range(1, min(source.paragraphs, MOST_PARAGRAPHS) + 1)}
    for claim in claims:
        numbers = {one.paragraph for one in claim.statements.all() if one.source_id == source.pk and one.paragraph}
        for number in numbers:
            places.setdefault(number, Place(number)).claims.append(claim)
    for refusal in refusals:
        places.setdefault(refusal.paragraph, Place(refusal.paragraph)).refusals.append(refusal)
    return [places[number] for number in sorted(places)]
