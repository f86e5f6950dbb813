"""How one cites a claim, so that whoever follows the citation finds what was cited, whatever has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from predictions.models import Claim
from predictions.reading import ClaimPage
from predictions.steps.notices import waits
from publishing import labels
from scoring.models import Published, Release


@dataclass(frozen=True)
class Citation:
    """Everything a citation names; `release` is None while the collection shows no scores."""

    key: str
    revision: int
    permalink: str
    labels: list[str]
    release: str | None
    read_on: datetime
    collection: str


def of_claim(page: ClaimPage, *, is_demonstration: bool, at: datetime) -> Citation:
    """The citation of the revision that `page` shows. One query."""
    claim = page.claim
    release = shown_release(claim)
    return Citation(
        key=claim.key,
        revision=page.version,
        permalink=f"{settings.SITE_URL}{claim.get_absolute_url()}#r{page.version}",
        labels=labels.words(labels.of_claim(claim, is_demonstration=is_demonstration, at=at)),
        release=release.name if release else None,
        read_on=at,
        collection=claim.collection.slug,
    )


def shown_release(claim: Claim) -> Release | None:
    """The release of the board of the claim's collection that is shown now; none while its scores are withheld."""
    row = Published.objects.select_related("release").filter(collection_id=claim.collection_id).first()
    release = row.release if row else None
    return None if release and release.decided and waits(claim.collection) else release
