"""A running `./hindcast up`, as tests start, watch and end it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from launcher.places import ROOT


class Site:
    """A running `./hindcast up` on a data folder of its own."""

    def __init__(self, data: Path, port: int, *options: str) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        ours = {name: value for name, value in os.environ.items() if not name.startswith("HINDCAST_")}
        with (data.parent / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "hindcast", "up", "--port", str(port), *options],
                env={**ours, "HINDCAST_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"},
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        self.said = data.parent / "said"

    def first_page(self, *, within: float) -> tuple[float, str]:
        """Seconds from the start to the first page, and that page. Fails with what the launcher said."""
        while time.monotonic() - self.began < within and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/", timeout=20) as answer:  # noqa: S310  our own
                    return time.monotonic() - self.began, answer.read().decode()
            except urllib.error.HTTPError:
                raise
            except OSError:
                time.sleep(0.05)
        pytest.fail(f"no page within {within} s; the launcher said:\n{self.said.read_text()}")

    def wait_until_it_says(self, words: str, *, seconds: float) -> None:
        """Return when the launcher, or what prepares the site, has said `words`."""
        deadline = time.monotonic() + seconds
        while words not in self.said.read_text():
            assert time.monotonic() < deadline, f"not said within {seconds} s: {words}"
            time.sleep(0.02)

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Seconds from the signal until the launcher has ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        return time.monotonic() - began


def children(data: Path) -> list[int]:
    """The processes that write the three logs, from Linux's own list."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "fd" / "1").readlink().is_relative_to(data / "logs"):
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended, or is not ours to look into
    return found


def begun_on(data: Path) -> list[int]:
    """The process that prepares the site and will serve it, by the log it is told; from Linux's own list."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(data / "logs" / "web.log").encode() in file.read_bytes():
                found.append(int(file.parent.name))
        except OSError:
            continue  # it has ended
    return found


def wait_for(path: Path, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not appear within {seconds} s"
        time.sleep(0.1)
