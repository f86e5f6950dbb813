"""Every address pattern of the site, and one address of each that exists where one can."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import URLPattern, URLResolver, get_resolver

from predictions.admin import SEALED
from predictions.lifecycle import Status
from predictions.models import Claim, Expert, Objection


def addresses(patterns: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Each address pattern of the site with its name (that of the admin's pages is their pattern)."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, pattern)
        elif isinstance(one, URLPattern):
            yield pattern, one.name or pattern


def filled(pattern: str, claim: Claim) -> str:
    """An address of this pattern that exists where one can."""
    offered = Claim.objects.filter(status=Status.DRAFT, offered_at__isnull=False).first()
    objection = Objection.objects.order_by("pk").first()
    parts = {
        "desk/objections/<str:pk>": f"desk/objections/{objection.pk if objection else claim.pk}",
        "statements/<int:number>": "statements/1",
        "publishing/<str:pk>": f"publishing/{(offered or claim).pk}",
        "objections/<str:pk>": f"objections/{Objection.objects.all()[0].pk}",
        "embed/<slug:language>/<slug:kind>/<slug:name>": f"embed/en/claims/{claim.pk}",
        "cards/<slug:language>/<slug:kind>/<slug:name>/<slug:version>": f"cards/en/claims/{claim.pk}/older",
        "desk/mails/<slug:kind>/<slug:language>": "desk/mails/weekly/en",
        "follow/<slug:what>/<slug:slug>": f"follow/claims/{claim.pk}",
        "sitemap-<slug:section>": "sitemap-claims",
        r"(?P<form>csv|json)": "csv",
        r"claims\.": "claims.",
        r"experts\.": "experts.",
        "<str:pk>": claim.pk,
        "<str:language>": "en",
        "<str:username>": "reviewer-one",
        "<int:pk>": "1",
        "<str:deed>": "again",
        "<int:number>": "2",
        "<str:token>": "nonsense",
        "<path:content_type_id>": "1",
        "sources/<slug:slug>": f"sources/{claim.source.slug}",
        "collections/<slug:slug>": f"collections/{claim.collection.slug}",
        "experts/<slug:slug>": f"experts/{Expert.objects.filter(statements__claim=claim)[0].slug}",
        "<slug:expert>": Expert.objects.filter(statements__claim=claim)[0].slug,
        "(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)": "1-nonsense",
        r"(?P<key>[-:\w]+)": "nonsense",
        "(?P<app_label>accounts|predictions)": "predictions",
        "(?P<url>.*)": "nonsense",
        "^": "",
        "$": "",
    }
    for written, value in parts.items():
        pattern = pattern.replace(written, value)
    pattern = pattern.replace("r/1/<path:object_id>", "r/1/1")
    if found := re.match(r"admin/(\w+)/(\w+)/<path:object_id>", pattern):
        model: Any = apps.get_model(found[1], found[2])
        row = model._default_manager.exclude(SEALED.get(model, Q(pk__in=[]))).order_by("pk").first()
        assert row is not None, f"no {found[2]} to look at"
        pattern = pattern.replace("<path:object_id>", str(row.pk))
    assert "<" not in pattern, f"say in `filled` what stands in {pattern}"
    return f"/{pattern}"
