"""Chances that people stated: which statements count, the first and the last, and that no rank moves."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from predictions.lifecycle import Outcome
from predictions.models import Claim, Collection, Expert, Family, Statement, StatementKind
from scoring import actions, stated
from scoring.stated import Stated
from tests import builders
from tests.builders import NOW, saved
from tests.scoring import boards

EARLY, LATER, LAST_DAY = date(2025, 2, 1), date(2025, 6, 1), date(2025, 12, 31)


@pytest.fixture
def collection(db: None) -> Collection:
    builders.a_record()
    return builders.a_collection(minimum=3)


@pytest.fixture
def expert(collection: Collection) -> Expert:
    return builders.an_expert("Expert one")


def said(
    claim: Claim, chance: str | None, on: date, *, by: Expert, kind: StatementKind = StatementKind.QUOTED
) -> Statement:
    """One more statement of `claim` by `by`."""
    return saved(
        Statement(
            claim=claim,
            expert=by,
            source=claim.source,
            number=claim.statements.count() + 1,
            said_on=on,
            kind_of=kind,
            probability=None if chance is None else Decimal(chance),
        )
    )


def a_claim(collection: Collection, expert: Expert, *chances: tuple[str, date], **columns: Any) -> Claim:
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0, **columns)
    for chance, on in chances:
        said(claim, chance, on, by=expert)
    return claim


def scores(collection: Collection) -> list[Stated]:
    actions.sweep(at=NOW, without_pause=True)
    return stated.in_release(boards.shown(collection))


def test_the_first_and_the_last_chance_are_both_scored(collection: Collection, expert: Expert) -> None:
    boards.decided(a_claim(collection, expert, ("0.6", EARLY), ("0.9", LATER)), "1")
    boards.decided(a_claim(collection, expert, ("0.3", EARLY)), "0")

    (found,) = scores(collection)

    assert (found.expert, found.claims, found.weight, found.revised) == (expert, 2, Decimal(2), 1)
    assert (found.first.brier, found.last.brier) == (Decimal("0.125"), Decimal("0.05"))
    assert (found.first.brier_all_options, found.last.brier_all_options) == (Decimal("0.25"), Decimal("0.1"))
    assert float(found.last.log) == pytest.approx(-(math.log(0.9) + math.log(0.7)) / 2, abs=1e-6)


def test_the_order_is_that_of_the_dates_not_of_writing_up(collection: Collection, expert: Expert) -> None:
    boards.decided(a_claim(collection, expert, ("0.9", LATER), ("0.6", EARLY)), "1")

    (found,) = scores(collection)

    assert (found.first.brier, found.last.brier) == (Decimal("0.16"), Decimal("0.01"))


def test_certainty_that_failed_is_clipped_and_said_to_be(collection: Collection, expert: Expert) -> None:
    boards.decided(a_claim(collection, expert, ("1", EARLY)), "0")

    (found,) = scores(collection)

    assert (found.first.brier, found.first.clipped) == (Decimal(1), 1)
    assert float(found.first.log) == pytest.approx(-math.log(0.01), abs=1e-6)


@pytest.mark.parametrize(
    "outcome", [(None, Outcome.AMBIGUOUS), (None, Outcome.ANNULLED)], ids=["ambiguous", "annulled"]
)
def test_what_has_no_grade_is_not_scored(collection: Collection, expert: Expert, outcome: tuple[None, Outcome]) -> None:
    boards.decided(a_claim(collection, expert, ("0.9", EARLY)), *outcome)
    a_claim(collection, expert, ("0.9", EARLY))

    assert scores(collection) == []


def test_a_claim_opened_again_is_not_scored_while_it_is_open(collection: Collection, expert: Expert) -> None:
    claim = boards.decided(a_claim(collection, expert, ("0.9", EARLY)), "1")
    assert len(scores(collection)) == 1

    boards.reopened(claim)

    assert scores(collection) == []


def test_an_endorsed_chance_and_that_of_somebody_else_are_not_theirs(collection: Collection, expert: Expert) -> None:
    other = builders.an_expert("Expert two")
    claim = a_claim(collection, expert, ("0.9", EARLY))
    said(claim, "0.2", LATER, by=expert, kind=StatementKind.ENDORSED)
    said(claim, "0.4", LATER, by=other, kind=StatementKind.ENDORSED)
    boards.decided(claim, "1")

    (found,) = scores(collection)

    assert (found.expert, found.revised, found.last.brier) == (expert, 0, Decimal("0.01"))


def test_what_is_said_after_the_last_day_is_no_prediction(collection: Collection, expert: Expert) -> None:
    claim = a_claim(collection, expert, ("0.6", LAST_DAY), ("1", date(2026, 1, 1)))
    boards.decided(claim, "1")

    (found,) = scores(collection)

    assert found.last.brier == Decimal("0.16")


def test_what_is_said_once_the_outcome_is_known_is_no_prediction(collection: Collection, expert: Expert) -> None:
    claim = boards.decided(a_claim(collection, expert, ("0.6", EARLY), ("1", LATER)), "1")
    resolution = claim.resolutions.get()
    resolution.known_on = LATER
    saved(resolution)

    (found,) = scores(collection)

    assert (found.last.brier, found.revised) == (Decimal("0.16"), 0)


def test_a_family_weighs_as_one(collection: Collection, expert: Expert) -> None:
    family = saved(Family(collection=collection, key="one-idea"))
    for _ in range(2):
        boards.decided(a_claim(collection, expert, ("0.5", EARLY), family=family), "1")
    boards.decided(a_claim(collection, expert, ("1", EARLY)), "1")

    (found,) = scores(collection)

    assert (found.claims, found.weight, found.first.brier) == (3, Decimal(2), Decimal("0.125"))


def test_stated_chances_move_no_rank(collection: Collection, expert: Expert) -> None:
    claims = [a_claim(collection, expert) for _ in range(3)]
    for claim in claims:
        boards.decided(claim, "0.75")
    actions.sweep(at=NOW, without_pause=True)
    before = boards.lines(collection)

    for claim in claims:
        said(claim, "0.1", EARLY, by=expert)
    actions.sweep(at=NOW, without_pause=True)

    assert boards.lines(collection) == before


def test_programs_read_both_with_the_labels_of_the_board(
    collection: Collection, expert: Expert, client: Client
) -> None:
    boards.decided(a_claim(collection, expert, ("0.6", EARLY), ("0.9", LATER)), "1")
    actions.sweep(at=NOW, without_pause=True)

    answer = client.get("/api/v1/stated-chances/", {"collection": collection.slug}).json()

    (line,) = answer["results"]
    assert (answer["collection"], answer["is_provisional"], answer["is_retrospective"]) == (
        collection.slug, True, False,
    )  # fmt: skip
    assert (answer["scores"], answer["log_clipped_to"]) == (stated.METHOD, [0.01, 0.99])
    assert (line["expert"], line["claims"], line["weight"], line["revised"]) == (expert.slug, 1, "1.000000", 1)
    assert line["first"] == {"brier": "0.160000", "brier_all_options": "0.320000", "log": "0.510826", "clipped": 0}
    assert line["last"]["brier"] == "0.010000"


def test_programs_read_an_empty_list_before_anything_is_decided(collection: Collection, client: Client) -> None:
    assert client.get("/api/v1/stated-chances/").json()["results"] == []
    assert client.get("/api/v1/stated-chances/", {"collection": "none"}).status_code == 404


def test_a_release_says_for_good_what_the_record_said_then(collection: Collection, expert: Expert) -> None:
    claim = boards.decided(a_claim(collection, expert, ("0.1", EARLY)), "1")
    actions.sweep(at=NOW, without_pause=True)
    release = boards.shown(collection)
    before = stated.in_release(release)

    said = claim.statements.get(probability__isnull=False)
    said.probability = Decimal("0.9")
    builders.saved(said)

    assert stated.in_release(release) == before


def test_it_takes_four_questions_to_the_database_whatever_there_is(
    collection: Collection, expert: Expert, django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        boards.decided(a_claim(collection, expert, ("0.6", EARLY), ("0.9", LATER)), "1")
    actions.sweep(at=NOW, without_pause=True)
    release = boards.shown(collection)

    # Whether all is at hand; the collection; contributions; speakers.
    with django_assert_num_queries(4):
        stated.in_release(release)


def page_of(expert: Expert, client: Client, language: str = "en") -> str:
    return client.get(("/fr" if language == "fr" else "") + expert.get_absolute_url()).content.decode()


def test_the_page_of_a_person_shows_both_in_either_language(
    collection: Collection, expert: Expert, client: Client
) -> None:
    boards.decided(a_claim(collection, expert, ("0.6", EARLY), ("0.9", LATER)), "1")
    actions.sweep(at=NOW, without_pause=True)

    page, french = page_of(expert, client), page_of(expert, client, "fr")

    assert "One decided claim for which a chance was stated" in page
    assert "<td>0.1600</td><td>0.3200</td><td>0.5108</td>" in page
    assert "<td>0.0100</td><td>0.0200</td><td>0.1054</td>" in page
    assert "were taken for these" not in page
    assert f"Method {stated.METHOD}." in page
    assert "<td>0,1600</td>" in french


def test_the_page_says_when_a_chance_was_clipped(collection: Collection, expert: Expert, client: Client) -> None:
    boards.decided(a_claim(collection, expert, ("0", EARLY), ("0.2", LATER)), "1")
    actions.sweep(at=NOW, without_pause=True)

    page = page_of(expert, client)

    assert "4.6052*" in page
    assert "were taken for these" in page


def test_the_page_of_a_person_who_stated_no_chance_has_no_such_section(
    collection: Collection, expert: Expert, client: Client
) -> None:
    boards.decided(a_claim(collection, expert), "1")
    actions.sweep(at=NOW, without_pause=True)

    assert "Stated chances" not in page_of(expert, client)


def test_a_chance_that_is_recorded_later_makes_a_release_in_which_it_is_scored(
    collection: Collection, expert: Expert
) -> None:
    claim = boards.decided(a_claim(collection, expert, ("0.6", EARLY)), "1")
    (before,) = scores(collection)
    release = boards.shown(collection)
    said(claim, "0.9", LATER, by=expert)

    (after,) = scores(collection)

    assert boards.shown(collection) != release
    assert boards.line(collection, expert).score == release.standings.get(expert=expert).score
    assert (before.revised, after.revised) == (0, 1)
    assert (before.first, before.last, after.first) == (before.first, before.first, before.first)
    assert after.last.brier == Decimal("0.01")
