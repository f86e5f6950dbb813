"""Methods side by side: every figure what its rule says of the same claims, and a reason where it says nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from predictions import actions as predicting
from predictions.lifecycle import GRADES, Outcome
from predictions.models import Claim, Collection, Expert, Family, Prior, PriorBasis, Statement, StatementKind
from scoring import actions, expected, leaderboard, methods, past, stated
from scoring.methods import Row
from scoring.models import Contribution
from scoring.rules.expectation import NoRange
from scoring.rules.hits import strict_hits
from tests import builders
from tests.builders import NOW, saved
from tests.scoring import boards, days

pytestmark = pytest.mark.django_db

PAGE, API = "/leaderboard/methods/", "/api/v1/leaderboard/methods/"
DUE = NOW.date() + timedelta(days=10)
LATER = NOW + timedelta(days=20)
FROM_ONE_CLAIM = expected.Above(1, Decimal(1), Decimal("0.1"), None, None, NoRange.FEW_CLAIMS)


@pytest.fixture
def collection(db: None) -> Collection:
    builders.a_record()
    return builders.a_collection(minimum=3)


@pytest.fixture
def expert(collection: Collection) -> Expert:
    return builders.an_expert()


def row(collection: Collection, expert: Expert) -> Row:
    """What every method says of one person, once the board has caught up."""
    actions.sweep(at=LATER, without_pause=True)
    board = leaderboard.current(Collection.objects.get(pk=collection.pk))
    found = methods.side_by_side(board, visitor=days.VISITOR, now=LATER)
    assert found is not None
    return next(found.row(one) for one in board.standings if one.expert_id == expert.pk)


def a_claim(collection: Collection, expert: Expert, *priors: str, **columns: Any) -> Claim:
    """A claim that is still to come, of which so many reviewers say what they expect."""
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0, **{"due_on": DUE} | columns)
    for reviewer, prior in zip(builders.reviewers("one", "two", "three"), priors, strict=False):
        expect(claim, prior, by=reviewer)
    return claim


def expect(claim: Claim, prior: str, *, by: Any, at: Any = NOW) -> None:
    """`by` gives that much to the best grade and the rest to the worst."""
    shares = dict.fromkeys(GRADES, Decimal(0)) | {Decimal(1): Decimal(prior), Decimal(0): 1 - Decimal(prior)}
    predicting.set_prior(claim_id=claim.pk, shares=shares, by=by, at=at, reason="It seems so")


def decided(claim: Claim, grade: str) -> None:
    boards.decided(claim, grade, at=LATER)


# --- Strict hits -----------------------------------------------------------------------------------------------------


def test_a_hit_is_a_grade_of_three_quarters_or_more_and_a_family_weighs_one(
    collection: Collection, expert: Expert
) -> None:
    family = builders.saved(Family(collection=collection, key="one-idea"))
    for grade in ("1", "0.75", "0.5", "0"):
        boards.a_decided_claim(collection, expert, grade)
    for grade in ("1", "0.25", "0.25"):
        boards.a_decided_claim(collection, expert, grade, family=family)
    boards.decided(builders.a_claim(collection=collection, experts=[expert], documents=0), None, Outcome.AMBIGUOUS)

    found = row(collection, expert).hits

    third = 1 / 3
    by_rule = strict_hits([1, 0.75, 0.5, 0, 1, 0.25, 0.25], weights=[1, 1, 1, 1, third, third, third])
    assert found == pytest.approx(by_rule, abs=1e-6)
    assert found.resolved == pytest.approx(5)


def test_of_somebody_of_whom_nothing_is_graded_no_share_is_told(collection: Collection, expert: Expert) -> None:
    builders.a_claim(collection=collection, experts=[expert], documents=0)

    found = row(collection, expert)

    assert (found.hits, found.above, found.stated) == (None, None, None)


# --- Points above expectation ---------------------------------------------------------------------------------------


def test_points_above_expectation_are_over_claims_and_four(collection: Collection, expert: Expert) -> None:
    for middle in ("0.9", "0.8", "0.5"):
        decided(a_claim(collection, expert, "0.1", middle, "1"), "1")
    decided(a_claim(collection, expert, "0.5", "0.5"), "1")

    found = row(collection, expert).above

    # the example of the methodology: .8 / 7. Two expectations are too few.
    assert (found.ideas, found.points, found.low, found.why_no_range) == (
        3, Decimal("0.114286"), None, NoRange.FEW_CLAIMS,
    )  # fmt: skip


def test_a_family_goes_in_as_one_idea(collection: Collection, expert: Expert) -> None:
    family = builders.saved(Family(collection=collection, key="one-idea"))
    for grade, prior in (("1", "0.5"), ("0", "0.3")):
        decided(a_claim(collection, expert, prior, prior, prior, family=family), grade)

    found = row(collection, expert).above

    assert (found.ideas, found.weight, found.points) == (1, Decimal(1), Decimal("0.02"))


def test_an_expectation_set_in_hindsight_is_never_used(collection: Collection, expert: Expert) -> None:
    claim = a_claim(collection, expert, "0.9", "0.9")
    hindsight = {"expected": Decimal("0.1"), "basis": PriorBasis.HINDSIGHT, "set_on": DUE, "reason": "Afterwards"}
    saved(Prior(claim=claim, set_by=builders.a_person(number="late").ref, **hindsight))
    decided(claim, "1")

    assert row(collection, expert).above is None


def test_an_expectation_stated_once_the_outcome_was_known_is_hindsight(collection: Collection, expert: Expert) -> None:
    for number, day in enumerate((NOW.date(), NOW.date() + timedelta(days=1))):
        claim = a_claim(collection, expert, "0.5", "0.5", "0.5")
        decided(claim, "1")
        resolution = Claim.objects.get(pk=claim.pk).resolution
        assert resolution is not None
        resolution.known_on = day
        saved(resolution, at=LATER)

        assert row(collection, expert).above == (None, FROM_ONE_CLAIM)[number]


def test_expectations_stay_sealed_until_the_deadline(collection: Collection, expert: Expert) -> None:
    boards.decided(a_claim(collection, expert, "0.5", "0.5", "0.5"), "1")
    actions.sweep(at=NOW)
    ground = leaderboard.current(collection).ground

    assert expected.of(ground) == expected.Found({}, 0, 0)


# --- Beside each other ------------------------------------------------------------------------------------------------


@pytest.fixture
def everything(collection: Collection, expert: Expert) -> Expert:
    """Somebody of whom each method has something to say, and another of whom the grades alone speak."""
    claim = a_claim(collection, expert, "0.5", "0.6", "0.7")
    for number, (chance, day) in enumerate((("0.6", date(2025, 2, 1)), ("0.995", date(2025, 6, 1))), start=2):
        statement = {"number": number, "said_on": day, "probability": Decimal(chance), "source": claim.source}
        saved(Statement(claim=claim, expert=expert, kind_of=StatementKind.QUOTED, **statement))
    decided(claim, "1")
    decided(a_claim(collection, builders.an_expert("Expert two")), "0.5")
    actions.sweep(at=LATER)
    return expert


def test_the_page_shows_every_method_with_its_version_and_no_rank(everything: Expert, client: Client) -> None:
    page = " ".join(client.get(PAGE).content.decode().split())

    for name in (methods.HITS, expected.METHOD, stated.METHOD):
        assert name in page
    assert "0.160 → 0.000" in page
    assert "0 to 2: 0.320 → 0.000" in page
    assert "0.511 → 0.010*" in page
    assert "+0.080" in page
    assert "That is so of 1 of the 2 graded claims" in page
    assert "– <small>not enough priors</small>" in page
    assert "Rank range" not in page
    assert "A reading of ours would be our invention." in page


def test_a_program_gets_the_same_figures_and_the_reasons_of_those_that_are_missing(
    everything: Expert, client: Client
) -> None:
    answer = client.get(API).json()

    one, two = answer["results"]
    assert answer["methods"] == {
        "fair": answer["method"], "accuracy": answer["method"], "bounds": answer["method"], "hits": methods.HITS,
        "above_expectation": expected.METHOD, "stated": stated.METHOD, "hedges": None,
    }  # fmt: skip
    assert (one["above_expectation"]["points"], one["stated"]["first"]["brier"]) == ("0.080000", "0.160000")
    assert (one["stated"]["last"]["log"], one["stated"]["last"]["clipped"]) == ("0.010050", 1)
    assert one["hits"] == {
        "hits": "1.000000", "resolved": "1.000000", "share": "1.000000", "low": one["hits"]["low"],
        "high": one["hits"]["high"],
    }  # fmt: skip
    assert (two["above_expectation"], two["no_above_expectation_because"], two["stated"]) == (
        None, "not enough priors", None,
    )  # fmt: skip
    assert answer["priors"] == {"fewest": 3, "claims": 2, "claims_with_enough": 1}


def test_it_is_cut_and_refused_as_the_board_is(everything: Expert, client: Client) -> None:
    assert client.get(API, {"collection": "*", "year": str(DUE.year)}).json()["count"] == 2
    assert client.get(API, {"topic": "nothing"}).status_code == 400
    assert client.get(PAGE, {"collection": "nowhere"}).status_code == 404
    assert client.get(PAGE, {"as_of": "2020-01-01"}).status_code == 400


def test_what_is_not_shown_with_scores_is_not_shown_by_another_method(everything: Expert, client: Client) -> None:
    hidden = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    boards.a_decided_claim(hidden, everything, "1")
    actions.sweep(at=LATER, without_pause=True)

    answer = client.get(API, {"collection": hidden.slug}).json()

    assert (answer["results"], answer["count"]) == ([], 0)
    assert everything.name not in client.get(PAGE, {"collection": hidden.slug}).content.decode()


def test_it_is_worked_out_once(everything: Expert, client: Client) -> None:
    first = client.get(API).json()
    Contribution.objects.all().delete()

    assert client.get(API).json() == first


@pytest.mark.parametrize("what", [*methods.LABELS, "fewest", "format"])
def test_what_another_version_worked_out_is_not_shown_as_what_this_one_does(
    everything: Expert, client: Client, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def hits() -> list[Any]:
        return [one["hits"] for one in client.get(API).json()["results"]]

    first = hits()
    Contribution.objects.all().delete()
    kept = hits()
    if what == "fewest":
        monkeypatch.setattr(expected, "FEWEST", expected.FEWEST + 1)
    elif what == "format":
        monkeypatch.setattr(past, "FORMAT", past.FORMAT + 1)
    else:
        monkeypatch.setitem(methods.LABELS, what, f"{methods.LABELS[what]}+another")

    assert any(first)
    assert (kept, any(hits())) == (first, False)


def test_the_number_of_queries_does_not_grow_with_the_people(
    collection: Collection, everything: Expert, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        decided(a_claim(collection, builders.an_expert(f"Expert {number}"), "0.5", "0.5", "0.5"), "1")
    actions.sweep(at=LATER, without_pause=True)
    board = leaderboard.current(collection)

    # on PostgreSQL four of them set and lift the limit of time
    with django_assert_max_num_queries(22):
        methods.side_by_side(board, visitor=days.VISITOR, now=LATER)
