"""What the head of a page says to machines, and how one cites it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from predictions.models import Collection, Expert
from predictions.reading import ClaimPage
from publishing import cards, structured
from publishing.cards import Card, address
from publishing.citing import Citation, of_claim
from scoring.leaderboard import Board, ExpertRecord

register = template.Library()

LD_JSON = 'type="application/ld+json"'


@register.inclusion_tag("publishing/head.html", takes_context=True)
def claim_head(context: Any, page: ClaimPage) -> dict[str, Any]:
    """For the head of a claim's page: ClaimReview where it is official, the card, its feed and its embedding."""
    claim, at, demonstration = page.claim, context["now"], _is_demonstration(context)
    card = cards.of_claim(claim, language=_language(), is_demonstration=demonstration, at=at)
    review = structured.claim_review(
        claim, page.wording, path=claim.get_absolute_url(), is_demonstration=demonstration, at=at
    )
    found = _head(context, card, feed=reverse("claim_feed", args=[claim.pk]))
    return found | {"review": ld_json(review) if review else "", "oembed": context.get("canonical")}


@register.inclusion_tag("publishing/head.html", takes_context=True)
def expert_head(context: Any, expert: Expert, records: list[ExpertRecord]) -> dict[str, Any]:
    """For the head of a person's page: the card, their feed and their embedding."""
    card = cards.of_expert(expert, records, language=_language(), is_demonstration=_is_demonstration(context))
    found = _head(context, card, feed=reverse("expert_feed", args=[expert.slug]))
    return found | {"oembed": context.get("canonical")}


@register.inclusion_tag("publishing/head.html", takes_context=True)
def collection_head(context: Any, collection: Collection, board: Board | None = None) -> dict[str, Any]:
    """For the head of a collection's page or of its board: the card and its feed. Without `board` it is asked for."""
    demonstration = _is_demonstration(context)
    card = cards.of_collection(collection, language=_language(), is_demonstration=demonstration, board=board)
    return _head(context, card, feed=reverse("collection_feed", args=[collection.slug]))


@register.inclusion_tag("publishing/cite.html", takes_context=True)
def cite(context: Any, page: ClaimPage) -> dict[str, Any]:
    """How to cite a claim: with its revision, its labels, the release that is shown, and the permanent address."""
    at: datetime = context.get("now") or timezone.now()
    citation: Citation = of_claim(page, is_demonstration=_is_demonstration(context), at=at)
    return {"citation": citation, "wording": page.wording, "claim": page.claim, "LANGUAGE_CODE": _language()}


def ld_json(value: dict[str, Any]) -> SafeString:
    """A data block for machines. Browsers do not run it, so no policy has to allow it; `</script>` cannot end it."""
    return mark_safe(json_script(value).replace('type="application/json"', LD_JSON, 1))  # noqa: S308  escaped by Django


def _head(context: Any, card: Card, *, feed: str) -> dict[str, Any]:
    return {
        "card": card,
        "picture": settings.SITE_URL + address(card),
        "canonical": context.get("canonical"),
        "feed": feed,
        "site_url": settings.SITE_URL,
    }


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _is_demonstration(context: Any) -> bool:
    record = context.get("record")
    return bool(record and record.is_demonstration)
