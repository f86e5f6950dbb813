"""How values and kinds of value are named to the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 60
LONGEST_SENTENCE = 500


def printable(text: str, *, longest: int = LONGEST_SENTENCE) -> str:
    """`text`, shortened to `longest` characters, with what does not print escaped: nothing in it acts on a terminal."""
    head = text[:longest]
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in head)
    return f"{safe}..." if len(text) > longest else safe


def shown(value: object) -> str:
    """`value` in double quotes, printable, 60 characters at most."""
    return f'"{printable(str(value), longest=SHOWN)}"'


def listed(values: Iterable[object], *, last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    words = [str(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, noun: str) -> str:
    """`1 word`, `2 words`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
