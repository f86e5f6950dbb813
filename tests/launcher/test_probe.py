"""A container whose worker or clock is alive and deaf is told to end, so that its engine starts it again."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from config.celery import show_that_this_worker_consumes
from launcher import probe
from launcher.supervising import STALE


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """Which processes were sent which signal; none really is."""
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    monkeypatch.setattr(probe, "data_folder", lambda: tmp_path)
    (tmp_path / "heartbeats").mkdir()
    return sent


def touched(path: Path, *, ago: float) -> None:
    """`path`, last touched so many seconds ago."""
    path.touch()
    os.utime(path, (time.time() - ago, time.time() - ago))


def test_a_worker_that_consumes_is_well(told: list[tuple[int, int]], tmp_path: Path) -> None:
    touched(tmp_path / "heartbeats" / socket.gethostname(), ago=5)

    assert probe.worker()
    assert told == []


def test_a_deaf_worker_is_told_to_end_although_another_one_consumes(
    told: list[tuple[int, int]], tmp_path: Path
) -> None:
    touched(tmp_path / "heartbeat", ago=1)
    touched(tmp_path / "heartbeats" / "another", ago=1)
    touched(tmp_path / "heartbeats" / socket.gethostname(), ago=STALE + 5)

    assert not probe.worker()
    assert told == [(1, signal.SIGQUIT)]


def test_a_silent_clock_is_told_to_end(told: list[tuple[int, int]], tmp_path: Path) -> None:
    touched(tmp_path / "heartbeat", ago=STALE + 5)

    assert not probe.beat()
    assert told == [(1, signal.SIGQUIT)]


def test_one_that_has_not_begun_is_not_well_and_left_alone(told: list[tuple[int, int]]) -> None:
    assert not probe.worker()
    assert not probe.beat()
    assert told == []


def test_a_worker_shows_that_it_consumes_by_a_file_of_its_own(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]

    show_that_this_worker_consumes()

    assert (tmp_path / "heartbeats" / socket.gethostname()).exists()
