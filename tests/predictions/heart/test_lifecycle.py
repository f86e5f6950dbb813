"""The states of a claim and the moves between them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions import lifecycle
from predictions.lifecycle import GRADES, IllegalMove, Judgement, NotADueDate, Status

ALLOWED = {("draft", "open"), ("draft", "unscored"), ("open", "resolved"), ("resolved", "open")}


@pytest.mark.parametrize(("now", "to"), list(product(Status, Status)))
def test_a_claim_goes_only_where_the_life_of_a_claim_leads(now: Status, to: Status) -> None:
    if (now, to) in ALLOWED:
        lifecycle.check_move(now, to)
    else:
        ways = [there for here, there in sorted(ALLOWED) if here == now]
        with pytest.raises(IllegalMove, match=", ".join(ways) or "nowhere, this state is final"):
            lifecycle.check_move(now, to)


def test_a_claim_can_be_judged_when_its_last_day_has_ended_everywhere_on_our_clock() -> None:
    assert lifecycle.due_instant(date(2025, 12, 31)) == datetime(2026, 1, 1, tzinfo=UTC)
    assert lifecycle.due_instant(date(2024, 2, 28)) == datetime(2024, 2, 29, tzinfo=UTC)
    assert lifecycle.due_instant(date(2200, 12, 31)) == datetime(2201, 1, 1, tzinfo=UTC)


@given(st.dates(min_value=date(2201, 1, 1)))
def test_a_deadline_after_2200_is_refused(day: date) -> None:
    with pytest.raises(NotADueDate, match="2200-12-31 at the latest"):
        lifecycle.due_instant(day)


@given(st.decimals(allow_nan=False, allow_infinity=False) | st.none(), st.sampled_from(Judgement))
def test_a_grade_is_a_quarter_and_comes_with_a_judgement_that_is_a_grade(
    grade: Decimal | None, judgement: Judgement
) -> None:
    fits = grade in GRADES if judgement is Judgement.GRADED else grade is None

    if fits:
        lifecycle.check_grade(judgement, grade)
    else:
        with pytest.raises(ValueError, match="grade"):
            lifecycle.check_grade(judgement, grade)


@pytest.mark.parametrize("grade", GRADES)
def test_each_of_the_five_grades_is_one(grade: Decimal) -> None:
    lifecycle.check_grade(Judgement.GRADED, grade)
