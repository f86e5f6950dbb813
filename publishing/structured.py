"""Schema.org for search engines and fact-check readers: ClaimReview, Claim and Person, of official decisions only.

A provisional decision can still change, an ambiguous or annulled claim says nothing about who made it, and a
demonstration decides nothing: of those there is no ClaimReview.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from predictions import saying
from predictions.lifecycle import Outcome
from predictions.models import Claim, Source, Statement, Wording
from publishing.labels import Label, grade_words, of_claim

CONTEXT = "https://schema.org"


def claim_review(
    claim: Claim, wording: Wording, *, path: str, is_demonstration: bool, at: datetime
) -> dict[str, Any] | None:
    """The ClaimReview of `claim` in the language of `wording`; None where there is nothing to hand out.

    path  of the page in that language
    """
    labels = of_claim(claim, is_demonstration=is_demonstration, at=at)
    resolution = claim.resolution
    if Label.OFFICIAL not in labels or resolution is None or resolution.outcome != Outcome.GRADED:
        return None
    if resolution.grade is None:
        return None
    page = settings.SITE_URL + path
    rating = {
        "@type": "Rating",
        "ratingValue": format(resolution.grade.normalize(), "f"),
        "bestRating": "1",
        "worstRating": "0",
        "alternateName": grade_words(claim, resolution.grade),
        "ratingExplanation": _explanation(labels),
    }
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "@id": f"{page}#review",
        "url": page,
        "inLanguage": wording.language,
        "datePublished": resolution.decided_at.date().isoformat(),
        "author": {"@type": "Organization", "name": "Hindcast", "url": f"{settings.SITE_URL}/"},
        "claimReviewed": wording.proposition,
        "reviewRating": rating,
        "itemReviewed": _claim(claim, wording, page),
    }


def _explanation(labels: Iterable[Label]) -> str:
    said = [_("Official: it can no longer be contested.")]
    if Label.RETROSPECTIVE in labels:
        said.append(_("Retrospective: the criteria were written after the outcome could be known."))
    if Label.ASSIGNED in labels:
        said.append(_("Deadline set by us: the speaker named no date."))
    return " ".join(said)


def _claim(claim: Claim, wording: Wording, page: str) -> dict[str, Any]:
    statements = list(claim.statements.all())
    found: dict[str, Any] = {
        "@type": "Claim",
        "@id": f"{page}#claim",
        "text": wording.proposition,
        "inLanguage": wording.language,
        "datePublished": claim.said_on.isoformat(),
        "appearance": [_appearance(source) for source in _sources(statements)],
    }
    if people := _people(statements):
        found["author"] = people
    return found


def _people(statements: Iterable[Statement]) -> list[dict[str, str]]:
    """Who made the claim themselves; who only endorsed it is not its author."""
    return [
        {"@type": "Person", "name": expert.name, "url": settings.SITE_URL + expert.get_absolute_url()}
        for expert in saying.speakers(statements)
    ]


def _sources(statements: Iterable[Statement]) -> list[Source]:
    return list(dict.fromkeys(one.source for one in statements))


def _appearance(source: Source) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@type": "CreativeWork",
        "url": source.url or settings.SITE_URL + source.get_absolute_url(),
        "inLanguage": source.language,
        "datePublished": source.published_on.isoformat(),
    }
    return found | ({"name": source.title} if source.title else {})
