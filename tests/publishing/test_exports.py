"""Files of what a list shows: the same rows and figures, labels in each, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.test import Client

from predictions.models import Claim, RecordKind, StatementKind
from publishing import exports
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def rows(address: str) -> list[dict[str, str]]:
    """The file as a program reads it."""
    answer = Client().get(address)
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(StringIO(answer.content.decode())))


@pytest.fixture
def claim() -> Claim:
    builders.a_record(RecordKind.RECORD)
    claim = builders.resolved(builders.a_claim(), "0.75")
    builders.a_claim()
    return claim


def test_a_file_holds_what_the_api_says_with_the_labels(claim: Claim) -> None:
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        found = {row["id"]: row for row in rows("/exports/claims.csv")}
        listed = Client().get("/exports/claims.json").json()
    api = {one["id"]: one for one in Client().get("/api/v1/claims/").json()["results"]}

    assert found.keys() == api.keys() == {one["id"] for one in listed["results"]}
    mine = found[claim.pk]
    assert mine["grade"] == api[claim.pk]["resolution"]["grade"]
    assert mine["decided_at"] == api[claim.pk]["resolution"]["decided_at"]
    assert (mine["labels"], mine["status"], mine["outcome"]) == ("provisional", "resolved", "graded")
    assert [one["labels"] for one in listed["results"] if one["id"] == claim.pk] == [["provisional"]]
    assert (listed["demonstration"], listed["count"], listed["pages"]) == (False, 2, 1)


def test_a_file_follows_the_filters_of_the_list_and_the_language_of_its_address(claim: Claim) -> None:
    (only,) = rows(f"/fr/exports/claims.csv?collection={claim.collection.slug}&status=resolved")

    assert (only["id"], only["language"]) == (claim.pk, "fr")
    assert only["address"].endswith(f"/fr/claims/{claim.pk}/")


def test_a_file_of_a_demonstration_says_so_in_its_name_and_in_every_row() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    builders.resolved(builders.a_claim(), "1")

    answer = Client().get("/exports/claims.csv")

    assert "hindcast-claims-demonstration-1.csv" in answer["Content-Disposition"]
    assert all("demonstration" in row["labels"] for row in rows("/exports/claims.csv"))
    assert all(row["labels"] == "demonstration" for row in rows("/exports/experts.csv"))


def test_experts_are_listed_as_on_their_page_without_a_score(claim: Claim) -> None:
    (first, *_) = rows("/exports/experts.csv")

    assert first["own_claims"] == "1"
    assert "score" not in first


def test_who_endorsed_a_claim_is_not_among_those_who_made_it(claim: Claim) -> None:
    (speaker,) = [one.expert for one in claim.statements.all()]
    endorser = builders.an_expert("Expert who endorses")
    assert speaker is not None
    builders.says(claim, endorser, 2, StatementKind.ENDORSED)
    builders.says(claim, speaker, 3, StatementKind.ENDORSED)

    (row,) = (row for row in rows("/exports/claims.csv") if row["id"] == claim.pk)

    assert (row["speakers"], row["endorsed_by"]) == (speaker.slug, endorser.slug)


def test_a_claim_that_somebody_made_twice_and_endorsed_counts_once_in_the_file_and_on_the_page(claim: Claim) -> None:
    (speaker,) = [one.expert for one in claim.statements.all()]
    assert speaker is not None
    builders.says(claim, speaker, 2, StatementKind.QUOTED)
    builders.says(claim, speaker, 3, StatementKind.ENDORSED)

    (row,) = (row for row in rows("/exports/experts.csv") if row["slug"] == speaker.slug)
    shown = Client().get("/experts/").context["rows"]

    assert (row["own_claims"], row["endorsed_claims"]) == ("1", "0")
    assert [(one["own"], one["endorsed"]) for one in shown if one["expert"] == speaker] == [(1, 0)]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\uff1d"])
def test_no_cell_is_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://example.org")'

    (read,) = csv.reader(StringIO(exports.as_csv(["a"], [{"a": text}]).partition("\r\n")[2], newline=""))

    assert read == [f"'{text}"]


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("asked", ["page=0", "page=x", "page=2", "page=99999999999999999999", f"q={'x' * 201}"])
def test_what_cannot_be_listed_is_refused_with_what_can(claim: Claim, asked: str, form: str) -> None:
    for address in (f"/exports/claims.{form}", "/claims/"):
        answer = Client().get(f"{address}?{asked}")
        assert answer.status_code == 400
        assert ("of this list. It has 1." if "page" in asked else "It may have up to 200.") in answer.content.decode()


def test_a_list_ends_at_a_depth(claim: Claim, monkeypatch: Any) -> None:
    monkeypatch.setattr("predictions.listing.DEEPEST", 1)
    monkeypatch.setattr("publishing.exports.ROWS", 1)

    answer = Client().get("/exports/claims.json?page=2")

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("A list is shown up to page 1.")


def test_a_file_asks_a_fixed_number_of_questions(claim: Claim, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        Client().get("/exports/claims.csv")
    with django_assert_max_num_queries(7):
        Client().get("/exports/experts.csv")
