"""`/embed/LANGUAGE/...` and `/oembed`: cards for frames on other sites. No cookie, no script, nothing to press."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from predictions.context import record
from publishing import looking

FIVE_MINUTES = 300
WIDTH, HEIGHT, NARROWEST = 600, 320, 240
LONGEST = 500
PAGE = re.compile(r"(?:/(?P<language>fr))?/(?P<kind>claims|experts|collections)/(?P<name>[\w-]{1,80})/?")


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.EMBED_ANCESTORS, "script-src": None, "form-action": None})  # type: ignore[arg-type]  # its stub knows views without arguments only
def card(_request: HttpRequest, language: str, kind: str, name: str) -> HttpResponse:
    """One card. It is made without the request, so that nothing of who reads it can be in it."""
    found = looking.card_of(kind, name, language)
    if found is None:
        raise Http404
    with translation.override(language):
        page = settings.SITE_URL + reverse(kind.removesuffix("s"), args=[found.name])
        text = render_to_string("publishing/embed.html", {"card": found, "page": page, **record(_request)})
    answer = HttpResponse(text, headers={"Content-Language": language})
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(answer, public=True, max_age=FIVE_MINUTES)
    return answer


@require_safe
def oembed(request: HttpRequest) -> JsonResponse:
    """The answer to `?url=` of a public page of this site (oembed.com): a frame with its card."""
    url = request.GET.get("url", "")
    if request.GET.get("format", "json") != "json":
        return _wrong(501, _("Only format=json is answered."))
    if not url or len(url) > LONGEST:
        return _wrong(
            400,
            _("“url” has to be the address of a page of this site, of up to %(most)s characters.") % {"most": LONGEST},
        )
    sizes = [_size(request.GET.get(name), most) for name, most in (("maxwidth", WIDTH), ("maxheight", HEIGHT))]
    if None in sizes:
        return _wrong(400, _("“maxwidth” and “maxheight” are numbers of pixels."))
    place = PAGE.fullmatch(urlsplit(url).path) if url.startswith(f"{settings.SITE_URL}/") else None
    language = (place["language"] or settings.LANGUAGE_CODE) if place else ""
    found = looking.card_of(place["kind"], place["name"], language) if place else None
    if place is None or found is None:
        return _wrong(404, _("There is no card of this address. There are cards of claims, experts and collections."))
    source = settings.SITE_URL + reverse("embed", args=[language, place["kind"], found.name])
    width, height = max(sizes[0] or WIDTH, NARROWEST), sizes[1] or HEIGHT
    frame = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
        source,
        found.title,
        width,
        height,
    )
    said = {"type": "rich", "version": "1.0", "provider_name": "Hindcast", "provider_url": f"{settings.SITE_URL}/"}
    shown = {"title": found.title, "html": frame, "width": width, "height": height, "cache_age": FIVE_MINUTES}
    return JsonResponse(said | shown | {"labels": found.labels}, json_dumps_params={"ensure_ascii": False})


def _size(asked: str | None, most: int) -> int | None:
    """A number of pixels, at most `most`; None for what is no number."""
    if asked is None:
        return most
    return min(int(asked[:6]), most) if asked.isascii() and asked.isdecimal() and int(asked[:6]) else None


def _wrong(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"detail": sentence}, status=status)
