"""From `./hindcast up` to the first page, to Ctrl-C, and once more: the whole of it, as a person does it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.places import ROOT

pytestmark = pytest.mark.xdist_group("start")


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

    def stop(self, number: signal.Signals = signal.SIGINT) -> float:
        """Seconds from the signal until the launcher has ended."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=30)
        return time.monotonic() - began


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[list[Site]]:
    """The sites a test starts; whatever it leaves running is ended."""
    started: list[Site] = []
    yield started
    for site in started:
        if site.process.poll() is None:
            site.stop(signal.SIGTERM)


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


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_a_demonstration_starts_stops_and_starts_again(tmp_path: Path, port: int, sites: list[Site]) -> None:
    data = tmp_path / "var"

    sites.append(first := Site(data, port))
    _, page = first.first_page(within=120)
    passwords = re.findall(r"^\s*(reviewer\S*|editor|adjudicator)\b", first.said.read_text(), re.MULTILINE)
    wait_for(data / "heartbeat", seconds=40)
    stopped = first.stop()
    left = children(data)

    sites.append(second := Site(data, port))
    again, _ = second.first_page(within=30)
    second_stopped = second.stop(signal.SIGTERM)

    assert "demonstration" in page.lower()
    assert len(passwords) >= 5
    assert first.said.read_text().count("Hindcast is at") == 2
    assert (first.process.returncode, second.process.returncode) == (0, 0)
    assert left == []
    assert again < 5
    assert max(stopped, second_stopped) < 5
    assert "Traceback" not in second.said.read_text()


def test_a_record_is_not_started_as_a_demonstration(tmp_path: Path, port: int, sites: list[Site]) -> None:
    data = tmp_path / "var"
    sites.append(record := Site(data, port, "--record"))
    _, page = record.first_page(within=120)
    record.stop()

    sites.append(other := Site(data, port))
    code = other.process.wait(timeout=60)

    assert "demonstration" not in page.lower()
    assert code == 1
    assert "record" in other.said.read_text().splitlines()[-1]
    assert "Traceback" not in other.said.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_a_worker_killed_outright_is_back_at_once(tmp_path: Path, port: int, sites: list[Site]) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.first_page(within=120)
    wait_for(data / "heartbeat", seconds=40)
    (worker,) = [pid for pid in children(data) if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    (data / "heartbeat").unlink()
    os.kill(worker, signal.SIGKILL)

    wait_for(data / "heartbeat", seconds=40)
    assert "worker ended (signal 9)" in site.said.read_text()


def wait_for(path: Path, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not appear within {seconds} s"
        time.sleep(0.1)
