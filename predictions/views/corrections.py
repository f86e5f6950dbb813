"""`/corrections/`: what was put right after everybody could see it, and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from predictions import corrections
from predictions.listing import NoSuchList, page_of
from predictions.models import Collection

PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every correction, newest first, of one collection or of all."""
    collections = list(Collection.objects.order_by("slug"))
    slug = request.GET.get("collection", "")
    chosen = next((one for one in collections if one.slug == slug), None)
    if slug and chosen is None:
        reason = _("There is no collection “%(slug)s”.") % {"slug": slug[:80]}
        return render(request, "404.html", {"reason": reason}, status=404)
    try:
        page = page_of(corrections.positions(chosen), request.GET.get("page"), size=PAGE)
    except NoSuchList as error:
        return render(request, "400.html", {"reason": str(error)}, status=400)
    found = corrections.at_positions(page.object_list)
    entries = [
        {"claim": one.claim, "wording": one.claim.wording(get_language() or "en"), "revision": one.revision}
        for one in found
    ]
    context = {"page": page, "entries": entries, "collections": collections, "collection": chosen}
    return render(request, "predictions/corrections.html", context)
