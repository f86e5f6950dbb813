"""A free port, and sites that are ended whatever a test leaves running."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.sites import Site


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
