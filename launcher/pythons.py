"""Which Pythons this machine has: on PATH, and among those that pyenv keeps out of sight."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"python3\.\d+")
PROBE = "import json, sys; print(json.dumps([*sys.version_info[:2], sys.version_info.releaselevel]))"


@dataclass(frozen=True, order=True)
class Python:
    """An interpreter that runs, by version (3, 13)."""

    version: tuple[int, int]
    path: str


def newest_python() -> Python:
    """The newest released Python that runs here; the running one if there is no other."""
    found = [python for path in candidates() if (python := probe(path)) is not None]
    return max(found, default=Python((sys.version_info[0], sys.version_info[1]), sys.executable))


def candidates() -> Iterator[Path]:
    """Everything called python3.N in the folders of PATH and in pyenv's versions."""
    folders = [Path(folder) for folder in os.get_exec_path()]
    folders += sorted((pyenv_root() / "versions").glob("*/bin"))
    for folder in folders:
        if folder.is_dir():
            yield from (file for file in sorted(folder.iterdir()) if NAME.fullmatch(file.name))


def pyenv_root() -> Path:
    return Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def probe(path: Path) -> Python | None:
    """The interpreter at `path`, or None where it does not run (a version manager's placeholder) or is a preview."""
    try:
        done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, timeout=20, check=False)
        major, minor, level = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Python((major, minor), str(path)) if level == "final" else None
