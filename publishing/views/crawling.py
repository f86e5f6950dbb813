"""`/robots.txt` and `/sitemap.xml`: what search engines may read. Nothing of a demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from publishing.labels import is_demonstration
from publishing.sitemaps import SECTIONS

# Lists under every filter, files and frames are the same as pages that are listed already.
NOT_LISTED = ("/embed/", "/exports/", "/fr/exports/", "/oembed", "/claims/*/object/", "/fr/claims/*/object/")


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Public pages, without the desk and accounts; nothing of a demonstration."""
    if is_demonstration():
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    closed = [path for path in settings.IN_THE_READERS_LANGUAGE if path != "/api/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*closed, *NOT_LISTED))]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of the sections."""
    _check()
    return views.index(request, sitemaps=SECTIONS, sitemap_url_name="sitemap_section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One section, or with `?p=2` a later part of it."""
    _check()
    return views.sitemap(request, sitemaps=SECTIONS, section=section)


def _check() -> None:
    if is_demonstration():
        raise Http404
