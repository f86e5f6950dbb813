"""Keeps web, worker and beat running until told to stop, then stops them all within five seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from launcher.children import Child
from launcher.places import shown
from launcher.terminal import say

STALE = 40.0  # seconds without a heartbeat after which the queue counts as dead
PATIENCE = 2.0  # seconds between asking a process to stop and ending it
TICK = 0.2


@dataclass(frozen=True)
class Pulse:
    """The file a healthy queue touches every few seconds, and the processes to start again when it no longer does.

    A worker can be alive and deaf: its process runs, and nothing is ever consumed. Only a task that came through the
    queue proves that the queue works, so that is what touches the file.
    """

    file: Path
    children: Sequence[Child]

    def age(self) -> float:
        """Seconds since the last beat, or since the youngest of the processes was started if that is less."""
        youngest = max(child.started for child in self.children)
        since_start = time.monotonic() - youngest
        try:
            return min(since_start, time.time() - self.file.stat().st_mtime)
        except FileNotFoundError:
            return since_start

    def running(self) -> bool:
        return all(child.process is not None for child in self.children)


def supervise(children: Sequence[Child], *, pulse: Pulse, stopping: Callable[[], bool]) -> None:
    """Look after the children until `stopping()` says so. Does not stop them."""
    while not stopping():
        for child in children:
            look_after(child)
        if pulse.running() and pulse.age() > STALE:
            restart_queue(pulse)
        time.sleep(TICK)


def look_after(child: Child) -> None:
    """Start a child that is due, and note one that has died."""
    if child.process is None:
        if time.monotonic() >= child.not_before:
            child.start()
        return
    code = child.exit_code()
    if code is not None:
        child.kill()  # what it started may have outlived it
        pause = child.note_death()
        say(f"{child.name} ended ({ending(code)}); starting it again in {pause:.0f} s. Its log: {shown(child.log)}")


def restart_queue(pulse: Pulse) -> None:
    """End the processes behind a silent queue and start them again."""
    names = " and ".join(child.name for child in pulse.children)
    say(f"No heartbeat for {pulse.age():.0f} s; starting {names} again.")
    for child in pulse.children:
        child.kill()
        child.start()


def stop(children: Sequence[Child]) -> None:
    """Ask all children to stop, and end those that have not after `PATIENCE` seconds."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(child.process and child.exit_code() is None for child in children):
        time.sleep(0.05)
    for child in children:
        child.kill()


def ending(code: int) -> str:
    """An exit code in words; negative ones are signals."""
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
