"""One at a time: locks that the operating system lets go of when their holder dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.trouble import Trouble


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else works on `folder`, then keep others waiting until the block ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def only_one(path: Path, *, note: str) -> Iterator[None]:
    """Hold the lock file `path` for the block, with `note` in it for whoever comes second.

    Raises `Trouble`, quoting the holder's note, when somebody else holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 400).decode(errors="replace").strip()
            raise Trouble(
                f"Hindcast is already running on the data folder {path.parent}{': ' if holder else ''}{holder}; "
                "stop it first, or set HINDCAST_DATA to another folder."
            ) from error
        os.truncate(handle, 0)
        os.pwrite(handle, note.encode(), 0)
        yield
    finally:
        os.close(handle)
