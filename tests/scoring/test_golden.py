"""The standings beside an independent slow computation, of an invented record and of the demonstration."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.core.management import call_command
from scipy.stats import beta

from predictions.lifecycle import Outcome
from predictions.models import Collection, Expert, Family, StatementKind
from scoring import actions
from scoring.models import Standing
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, slow

pytestmark = pytest.mark.django_db

HALF_A_MILLIONTH = 6e-7


def check(collection: Collection, at: datetime) -> None:
    """Compare every column of every line that is shown."""
    standings = {line.expert: line for line in boards.shown(collection).standings.all()}
    assert standings.keys() == with_a_line(collection, at)
    for expert, line in standings.items():
        check_alone(line, expert, collection, at)
    check_together([line for line in standings.values() if line.tier is not None], collection, at)


def with_a_line(collection: Collection, at: datetime) -> set[Expert]:
    outcomes = {expert: slow.sums(expert, collection, at)[1] for expert in Expert.objects.all()}
    return {expert for expert, counts in outcomes.items() if set(counts) - {"unscored"}}


def check_alone(line: Standing, expert: Expert, collection: Collection, at: datetime) -> None:
    (points, resolved, unknown), counts = slow.sums(expert, collection, at)
    low, high = (float(beta.ppf(share, *slow.belief(points, resolved))) for share in (0.05, 0.95))
    seen = [line.points, line.weight, line.score, line.low, line.high]

    assert [float(number) for number in seen] == pytest.approx(
        [float(points), float(resolved), float((points + 1) / (resolved + 2)), low, high], abs=3 * HALF_A_MILLIONTH
    )
    assert (line.resolved, line.ambiguous, line.annulled, line.overdue, line.unscored) == tuple(
        counts[word] for word in ("graded", "ambiguous", "annulled", "overdue", "unscored")
    )
    assert line.open == counts["open"] + counts["overdue"]
    assert (line.tier is not None) == (counts["graded"] >= collection.minimum)
    if resolved + unknown:
        share = (points / (resolved + unknown), (points + unknown) / (resolved + unknown))
        assert (float(line.bound_low), float(line.bound_high)) == pytest.approx(
            tuple(map(float, share)), abs=3 * HALF_A_MILLIONTH
        )
    if resolved:
        assert float(line.accuracy) == pytest.approx(float(points / resolved), abs=3 * HALF_A_MILLIONTH)


def check_together(ranked: list[Standing], collection: Collection, at: datetime) -> None:
    beliefs = [slow.belief(*slow.sums(line.expert, collection, at)[0][:2]) for line in ranked]
    for place, line in enumerate(ranked):
        chances = slow.rank_chances(beliefs[place], beliefs[:place] + beliefs[place + 1 :])
        expected = sum(rank * chance for rank, chance in enumerate(chances, start=1))

        assert float(line.p_best) == pytest.approx(chances[0], abs=5 * HALF_A_MILLIONTH)
        assert float(line.expected_rank) == pytest.approx(expected, abs=10 * HALF_A_MILLIONTH)
        assert (line.rank_low, line.rank_high) == (slow.reached(chances, 0.05), slow.reached(chances, 0.95))
        assert line.is_leader == (chances[0] >= 0.9 and len(ranked) > 1)


def an_invented_record() -> Collection:
    """Five people: ranked and not, with a family, an unclear claim, one at fault, open ones and an endorsement."""
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    family = builders.saved(Family(collection=collection, key="one-idea"))
    first = boards.a_ranked_expert(collection, "Expert one", "1", "0.75", "1", "1")
    second = boards.a_ranked_expert(collection, "Expert two", "0", "0.5", "0.25")
    third = boards.a_ranked_expert(collection, "Expert three")
    for grade in ("1", "0.25", "1"):
        boards.a_decided_claim(collection, third, grade, family=family)
    boards.a_decided_claim(collection, third, "0.5")
    boards.a_decided_claim(collection, third, "0", family=family, kind=StatementKind.ENDORSED)
    fourth = boards.a_ranked_expert(collection, "Expert four", "1")
    both = builders.a_claim(collection=collection, experts=[first, second, fourth], documents=0)
    boards.decided(builders.a_claim(collection=collection, experts=[first], documents=0), None, Outcome.AMBIGUOUS)
    boards.decided(builders.a_claim(collection=collection, experts=[second], documents=0), None, Outcome.ANNULLED)
    builders.a_claim(collection=collection, experts=[builders.an_expert("Expert five")], documents=0)
    boards.reopened(boards.decided(both, "1"))
    return collection


def test_an_invented_record_comes_out_as_by_hand() -> None:
    collection = an_invented_record()

    actions.sweep(at=NOW)

    assert boards.shown(collection).standings.count() == 5
    check(collection, NOW)


def test_four_with_twenty_claims_have_the_published_leader() -> None:
    builders.a_record()
    collection = builders.a_collection()
    for name, hits in (("Expert one", 18), ("Expert two", 12), ("Expert three", 11), ("Expert four", 9)):
        boards.a_ranked_expert(collection, name, *["1"] * hits, *["0"] * (20 - hits))

    actions.sweep(at=NOW)

    lines = sorted(boards.shown(collection).standings.all(), key=lambda line: -line.score)
    assert [str(round(line.score, 4)) for line in lines] == ["0.8636", "0.5909", "0.5455", "0.4545"]
    assert [str(round(line.p_best, 4)) for line in lines] == ["0.9775", "0.0154", "0.0063", "0.0008"]
    assert [(line.is_leader, line.tier) for line in lines] == [(True, 1), (False, 2), (False, 2), (False, 2)]


def test_the_demonstration_comes_out_as_by_hand() -> None:
    call_command("open_record", "--kind", "demonstration", verbosity=0)
    collection = Collection.objects.get()
    at = NOW + timedelta(days=1)

    actions.sweep(at=at)

    points = [slow.sums(expert, collection, at)[0][0] for expert in Expert.objects.all()]
    assert sum(points) > Fraction(5)
    check(collection, at)
