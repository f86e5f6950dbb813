"""How long to wait before a mail is tried again. Standard library only."""

from __future__ import annotations

import hashlib
from datetime import timedelta

MOST_TRIES = 8
FIRST = timedelta(minutes=4)
LONGEST = timedelta(hours=12)
SPREAD = 0.2  # of the step, up or down: mails that failed together do not come back together


def wait(*, tries: int, seed: str) -> timedelta:
    """The pause after try number `tries`: 4 minutes, 16, 64 ..., up to a fifth shorter or longer, at most 12 hours.

    tries  1 or more
    seed   what the fifth is drawn by, so that a mail has the same pauses wherever they are worked out: its Message-ID
    """
    step = min(FIRST * int(4 ** (min(tries, MOST_TRIES) - 1)), LONGEST)
    return min(step * (1 + SPREAD * (2 * _fraction(f"{seed} {tries}") - 1)), LONGEST)


def _fraction(text: str) -> float:
    """A number in [0, 1) that looks random and depends on `text` alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
