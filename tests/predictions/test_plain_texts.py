"""Texts as they are kept: nothing of them lost, and the same text always the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions import plain_texts
from predictions.plain_texts import LARGEST_FILE, LONGEST, UnfitText

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])
LINES = st.lists(st.text(LETTERS, min_size=1), min_size=1, max_size=6)


@given(LINES)
def test_no_letter_of_a_text_is_lost(lines):
    if not any(line.strip() for line in lines):
        lines = [*lines, "x"]

    kept = plain_texts.cleaned("\r\n".join(lines))

    letters = unicodedata.normalize("NFC", "".join("".join(lines).removeprefix("\ufeff").split()))
    assert "".join(kept.split()) == letters


@given(LINES, st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
def test_the_same_text_has_one_fingerprint_however_its_lines_end(lines, end):
    lines = ["x", *lines, "y"]

    ended = plain_texts.cleaned(end.join(lines) + end)

    assert plain_texts.fingerprint(ended) == plain_texts.fingerprint(plain_texts.cleaned("\n".join(lines)))


def test_accents_are_written_in_one_way():
    assert plain_texts.cleaned("e\u0301") == "\u00e9\n"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff\n"])
def test_an_empty_text_is_refused(text):
    with pytest.raises(UnfitText, match="There is no text in it"):
        plain_texts.cleaned(text)


def test_a_text_that_is_too_long_says_how_long_it_is_and_may_be():
    with pytest.raises(UnfitText, match=f"has {LONGEST + 2} characters; {LONGEST} are the most"):
        plain_texts.cleaned("x" * (LONGEST + 1))


@pytest.mark.parametrize("encoding", plain_texts.ENCODINGS)
def test_a_file_is_read_in_the_encoding_that_is_declared(encoding):
    assert plain_texts.decoded("L’été".replace("’", "'").encode(encoding), encoding) == "L'été"


def test_the_mark_that_some_editors_put_first_is_no_text():
    assert plain_texts.decoded(b"\xef\xbb\xbfA", "utf-8") == "A"


def test_a_file_in_another_encoding_says_where_it_does_not_fit():
    with pytest.raises(UnfitText, match="not written in UTF-8: byte 5, in line 2"):
        plain_texts.decoded("a\nb été".encode("latin-1"), "utf-8")


def test_a_file_that_is_too_large_says_so():
    with pytest.raises(UnfitText, match=f"{LARGEST_FILE} are the most"):
        plain_texts.decoded(b"x" * (LARGEST_FILE + 1), "utf-8")
