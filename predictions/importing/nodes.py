"""A bundle as it stands in the file: values that remember their line, and the faults found on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from predictions.importing.errors import BundleError, Unfit
from predictions.importing.wording import printable

Path = tuple[str | int, ...]
Scalar = str | int | bool | Decimal | None
Value = Scalar | dict[str, "Node"] | list["Node"]

MOST_FAULTS = 2000
LABEL = 40


class TooManyFaults(Exception):
    """The file has so many faults that looking for more helps nobody."""


@dataclass(slots=True)
class Node:
    """One value of the file. `written` is its text when it is a scalar, `quoted` whether that text stood in quotes."""

    line: int
    value: Value
    written: str = ""
    quoted: bool = True
    key_lines: dict[str, int] = field(default_factory=dict)

    def fields(self) -> dict[str, Node]:
        """The entries of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> list[Node]:
        """The entries of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    def text(self, key: str) -> str | None:
        """The text under `key`, or None when there is none."""
        node = self.fields().get(key)
        return node.value if node is not None and isinstance(node.value, str) else None

    def number(self, key: str) -> int | None:
        """The whole number under `key`, or None when there is none."""
        node = self.fields().get(key)
        return node.value if node is not None and type(node.value) is int else None

    def plain(self) -> Any:
        """The value without lines: dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def at(self, *path: str | int) -> Node | None:
        """The node at `path` below this one, or None."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(step, str):
                node = node.fields().get(step)
            else:
                node = node.items()[step] if step < len(node.items()) else None
        return node

    def each(self, *path: str | int) -> Iterator[tuple[Path, Node]]:
        """The entries of the list at `path`, each with its path from here."""
        found = self.at(*path)
        for index, node in enumerate(found.items() if found else []):
            yield (*path, index), node


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path; its place is worded when the whole file has been read."""

    path: Path
    line: int
    wrong: str
    right: str


class Faults:
    """All faults of one file. A place already at fault is not reported a second time by a later check."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self._spoilt: set[Path] = set()
        self._told: set[Path] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, path: Path, line: int, wrong: str, right: str, *, spoilt: bool = False) -> None:
        """Note a fault. `spoilt` says that nothing can be known about the value there, nor below it."""
        self._found.append(Fault(path, line, wrong, right))
        if spoilt:
            self._spoilt.add(path)
        if len(self._found) >= MOST_FAULTS:
            raise TooManyFaults

    def add_unless_told(self, path: Path, line: int, wrong: str, right: str) -> None:
        """Note a fault unless this place has one already, or lies in something spoilt."""
        if path in self._told or any(path[:end] in self._spoilt for end in range(len(path) + 1)):
            return
        self._told.add(path)
        self.add(path, line, wrong, right)

    def add_unfit(self, path: Path, node: Node, unfit: Unfit) -> None:
        """Note that the value of `node` is unfit, unless told."""
        self.add_unless_told(path, node.line, unfit.wrong, unfit.right)

    def placed(self, root: Node | None) -> list[BundleError]:
        """All faults with their places in words."""
        return [
            BundleError(place(root, fault.path), fault.line, printable(fault.wrong), printable(fault.right))
            for fault in self._found
        ]


def place(root: Node | None, path: Path) -> str:
    """`path` in words: `claims[3] (SC-04) > evidence[2] (SC-04-E3) > url`; `file` for the whole."""
    steps: list[str] = []
    node = root
    for step in path:
        node = node.at(step) if node is not None else None
        if isinstance(step, str):
            steps.append(printable(step, longest=LABEL))
            continue
        label = (node.text("key") or node.text("expert")) if node is not None else None
        entry = f"[{step}] ({printable(label, longest=LABEL)})" if label else f"[{step}]"
        if steps:
            steps[-1] += entry
        else:
            steps.append(entry)
    return " > ".join(steps) or "file"
