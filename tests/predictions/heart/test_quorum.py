"""When verdicts decide, and what."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions.lifecycle import GRADES, Judgement
from predictions.quorum import Filed, Waiting, decide

grades = st.sampled_from(GRADES)
verdicts = grades.map(lambda grade: Filed(Judgement.GRADED, grade)) | st.sampled_from(
    [Filed(judgement) for judgement in Judgement if judgement is not Judgement.GRADED]
)


def filed(*said: str) -> list[Filed]:
    return [Filed(Judgement(one)) if one in list(Judgement) else Filed(Judgement.GRADED, Decimal(one)) for one in said]


@pytest.mark.parametrize(
    ("said", "quorum", "decision"),
    [
        ([], 2, "verdicts"),
        (["1"], 2, "verdicts"),
        (["1"], 1, "1"),
        (["1", "1"], 2, "1"),
        (["1", "0.75"], 2, "0.75"),
        (["0", "0.25"], 2, "0.25"),
        (["0.5", "0.75"], 2, "0.5"),
        (["0.25", "0.5"], 2, "0.5"),
        (["1", "0.5"], 2, "adjudicator"),
        (["1", "0"], 2, "adjudicator"),
        (["1", "ambiguous"], 2, "adjudicator"),
        (["annul", "annul"], 2, "adjudicator"),
        (["1", "cannot-assess"], 2, "verdicts"),
        (["1", "cannot-assess", "1"], 2, "1"),
        (["cannot-assess", "cannot-assess"], 2, "verdicts"),
        (["1", "0.75", "0.75"], 3, "0.75"),
        (["1", "1", "0.75"], 3, "1"),
        (["1", "0.75", "0.5"], 3, "adjudicator"),
        (["1", "1", "0.75"], 2, "1"),
        (["0.75", "0.75", "1", "1"], 4, "0.75"),
    ],
)
def test_verdicts_decide_as_the_method_says(said: list[str], quorum: int, decision: str) -> None:
    expected = Waiting(decision) if decision in list(Waiting) else Decimal(decision)

    assert decide(filed(*said), quorum) == expected


@given(st.lists(verdicts, max_size=6), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_filing_never_matters(said: list[Filed], quorum: int, chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert decide(shuffled, quorum) == decide(said, quorum)


@given(st.lists(verdicts, max_size=6), st.integers(1, 4))
def test_a_decision_is_a_grade_that_somebody_gave_at_the_median_or_beside_it(said: list[Filed], quorum: int) -> None:
    decision = decide(said, quorum)

    if isinstance(decision, Decimal):
        given_grades = [one.grade for one in said if one.grade is not None]
        assert decision in given_grades
        assert len(given_grades) >= quorum
        assert max(given_grades) - min(given_grades) <= Decimal("0.25")
        assert abs(Fraction(decision) - Fraction(statistics.median(given_grades))) <= Fraction(1, 8)


@given(st.lists(verdicts, max_size=6), st.integers(1, 4))
def test_who_cannot_assess_changes_nothing(said: list[Filed], quorum: int) -> None:
    assert decide([*said, Filed(Judgement.CANNOT_ASSESS)], quorum) == decide(said, quorum)


@given(st.lists(grades, min_size=2, max_size=2))
def test_a_decision_mirrors_when_every_grade_is_mirrored(pair: list[Decimal]) -> None:
    mirrored = [1 - grade for grade in pair]

    decision = decide([Filed(Judgement.GRADED, grade) for grade in pair], 2)
    other = decide([Filed(Judgement.GRADED, grade) for grade in mirrored], 2)

    assert other == (1 - decision if isinstance(decision, Decimal) else decision)


@pytest.mark.parametrize("quorum", [0, -1])
def test_a_quorum_of_nobody_is_refused(quorum: int) -> None:
    with pytest.raises(ValueError, match="It is 1 or more"):
        decide([], quorum)
