"""Signed requests of a mail service: HMAC with a key of their own, for a few minutes. Standard library only."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from hashlib import sha256

WINDOW = timedelta(minutes=5)  # either way: clocks differ
SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def sign(body: bytes, *, key: str, at: datetime) -> str:
    """What `Hindcast-Signature` says of `body`: `t=SECONDS,v1=HMAC-SHA256 of "SECONDS." and the body`."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_hmac(body, seconds, key)}"


def is_signed(body: bytes, said: str, *, key: str, now: datetime) -> bool:
    """Whether `said` signs `body` with `key`, not longer than `WINDOW` ago."""
    found = SIGNATURE.fullmatch(said)
    if found is None:
        return False
    seconds = int(found[1])
    is_fresh = abs(now.timestamp() - seconds) <= WINDOW.total_seconds()
    return hmac.compare_digest(_hmac(body, seconds, key), found[2]) and is_fresh


def _hmac(body: bytes, seconds: int, key: str) -> str:
    return hmac.new(key.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
