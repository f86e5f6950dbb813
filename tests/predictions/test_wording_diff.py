"""What a reader is shown of a change between two texts."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from predictions.wording_diff import MOST_CHARACTERS, MOST_TOKENS, Piece, wording_diff

WORDS = st.lists(st.sampled_from(["most", "models", "0.50", "l’an", " ", ", ", "\n", "?", "🌍", "שלום"])).map("".join)


@given(before=WORDS | st.text(), after=WORDS | st.text())
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    pieces = wording_diff(before, after)

    assert "".join(text for op, text in pieces if op != "insert") == before
    assert "".join(text for op, text in pieces if op != "delete") == after
    assert all(text for _, text in pieces)
    assert all(one.op != other.op for one, other in pairwise(pieces))


def test_a_phrase_that_was_rewritten_is_shown_as_one_change() -> None:
    before = "Fusions will soon be replaced by architectures."
    after = "Fusions will give way to architectures."

    pieces = wording_diff(before, after)

    assert pieces == [
        Piece("equal", "Fusions will "),
        Piece("delete", "soon be replaced by"),
        Piece("insert", "give way to"),
        Piece("equal", " architectures."),
    ]


def test_a_number_changes_as_a_whole() -> None:
    pieces = wording_diff("Partly came true, 0.50", "Partly came true, 0.75")

    assert pieces == [Piece("equal", "Partly came true, "), Piece("delete", "0.50"), Piece("insert", "0.75")]


def test_a_text_of_a_megabyte_is_shown_as_replaced_whole() -> None:
    before, after = "same " + "a " * MOST_CHARACTERS, "same " + "b " * MOST_CHARACTERS

    pieces = wording_diff(before, after)

    assert pieces == [Piece("delete", before), Piece("insert", after)]


def test_where_too_many_words_differ_only_the_common_ends_are_kept() -> None:
    old = " ".join(f"old{n}" for n in range(MOST_TOKENS))
    new = " ".join(f"new{n}" for n in range(MOST_TOKENS))

    pieces = wording_diff(f"It was {old} then.", f"It was {new} then.")

    assert pieces == [
        Piece("equal", "It was "),
        Piece("delete", old),
        Piece("insert", new),
        Piece("equal", " then."),
    ]


def test_a_small_change_in_a_long_text_is_still_found() -> None:
    many = "word " * (MOST_TOKENS * 2)

    pieces = wording_diff(f"{many}most {many}", f"{many}half {many}")

    assert [piece for piece in pieces if piece.op != "equal"] == [Piece("delete", "most"), Piece("insert", "half")]
