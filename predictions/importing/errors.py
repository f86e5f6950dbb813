"""What is wrong with a bundle: every error with its place, its line, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PRINTED = 200


class Unfit(ValueError):
    """A single value that cannot be taken: `wrong` says why, `right` what would be taken instead."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(f"{wrong} Right would be: {right}.")
        self.wrong = wrong
        self.right = right


@dataclass(frozen=True, slots=True)
class BundleError:
    """One error of a bundle.

    place  where in the format, for people: `claims[3] (SC-04) > evidence[2] (SC-04-E3) > url`, or `file`
    line   the line of the file, from 1; 0 when no line can be named
    wrong  a sentence: what is wrong
    right  a phrase that completes "right would be"
    """

    place: str
    line: int
    wrong: str
    right: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.place}" if self.line else self.place
        return f"{where}: {self.wrong} Right would be: {self.right}."


class BundleErrors(Exception):
    """Every error of one file, in the order of its lines; the text is the numbered list."""

    def __init__(self, errors: Sequence[BundleError], *, name: str = "The bundle") -> None:
        self.errors = tuple(sorted(errors, key=lambda error: error.line))
        self.name = name
        super().__init__(name, self.errors)

    def __str__(self) -> str:
        count = len(self.errors)
        lines = [f"{self.name} cannot be taken: {count} error{'' if count == 1 else 's'}."]
        lines += [f"{number}. {error}" for number, error in enumerate(self.errors[:PRINTED], start=1)]
        if count > PRINTED:
            lines.append(f"... and {count - PRINTED} more.")
        return "\n".join(lines)
