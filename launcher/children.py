"""One process that is kept running: started, watched, started again when it dies, stopped with all it started."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

LOG_LIMIT = 5_000_000  # bytes; a longer log is set aside when its process starts again
LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps dying
STEADY = 60.0  # seconds after which a process counts as healthy again
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process by name, with the command that starts it and the file its output goes to. Times: monotonic seconds."""

    name: str
    command: list[str]
    folder: Path
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    log_began: int = 0
    not_before: float = field(default=0.0)

    def start(self, *, first: list[str] | None = None) -> None:
        """Start it in a process group of its own, its output appended to its log.

        first  the command for this one time: one that speaks to the terminal, and turns to the log by itself
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.log_began = log.tell()
            self.process = subprocess.Popen(
                first or self.command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=None if first else log,
                stderr=None if first else subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=FAREWELL,  # noqa: PLW1509  safe: this process has one thread
            )
        self.started = time.monotonic()

    def exit_code(self) -> int | None:
        """How it ended, or None while it runs or before it was started."""
        return None if self.process is None else self.process.poll()

    def last_words(self) -> str:
        """The last line in its log that says something, of those since it was started; empty where there is none."""
        with self.log.open("rb") as log:
            log.seek(self.log_began)
            lines = log.read().decode(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def note_death(self) -> float:
        """Count one death, and return the seconds to wait before the next start: 1, 2, 4 ... up to half a minute."""
        now = time.monotonic()
        self.deaths = 1 if now - self.started > STEADY else self.deaths + 1
        pause: float = min(2.0 ** (self.deaths - 1), LONGEST_PAUSE)
        self.not_before, self.process = now + pause, None
        return pause

    def ask_to_stop(self) -> None:
        """Let it finish what it is doing."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and everything it started, now."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # the whole group has gone already
        self.process.wait()


def die_with_parent() -> None:
    """Ask Linux to end this process when the launcher dies, so that a killed launcher leaves no orphans."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


FAREWELL = die_with_parent if sys.platform == "linux" else None
