"""The record for programs: the same facts as the pages, strict about what is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from predictions.models import RecordKind
from scoring import actions as scoring
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def answer(client: Client, address: str, status: int = 200) -> Any:
    """The answer at `address`, which must have `status`."""
    given = client.get(address)
    assert given.status_code == status, given.content
    return given.json()


def test_a_claim_carries_status_words_statements_and_the_decision_in_force(client: Client) -> None:
    builders.a_record(RecordKind.RECORD)
    claim = builders.resolved(builders.a_claim(documents=2), "0.75")

    found = answer(client, f"/api/v1/claims/{claim.pk}/")

    assert (found["status"], found["is_overdue"], found["resolution"]["grade"]) == ("resolved", False, "0.75")
    assert [wording["language"] for wording in found["wordings"]] == ["en", "fr"]
    assert found["statements"][0]["quote"] == "va changer"
    assert [document["number"] for document in found["evidence"]] == [1, 2]
    assert (found["demonstration"], found["is_retrospective"]) == (False, False)


def test_an_undecided_claim_has_no_resolution_and_says_that_it_is_overdue(client: Client) -> None:
    claim = builders.a_claim()

    found = answer(client, "/api/v1/claims/?status=overdue")["results"]

    assert [(one["id"], one["resolution"], one["is_overdue"]) for one in found] == [(claim.pk, None, True)]


@pytest.mark.parametrize("address", ["", "leaderboard/", "claims/", "experts/", "sources/"])
def test_every_answer_of_a_demonstration_is_marked(client: Client, address: str) -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    builders.a_claim()

    assert answer(client, f"/api/v1/{address}")["demonstration"] is True


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("colour=red", "There are: collection, expert, page, page_size, status."),
        ("status=late", "is not a status: open, overdue, resolved, unscored."),
        ("expert=nobody", "There is no expert 'nobody'."),
        ("collection=none", "There is no collection 'none'."),
        ("collection=%00", "There is no collection"),
    ],
)
def test_a_question_that_means_nothing_is_refused_with_what_would(client: Client, asked: str, told: str) -> None:
    builders.a_claim()

    refused = answer(client, f"/api/v1/claims/?{asked}", 400)

    assert told in str(refused)


def test_a_page_holds_as_many_as_one_asks_for_up_to_a_hundred(client: Client) -> None:
    collection, expert = builders.a_collection(), builders.an_expert()
    for _ in range(30):
        builders.a_claim(collection=collection, experts=[expert], documents=0)

    sizes = [len(answer(client, f"/api/v1/claims/?page_size={size}")["results"]) for size in (1, 30, 1000)]

    assert sizes == [1, 30, 30]
    assert len(answer(client, "/api/v1/claims/")["results"]) == 25
    assert answer(client, "/api/v1/claims/?page=9", 404)["detail"] == "Invalid page."


def test_experts_and_sources_can_be_listed_and_fetched_one_by_one(client: Client) -> None:
    claim = builders.a_claim()
    expert = claim.statements.get().expert
    assert expert is not None

    people, texts = answer(client, "/api/v1/experts/"), answer(client, "/api/v1/sources/")

    assert [one["slug"] for one in people["results"]] == [expert.slug]
    assert [one["slug"] for one in texts["results"]] == [claim.source.slug]
    assert answer(client, f"/api/v1/experts/{expert.slug}/")["name"] == expert.name
    assert answer(client, f"/api/v1/sources/{claim.source.slug}/")["paragraphs"] == 24


def test_the_leaderboard_names_its_method_its_position_and_what_kind_of_figures_it_holds(client: Client) -> None:
    builders.a_record(RecordKind.RECORD)
    builders.resolved(builders.a_claim(), "1")
    scoring.sweep(at=NOW, without_pause=True)

    found = answer(client, "/api/v1/leaderboard/")

    assert found["method"].startswith("fair/1")
    assert found["position"] > 0
    kinds = ("is_official", "is_provisional", "is_retrospective", "is_demonstration")
    assert [found[kind] for kind in kinds] == [False, True, False, False]
    assert [(one["resolved"], one["rank_low"]) for one in found["results"]] == [(1, None)]


def test_nobody_can_write_where_one_can_only_read(client: Client) -> None:
    claim = builders.a_claim()

    for address in ("claims/", f"claims/{claim.pk}/", "experts/", "sources/", "leaderboard/"):
        for send in (client.post, client.put, client.delete):
            assert send(f"/api/v1/{address}").status_code in {401, 403, 405}, address
