"""`/cards/LANGUAGE/...png`: the picture that another site shows beside a link."""

from __future__ import annotations

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from predictions.networks import network_of
from publishing import looking, pictures
from publishing.cards import Card, address
from scoring import limiting

AN_HOUR = 3_600


@require_safe
def picture(request: HttpRequest, language: str, kind: str, name: str, version: str) -> HttpResponse:
    """The picture of what is on record now; an address of an earlier version leads to it.

    Only what the record shows now is ever drawn, and whoever asks for one that has to be drawn is charged for it.
    Nobody may keep a picture for longer than an hour: its labels change with time alone.
    """
    card = looking.card_of(kind, name, language)
    if card is None:
        raise Http404
    if version != card.version:
        return HttpResponseRedirect(address(card))
    try:
        drawn = _drawn(card, visitor=network_of(request))
    except limiting.TooMany as error:
        reason = _("Too many pictures that have to be drawn were asked for from your address. Ask again in a minute.")
        headers = {"Retry-After": str(error.retry_after)}
        return HttpResponse(reason, status=error.status, headers=headers, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(answer, public=True, max_age=AN_HOUR)
    return answer


def _drawn(card: Card, *, visitor: str) -> bytes:
    """The picture from the cache, or drawn now. Raises `limiting.TooMany`."""
    kept = caches["boards"]
    drawn: bytes | None = kept.get(f"card:{card.version}")
    if drawn is None:
        limiting.count(visitor, now=timezone.now())
        drawn = pictures.png(card)
        kept.set(f"card:{card.version}", drawn, AN_HOUR)
    return drawn
