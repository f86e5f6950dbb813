"""The launcher's voice."""

from __future__ import annotations

import sys


def say(line: str) -> None:
    """Print one line at once, also where the output is a pipe."""
    print(line, flush=True)


def complain(line: str) -> None:
    """Print one line for the person to act on, on standard error."""
    print(f"hindcast: {line}", file=sys.stderr, flush=True)
