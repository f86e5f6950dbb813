"""How far reviewers agreed: which verdicts are compared, what a reader is told, and that no open round is looked at."""

from __future__ import annotations

from decimal import Decimal
from itertools import zip_longest
from typing import Any

import krippendorff
import numpy as np
import pytest
from django.test import Client

from predictions.lifecycle import Judgement
from predictions.models import Claim, Collection, Round, Visibility
from scoring import agreement
from scoring.rules.agreement import Undefined
from scoring.rules.rounding import stored
from tests import builders
from tests.builders import saved
from tests.scoring import boards

PAGE, DATA = "/agreement/", "/api/v1/agreement/"
NAMES = ("one", "two", "three", "four")
SOME = [("1", "1"), ("1", "0.75"), ("0", "0"), ("0.5", "0.5"), ("0.25", "0"), ("0.75", "0.75")]
EXPECTED = stored(krippendorff.alpha(np.array(SOME, dtype=float).T, level_of_measurement="ordinal"))


@pytest.fixture
def collection(db: None) -> Collection:
    """A collection in which no number of verdicts decides by itself."""
    builders.a_record()
    return builders.a_collection(quorum=5)


def judged(collection: Collection, *grades: str | Judgement) -> Claim:
    """An open claim on which reviewers one, two, ... filed `grades`."""
    claim = builders.a_claim(collection=collection)
    for number, grade in zip(NAMES, grades, strict=False):
        builders.a_verdict(claim, builders.reviewers(number)[0], grade)
    return claim


def closed(collection: Collection, *grades: str | Judgement) -> Claim:
    """Such a claim, its round closed by a decision."""
    return boards.decided(judged(collection, *grades), "0.5")


def figures(of: agreement.Agreed) -> tuple[int, int, int, Decimal | None]:
    return of.closed, of.rounds, of.verdicts, of.alpha


def test_first_verdicts_of_closed_rounds_are_compared(collection: Collection) -> None:
    for grades in SOME:
        closed(collection, *grades)

    found = agreement.overall()

    assert figures(found) == (6, 6, 12, EXPECTED)
    assert (found.low, found.high, found.no_alpha, found.no_range) == (None, None, None, Undefined.FEW_UNITS)


def test_an_open_round_changes_nothing_whatever_is_filed_in_it(collection: Collection, client: Client) -> None:
    for grades in SOME:
        closed(collection, *grades)
    before = agreement.everywhere(), read(client)

    judged(collection, "1", "0", "0", "1")

    assert (agreement.everywhere(), read(client)) == before


def test_a_round_that_opens_again_leaves_the_closed_one_as_it_was(collection: Collection) -> None:
    for grades in SOME:
        claim = closed(collection, *grades)
    before = agreement.overall()

    boards.reopened(claim)
    for reviewer in builders.reviewers("three", "four"):
        builders.a_verdict(claim, reviewer, "0")

    assert agreement.overall() == before


def test_who_changed_their_mind_counts_with_what_they_filed_first(collection: Collection) -> None:
    for first, second in SOME:
        claim = judged(collection, first, second)
        builders.a_verdict(claim, builders.reviewers("two")[0], "0.5")
        boards.decided(claim, "0.5")

    assert figures(agreement.overall()) == (6, 6, 12, EXPECTED)


def test_who_first_filed_no_grade_does_not_come_in_by_a_second_verdict(collection: Collection) -> None:
    claim = judged(collection, "1", Judgement.AMBIGUOUS)
    builders.a_verdict(claim, builders.reviewers("two")[0], "1")
    boards.decided(claim, "1")

    assert figures(agreement.overall()) == (1, 0, 0, None)


def test_a_round_with_one_grade_has_nothing_to_compare_and_is_still_counted(collection: Collection) -> None:
    closed(collection, "1")
    closed(collection, "1", Judgement.CANNOT_ASSESS)
    closed(collection, "1", "0", Judgement.ANNUL)

    assert figures(agreement.overall())[:3] == (3, 1, 2)


def test_rounds_that_are_not_blind_do_not_count(collection: Collection) -> None:
    for grades in SOME:
        closed(collection, *grades)
    seen = Round.objects.filter(claim=closed(collection, "1", "0").pk).get()
    seen.is_blind = False
    saved(seen)

    assert figures(agreement.overall()) == (6, 6, 12, EXPECTED)


def test_claims_that_the_public_may_not_see_do_not_count(collection: Collection) -> None:
    for grades in SOME:
        closed(collection, *grades)
    hidden = closed(collection, "1", "0")
    hidden.visibility, hidden.restricted_cause = Visibility.RESTRICTED, "A court has asked for it"
    saved(hidden)

    assert figures(agreement.overall()) == (6, 6, 12, EXPECTED)


def test_each_collection_has_figures_of_its_own(collection: Collection) -> None:
    other = builders.a_collection(quorum=5)
    builders.a_collection()
    for grades in SOME:
        closed(collection, *grades)
        closed(other, *grades, grades[0])

    together, *each = agreement.everywhere()

    assert together.collection is None
    assert together == agreement.overall()
    assert {one.collection: (one.rounds, one.verdicts) for one in each} == {collection: (6, 12), other: (6, 18)}
    assert (together.rounds, together.verdicts) == (12, 30)


def test_the_figures_are_the_same_whoever_filed_what_and_when(collection: Collection) -> None:
    other = builders.a_collection(quorum=5)
    for (first, second), turned in zip_longest(SOME, reversed(SOME)):
        closed(collection, first, second)
        closed(other, *reversed(turned))

    _together, one, two = agreement.everywhere()

    assert figures(one) == figures(two)


def many(collection: Collection) -> None:
    """Twelve closed rounds in which reviewers mostly agree."""
    for grades in SOME * 2:
        closed(collection, *grades)


def test_from_ten_rounds_on_there_is_an_interval(collection: Collection) -> None:
    many(collection)

    found = agreement.overall()

    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high < 1
    assert found == agreement.overall()


@pytest.mark.django_db
def test_before_anything_is_decided_agreement_is_not_defined_and_the_page_says_why(client: Client) -> None:
    builders.a_record()

    page = client.get(PAGE).content.decode()

    assert "Agreement is not defined: no blind round with two grades is closed yet." in page
    assert "Blind rounds closed: 0." in page
    assert "Agreement is not defined:" in client.get("/methodology/").content.decode()


def test_where_all_grades_are_the_same_agreement_is_not_one_but_not_defined(
    collection: Collection, client: Client
) -> None:
    for _ in range(3):
        closed(collection, "1", "1")

    page = client.get(PAGE).content.decode()

    assert "Agreement is not defined: every grade given so far is the same, and chance would agree as well." in page
    assert figures(agreement.overall()) == (3, 3, 6, None)


@pytest.mark.parametrize("why", [why for why in Undefined if why not in agreement.NO_ALPHA])
def test_every_reason_for_no_interval_has_its_words(why: Undefined) -> None:
    assert str(agreement.NO_RANGE[why])


def test_complete_agreement_is_one_and_has_no_interval(collection: Collection, client: Client) -> None:
    for grade in ("0", "0.25", "0.5", "0.75", "1") * 2:
        closed(collection, grade, grade)

    page = client.get(PAGE).content.decode()

    assert "Agreement is 1.00. No interval is given: nobody has differed yet" in page


def test_the_page_shows_figures_by_collection_in_both_languages(collection: Collection, client: Client) -> None:
    many(collection)

    page = client.get(PAGE).content.decode()
    french = client.get(f"/fr{PAGE}").content.decode()

    assert page.count("Agreement is 0.91. Very likely, about 9 times in 10, it lies between") == 2
    assert "Blind rounds closed: 12. With two first grades or more: 12. Grades compared: 24." in page
    assert f'id="{collection.slug}"' in page
    assert french.count("0,91") == 2


def test_the_page_of_a_collection_leads_to_its_agreement(collection: Collection, client: Client) -> None:
    page = client.get(collection.get_absolute_url()).content.decode()

    assert f'href="{PAGE}#{collection.slug}"' in page


def read(client: Client) -> Any:
    return client.get(DATA).json()


def test_programs_read_the_figures_and_how_they_were_made(collection: Collection, client: Client) -> None:
    many(collection)

    answer = read(client)
    together, one = answer["results"]

    assert answer["method"] == agreement.METHOD
    assert (answer["coefficient"], answer["scale"]) == ("krippendorff_alpha", "ordinal")
    assert answer["interval"]["level"] == 0.9
    assert (together["collection"], one["collection"]) == (None, collection.slug)
    assert together | {"collection": collection.slug} == one
    assert (one["closed_blind_rounds"], one["rounds"], one["verdicts"]) == (12, 12, 24)
    assert 0 < float(one["low"]) < float(one["alpha"]) < float(one["high"]) < 1
    assert (one["no_alpha_because"], one["no_interval_because"]) == (None, None)


def test_programs_read_null_and_a_reason_where_it_is_not_defined(collection: Collection, client: Client) -> None:
    closed(collection, "1", "1")

    together = read(client)["results"][0]

    assert (together["alpha"], together["low"], together["high"]) == (None, None, None)
    assert together["no_alpha_because"] == together["no_interval_because"] == "no variation"


def test_the_api_lists_it_and_takes_no_parameter(collection: Collection, client: Client) -> None:
    assert client.get("/api/v1/").json()["agreement"].endswith(DATA)
    assert client.get(DATA, {"open": "1"}).status_code == 400


def test_the_page_takes_two_questions_to_the_database_whatever_there_is(
    collection: Collection,
    django_assert_num_queries: Any,
) -> None:
    many(collection)
    builders.a_collection()

    with django_assert_num_queries(2):
        agreement.everywhere()
