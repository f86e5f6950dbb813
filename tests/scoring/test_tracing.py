"""Where every figure comes from: worked out again from the claims, it is the stored one to its last digit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.test import Client

from predictions.lifecycle import Outcome
from predictions.models import Claim, Collection, Expert, Family, StatementKind
from scoring import actions, leaderboard, limiting, recounting, tracing
from scoring.grounds import Ground
from scoring.models import Contribution, Progress, Release, Standing
from scoring.recounting import Sums
from scoring.rules.method import FAIR
from scoring.tracing import Explained, plain
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, days
from tests.scoring.days import Clock, as_of
from tests.scoring.test_replaying import History

pytestmark = pytest.mark.django_db

ALL = {column.name for column in Standing._meta.concrete_fields} - {
    "id", "release", "expert", "place", "name", "organization",
}  # fmt: skip


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection in which somebody has a bit of everything, and two others are ranked."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0.25")
    boards.a_ranked_expert(collection, "Expert two", "1", "1", "0.75")
    return collection


@pytest.fixture
def expert(collection: Collection) -> Expert:
    """Three of one idea and one more, ambiguous, annulled, overdue, open, unscored and endorsed ones."""
    expert = builders.an_expert("Expert of everything")
    family = builders.saved(Family(collection=collection, key="one-idea"))
    for _ in range(3):
        boards.a_decided_claim(collection, expert, "0.75", family=family)
    boards.a_decided_claim(collection, expert, "0.5")
    mine: dict[str, Any] = {"collection": collection, "experts": [expert], "documents": 0}
    for outcome in (Outcome.AMBIGUOUS, Outcome.ANNULLED):
        boards.decided(builders.a_claim(**mine), None, outcome)
    builders.a_claim(**mine)
    builders.a_claim(**mine, due_on=date(2027, 1, 1))
    builders.a_claim(**mine, is_scored=False)
    boards.decided(builders.a_claim(**mine, kind=StatementKind.ENDORSED), "1")
    actions.sweep(at=NOW)
    return expert


def of(collection: Collection, expert: Expert) -> Explained:
    board = leaderboard.current(Collection.objects.get(pk=collection.pk))
    standing = tracing.line_of(board, expert.pk)
    assert standing is not None
    return tracing.explained(board, standing, visitor=days.VISITOR, now=NOW)


def test_every_figure_of_a_line_is_explained_and_none_is_forgotten(collection: Collection, expert: Expert) -> None:
    found = of(collection, expert)

    assert {one.name for one in found.figures} == ALL
    assert [one.name for one in found.figures if not one.is_equal] == []
    assert [one.name for one in found.figures if not one.formula] == []


def test_points_and_weight_are_exact_before_they_are_rounded(collection: Collection, expert: Expert) -> None:
    found = of(collection, expert)
    said = {one.name: (one.stored, one.numbers) for one in found.figures}

    assert (found.points, found.weight) == (Decimal("1.25"), Decimal(2))
    # Thirds of a claim are whole millionths, so their points have more digits than a figure keeps.
    thirds = [one for one in tracing.terms(found.board, expert.pk) if one.weight < 1 and one.counts_for == "points"]
    assert sorted(plain(one.points) for one in thirds) == ["0.24999975", "0.24999975", "0.2500005"]
    assert said["points"] == (Decimal("1.250000"), "1.25")
    assert said["score"] == (Decimal("0.562500"), "(1.25 + 1) / (2 + 2)")
    assert said["low"][1] == "Beta(2.25, 1.75)"
    assert said["bound_high"][1] == "(1.25 + 2) / (2 + 2)"
    assert said["p_best"][1] == "n = 3"


def test_the_claims_of_a_line_add_up_to_it(collection: Collection, expert: Expert) -> None:
    found = of(collection, expert)
    terms = tracing.terms(found.board, expert.pk)

    counted = [one for one in terms if one.counts_for == "points"]
    assert sum(one.points for one in counted) == found.points
    assert sum(one.weight for one in counted) == found.weight
    assert sum(one.weight for one in terms if one.counts_for == "unknown") == found.unknown
    assert all(one.points == (one.grade or 0) * one.weight for one in counted)
    assert sorted(one.word for one in terms if not one.counts_for) == ["annulled", "graded", "open", "unscored"]


@pytest.mark.parametrize("seed", range(2))
def test_after_any_history_every_figure_of_every_release_follows_from_its_claims(seed: int) -> None:
    history = History(seed)
    for _ in range(24):
        history.happen()
        actions.sweep(at=history.at, without_pause=True)
    history.at += timedelta(days=400)
    actions.sweep(at=history.at, without_pause=True)

    wrong, looked_at = [], 0
    for release in Release.objects.all()[::3]:
        board = as_of(history.collection, release.name or "", now=history.at)
        for standing in board.standings:
            later = history.at + timedelta(minutes=looked_at)
            found = tracing.explained(board, standing, visitor=days.VISITOR, now=later)
            wrong += [(release.pk, one.name, one.stored, one.again) for one in found.figures if not one.is_equal]
            looked_at += 1
    assert wrong == []
    assert looked_at > 6


def test_a_stored_figure_that_does_not_follow_is_told_and_not_hidden(
    collection: Collection, expert: Expert, client: Client
) -> None:
    Standing.objects.filter(expert=expert).update(score=Decimal("0.6"))

    html = client.get(f"/experts/{expert.slug}/figures/").content.decode()
    answer = client.get(f"/api/v1/experts/{expert.slug}/figures/").json()

    assert "worked out again: 0.5625" in html
    (score,) = (one for one in answer["figures"] if one["name"] == "score")
    assert (score["stored"], score["again"], score["is_equal"]) == ("0.600000", "0.562500", False)


def test_the_page_says_what_each_claim_gives_and_how_each_figure_follows(
    collection: Collection, expert: Expert, client: Client
) -> None:
    html = client.get(f"/experts/{expert.slug}/figures/").content.decode()

    claim = expert.statements.order_by("claim__key")[0].claim
    assert f'<a href="{claim.get_absolute_url()}">{claim.key}</a>' in html
    assert "<td>0.333334</td><td>0.75</td><td>0.2500005</td>" in html
    assert "<td>(points + 1) / (weight + 2)</td><td>(1.25 + 1) / (2 + 2)</td><td>0.5625</td>" in html
    assert "points 1.25, weight 2, unknown 2" in html
    assert f"Method {FAIR.label}, position" in html
    assert "Expert two</a></th><td>2.75</td><td>3</td>" in html
    assert "worked out again:" not in html


def test_the_page_of_a_person_leads_to_their_figures(collection: Collection, expert: Expert, client: Client) -> None:
    html = client.get(expert.get_absolute_url()).content.decode()

    assert f'href="/experts/{expert.slug}/figures/?collection={collection.slug}"' in html
    assert f"Method {FAIR.label}." in html


def test_a_program_gets_every_figure_and_every_claim_in_pages(
    collection: Collection, expert: Expert, client: Client
) -> None:
    answer = client.get(f"/api/v1/experts/{expert.slug}/figures/", {"page_size": 4}).json()

    assert (answer["expert"], answer["method"], answer["count"]) == (expert.slug, FAIR.label, 10)
    assert answer["exactly"] == {"points": "1.25", "weight": "2", "unknown": "2"}
    assert {one["name"] for one in answer["figures"]} == ALL
    assert len(answer["results"]) == 4
    first = answer["results"][0]
    claim = Claim.objects.get(pk=first["claim"])
    assert (first["key"], first["state"], first["is_own"], first["counts_for"]) == (claim.key, "graded", True, "points")
    assert (first["grade"], first["is_overdue"], first["is_provisional"]) == ("0.75", False, True)
    assert Decimal(first["points"]) == Decimal(first["grade"]) * Decimal(first["weight"])
    assert [one["name"] for one in answer["compared_with"]] == ["Expert of everything", "Expert one", "Expert two"]


def test_a_claim_that_is_no_longer_shown_keeps_its_points_and_loses_its_name(
    monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    clock = Clock(monkeypatch, NOW)
    builders.a_record()
    collection, expert = builders.a_collection(), builders.an_expert()
    claim = boards.a_decided_claim(collection, expert, "0.75")
    actions.sweep(at=clock.now)
    claim.visibility, claim.restricted_cause = "restricted", "A court said so."
    builders.saved(claim, at=clock.days_later())
    # Somebody with nothing left on record is nobody's business; here another claim stays.
    boards.a_decided_claim(collection, expert, "1")
    actions.sweep(at=clock.now)

    with time_machine.travel(clock.now + timedelta(days=9), tick=False):
        address = {"collection": collection.slug, "as_of": "2026-03-02"}
        answer = client.get(f"/api/v1/experts/{expert.slug}/figures/", address).json()
        html = client.get(f"/experts/{expert.slug}/figures/", address).content.decode()

    (term,) = answer["results"]
    assert (term["claim"], term["key"], term["points"]) == (None, None, "0.75")
    assert claim.key not in html
    assert "no longer shown" in html


def test_nothing_is_explained_of_scores_that_are_not_shown(client: Client) -> None:
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    expert = boards.a_ranked_expert(collection, "Expert one", "1")
    actions.sweep(at=NOW)

    html = client.get(f"/experts/{expert.slug}/figures/").content.decode()
    answer = client.get(f"/api/v1/experts/{expert.slug}/figures/").json()

    assert "Not shown with scores yet" in html
    assert "Every figure of the line" not in html
    assert (answer["figures"], answer["results"], answer["position"]) == ([], [], None)


def test_somebody_without_a_line_has_no_figures_and_no_zero(collection: Collection, client: Client) -> None:
    other = builders.an_expert("Expert who endorsed")
    builders.a_claim(collection=collection, experts=[other], kind=StatementKind.ENDORSED, documents=0)
    actions.sweep(at=NOW)

    html = client.get(f"/experts/{other.slug}/figures/").content.decode()
    answer = client.get(f"/api/v1/experts/{other.slug}/figures/").json()

    assert "This person has no line on this board" in html
    assert (answer["collection"], answer["name"], answer["figures"], answer["results"]) == (
        collection.slug, None, [], [],
    )  # fmt: skip


def test_where_no_collection_is_named_it_is_the_newest_with_a_claim_of_theirs(
    collection: Collection, expert: Expert, client: Client
) -> None:
    builders.a_collection(ends=date(2030, 1, 1))

    for part in ("figures", "standings"):
        assert client.get(f"/api/v1/experts/{expert.slug}/{part}/").json()["collection"] == collection.slug
    assert "Every figure of the line" in client.get(f"/experts/{expert.slug}/figures/").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [({"as_of": "1999-01-01"}, 400), ({"as_of": "release-0"}, 400), ({"collection": "nowhere"}, 404)],
)
def test_a_board_that_is_not_there_is_answered_with_a_reason(
    collection: Collection, expert: Expert, client: Client, query: dict[str, str], status: int
) -> None:
    for address in (f"/experts/{expert.slug}/figures/", f"/api/v1/experts/{expert.slug}/figures/"):
        assert client.get(address, query).status_code == status


def test_working_figures_out_again_is_charged_once(
    collection: Collection, expert: Expert, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "MOST_A_MINUTE", 1)
    other = Expert.objects.get(name="Expert one")

    with time_machine.travel(NOW, tick=False):
        mine = [client.get(f"/experts/{expert.slug}/figures/").status_code for _ in range(3)]
        another = client.get(f"/api/v1/experts/{other.slug}/figures/")

    assert mine == [200, 200, 200]
    assert (another.status_code, another["Retry-After"]) == (429, "60")


def test_the_sums_of_a_board_are_worked_out_once_for_all_the_people_on_it(
    collection: Collection, expert: Expert, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Ground] = []
    kept: dict[str, Any] = {}
    sums, keep = recounting.sums, caches["boards"].set

    def count(ground: Ground) -> list[Sums]:
        counted.append(ground)
        return sums(ground)

    def put(key: str, value: Any, **how: Any) -> None:
        kept[key] = value
        keep(key, value, **how)

    monkeypatch.setattr(recounting, "sums", count)
    monkeypatch.setattr(caches["boards"], "set", put)

    answers = [client.get(f"/api/v1/experts/{one.slug}/figures/").json() for one in Expert.objects.all()]

    assert all(one["is_equal"] for answer in answers for one in answer["figures"])
    assert len(answers) == 3
    assert len(counted) == 1
    assert sorted(key.partition(":")[0] for key in kept) == ["sums", *["traced"] * 3]
    assert all(set(value) == ALL for key, value in kept.items() if key.startswith("traced:"))


def test_what_is_not_worked_out_whole_is_not_explained_by_a_part_of_it(
    collection: Collection, expert: Expert, client: Client
) -> None:
    Progress.objects.update(is_whole=False)
    told = "is not at hand now. They stand as published"

    page = client.get(f"/experts/{expert.slug}/figures/")
    answer = client.get(f"/api/v1/experts/{expert.slug}/figures/")

    assert (page.status_code, page["Retry-After"]) == (503, "60")
    assert told in page.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert told in answer.json()["detail"]


def test_a_line_that_a_rebuild_takes_away_or_adds_is_said_to_be_another_one(
    collection: Collection, expert: Expert, client: Client
) -> None:
    rows = Contribution.objects.filter(collection=collection)
    gone, stays = Expert.objects.get(name="Expert one"), Expert.objects.get(name="Expert two")
    added = builders.an_expert("Expert who was forgotten")
    rows.filter(expert=gone).update(expert=added)

    removed, other = (client.get(f"/api/v1/experts/{one.slug}/figures/") for one in (gone, stays))
    page = client.get(f"/experts/{gone.slug}/figures/")

    assert (removed.status_code, other.status_code, page.status_code) == (200, 200, 200)
    assert {one["name"]: one["again"] for one in removed.json()["figures"]}["score"] is None
    assert all(one["is_equal"] for one in other.json()["figures"])
    assert "worked out again: –" in page.content.decode()
