"""Health probes for containers: `python -m launcher.probe web` and `python -m launcher.probe worker`."""

from __future__ import annotations

import os
import signal
import sys
import time

from launcher.addresses import Address, answers
from launcher.places import data_folder
from launcher.supervising import STALE

PORT = 8000


def web() -> bool:
    """Whether the web server of this container answers."""
    return answers(Address("127.0.0.1", PORT))


def worker() -> bool:
    """Whether a task came through the queue within the last minute.

    A worker that is alive and deaf never ends by itself, and an engine restarts only what has ended: so a stale one is
    told to quit. Its work is in the database and waits there.
    """
    try:
        stale = time.time() - (data_folder() / "heartbeat").stat().st_mtime > STALE
    except FileNotFoundError:
        return False
    if stale:
        os.kill(1, signal.SIGQUIT)
    return not stale


def main() -> int:
    """Exit code 0 for healthy, 1 otherwise."""
    probes = {"web": web, "worker": worker}
    if len(sys.argv) != 2 or sys.argv[1] not in probes:
        sys.exit(f"usage: python -m launcher.probe {'|'.join(probes)}")
    return 0 if probes[sys.argv[1]]() else 1


if __name__ == "__main__":
    sys.exit(main())
