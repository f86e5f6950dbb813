"""`/cards/LANGUAGE/...png`: the picture that another site shows beside a link."""

from __future__ import annotations

from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from publishing import looking, pictures
from publishing.cards import address

A_DAY = 86_400
A_YEAR = 365 * A_DAY


@require_safe
def picture(_request: HttpRequest, language: str, kind: str, name: str, version: str) -> HttpResponse:
    """The picture of what is on record now; an address of an earlier version leads to it.

    Only what the record shows now is ever drawn, once, so that nobody can ask for more drawings than there are cards.
    """
    card = looking.card_of(kind, name, language)
    if card is None:
        raise Http404
    if version != card.version:
        return HttpResponseRedirect(address(card, name))
    kept = caches["boards"]
    drawn: bytes | None = kept.get(f"card:{version}")
    if drawn is None:
        drawn = pictures.png(card)
        kept.set(f"card:{version}", drawn, A_DAY)
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(answer, public=True, max_age=A_YEAR, immutable=True)
    return answer
