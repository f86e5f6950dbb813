"""What changed between two texts, word by word. Standard library only; never slow, however long the texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Op = Literal["equal", "delete", "insert"]

# A word may hold a point, comma, apostrophe or hyphen (0.50, l’énoncé); other signs and spaces stand alone.
TOKEN = re.compile(r"\w+(?:[.,'’\-]\w+)*|\s+|[^\w\s]")

MOST_CHARACTERS = 200_000
MOST_TOKENS = 2_000


class Piece(NamedTuple):
    """A stretch of text and what became of it."""

    op: Op
    text: str


def wording_diff(before: str, after: str) -> list[Piece]:
    """The pieces that turn `before` into `after`, in reading order; what went stands before what took its place.

    before, after  any two texts
    returns        no piece is empty and no two neighbours have the same op; `equal` and `delete` joined give `before`,
                   `equal` and `insert` joined give `after`

    Texts of more than `MOST_CHARACTERS` together, or with more than `MOST_TOKENS` words and signs between their common
    start and end, are shown as replaced whole: comparing them could take minutes.
    """
    if len(before) + len(after) > MOST_CHARACTERS:
        return pieces([Step(before, after)])
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = common_length(old, new)
    end = common_length(old[start:][::-1], new[start:][::-1])
    head, tail = "".join(old[:start]), "".join(old[len(old) - end :])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(old), len(new)) > MOST_TOKENS:
        changes = [Step("".join(old), "".join(new))]
    else:
        changes = readable(compared(old, new))
    return pieces([Step(head, head), *changes, Step(tail, tail)])


class Step(NamedTuple):
    """One stretch of both texts: equal, or replaced; one of the two may be empty."""

    was: str
    became: str


def common_length(one: Sequence[str], other: Sequence[str]) -> int:
    """How many tokens the two have in common at their start."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))


def compared(old: list[str], new: list[str]) -> list[Step]:
    """Equal and changed stretches in turn. Spaces anchor no match; in long texts frequent words do not either."""
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=True)
    return [Step("".join(old[i:j]), "".join(new[k:m])) for _, i, j, k, m in matcher.get_opcodes()]


def readable(steps: list[Step]) -> list[Step]:
    """The same, with a space that stands alone between two changes taken into them: phrases, not single words."""
    result: list[Step] = []
    for step in steps:
        merged = Step(*map("".join, zip(*result[-2:], step, strict=True)))
        if len(result) > 1 and result[-1].was.isspace() and merged.was.strip() and merged.became.strip():
            result[-2:] = [merged]
        else:
            result.append(step)
    return result


def pieces(steps: list[Step]) -> list[Piece]:
    """What a reader sees of each step, without what is empty."""
    result: list[Piece] = []
    for was, became in steps:
        seen = [Piece("equal", was)] if was == became else [Piece("delete", was), Piece("insert", became)]
        result += [piece for piece in seen if piece.text]
    return result
