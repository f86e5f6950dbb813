"""How values and kinds of value are named to the person who wrote the file."""

from __future__ import annotations

from collections.abc import Iterable

SHOWN = 60


def shown(value: object) -> str:
    """`value` in double quotes, 60 characters at most; what does not print is escaped: nothing acts on a terminal."""
    text = str(value)
    head = text[:SHOWN]
    safe = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in head)
    return f'"{safe}..."' if len(text) > SHOWN else f'"{safe}"'


def listed(values: Iterable[object], *, last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    words = [str(value) for value in values]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def counted(number: int, noun: str) -> str:
    """`1 word`, `2 words`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
