"""From `./hindcast up` to the first page, to Ctrl-C, and once more: the whole of it, as a person does it."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.journeys.sites import Site, begun_on, children, wait_for

pytestmark = [pytest.mark.alone, pytest.mark.xdist_group("start")]


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
def test_a_worker_and_a_web_server_killed_outright_are_back_at_once(
    tmp_path: Path, port: int, sites: list[Site]
) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.first_page(within=120)
    wait_for(data / "heartbeat", seconds=40)
    (worker,) = [pid for pid in children(data) if b"\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    web, *_ = sorted(pid for pid in children(data) if b"\0gunicorn\0" in Path(f"/proc/{pid}/cmdline").read_bytes())

    (data / "heartbeat").unlink()
    os.kill(worker, signal.SIGKILL)
    os.killpg(web, signal.SIGKILL)

    wait_for(data / "heartbeat", seconds=40)
    site.began = time.monotonic()
    site.first_page(within=40)
    assert "worker ended (signal 9)" in site.said.read_text()
    assert "web ended (signal 9)" in site.said.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_ctrl_c_while_the_database_is_made_ends_it_within_five_seconds(
    tmp_path: Path, port: int, sites: list[Site]
) -> None:
    data = tmp_path / "var"
    sites.append(site := Site(data, port))
    site.wait_until_it_says("Bringing the database up to date.", seconds=60)

    seconds = site.stop()

    assert seconds < 5
    assert site.process.returncode == 130
    assert site.said.read_text().endswith("hindcast: stopped.\n")
    assert "Traceback" not in site.said.read_text()
    assert begun_on(data) == []


@pytest.mark.skipif(sys.platform != "linux", reason="finds the processes in /proc")
def test_what_is_started_keeps_what_it_compiles(
    tmp_path: Path, port: int, sites: list[Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    data = tmp_path / "var"
    sites.append(site := Site(data, port, "--record"))
    site.wait_until_it_says("Bringing the database up to date.", seconds=60)

    (started,) = begun_on(data)

    assert b"PYTHONDONTWRITEBYTECODE=" not in Path(f"/proc/{started}/environ").read_bytes()
