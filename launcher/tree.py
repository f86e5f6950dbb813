"""What must never be in the tree: addresses of package registries, paths of somebody's machine, keys."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from launcher.places import ROOT

# Written with brackets so that this file does not find itself.
FORBIDDEN = {
    "the address of a package registry": r"py[p]i\.org|py[t]honhosted|registry\.n[p]mjs|deb\.d[e]bian\.org|index-u[r]l",
    "a path of one machine": r"(?<![\w.}])/(wor[k]|roo[t]|hom[e]/[a-z][\w.-]*|Use[r]s/[A-Za-z][\w.-]*)/",
    "a private key": r"-----BEGI[N] [A-Z ]*PRIVATE KEY-----",
    "an unresolved merge": r"^<{7} |^>{7} ",
}
PATTERNS = {meaning: re.compile(pattern, re.MULTILINE) for meaning, pattern in FORBIDDEN.items()}


def files() -> Iterator[Path]:
    """Everything git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    yield from (ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def findings(name: str, text: str) -> Iterator[str]:
    """`name:line: it holds ...` for each forbidden thing in a text."""
    for meaning, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield f"{name}:{line}: holds {meaning}: {match.group().strip()}"


def main() -> int:
    """Print what was found. Returns 1 if anything was."""
    found = [
        finding
        for file in files()
        for finding in findings(str(file.relative_to(ROOT)), file.read_bytes().decode("utf-8", errors="replace"))
    ]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
