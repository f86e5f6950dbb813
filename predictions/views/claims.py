"""`/claims/` and `/claims/ID/`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import roles_of
from accounts.roles import Permission, permissions
from predictions import listing, public_ids
from predictions.desk import doors
from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Topic
from predictions.reading import claim_page, public_experts

PAGE = 50
STATES = [Status.OPEN.value, "overdue", Status.RESOLVED.value, Status.UNSCORED.value]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The list of claims, with filters."""
    now = timezone.now()
    try:
        chosen = listing.chosen(request.GET)
        page = listing.page_of(listing.claims(chosen, at=now), request.GET.get("page"), size=PAGE)
    except listing.NoSuchList as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    rows = [{"claim": claim, "wording": claim.wording(get_language() or "en")} for claim in page.object_list]
    context = {
        "page": page,
        "rows": rows,
        "chosen": chosen,
        "states": STATES,
        "collections": Collection.objects.all(),
        "experts": public_experts().filter(statements__isnull=False).distinct(),
        "topics": Topic.objects.all(),
        "now": now,
    }
    return render(request, "predictions/claims.html", context)


@require_safe
def show(request: HttpRequest, pk: str) -> HttpResponse:
    """One claim: what was said, the criteria, the evidence, what was decided, and every step on the way."""
    return _claim(request, pk, name="claim", template="predictions/claim.html")


@require_safe
def case_file(request: HttpRequest, pk: str) -> HttpResponse:
    """Everything on record of one claim on one page that can be printed and filed."""
    return _claim(request, pk, name="case_file", template="predictions/case_file.html")


def _claim(request: HttpRequest, pk: str, *, name: str, template: str) -> HttpResponse:
    """A page of the claim with this id, under its one address."""
    try:
        canonical = public_ids.clean(pk)
    except public_ids.NotAPublicId:
        reason = _("“%(text)s” is not an id of this record. An id has %(length)s letters and digits, like %(example)s.")
        told = {"text": pk[:40], "length": public_ids.LENGTH, "example": public_ids.encode(1)}
        return render(request, "404.html", {"reason": reason % told}, status=404)
    found = (
        Claim.objects.shown()
        .select_related("collection", "source__publisher", "merged_into")
        .prefetch_related("wordings", "statements__expert", "statements__source", "resolutions")
    )
    claim = get_object_or_404(found, pk=canonical)
    if canonical != pk:
        return redirect(name, pk=canonical, permanent=True)
    if claim.merged_into is not None:
        return _tombstone(request, claim)
    now = timezone.now()
    page = claim_page(claim, language=get_language() or "en", at=now)
    context = {
        "page": page,
        "claim": claim,
        "now": now,
        "corrects": Permission.PUBLISH in permissions(roles_of(request)),
        "doors": doors.of_claim(claim, request.user, at=now),
    }
    return render(request, template, context)


def _tombstone(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The page of a duplicate: that it is one, of which claim, and why. Addresses that were given out stay good."""
    language = get_language() or "en"
    stands = claim.standing_for
    merged = claim.history.filter(merged_into__isnull=False).order_by("history_id").first()
    context = {
        "claim": claim,
        "wording": claim.wording(language),
        "stands": stands,
        "stands_wording": stands.wording(language),
        "merged": merged,
    }
    return render(request, "predictions/merged.html", context)
