"""Where a quote stands in a text, and that it is found again when the text is corrected."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from predictions import anchoring
from predictions.anchoring import AROUND, FoundSeveral, NotFound
from predictions.plain_texts import cleaned
from tests.predictions.articles import ARTICLE, FIRST, TWICE

TEXTS = st.text(st.sampled_from("abé \n’😀"), min_size=1, max_size=80).filter(str.strip)


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text and a stretch of it that is not blank."""
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    assume(text[start:end].strip())
    return text, start, end


@given(passages())
def test_an_anchor_says_what_stands_there_and_around_it(passage):
    text, start, end = passage

    found = anchoring.anchor(text, start, end)

    assert text[found.start : found.end] == found.exact == text[start:end].strip()
    assert text[: found.start].endswith(found.prefix)
    assert text[found.end :].startswith(found.suffix)
    assert len(found.prefix) == min(AROUND, found.start)
    assert len(found.suffix) == min(AROUND, len(text) - found.end)


@given(passages())
def test_a_passage_is_found_again_by_its_place(passage):
    text, start, end = passage
    anchor = anchoring.anchor(text, start, end)

    assert anchoring.find(text, anchor.exact, start=anchor.start) == anchor


@given(passages())
def test_words_alone_are_found_or_refused_but_never_found_elsewhere(passage):
    text, start, end = passage
    anchor = anchoring.anchor(text, start, end)

    is_plain = text.count(anchor.prefix + anchor.exact + anchor.suffix) == 1
    try:
        found = anchoring.find(text, anchor.exact, prefix=anchor.prefix, suffix=anchor.suffix)
    except FoundSeveral:
        found = None

    # At the edge of a text nothing stands before or after, and nothing can be told apart by that.
    assert found == anchor or (found is None and not (is_plain and anchor.prefix and anchor.suffix))


@given(passages(), st.text(st.sampled_from("xyz \n"), max_size=40))
def test_what_is_added_before_a_passage_moves_it_and_no_more(passage, added):
    text, start, end = passage
    old = anchoring.anchor(text, start, end)
    assume(text.count(old.exact) == 1)

    found = anchoring.reanchor(old, added + text)

    assert found is not None
    assert (found.exact, found.start) == (old.exact, old.start + len(added))


@given(passages())
def test_the_same_text_moves_nothing(passage):
    text, start, end = passage
    old = anchoring.anchor(text, start, end)

    assert anchoring.reanchor(old, text) == old


@given(TEXTS)
def test_paragraphs_are_the_lines_that_are_not_empty(text):
    found = anchoring.paragraphs(text)

    assert [text[one.start : one.end] for one in found] == [line for line in text.split("\n") if line.strip()]
    assert [one.number for one in found] == list(range(1, len(found) + 1))


def test_characters_are_counted_and_not_the_units_of_a_browser():
    found = anchoring.find("😀😀 ici", "ici")

    assert (found.start, found.end) == (3, 6)


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("l'année", "l’année"),
        ("“word”", "«word»"),
        ("two words", "two\u00a0words"),
        ("two   words", "two words"),
        ("two words", "two\nwords"),
        ("a-b", "a–b"),
    ],
)
def test_another_spelling_of_marks_and_blanks_is_found_and_the_texts_own_is_kept(typed, stands):
    assert anchoring.find(f"Before {stands} after.", typed).exact == stands


def test_words_that_stand_several_times_ask_for_the_paragraph():
    with pytest.raises(FoundSeveral, match="3 times in the text: in paragraphs 1, 2, 6"):
        anchoring.find(ARTICLE, TWICE)

    assert anchoring.paragraph_at(ARTICLE, anchoring.find(ARTICLE, TWICE, paragraph=2).start) == 2


def test_words_that_stand_twice_in_one_paragraph_ask_for_more_words():
    with pytest.raises(FoundSeveral, match=r"2 times in paragraph 1\. Quote a word more"):
        anchoring.find("ab c ab", "ab")


def test_words_around_tell_two_places_apart():
    assert anchoring.find("one ab, two ab.", "ab", prefix="two ").start == 12


def test_words_that_are_not_there_are_refused_with_what_the_text_says():
    with pytest.raises(NotFound, match="In paragraph 3 it says “trois éditeurs au moins livreront"):
        anchoring.find(ARTICLE, "trois éditeurs au moins vendront un modèle")


def test_words_that_stand_nowhere_are_refused():
    with pytest.raises(NotFound, match="nor does their beginning"):
        anchoring.find(ARTICLE, "rien de tel ici")


def test_words_of_another_paragraph_are_refused():
    with pytest.raises(NotFound, match="do not stand in paragraph 2"):
        anchoring.find(ARTICLE, FIRST, paragraph=2)


@pytest.mark.parametrize("words", ["", " \n"])
def test_no_words_are_no_quote(words):
    with pytest.raises(NotFound, match="No words are quoted"):
        anchoring.find(ARTICLE, words)


def test_a_corrected_word_is_recognised_between_its_neighbours():
    old = anchoring.find(ARTICLE, FIRST)

    found = anchoring.reanchor(old, ARTICLE.replace("livreront", "livrerons"))

    assert found is not None
    assert found.exact == FIRST.replace("livreront", "livrerons")


def test_a_passage_that_was_cut_out_is_found_nowhere():
    old = anchoring.find(ARTICLE, FIRST)

    assert anchoring.reanchor(old, ARTICLE.replace(FIRST, "rien")) is None


def test_of_two_places_the_one_among_the_same_words_is_taken():
    old = anchoring.find("A said it will rain. B said it will snow.", "it will", prefix="B said ", paragraph=1)

    found = anchoring.reanchor(old, "B said it will snow. A said it will rain.")

    assert found is not None
    assert found.start == len("B said ")


def test_a_cleaned_text_has_the_places_that_its_paragraphs_say():
    text = cleaned("\r\n Premier\r\n\r\nSecond \r")

    assert [text[one.start : one.end] for one in anchoring.paragraphs(text)] == [" Premier", "Second "]


def test_a_letter_that_stands_everywhere_is_refused_at_once():
    with pytest.raises(FoundSeveral, match="3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …"):
        anchoring.find("e e e e\n" * 25_000, "e")
