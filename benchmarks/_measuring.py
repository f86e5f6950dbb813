"""How long things take beside one another: both sides in turn in one run, medians, ratios first."""

from __future__ import annotations

import gc
import json
import operator
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from time import perf_counter
from types import MappingProxyType

TIMES = 5


@dataclass(frozen=True)
class Row:
    """One line of a table: what was measured against what, and whether it is as it should be."""

    name: str
    ratio: float
    target: str
    """A comparison and a number, like "<= 5"."""
    detail: str = ""
    """Both sides in seconds, for people."""

    @property
    def ok(self) -> bool:
        """Whether the ratio meets the target."""
        how, bound = self.target.split()
        return bool({"<=": operator.le, ">=": operator.ge, "==": operator.eq}[how](self.ratio, float(bound)))


def interleaved(
    cases: Mapping[str, Callable[[], object]],
    *,
    times: int = TIMES,
    before: Mapping[str, Callable[[], object]] = MappingProxyType({}),
) -> dict[str, float]:
    """Run the cases in turn, A B C, A B C, after one turn that is not counted.

    before   what makes ready for a case each time, outside its time
    returns  the median seconds of each
    """
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for turn in range(times + 1):
        for name, run in cases.items():
            before.get(name, gc.collect)()
            gc.collect()
            start = perf_counter()
            run()
            if turn:
                taken[name].append(perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def told(seconds: float) -> str:
    """So many seconds, with the unit that suits them."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"


def as_json(rows: list[Row]) -> str:
    """One list of `{name, ratio, target, ok}` for a program to read."""
    kept = ("name", "ratio", "target")
    return json.dumps([{key: asdict(row)[key] for key in kept} | {"ok": row.ok} for row in rows])


def show(rows: list[Row]) -> None:
    """The table for people: ratios first."""
    wide = max((len(row.name) for row in rows), default=0)
    print(f"{'ratio':>9}  {'target':<8} {'':<6} {'what':<{wide}}  measured")
    for row in rows:
        print(f"{row.ratio:>9.3g}  {row.target:<8} {'ok' if row.ok else 'MISSED':<6} {row.name:<{wide}}  {row.detail}")


def say(text: str) -> None:
    """A line about how it goes, beside the output that programs read."""
    print(text, file=sys.stderr, flush=True)
