"""The project's own Python environment: made once, filled from a hashed lock, left alone while nothing changes."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from launcher.places import ROOT, VENV, shown
from launcher.terminal import say
from launcher.trouble import Trouble
from launcher.turns import turn

# A lock that holds everything of another may stand in for it: `up` is content after `test` has installed more.
LARGER = {"runtime": "dev"}
NO_NETWORK = re.compile(
    r"ConnectionError|NewConnection|Max retries|Temporary failure|getaddrinfo|unreachable|timed? ?out|ProxyError"
    r"|Connection (refused|reset|aborted)|from versions: none",
    re.IGNORECASE,
)


def prepare(lock: str, *, venv: Path = VENV, base: str = sys.executable) -> Path:
    """The interpreter of `venv`, with everything installed that `requirements/<lock>.txt` names.

    Made with the interpreter `base` where it is missing. Raises `Trouble` when it cannot be made or filled.
    """
    python = venv / "bin" / "python"
    if is_ready(lock, venv=venv):
        return python
    with turn(ROOT):
        if is_ready(lock, venv=venv):  # whoever had the turn before us did it
            return python
        if not python.exists():
            make(venv, base=base)
        install(lock, venv=venv)
    return python


def is_ready(lock: str, *, venv: Path) -> bool:
    """Whether the stamp in `venv` says that this lock, or the larger one that contains it, is what is installed."""
    if not (venv / "bin" / "python").exists():
        return False
    accepted = [stamp(name, venv=venv) for name in (lock, LARGER.get(lock)) if name]
    return stamp_file(venv).is_file() and stamp_file(venv).read_text() in accepted


def stamp(lock: str, *, venv: Path) -> str:
    """What must change for an installation to be stale: the lock's name and content, and the environment's Python."""
    digest = hashlib.sha256(lock_file(lock).read_bytes())
    digest.update((venv / "pyvenv.cfg").read_bytes())
    return f"{lock} {digest.hexdigest()}\n"


def stamp_file(venv: Path) -> Path:
    return venv / "hindcast-stamp"


def lock_file(lock: str) -> Path:
    return ROOT / "requirements" / f"{lock}.txt"


def make(venv: Path, *, base: str) -> None:
    """Create the environment, by uv where this Python was packaged without `ensurepip`."""
    say(f"Making {shown(venv)} with {base}.")
    try:
        shutil.rmtree(venv, ignore_errors=True)
        done = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, text=True)
    except OSError as error:
        raise Trouble(f"Cannot make {shown(venv)}: {error.strerror}.") from error
    if done.returncode == 0:
        return
    shutil.rmtree(venv, ignore_errors=True)
    uv = shutil.which("uv")
    if uv and subprocess.run([uv, "venv", "--quiet", "--python", base, str(venv)]).returncode == 0:
        return
    if not os.access(venv.parent, os.W_OK):
        raise Trouble(f"Cannot make {shown(venv)}: no right to write in {venv.parent}.")
    raise Trouble(
        f"{base} cannot make {shown(venv)}, most likely because it came without ensurepip; install your system's "
        "python3-venv package or uv, and run this again."
    )


def install(lock: str, *, venv: Path) -> None:
    """Install exactly what the lock names; the stamp is written last, so that a broken installation is repeated."""
    say(f"Installing what {shown(lock_file(lock))} names (about a minute the first time).")
    stamp_file(venv).unlink(missing_ok=True)
    done = subprocess.run(installer(lock, venv=venv), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    log = venv / "install.log"
    log.write_text(done.stdout + done.stderr)
    if done.returncode == 0:
        stamp_file(venv).write_text(stamp(lock, venv=venv))
        return
    if NO_NETWORK.search(done.stdout + done.stderr):
        raise Trouble(
            f"Cannot download the packages that {shown(lock_file(lock))} names: the package index does not answer; "
            f"connect this machine to the network and run this again (details in {shown(log)})."
        )
    raise Trouble(f"Installing the packages failed: {last_line(done.stderr)} (details in {shown(log)})")


def installer(lock: str, *, venv: Path) -> list[str]:
    """The command that fills the environment: its own pip, or uv for an environment that uv made without one."""
    python = str(venv / "bin" / "python")
    wanted = ["--require-hashes", "--requirement", str(lock_file(lock))]
    has_pip = subprocess.run([python, "-c", "import pip"], capture_output=True).returncode == 0
    uv = shutil.which("uv")
    if not has_pip and uv:
        return [uv, "pip", "install", "--quiet", "--python", python, *wanted]
    return [python, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--retries", "2",
            *wanted]  # fmt: skip


def last_line(text: str) -> str:
    """The last line that says something, without pip's prefix."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ") if lines else "it said nothing."
