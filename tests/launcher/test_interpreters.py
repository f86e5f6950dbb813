"""Whatever Python the machine starts `./hindcast` with, it finds one that will do or says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.places import ROOT
from launcher.pythons import newest_python, probe

OLD = "import sys\nsys.version_info = (3, 9, 0, 'final', 0)\n"


@pytest.fixture
def old_python(tmp_path: Path) -> dict[str, str]:
    """The environment of a machine whose Python says that it is 3.9, with no other on PATH."""
    (tmp_path / "old").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "old" / "sitecustomize.py").write_text(OLD)
    return {"PATH": str(tmp_path / "bin"), "PYTHONPATH": str(tmp_path / "old"), "HOME": str(tmp_path)}


def executable(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def hindcast(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "hindcast"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_too_old_a_python_is_told_in_one_sentence(old_python: dict[str, str]) -> None:
    done = hindcast(old_python, "up")

    assert done.returncode != 0
    assert done.stderr == "hindcast: needs Python 3.11 or newer; this is 3.9 and there is no newer one on PATH.\n"


def test_an_old_python_hands_over_to_a_newer_one_and_skips_placeholders(
    old_python: dict[str, str], tmp_path: Path
) -> None:
    executable(tmp_path / "bin" / "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    executable(tmp_path / "bin" / "python3.12", f'unset PYTHONPATH; exec {sys.executable} "$@"')

    done = hindcast(old_python, "--help")

    assert done.returncode == 0
    assert "start the site on this machine" in done.stdout


def test_a_placeholder_that_does_not_run_is_no_python(tmp_path: Path) -> None:
    executable(tmp_path / "python3.13", "exit 127")

    assert probe(tmp_path / "python3.13") is None
    assert probe(tmp_path / "python3.14") is None


def test_the_newest_python_is_found_in_pyenv_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / "versions" / "3.99.0" / "bin"
    hidden.mkdir(parents=True)
    executable(hidden / "python3.99", "echo '[3, 99, \"final\"]'")
    executable(hidden / "python3.100", "echo '[3, 100, \"alpha\"]'")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))

    found = newest_python()

    assert (found.version, found.path) == ((3, 99), str(hidden / "python3.99"))


def test_the_launcher_runs_from_any_folder_and_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "hindcast"
    link.symlink_to(ROOT / "hindcast")

    done = subprocess.run([link, "bench"], cwd=tmp_path, capture_output=True, text=True, timeout=60, env=os.environ)

    assert done.returncode == 0
    assert done.stdout.startswith("Benchmarks: ")
