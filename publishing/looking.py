"""Finds what an address of a card or an embedding names, as far as the public may see it."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone, translation

from predictions import public_ids
from predictions.models import Claim, Collection, Expert
from predictions.reading import public_experts
from publishing import cards
from publishing.cards import Card
from publishing.labels import is_demonstration
from scoring import leaderboard


def claim_of(pk: str) -> Claim | None:
    """The visible claim with this id in any spelling, or what a duplicate stands for; None where there is none."""
    try:
        canonical = public_ids.clean(pk)
    except public_ids.NotAPublicId:
        return None
    found = Claim.objects.shown().select_related("merged_into").filter(pk=canonical).first()
    if found is None:
        return None
    return Claim.objects.visible().for_pages().filter(pk=found.standing_for.pk).first()


def card_of(kind: str, name: str, language: str) -> Card | None:
    """The card that an address names; None where nothing of that name is public."""
    if language not in dict(settings.LANGUAGES):
        return None
    with translation.override(language):
        if kind == "claims":
            claim = claim_of(name)
            return _of_claim(claim, language) if claim else None
        if kind == "experts":
            expert = public_experts().filter(slug=name).first()
            return _of_expert(expert, language) if expert else None
        collection = Collection.objects.filter(slug=name).first() if kind == "collections" else None
        return _of_collection(collection, language) if collection else None


def _of_claim(claim: Claim, language: str) -> Card:
    return cards.of_claim(claim, language=language, is_demonstration=is_demonstration(), at=timezone.now())


def _of_expert(expert: Expert, language: str) -> Card:
    records = leaderboard.of_expert(expert)
    return cards.of_expert(expert, records, language=language, is_demonstration=is_demonstration())


def _of_collection(collection: Collection, language: str) -> Card:
    return cards.of_collection(collection, language=language, is_demonstration=is_demonstration())
