"""`./hindcast test`: the suite on SQLite, then what touches the database again on PostgreSQL and Redis.

Each time what can share the machine runs in parallel first, and then, by itself, what measures time.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launcher.environment import prepare
from launcher.messages import compile_changed
from launcher.places import ROOT
from launcher.pythons import newest_python
from launcher.terminal import say

NEWEST_DJANGO_NEEDS = (3, 12)
PAGES = ("tests/predictions/desk", "tests/predictions/pages")
NOTHING_COLLECTED = 5  # pytest's exit code where no test matches


def test(arguments: Sequence[str], *, strict: bool, long: bool, newest: bool) -> int:
    """Run the tests and return the first exit code that is not 0.

    Without pytest arguments the whole suite runs, on both databases where PostgreSQL is found; `strict` insists.
    """
    surroundings = {
        "HINDCAST_TEST_STRICT": "1" if strict else "",
        "HINDCAST_TEST_LONG": "1" if long else "",
    }
    compile_changed()
    if newest:
        return on_newest(arguments, surroundings)
    python = prepare("dev")
    if arguments:
        return pytest(python, arguments, surroundings)
    first = in_turn(python, surroundings)
    say("\nOnce more on PostgreSQL and Redis: the tests that touch the database.")
    # Pages are the same whatever lies under them: a second time is for those who have the time.
    chosen = "database" if long else "database and (alone or not browser)"
    pages = [] if long else [f"--ignore={folder}" for folder in PAGES]
    second = in_turn(python, {**surroundings, "HINDCAST_TEST_DATABASE": "postgresql"}, chosen=chosen, options=pages)
    return first or second


def in_turn(python: Path, surroundings: dict[str, str], *, chosen: str = "", options: Sequence[str] = ()) -> int:
    """Run what is not marked `alone` in parallel, then what is, in one process with nothing of ours beside it.

    `chosen` narrows both by a pytest expression of markers. Returns the first exit code that is not 0; that one of the
    two found no test is no failure.
    """
    beside = pytest(python, [*options, *parallel(), "-m", both("not alone", chosen)], surroundings)
    say("\nAlone, one after another: the tests that measure time.")
    alone = pytest(python, [*options, "-m", both("alone", chosen)], surroundings)
    return next((code for code in (beside, alone) if code not in (0, NOTHING_COLLECTED)), 0)


def both(one: str, other: str) -> str:
    """A marker expression that holds where both do; an empty one holds everywhere."""
    return f"{one} and ({other})" if other else one


def parallel() -> list[str]:
    """One process a core, up to four (each has Redis databases of its own), whole files at a time, in their order."""
    return ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder"]


def pytest(python: Path, arguments: Sequence[str], surroundings: dict[str, str]) -> int:
    """Run pytest in the project's folder, with variables added to ours."""
    return subprocess.run(
        [python, "-m", "pytest", *arguments], cwd=ROOT, env={**os.environ, **surroundings}, check=False
    ).returncode


def on_newest(arguments: Sequence[str], surroundings: dict[str, str]) -> int:
    """The fast tests on the newest Django and the newest Python here; its warnings are shown and are not errors."""
    base = newest_python()
    if base.version < NEWEST_DJANGO_NEEDS:
        say("The newest Django needs Python 3.12, and there is none here: nothing to try beyond the usual tests.")
        return 0
    say(f"The fast tests on the newest Django, with Python {'.'.join(map(str, base.version))}.")
    python = prepare("newest", venv=ROOT / ".venv-newest", base=base.path)
    # The journeys start the site in its own environment, which is not this one.
    fast, options = "not long and not browser and not thorough", ["-W", "default", "--ignore", "tests/journeys"]
    if arguments:
        return pytest(python, ["-m", fast, *options, *parallel(), *arguments], surroundings)
    return in_turn(python, surroundings, chosen=fast, options=options)
