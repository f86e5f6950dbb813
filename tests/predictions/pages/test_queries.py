"""A page asks the database a fixed number of questions, however much is on record."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from predictions.models import Claim, Collection, Expert, RecordKind, Source
from scoring import actions as scoring
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def a_crowd(size: int, collection: Collection, source: Source) -> Claim:
    """`size` experts with two resolved claims each, every claim endorsed by another. Returns the last claim."""
    experts = [builders.an_expert(f"Expert {number}", of=builders.an_organization()) for number in range(size)]
    claim = None
    for expert in experts:
        for _ in range(2):
            claim = builders.a_claim(collection=collection, source=source, experts=[expert], documents=size)
            builders.resolved(claim, "1")
    assert claim is not None
    return claim


def asked(client: Client, address: str) -> int:
    """How many questions the page at `address` asks when nothing is kept of earlier ones."""
    for one in settings.CACHES:
        caches[one].clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(queries)


def addresses(claim: Claim) -> dict[str, str]:
    """Each kind of page, by name."""
    expert = Expert.objects.get(statements__claim=claim)
    return {
        "board": "/",
        "claims": "/claims/",
        "claim": claim.get_absolute_url(),
        "experts": "/experts/",
        "expert": expert.get_absolute_url(),
        "collections": "/collections/",
        "collection": claim.collection.get_absolute_url(),
        "sources": "/sources/",
        "source": claim.source.get_absolute_url(),
        "api leaderboard": "/api/v1/leaderboard/?page_size=100",
        "corrections": "/corrections/",
        "api claims": "/api/v1/claims/?page_size=100",
        "api claim": f"/api/v1/claims/{claim.pk}/",
        "api experts": "/api/v1/experts/?page_size=100",
        "api sources": "/api/v1/sources/?page_size=100",
    }


def test_no_page_asks_more_when_more_is_on_record(client: Client) -> None:
    builders.a_record(RecordKind.RECORD)
    collection, source = builders.a_collection(minimum=3), builders.a_source()
    few = a_crowd(1, collection, source)
    scoring.sweep(at=NOW, without_pause=True)
    before = {name: asked(client, address) for name, address in addresses(few).items()}

    many = a_crowd(4, collection, source)
    scoring.sweep(at=NOW, without_pause=True)
    after = {name: asked(client, address) for name, address in addresses(many).items()}

    assert after == before
    assert max(after.values()) <= 28  # of a claim; one asks what became of cited documents, one for the release to cite
