"""`/robots.txt` and `/sitemap.xml`: what search engines may read. Nothing of a demonstration."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import views
from django.contrib.sitemaps.views import SitemapIndexItem
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
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
    """The list of the sections, at the addresses of this site whatever host it was asked at."""
    _check()
    answer: TemplateResponse = views.index(request, sitemaps=SECTIONS, sitemap_url_name="sitemap_section")
    shown = answer.context_data or {}
    shown["sitemaps"] = [SitemapIndexItem(_of_this_site(one.location), one.last_mod) for one in shown["sitemaps"]]
    return answer


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One section, or with `?p=2` a later part of it."""
    _check()
    return views.sitemap(request, sitemaps=SECTIONS, section=section)


def _of_this_site(address: str) -> str:
    """The same path and query under `SITE_URL`: Django writes the host that the request named."""
    asked = urlsplit(address)
    return settings.SITE_URL + asked._replace(scheme="", netloc="").geturl()


def _check() -> None:
    if is_demonstration():
        raise Http404
