"""What programs read of a board, and what they are told when they ask for what is not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from predictions.models import Basis, Collection, RecordKind
from scoring import actions
from scoring.rules.method import FAIR
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

ADDRESS = "/api/v1/leaderboard/"


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection with two ranked people and one with too few claims."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    boards.a_ranked_expert(collection, "Expert one", "1", "1", "0.5")
    boards.a_ranked_expert(collection, "Expert two", "0.5", "0", "1")
    boards.a_ranked_expert(collection, "Expert three", "1")
    actions.sweep(at=NOW)
    return collection


def read(client: Client, status: int = 200, **query: Any) -> Any:
    answer = client.get(ADDRESS, query)
    assert answer.status_code == status
    return answer.json()


def test_a_board_names_its_method_its_place_in_the_ledger_and_what_it_is(
    client: Client, collection: Collection
) -> None:
    board = read(client, collection=collection.slug)

    labels = {name: value for name, value in board.items() if name.startswith("is_") or name == "demonstration"}
    assert (board["collection"], board["method"], board["minimum"]) == (collection.slug, FAIR.label, 3)
    assert board["position"] == boards.shown(collection).public_position
    assert board["made_at"] == "2026-03-02T09:00:00Z"
    assert board["finding"] == "No clear leader"
    assert labels == {
        "demonstration": False,
        "is_official": False,
        "is_provisional": True,
        "is_retrospective": False,
        "is_demonstration": False,
    }


def test_a_line_has_every_number_with_its_range_and_the_counts_behind_it(
    client: Client, collection: Collection
) -> None:
    first, _second, too_few = read(client)["results"]

    assert (first["name"], first["score"], first["points"], first["weight"]) == (
        "Expert one", "0.700000", "2.500000", "3.000000",
    )  # fmt: skip
    assert 0 < float(first["low"]) < 0.7 < float(first["high"]) < 1
    assert (first["rank_low"], first["rank_high"], first["tier"], first["is_leader"]) == (1, 2, 1, False)
    assert (first["bound_low"], first["bound_high"], first["accuracy"]) == ("0.833333", "0.833333", "0.833333")
    assert {name: first[name] for name in ("resolved", "ambiguous", "annulled", "open", "overdue", "unscored")} == {
        "resolved": 3, "ambiguous": 0, "annulled": 0, "open": 0, "overdue": 0, "unscored": 0,
    }  # fmt: skip
    assert (too_few["name"], too_few["tier"], too_few["rank_low"], too_few["p_best"]) == (
        "Expert three",
        None,
        None,
        None,
    )


def test_a_board_is_official_once_objections_are_over(client: Client, collection: Collection) -> None:
    actions.sweep(at=NOW + timedelta(days=30))

    board = read(client)

    assert (board["is_official"], board["is_provisional"]) == (True, False)


def test_a_retrospective_board_of_a_demonstration_says_both(client: Client, db: None) -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    builders.a_collection(basis=Basis.RETROSPECTIVE)
    actions.sweep(at=NOW)

    board = read(client)

    assert (board["demonstration"], board["is_demonstration"], board["is_retrospective"]) == (True, True, True)


def test_before_the_first_release_the_answer_has_the_same_shape(client: Client, collection: Collection) -> None:
    fresh = builders.a_collection()

    board = read(client, collection=fresh.slug)

    assert board.keys() == read(client, collection=collection.slug).keys()
    assert (board["position"], board["made_at"], board["results"]) == (None, None, [])


def test_a_long_board_comes_in_pages(client: Client, collection: Collection) -> None:
    first = read(client, page_size=2)
    second = client.get(first["next"]).json()

    assert (first["count"], len(first["results"]), len(second["results"])) == (3, 2, 1)
    assert second["results"][0]["name"] == "Expert three"


def test_an_unknown_collection_is_answered_with_those_there_are(client: Client, collection: Collection) -> None:
    answer = read(client, 404, collection="nowhere")

    assert "There is no collection “nowhere”" in answer["detail"]
    assert collection.slug in answer["detail"]


def test_an_unknown_parameter_is_refused_by_name(client: Client, collection: Collection) -> None:
    answer = read(client, 400, colection=collection.slug)

    assert answer == {
        "colection": [
            "There is no such parameter. There are: as_of, collection, endorsements, page, page_size, topic, year."
        ]
    }


def test_a_record_without_a_collection_says_so(client: Client, db: None) -> None:
    builders.a_record()

    assert "none yet" in read(client, 404)["detail"]
