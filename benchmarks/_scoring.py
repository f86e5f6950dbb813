"""What `benchmarks.scoring` measures on one database, in a process that was given it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import pairwise

from django.core.management import call_command

from benchmarks import _data, _database, _edits, _jobs
from benchmarks._data import Made
from benchmarks._measuring import Row, interleaved, say, told
from predictions.models import Collection
from scoring import actions
from scoring.rules.board import board


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    growth: tuple[int, ...]
    """Contributions, a hundred an expert: of a million, ten thousand experts."""
    flat: tuple[int, int]
    """Contributions of the boards on which one verdict is followed, few and many."""
    experts: int
    """Of each of those boards."""
    edits: int

    @property
    def compared(self) -> int:
        """Of how many contributions the figures are that stand beside the bare SQL."""
        return min(self.growth[-1], 1_000_000)


SIZES = {
    "small": Size(growth=(800, 8_000), flat=(800, 8_000), experts=20, edits=500),
    "full": Size(growth=(10_000, 100_000, 1_000_000), flat=(10_000, 1_000_000), experts=100, edits=100_000),
    "long": Size(growth=(10_000, 100_000, 1_000_000, 10_000_000), flat=(10_000, 1_000_000), experts=100, edits=100_000),
}
AN_EXPERT = 100
"""Contributions of one expert, on the mean."""
TURNS = 10
"""How often a verdict is decided and reopened, in turn."""


def main(size: Size) -> list[Row]:
    """All rows of this database."""
    call_command("migrate", verbosity=0)
    _data.open_record()
    with _data.unhindered():
        growing = {many: _data.a_collection(many, many // AN_EXPERT) for many in size.growth}
        few, many = (_data.a_collection(contributions, size.experts) for contributions in size.flat)
    _data.caught_up()
    _data.settled()
    return [
        *_beside_bare_sql(growing, size),
        *_memory(few, many),
        *_verdicts(few, many, growing[size.compared]),
        _edited(growing[size.compared], size.edits),
    ]


def _beside_bare_sql(growing: dict[int, Made], size: Size) -> Iterator[Row]:
    made = growing[size.compared]
    say(f"  measuring {made.contributions:,} contributions of {made.experts:,} experts ...")
    _jobs.rescore(made)
    lines = _jobs.lines(made)
    sizes = {f"rescore {many}": partial(_jobs.rescore, one) for many, one in growing.items()}
    forget = partial(_jobs.forget_releases, list(growing.values()))
    cases: dict[str, Callable[[], object]] = {
        "bare": partial(_jobs.bare, made),
        **sizes,
        "ranks": partial(board, lines),
        "old": partial(_jobs.old_board, made),
    }
    found = interleaved(cases, before=dict.fromkeys(cases, forget))
    floor, whole = found["bare"], found[f"rescore {size.compared}"]
    called = f"{size.compared:,} contributions"
    target = "<= 5" if _data.is_postgresql() else "<= 3"
    yield _row(f"rescore of {called} / bare GROUP BY", whole, floor, target)
    for smaller, larger in pairwise(growing):
        name = f"rescore of {larger:,} / of {smaller:,} contributions"
        yield _row(name, found[f"rescore {larger}"], found[f"rescore {smaller}"], "<= 12")
    yield _row(f"P(best) and rank ranges of {made.experts:,} / rescore of {called}", found["ranks"], whole, "<= 1")
    yield _row(f"as_of board of {called} / bare GROUP BY", found["old"], floor, "<= 3")


def _row(name: str, ours: float, beside: float, target: str) -> Row:
    return Row(name, round(ours / beside, 3), target, f"{told(ours)} / {told(beside)}")


def _memory(few: Made, many: Made) -> Iterator[Row]:
    """What a process of its own needs at most."""
    small, large = (_peak(made) for made in (few, many))
    name = f"peak memory of a rescore of {many.contributions:,} / of {few.contributions:,}, {few.experts} experts"
    yield Row(name, round(large / small, 3), "<= 1.1", f"{large / 1024:.0f} MiB / {small / 1024:.0f} MiB")


def _peak(made: Made) -> int:
    command = _database.command("benchmarks._scoring", "peak", made.collection.pk)
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


def rescored_alone(pk: str) -> int:
    """Rescore one collection. Returns the most memory that this process ever had, in KiB."""
    _jobs.rescore(Made(Collection.objects.get(pk=pk), 0, 0, "", ""))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _verdicts(few: Made, many: Made, most: Made) -> Iterator[Row]:
    say("  following one verdict ...")
    on = {
        "few": _jobs.Verdict(few, few.last_expert),
        "many": _jobs.Verdict(many, many.last_expert),
        "first": _jobs.Verdict(many, many.first_expert),
        "most": _jobs.Verdict(most, most.last_expert),
    }
    actions.sweep(at=_jobs.Verdict.at, without_pause=True)
    # The change belongs before the case whose time is taken, and to it alone.
    found = interleaved(
        {name: verdict.publish for name, verdict in on.items()} | {"rescore": partial(_jobs.rescore, most)},
        times=TURNS,
        before={name: verdict.change for name, verdict in on.items()},
    )
    contributions = f"{many.contributions:,} / of {few.contributions:,} contributions, {few.experts} experts"
    yield _row(f"one verdict published, of {contributions}", found["many"], found["few"], "<= 1.5")
    name = f"one verdict published, of an expert with {many.contributions // 50:,} claims / with the fewest"
    yield _row(name, found["first"], found["many"], "<= 1.5")
    name = f"rescore of {most.contributions:,} / one verdict published on a board of"
    yield _row(f"{name} {few.experts} experts", found["rescore"], found["many"], ">= 100")
    yield _row(f"{name} {most.experts:,} experts", found["rescore"], found["most"], ">= 100")


def _edited(made: Made, edits: int) -> Row:
    say(f"  {edits:,} random edits ...")
    found = _edits.differences_after(made, edits)
    return Row(f"figures that differ from a recount after {edits:,} random edits", found, "== 0")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["peak", pk]:
            print(rescored_alone(pk))
        case [name]:
            print(json.dumps([asdict(row) for row in main(SIZES[name])]))
