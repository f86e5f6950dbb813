"""Health probes for containers: `python -m launcher.probe web`, and the same for `worker` and `beat`."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

from launcher.addresses import Address, answers
from launcher.places import data_folder
from launcher.supervising import STALE

PORT = 8000


def web() -> bool:
    """Whether the web server of this container answers."""
    return answers(Address("127.0.0.1", PORT))


def worker() -> bool:
    """Whether the worker of this container took a task from the queue within the last minute.

    A worker that is alive and deaf never ends by itself, and an engine restarts only what has ended: so a stale one is
    told to quit. Its work is in the database and waits there. Tasks are handed out in turn, so that each of several
    workers gets one every few seconds, and none is taken for alive because another one is.
    """
    return _is_beating(data_folder() / "heartbeats" / socket.gethostname())


def beat() -> bool:
    """Whether a task that beat of this container sends came through the queue within the last minute."""
    return _is_beating(data_folder() / "heartbeat")


def _is_beating(file: Path) -> bool:
    try:
        stale = time.time() - file.stat().st_mtime > STALE
    except FileNotFoundError:
        return False
    if stale:
        os.kill(1, signal.SIGQUIT)
    return not stale


def main() -> int:
    """Exit code 0 for healthy, 1 otherwise."""
    probes = {"web": web, "worker": worker, "beat": beat}
    if len(sys.argv) != 2 or sys.argv[1] not in probes:
        sys.exit(f"usage: python -m launcher.probe {'|'.join(probes)}")
    return 0 if probes[sys.argv[1]]() else 1


if __name__ == "__main__":
    sys.exit(main())
