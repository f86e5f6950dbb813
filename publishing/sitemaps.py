"""The pages that search engines may list, each with its address in every language."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from predictions.models import Claim, Collection, Expert, Source
from predictions.reading import public_experts, public_sources

NAMES = (
    "front",
    "leaderboard",
    "claims",
    "experts",
    "collections",
    "sources",
    "methodology",
    "agreement",
    "corrections",
)


class Section(Sitemap):  # type: ignore[type-arg]
    """One sort of page, in every language."""

    i18n = alternates = x_default = True
    limit = 2_000  # of one file; each page is in it once for each language

    def get_domain(self, _site: Any = None) -> str:
        """That of this site, whatever address the file was asked at."""
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, _protocol: str | None = None) -> str:
        """That of this site."""
        return urlsplit(settings.SITE_URL).scheme


class Pages(Section):
    """The lists and the texts."""

    def items(self) -> list[str]:
        return list(NAMES)

    def location(self, item: str) -> str:
        return reverse(item)


class Claims(Section):
    """Every claim that everybody may see."""

    def items(self) -> QuerySet[Claim]:
        return Claim.objects.visible().only("pk").order_by("pk")


class Experts(Section):
    """Everybody who is quoted."""

    def items(self) -> QuerySet[Expert]:
        return public_experts().only("slug").order_by("slug")


class Collections(Section):
    """Every collection."""

    def items(self) -> QuerySet[Collection]:
        return Collection.objects.only("slug").order_by("slug")


class Sources(Section):
    """Every source."""

    def items(self) -> QuerySet[Source]:
        return public_sources().only("slug").order_by("slug")


SECTIONS: dict[str, Any] = {
    "pages": Pages,
    "claims": Claims,
    "experts": Experts,
    "collections": Collections,
    "sources": Sources,
}
