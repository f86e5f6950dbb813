"""`./hindcast bench`: each file in benchmarks/ measures one speed we claim, beside its peer, in one run."""

from __future__ import annotations

import subprocess
import sys
from contextlib import redirect_stdout

from launcher.environment import prepare
from launcher.places import ROOT
from launcher.terminal import say
from launcher.trouble import Trouble

FOLDER = ROOT / "benchmarks"


def bench(name: str | None, *, as_json: bool = False, size: str = "full", long: bool = False) -> int:
    """Run `benchmarks/NAME.py` in the development environment, or list the names. Returns its exit code."""
    names = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    listed = ", ".join(names) or "none yet"
    if name is None:
        say(f"Benchmarks: {listed}.")
        return 0
    if name not in names:
        raise Trouble(f"There is no benchmark {name!r}; there is: {listed}.")
    # Standard output is for the figures alone.
    with redirect_stdout(sys.stderr):
        python = prepare("dev")
    options = ["--size", size, *(["--json"] if as_json else []), *(["--long"] if long else [])]
    return subprocess.run([python, "-m", f"benchmarks.{name}", *options], cwd=ROOT, check=False).returncode
