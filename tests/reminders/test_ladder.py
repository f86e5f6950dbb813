"""The pauses between tries grow, are bounded, and are not the same for all mails that failed together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reminders import ladder

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("tries", "minutes"), [(1, 4), (2, 16), (3, 64), (4, 256)])
def test_each_pause_is_four_times_the_one_before_give_or_take_a_fifth(tries: int, minutes: int) -> None:
    waits = [ladder.wait(tries=tries, seed=f"<{number}@example.org>") / MINUTE for number in range(200)]

    assert minutes * 0.8 <= min(waits) < minutes * 0.85
    assert minutes * 1.15 < max(waits) <= minutes * 1.2


@pytest.mark.parametrize("tries", [5, 8, 1_000])
def test_no_pause_is_longer_than_half_a_day(tries: int) -> None:
    waits = {ladder.wait(tries=tries, seed=str(number)) for number in range(50)}

    assert max(waits) == ladder.LONGEST
    assert min(waits) >= ladder.LONGEST * 0.8


def test_a_mail_has_the_same_pauses_wherever_they_are_worked_out() -> None:
    assert ladder.wait(tries=2, seed="<a@example.org>") == ladder.wait(tries=2, seed="<a@example.org>")
    assert ladder.wait(tries=2, seed="<a@example.org>") != ladder.wait(tries=2, seed="<b@example.org>")
