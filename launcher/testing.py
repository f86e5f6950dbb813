"""`./hindcast test`: the suite on SQLite, then what touches the database again on PostgreSQL and Redis."""

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
    first = pytest(python, parallel(), surroundings)
    say("\nOnce more on PostgreSQL and Redis: the tests that touch the database.")
    second = pytest(python, [*parallel(), "-m", "database"], {**surroundings, "HINDCAST_TEST_DATABASE": "postgresql"})
    return first or second


def parallel() -> list[str]:
    """One process a core, up to four (each has Redis databases of its own), whole files at a time."""
    return ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]


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
    fast = ["-m", "not long and not browser", "-W", "default", "--ignore", "tests/journeys", *parallel()]
    return pytest(python, [*fast, *arguments], surroundings)
