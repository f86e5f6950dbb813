"""Telling a person at a terminal what a bundle does to the record, or would do."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from predictions.importing.matching import Change, Difference, Plan
from predictions.importing.wording import printable
from predictions.wording_diff import wording_diff

WIDTH = 116
AROUND = 40  # characters of unchanged text shown beside a change


def tell(planned: Plan, *, written: bool) -> Iterator[str]:
    """The plan, line by line: + for what is new, ~ for what changes and how, = for what stays as it is.

    Nothing that a file or the record holds can act on the terminal.
    """
    new = [one for one in planned.differences if not one.changes]
    changed = [one for one in planned.differences if one.changes]
    if planned.is_empty:
        yield "The record holds all of this file already; nothing to add or change."
    else:
        verbs = ("Added", "changed") if written else ("Would add", "change")
        yield f"{verbs[0]} {len(new)}, {verbs[1]} {len(changed)}."
    for _, rows in groupby(sorted(new, key=_kind), key=_kind):
        yield from _list(list(rows))
    for one in changed:
        yield f"~ {one.fact._meta.verbose_name} {printable(one.label)}"
        for change in one.changes:
            yield from (f"    {line}" for line in _change(change))
    for line in planned.kept:
        yield f"= {printable(line)}"


def _kind(difference: Difference) -> str:
    return str(difference.fact._meta.verbose_name_plural)


def _list(rows: list[Difference]) -> Iterator[str]:
    """`+ 3 claims: SC-01, SC-02, SC-03`, folded."""
    line = f"+ {len(rows)} {_kind(rows[0]) if len(rows) > 1 else rows[0].fact._meta.verbose_name}:"
    for place, row in enumerate(rows, start=1):
        word = f" {printable(row.label)}{',' if place < len(rows) else ''}"
        if len(line) + len(word) > WIDTH:
            yield line
            line = "   "
        line += word
    yield line


def _change(change: Change) -> Iterator[str]:
    """One line for each part of a column that changes: `grades > 0.75: "..." -> "..."`, or the words that changed."""
    column, before, after = change
    was, becomes = dict(_parts(before, column)), dict(_parts(after, column))
    for place in dict.fromkeys([*was, *becomes]):
        old, new = was.get(place, ""), becomes.get(place, "")
        if old != new:
            yield f"{printable(place)}: {_difference(old, new)}"


def _parts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Every text in `value` with its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _parts(item, f"{place} > {key}")
    elif isinstance(value, list):
        for number, item in enumerate(value, start=1):
            yield from _parts(item, f"{place} > {item.get('key', number) if isinstance(item, dict) else number}")
    else:
        yield place, "" if value is None else str(value)


def _difference(old: str, new: str) -> str:
    if len(old) + len(new) <= 2 * AROUND:
        return f'"{printable(old)}" -> "{printable(new)}"'
    shown = []
    for piece in wording_diff(old, new):
        text = printable(piece.text)
        match piece.op:
            case "equal":
                shown.append(text if len(text) <= 2 * AROUND else f"{text[:AROUND]} ... {text[-AROUND:]}")
            case "delete":
                shown.append(f"[-{text}-]")
            case "insert":
                shown.append(f"{{+{text}+}}")
    return "".join(shown)
