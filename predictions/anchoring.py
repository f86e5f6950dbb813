"""Where a quote stands in a text: exact words, what is before and after them, and the place. Standard library only.

After the TextQuoteSelector and TextPositionSelector of the W3C Web Annotation Data Model; places count characters (code
points) from 0, and `end` is the place after the last one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from predictions.sentences import Sentence, gettext_noop

AROUND = 32  # characters kept before and after a quote
LIKE = 0.8  # how alike words must be to be taken for a corrected form of others
SHOWN = 60
MOST_LISTED = 12  # paragraphs in one sentence
# Characters that keyboards and editors exchange for each other; one for one, so that places stay what they are.
_ALIKE = str.maketrans("’‘ʼ`“”„«»‐‑–—\u00a0\u202f\u2009\t\n", '\'\'\'\'"""""----     ')


@dataclass(frozen=True)
class Paragraph:
    """A line of the text that is not empty. Numbers begin at 1."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Anchor:
    """A passage of a text, so that it is found again: its words, those around it, and its place."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


class NotAnchored(ValueError):
    """The words cannot be tied to one place of the text; the message says why and what would be right."""


class NotFound(NotAnchored):
    """The words do not stand in the text."""


class FoundSeveral(NotAnchored):
    """The words stand in the text more than once."""

    def __init__(self, sentence: Sentence, paragraphs: list[int]) -> None:
        super().__init__(sentence)
        self.paragraphs = paragraphs


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text` in order."""
    found: list[Paragraph] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Paragraph(len(found) + 1, start, start + len(line)))
        start += len(line) + 1
    return found


def paragraph_at(text: str, place: int) -> int:
    """The number of the paragraph in which `place` lies, or of the one before it; 1 at the least."""
    return _numbers(text, [place])[0]


def _numbers(text: str, places: list[int]) -> list[int]:
    """The paragraph of each place; the text is read once, however many there are."""
    starts = [one.start for one in paragraphs(text)]
    return [max(1, bisect_right(starts, place)) for place in places]


def anchor(text: str, start: int, end: int) -> Anchor:
    """The passage from `start` to `end`, without the blanks at its edges.

    raises  NotFound when there is no such passage
    """
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise NotFound(gettext_noop("There are no words at this place of the text. Select the passage again."))
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Anchor(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start, end)


def find(
    text: str,
    exact: str,
    *,
    prefix: str = "",
    suffix: str = "",
    start: int | None = None,
    paragraph: int | None = None,
) -> Anchor:
    """The one place of `text` at which the words `exact` stand.

    Blanks, apostrophes, dashes and quotation marks may be written in another way; the anchor holds the text's own.
    start      where the words were selected; taken at its word when they stand there
    paragraph  its number, where the words alone do not tell
    raises     NotFound, FoundSeveral
    """
    if not exact.strip():
        raise NotFound(gettext_noop("No words are quoted. Select a passage, or type its exact words."))
    places = list(_places(text, exact))
    if start is not None and (here := [one for one in places if one[0] == start]):
        return anchor(text, *here[0])
    if paragraph is not None:
        numbers = _numbers(text, [start for start, _end in places])
        places = [one for one, number in zip(places, numbers, strict=True) if number == paragraph]
    if not places:
        raise NotFound(_not_found(text, exact, paragraph))
    if len(places) > 1 and (prefix or suffix):
        places = [one for one in places if _fits(text, one, prefix, suffix)] or places
    if len(places) > 1:
        raise _several(text, places)
    return anchor(text, *places[0])


def reanchor(old: Anchor, text: str) -> Anchor | None:
    """The passage of a corrected text that `old` stood for, or None where nothing is like it.

    The same words, as near as can be to what stood around them; otherwise what now stands between the same
    neighbours, if it is much like the old words.
    """
    places = list(_places(text, old.exact))
    if places:
        return anchor(text, *max(places, key=lambda one: (_common(text, one, old), -abs(one[0] - old.start))))
    return _between(old, text)


def _places(text: str, exact: str) -> Iterator[tuple[int, int]]:
    """Every place where `exact` stands letter for letter; if there is none, where it stands in another spelling."""
    words = exact.strip()
    places = [(found.start(), found.start() + len(words)) for found in re.finditer(f"(?={re.escape(words)})", text)]
    if places:
        yield from places
        return
    pattern = r"\s+".join(re.escape(word) for word in words.translate(_ALIKE).split())
    if pattern:
        for found in re.finditer(f"(?=({pattern}))", text.translate(_ALIKE)):
            yield found.span(1)


def _fits(text: str, place: tuple[int, int], prefix: str, suffix: str) -> bool:
    return text[: place[0]].endswith(prefix) and text[place[1] :].startswith(suffix)


def _common(text: str, place: tuple[int, int], old: Anchor) -> int:
    """How many characters around `place` are those that stood around `old`."""
    before, after = text[max(0, place[0] - AROUND) : place[0]], text[place[1] : place[1] + AROUND]
    return _alike(before[::-1], old.prefix[::-1]) + _alike(after, old.suffix)


def _alike(one: str, other: str) -> int:
    return next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )


def _between(old: Anchor, text: str) -> Anchor | None:
    """What stands between the old neighbours, if it is much like what stood there."""
    before, after = old.prefix[-12:], old.suffix[:12]
    found = []
    for start in [one.end() for one in re.finditer(re.escape(before), text)] if before.strip() else [0]:
        window = text[start : start + 2 * len(old.exact) + AROUND]
        stop = window.find(after) if after.strip() else len(old.exact)
        if stop > 0 and window[:stop].strip():
            found.append((SequenceMatcher(None, old.exact, window[:stop], autojunk=False).ratio(), start, start + stop))
    if not found or max(found)[0] < LIKE:
        return None
    _ratio, start, end = max(found)
    return anchor(text, start, end)


def _not_found(text: str, exact: str, paragraph: int | None) -> Sentence:
    if paragraph is not None:
        return gettext_noop(
            "These words do not stand in paragraph %(paragraph)s. Leave the paragraph empty to look everywhere.",
            paragraph=paragraph,
        )
    words = exact.split()
    for count in range(len(words) - 1, 1, -1):
        places = list(_places(text, " ".join(words[:count])))
        if places:
            start, end = places[0]
            return gettext_noop(
                "These words do not stand in the text. In paragraph %(paragraph)s it says “%(said)s”: "
                "copy the words from there.",
                paragraph=paragraph_at(text, start),
                said=text[start : end + SHOWN].partition("\n")[0].strip(),
            )
    return gettext_noop(
        "These words do not stand in the text, nor does their beginning. Copy them from the paragraph where they stand."
    )


def _several(text: str, places: list[tuple[int, int]]) -> FoundSeveral:
    numbers = sorted(set(_numbers(text, [start for start, _end in places])))
    if len(numbers) == 1:
        sentence = gettext_noop(
            "These words stand %(count)s times in paragraph %(paragraph)s. Quote a word more before or after them.",
            count=len(places),
            paragraph=numbers[0],
        )
    else:
        sentence = gettext_noop(
            "These words stand %(count)s times in the text: in paragraphs %(paragraphs)s. Give the paragraph you mean.",
            count=len(places),
            paragraphs=", ".join(map(str, numbers[:MOST_LISTED])) + (" …" if len(numbers) > MOST_LISTED else ""),
        )
    return FoundSeveral(sentence, numbers)
