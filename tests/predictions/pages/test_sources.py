"""The page of a source says how much of what was considered was taken."""

from __future__ import annotations

import pytest
from django.test import Client

from predictions.models import Refusal, RefusalReason
from tests import builders

pytestmark = pytest.mark.django_db


def refused(claim, number):
    builders.saved(
        Refusal(
            collection=claim.collection,
            source=claim.source,
            number=number,
            paragraph=3,
            reason=RefusalReason.OPINION,
            what={"en": "An opinion.", "fr": "Un avis."},
        )
    )


def test_a_source_says_how_much_was_taken_from_it():
    builders.a_record()
    claim = builders.a_claim()
    builders.a_draft(source=claim.source, collection=claim.collection)
    for number in (1, 2):
        refused(claim, number)

    html = Client().get(claim.source.get_absolute_url()).content.decode()

    assert "1 of 3 considered statements taken" in html


def test_a_collection_that_is_written_up_here_counts_what_was_considered():
    builders.a_record()
    claim = builders.a_claim(collection=builders.a_collection(considered=0))
    refused(claim, 1)

    html = Client().get(claim.collection.get_absolute_url()).content.decode()

    assert "2 statements considered, 1 taken, 1 not taken." in html
