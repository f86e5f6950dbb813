"""What `./hindcast` cannot do, it says in one sentence on standard error, without a traceback, and exits not 0."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from launcher.places import ROOT


def refusal(*arguments: str, data: Path) -> str:
    """The one line that the launcher says when it refuses."""
    done = subprocess.run(
        [sys.executable, ROOT / "hindcast", *arguments],
        env={**os.environ, "HINDCAST_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.splitlines()
    return line


@contextmanager
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_the_next_one_to_try(tmp_path: Path) -> None:
    with listening() as port:
        line = refusal("up", "--port", str(port), data=tmp_path)

    assert f"Port {port} on 127.0.0.1 is taken" in line
    assert f"--port {port + 1}" in line


@pytest.mark.parametrize("port", ["0", "70000", "-5"])
def test_a_port_that_does_not_exist_is_refused(port: str, tmp_path: Path) -> None:
    assert f"Port {port} does not exist" in refusal("up", f"--port={port}", data=tmp_path)


def test_an_address_of_another_machine_is_refused(tmp_path: Path) -> None:
    line = refusal("up", "--record", "--host", "203.0.113.7", data=tmp_path)

    assert "Cannot listen on 203.0.113.7:8000" in line


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_a_demonstration_listens_on_this_machine_only(host: str, tmp_path: Path) -> None:
    assert f"does not listen on {host}" in refusal("up", "--host", host, data=tmp_path)


def test_a_data_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    line = refusal("up", data=tmp_path / "file" / "var")

    assert f"Cannot write to the data folder {tmp_path / 'file' / 'var'}" in line
    assert "HINDCAST_DATA" in line


def test_a_second_start_on_the_same_data_folder_says_who_was_first(tmp_path: Path) -> None:
    held = os.open(tmp_path / "up.lock", os.O_RDWR | os.O_CREAT)
    os.write(held, b"process 4711, http://127.0.0.1:8000")
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        line = refusal("up", data=tmp_path)
    finally:
        os.close(held)

    assert f"already running on the data folder {tmp_path}: process 4711, http://127.0.0.1:8000" in line


def test_an_unknown_benchmark_is_answered_with_those_there_are(tmp_path: Path) -> None:
    assert "There is no benchmark 'warp'" in refusal("bench", "warp", data=tmp_path)
