"""In a record nobody sees a score before the people it is about were told; a demonstration shows everything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from predictions import actions
from predictions.models import Collection, Expert, NoticeWay, RecordKind
from predictions.policy import SYSTEM
from scoring import leaderboard
from scoring.actions import sweep
from tests import builders
from tests.builders import NOW
from tests.scoring.boards import a_decided_claim, a_ranked_expert

pytestmark = pytest.mark.django_db

HEADING = "Not shown with scores yet"
RULE = "are told first and have 14 days to answer"


@pytest.fixture
def client() -> Client:
    return Client()


def a_board(kind: RecordKind = RecordKind.RECORD) -> tuple[Collection, Expert]:
    """A collection that is not shown with scores, with somebody who would lead it."""
    builders.a_record(kind)
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    expert = a_ranked_expert(collection, "Expert ahead", "1", "1", "1", "1", "0.75")
    a_ranked_expert(collection, "Expert behind", "0", "0", "0", "0", "0.25")
    sweep(at=NOW, without_pause=True)
    return collection, expert


def shown(collection: Collection) -> None:
    for expert in Expert.objects.all():
        actions.record_notice(
            collection_id=collection.pk,
            expert_id=expert.pk,
            way=NoticeWay.BY_HAND,
            address="A letter",
            text="You are quoted.",
            language="en",
            by=SYSTEM,
            at=NOW - timedelta(days=14),
            reason="Told",
        )
    actions.show_scores(collection_id=collection.pk, by=SYSTEM, at=NOW, reason="They had time")


def test_the_leaderboard_says_why_there_are_no_scores_yet(client: Client) -> None:
    collection, expert = a_board()

    html = client.get("/").content.decode()

    assert HEADING in html
    assert RULE in html
    assert expert.name not in html
    assert leaderboard.current(collection).tiers == []


def test_the_page_of_a_person_shows_no_score_and_adds_no_grades_up(client: Client) -> None:
    _collection, expert = a_board()

    html = client.get(expert.get_absolute_url()).content.decode()

    assert HEADING in html
    assert "Fair score" not in html
    assert "Came true" not in html
    assert "Resolved <span>5</span>" in html


def test_a_program_gets_no_lines_and_the_reason(client: Client) -> None:
    a_board()

    for address in ("/api/v1/leaderboard/", "/api/v1/stated-chances/"):
        answer = client.get(address).json()
        assert answer["results"] == []
        assert answer["release"] is None if "release" in answer else True
    answer = client.get("/api/v1/leaderboard/").json()
    assert RULE in answer["withheld_because"]
    assert answer["position"] is None


def test_a_decision_about_a_claim_is_public_all_the_same(client: Client) -> None:
    collection, _expert = a_board()
    claim = collection.claims.order_by("key")[0]

    assert "Came true" in client.get(claim.get_absolute_url()).content.decode()


def test_the_day_is_named_once_everybody_was_told(client: Client) -> None:
    collection, _expert = a_board()
    for expert in Expert.objects.all():
        actions.record_notice(
            collection_id=collection.pk,
            expert_id=expert.pk,
            way=NoticeWay.BY_HAND,
            address="A letter",
            text="You are quoted.",
            language="en",
            by=SYSTEM,
            at=NOW,
            reason="Told",
        )

    html = client.get("/").content.decode()

    assert "that can be on 16 March 2026 at the earliest." in html


def test_no_day_is_named_while_a_mail_is_on_its_way(client: Client) -> None:
    collection, expert = a_board()
    for person in Expert.objects.all():
        asked = {"collection_id": collection.pk, "expert_id": person.pk, "language": "en", "by": SYSTEM, "at": NOW}
        told = {"text": "You are quoted.", "reason": "Told"}
        actions.record_notice(**asked, **told, way=NoticeWay.BY_HAND, address="A letter")
    actions.record_notice(**asked | {"expert_id": expert.pk}, **told, way=NoticeWay.MAIL, address="e@example.org")

    html = client.get("/").content.decode()

    assert RULE in html
    assert "at the earliest" not in html


def test_once_shown_everything_is_there(client: Client) -> None:
    collection, expert = a_board()

    shown(collection)

    assert expert.name in client.get("/").content.decode()
    assert "Fair score" in client.get(expert.get_absolute_url()).content.decode()
    answer = client.get("/api/v1/leaderboard/").json()
    assert len(answer["results"]) == 2
    assert answer["withheld_because"] is None


def test_a_demonstration_shows_scores_at_once(client: Client) -> None:
    _collection, expert = a_board(RecordKind.DEMONSTRATION)

    assert HEADING not in client.get("/").content.decode()
    assert "Fair score" in client.get(expert.get_absolute_url()).content.decode()


def test_a_collection_that_is_shown_lends_nothing_to_one_that_is_not(client: Client) -> None:
    hidden, expert = a_board()
    open_one = builders.a_collection()
    a_decided_claim(open_one, expert, "0.5")
    sweep(at=NOW, without_pause=True)

    records = leaderboard.of_expert(expert)

    assert [record.collection for record in records] == [open_one]
    assert [one.collection for one in leaderboard.withheld_from(expert)] == [hidden]


def test_where_nothing_is_decided_there_is_no_score_to_withhold(client: Client) -> None:
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    expert = builders.an_expert("Expert waiting")
    builders.a_claim(collection=collection, experts=[expert])
    sweep(at=NOW, without_pause=True)

    html = client.get("/").content.decode()

    assert "Nothing has been decided yet" in html
    assert "Expert waiting" in html
