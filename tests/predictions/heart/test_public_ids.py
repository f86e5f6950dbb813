"""Ids that people can read to each other without meeting somebody else's row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions import public_ids
from predictions.public_ids import SYMBOLS, NotAPublicId

numbers = st.integers(0, 32**8 - 1).filter(lambda number: number % 37 < 32)


def is_known(text: str) -> bool:
    try:
        public_ids.clean(text)
    except NotAPublicId:
        return False
    return True


@given(numbers)
def test_an_id_survives_being_read_out_and_typed_in(number: int) -> None:
    written = public_ids.encode(number)

    spoken = f" {written[:4]}-{written[4:]} ".lower().replace("0", "o").replace("1", "l")

    assert public_ids.clean(spoken) == written


@given(numbers)
def test_the_check_character_catches_every_slip_of_one_character(number: int) -> None:
    written = public_ids.encode(number)

    slips = [
        written[:place] + symbol + written[place + 1 :]
        for place in range(len(written))
        for symbol in SYMBOLS
        if symbol != written[place]
    ]

    assert [slip for slip in slips if is_known(slip)] == []


@given(numbers)
def test_the_check_character_catches_every_swap_of_neighbours(number: int) -> None:
    written = public_ids.encode(number)

    swaps = {
        written[:place] + written[place + 1] + written[place] + written[place + 2 :]
        for place in range(len(written) - 1)
    } - {written}

    assert [swap for swap in swaps if is_known(swap)] == []


def test_new_ids_are_valid_and_do_not_repeat() -> None:
    made = {public_ids.new() for _ in range(2000)}

    assert len(made) == 2000
    assert all(public_ids.clean(one) == one for one in made)


@pytest.mark.parametrize("number", [-1, 32**8, 36])
def test_a_number_that_has_no_id_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="has no public id"):
        public_ids.encode(number)


@pytest.mark.parametrize("text", ["", "1", "U" * 9, "0" * 10, "../../etc", "ſ00000000", "٠٠٠٠٠٠٠٠٠", "0" * 100_000])
def test_what_cannot_be_an_id_is_refused_with_an_example_of_one(text: str) -> None:
    with pytest.raises(NotAPublicId, match="like 000000011") as refusal:
        public_ids.clean(text)

    assert len(str(refusal.value)) < 200
