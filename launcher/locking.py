"""`./hindcast lock`: writes the hashed requirement lists from pyproject.toml, without naming any registry in them."""

from __future__ import annotations

import shutil
import subprocess

from launcher.places import ROOT, shown
from launcher.terminal import say
from launcher.trouble import Trouble

OLDEST_PYTHON = "3.11"
NEWEST_NEEDS = "3.12"  # the newest Django does not install on anything older
SETTLED = "7 days"  # a release this young may still be withdrawn
LTS = ["--constraint", "requirements/constraints-lts.txt"]
LOCKS = {
    "runtime": ["--python-version", OLDEST_PYTHON, *LTS],
    "dev": ["--python-version", OLDEST_PYTHON, "--group", "dev", *LTS],
    "newest": ["--python-version", NEWEST_NEEDS, "--group", "dev"],
}
PLAIN = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def lock(*, upgrade: bool) -> int:
    """Write all three lists. Without `upgrade`, versions already listed stay. Raises `Trouble` without uv."""
    uv = shutil.which("uv")
    if uv is None:
        raise Trouble("Writing the locks needs uv on PATH; install it (pip install uv) and run this again.")
    for name, options in LOCKS.items():
        target = ROOT / "requirements" / f"{name}.txt"
        newer = ["--upgrade", "--exclude-newer", SETTLED] if upgrade else []
        command = [uv, "pip", "compile", "pyproject.toml", *PLAIN, *options, *newer, "--output-file", str(target)]
        if subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode:
            raise Trouble(f"uv could not resolve {shown(target)}; its message is above.")
        say(f"Wrote {shown(target)}.")
    return 0
