"""The standing of somebody over time: a line from each board that was shown, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from predictions.models import TOMBSTONE, Collection, Expert
from predictions.policy import SYSTEM
from scoring import actions, series
from scoring.models import Release
from scoring.rules.method import FAIR
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection with four boards; the line of the first expert moved in three of them."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    expert = boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=NOW)
    boards.a_decided_claim(collection, expert, "0.5")
    actions.sweep(at=NOW + timedelta(days=1))
    boards.a_ranked_expert(collection, "Expert two", "1")
    actions.sweep(at=NOW + timedelta(days=2))
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=NOW + timedelta(days=3))
    return collection


@pytest.fixture
def expert(collection: Collection) -> Expert:
    return Expert.objects.get(name="Expert one")


def test_a_program_gets_the_line_of_every_board(collection: Collection, expert: Expert, client: Client) -> None:
    answer = client.get(f"/api/v1/experts/{expert.slug}/standings/", {"collection": collection.slug}).json()

    releases = Release.objects.order_by("pk")
    assert (answer["expert"], answer["collection"], answer["count"]) == (expert.slug, collection.slug, 4)
    assert [one["points"] for one in answer["results"]] == ["1.000000", "1.500000", "1.500000", "2.500000"]
    assert [one["release"] for one in answer["results"]] == [one.name for one in releases]
    assert [one["position"] for one in answer["results"]] == [one.public_position for one in releases]
    assert {one["method"] for one in answer["results"]} == {FAIR.label}


def test_a_page_shows_the_steps_and_not_the_boards_between_them(
    collection: Collection, expert: Expert, client: Client
) -> None:
    steps = series.steps(expert, collection)
    html = client.get(expert.get_absolute_url()).content.decode()

    assert [str(one.points) for one in steps] == ["2.500000", "1.500000", "1.000000"]
    assert "The standing in each release in which it moved" in html
    assert html.count(f"/leaderboard/changes/?collection={collection.slug}&amp;as_of=release-") == 3
    assert f'href="/api/v1/experts/{expert.slug}/standings/?collection={collection.slug}"' in html


def test_a_long_history_shows_its_newest_steps(
    collection: Collection, expert: Expert, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(series, "STEPS", 2)

    assert [str(one.points) for one in series.steps(expert, collection)] == ["2.500000", "1.500000"]


def test_somebody_with_one_line_only_has_no_table_of_steps(collection: Collection, client: Client) -> None:
    other = Expert.objects.get(name="Expert two")
    steps = series.steps(other, collection)

    assert len(steps) == 1
    assert "The standing in each release" not in client.get(other.get_absolute_url()).content.decode()


def test_boards_that_nobody_could_see_are_not_in_it(collection: Collection, expert: Expert) -> None:
    collection.scores_shown_at = NOW + timedelta(days=2, hours=1)
    collection.scores_shown_by = SYSTEM.ref
    builders.saved(collection)

    assert [str(one.points) for one in series.lines(expert, collection)] == ["1.500000", "2.500000"]


def test_while_scores_are_not_shown_there_is_no_series(collection: Collection, expert: Expert, client: Client) -> None:
    collection.scores_shown_at = collection.scores_shown_by = None
    builders.saved(collection)

    answer = client.get(f"/api/v1/experts/{expert.slug}/standings/").json()

    assert answer["results"] == []


def test_a_line_goes_by_the_name_of_then_unless_that_was_erased(
    collection: Collection, expert: Expert, client: Client
) -> None:
    address = f"/api/v1/experts/{expert.slug}/standings/"
    expert.name = "Renamed"
    builders.saved(expert)
    renamed = {one["name"] for one in client.get(address).json()["results"]}
    expert.name = TOMBSTONE
    builders.saved(expert)
    erased = {one["name"] for one in client.get(address).json()["results"]}

    assert (renamed, erased) == ({"Expert one"}, {TOMBSTONE})
