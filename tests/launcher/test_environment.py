"""The environment is made once and left alone until its lock or its Python changes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from launcher import environment
from launcher.trouble import Trouble


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with two empty locks, installed by whatever the test says."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("# nothing\n")
    (tmp_path / "requirements" / "dev.txt").write_text("# nothing more\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the locks installed so far, by an installer that always succeeds."""
    names: list[str] = []

    def installer(lock: str, *, venv: Path) -> list[str]:
        names.append(lock)
        return [sys.executable, "-c", ""]

    def make(venv: Path, *, base: str) -> None:
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").symlink_to(base)
        (venv / "pyvenv.cfg").write_text("version = 3.11.0\n")

    monkeypatch.setattr(environment, "installer", installer)
    monkeypatch.setattr(environment, "make", make)
    return names


def test_an_unchanged_lock_is_installed_once(project: Path, installed: list[str]) -> None:
    environment.prepare("runtime", venv=project / ".venv")
    environment.prepare("runtime", venv=project / ".venv")

    assert installed == ["runtime"]


def test_a_changed_lock_is_installed_again(project: Path, installed: list[str]) -> None:
    environment.prepare("runtime", venv=project / ".venv")
    (project / "requirements" / "runtime.txt").write_text("# something\n")
    environment.prepare("runtime", venv=project / ".venv")

    assert installed == ["runtime", "runtime"]


def test_another_python_in_the_environment_is_filled_again(project: Path, installed: list[str]) -> None:
    environment.prepare("runtime", venv=project / ".venv")
    (project / ".venv" / "pyvenv.cfg").write_text("version = 3.13.0\n")
    environment.prepare("runtime", venv=project / ".venv")

    assert installed == ["runtime", "runtime"]


def test_what_the_tests_installed_is_enough_to_start_but_not_the_other_way(project: Path, installed: list[str]) -> None:
    environment.prepare("runtime", venv=project / ".venv")
    environment.prepare("dev", venv=project / ".venv")
    environment.prepare("runtime", venv=project / ".venv")

    assert installed == ["runtime", "dev"]


def test_an_environment_whose_python_is_gone_is_made_anew(project: Path, installed: list[str]) -> None:
    environment.prepare("runtime", venv=project / ".venv")
    python = project / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(project / "gone")

    assert not environment.is_ready("runtime", venv=project / ".venv")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("NewConnectionError: Connection refused\nERROR: No matching distribution", "package index does not answer"),
        ("ERROR: Hashes are required in --require-hashes mode", "failed: Hashes are required"),
    ],
)
def test_a_failed_installation_is_told_in_one_sentence_and_repeated(
    said: str, told: str, project: Path, installed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = [sys.executable, "-c", f"import sys; sys.exit({said!r})"]
    monkeypatch.setattr(environment, "installer", lambda _lock, *, venv: failing)

    with pytest.raises(Trouble, match=told):
        environment.prepare("runtime", venv=project / ".venv")

    assert not environment.is_ready("runtime", venv=project / ".venv")
    assert said in (project / ".venv" / "install.log").read_text()


@pytest.mark.long
def test_the_real_installer_says_so_when_there_is_no_network(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "requirements" / "runtime.txt").write_text(f"nothing-of-this-name==1.0 --hash=sha256:{'0' * 64}\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/")

    with pytest.raises(Trouble, match="package index does not answer"):
        environment.prepare("runtime", venv=project / ".venv")
