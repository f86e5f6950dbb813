"""The speeds of scoring beside the bare SQL of the same database, in one run: `./hindcast bench scoring`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from benchmarks import _database
from benchmarks._measuring import Row, as_json, say, show

ENGINES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


def main() -> int:
    """Measure, show, and say by the exit code whether it could be measured: a missed target is no failure."""
    options = _options()
    found: list[str] = []
    for engine, name in ENGINES.items():
        why_not = _database.without_postgresql() if engine == "postgresql" else None
        if why_not:
            say(f"{name} is left out: {why_not}")
            continue
        found.append(engine)
    # The figures of a small run mean nothing, so nothing is spoilt by running beside one another.
    with ThreadPoolExecutor(len(found) if options.size == "small" else 1) as pool:
        rows = [
            row for some in pool.map(lambda engine: _measured(engine, ENGINES[engine], options), found) for row in some
        ]
    print(as_json(rows)) if options.json else show(rows)
    return 0


def _options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="hindcast bench scoring", description=__doc__)
    asked.add_argument("--json", action="store_true", help="one list of {name, ratio, target, ok}")
    asked.add_argument("--size", choices=("small", "full"), default="full", help="small: under a minute in all")
    asked.add_argument("--long", action="store_true", help="also ten million contributions")
    return asked.parse_args()


def _measured(engine: str, name: str, options: argparse.Namespace) -> list[Row]:
    """The rows of one database, measured by a process of its own, which Django can be set up for once only."""
    say(f"{name}: writing made-up collections ...")
    with _database.temporary(engine) as environment:
        size = "long" if options.long else options.size
        command = _database.command("benchmarks._scoring", size)
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return [Row(**row | {"name": f"{name}: {row['name']}"}) for row in json.loads(done.stdout)]


if __name__ == "__main__":
    sys.exit(main())
