"""The pages that show a score: the leaderboard, the experts, and how it is all worked out."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from predictions.models import Affiliation, Claim, Collection, Statement, StatementKind
from predictions.reading import public_experts, threads
from scoring import agreement as agreeing
from scoring import explaining, leaderboard
from scoring.rules.agreement import FEWEST_UNITS


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """`/` and `/leaderboard/`: the standings of one collection, the newest unless one is asked for."""
    collections = list(Collection.objects.order_by("-ends", "slug"))
    slug = request.GET.get("collection", "")
    chosen = next((one for one in collections if one.slug == slug), None) if slug else next(iter(collections), None)
    if slug and chosen is None:
        reason = _("There is no collection “%(slug)s”.") % {"slug": slug[:80]}
        return render(request, "404.html", {"reason": reason}, status=404)
    context = {
        "collections": collections,
        "collection": chosen,
        "board": leaderboard.current(chosen) if chosen else None,
        "sizes": leaderboard.sizes(chosen) if chosen else None,
    }
    return render(request, "scoring/leaderboard.html", context)


@require_safe
def experts(request: HttpRequest) -> HttpResponse:
    """`/experts/`: everybody who is quoted, with or without a prediction."""
    newest = Prefetch("affiliations", Affiliation.objects.select_related("organization"))
    said = Prefetch("statements", Statement.objects.filter(claim__in=Claim.objects.visible()))
    people = public_experts().prefetch_related(newest, said)
    rows = [
        {
            "expert": person,
            "affiliation": next(iter(person.affiliations.all()), None),
            "own": sum(one.kind_of != StatementKind.ENDORSED for one in person.statements.all()),
            "endorsed": sum(one.kind_of == StatementKind.ENDORSED for one in person.statements.all()),
        }
        for person in people
    ]
    return render(request, "scoring/experts.html", {"rows": rows})


@require_safe
def expert(request: HttpRequest, slug: str) -> HttpResponse:
    """`/experts/SLUG/`: one person's record, and where every number comes from."""
    person = get_object_or_404(public_experts().prefetch_related("affiliations__organization"), slug=slug)
    refusals = list(person.refusals.select_related("source__publisher").order_by("number"))
    visible = Claim.objects.visible().filter(statements__expert=person).for_pages().distinct().order_by("key")
    claims = {claim.pk: claim for claim in visible}
    said = list(Statement.objects.filter(expert=person, claim__in=claims).select_related("source__publisher"))
    sources = {one.source for one in said} | {one.source for one in refusals}
    withheld = leaderboard.withheld_from(person)
    kept_back = {one.collection.pk for one in withheld}
    language = get_language() or "en"
    context = {
        "expert": person,
        "records": leaderboard.of_expert(person),
        "withheld": withheld,
        "groups": explaining.by_outcome(claims, said, language=language, at=timezone.now(), withheld=kept_back),
        "sources": sorted(sources, key=lambda one: one.slug),
        "refusals": refusals,
        "replies": threads(person.replies.filter(claim=None).select_related("expert")),
    }
    return render(request, "scoring/expert.html", context)


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    """`/methodology/`: five lines, then everything, with examples worked by the code itself."""
    context = explaining.methodology() | {"agreed": agreeing.overall()}
    return render(request, "scoring/methodology.html", context)


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """`/agreement/`: how far reviewers agreed before they knew of each other, together and by collection."""
    together, *each = agreeing.everywhere()
    context = {"together": together, "each": each, "fewest": FEWEST_UNITS, "method": agreeing.METHOD}
    return render(request, "scoring/agreement.html", context)
