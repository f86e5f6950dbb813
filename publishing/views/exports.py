"""`/exports/claims.csv`, `/exports/experts.json` and the like: what a list shows, as a file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from predictions import listing
from publishing import exports
from publishing.labels import is_demonstration


@require_safe
def claims(request: HttpRequest, form: str) -> HttpResponse:
    """The claims that the list at `/claims/` shows under the same filters, a thousand a page."""
    now = timezone.now()
    try:
        found = listing.claims(listing.chosen(request.GET), at=now)
        page = listing.page_of(found, request.GET.get("page"), size=exports.ROWS)
    except listing.NoSuchList as error:
        return _refused(request, form, error)
    demonstration = is_demonstration()
    rows = exports.claim_rows(page, language=get_language() or "en", is_demonstration=demonstration, at=now)
    return _file("claims", form, exports.CLAIM_COLUMNS, rows, page, is_demonstration=demonstration)


@require_safe
def experts(request: HttpRequest, form: str) -> HttpResponse:
    """Everybody in the list at `/experts/`, a thousand a page."""
    try:
        page = listing.page_of(exports.experts(), request.GET.get("page"), size=exports.ROWS)
    except listing.NoSuchList as error:
        return _refused(request, form, error)
    demonstration = is_demonstration()
    rows = exports.expert_rows(page, is_demonstration=demonstration)
    return _file("experts", form, exports.EXPERT_COLUMNS, rows, page, is_demonstration=demonstration)


def _refused(request: HttpRequest, form: str, error: listing.NoSuchList) -> HttpResponse:
    if form == "json":
        return JsonResponse({"detail": str(error)}, status=400)
    return render(request, "400.html", {"reason": str(error)}, status=400)


def _file(
    name: str,
    form: str,
    columns: Iterable[str],
    rows: Iterable[dict[str, Any]],
    page: Page[Any],
    *,
    is_demonstration: bool,
) -> HttpResponse:
    answer: HttpResponse
    if form == "json":
        head = {"demonstration": is_demonstration, "count": page.paginator.count}
        paged = {"page": page.number, "pages": page.paginator.num_pages}
        answer = JsonResponse({**head, **paged, "results": list(rows)}, json_dumps_params={"ensure_ascii": False})
    else:
        answer = HttpResponse(exports.as_csv(columns, rows), content_type="text/csv; charset=utf-8; header=present")
    mark = "-demonstration" if is_demonstration else ""
    answer["Content-Disposition"] = f'attachment; filename="hindcast-{name}{mark}-{page.number}.{form}"'
    return answer
