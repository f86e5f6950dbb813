"""`./hindcast check`: everything a machine can say about the code without running the site, two at a time."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from launcher.environment import prepare
from launcher.places import ROOT
from launcher.terminal import say
from launcher.trouble import Trouble

AT_ONCE = 2
# A production site as `check --deploy` should find it. The key is made for this run.
PRODUCTION = {
    "HINDCAST_SECRET_KEY": secrets.token_urlsafe(64),
    "HINDCAST_SITE_URL": "https://hindcast.example.org",
    "HINDCAST_ALLOWED_HOSTS": '["hindcast.example.org"]',
    "HINDCAST_BEHIND_HTTPS": "true",
}
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Check:
    """One question to the tree: a name, the command that asks it, variables it needs."""

    name: str
    command: Sequence[str]
    surroundings: Mapping[str, str] = field(default_factory=dict)


def checks(python: str) -> list[Check]:
    """All checks, the slowest first."""
    manage = [python, "manage.py"]
    hadolint = str(Path(python).with_name("hadolint"))
    return [
        Check("types", [python, "-m", "mypy", "."]),
        Check("templates", [python, "-m", "djlint", "templates", "--lint", "--quiet"]),
        Check("lint", [python, "-m", "ruff", "check", "."]),
        Check("format", [python, "-m", "ruff", "format", "--check", "."]),
        Check("contracts", [python, "-c", LINT_IMPORTS, "--no-cache"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("system", [*manage, "check", "--fail-level", "WARNING"]),
        Check("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("documents", [*manage, "write_configuration", "--check"]),
        Check("dockerfile", [hadolint, "Dockerfile"]),
        Check(
            "compose",
            [python, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        ),
        Check("tree", [python, "-m", "launcher.tree"]),
    ]


def check(*, only: Sequence[str] = ()) -> int:
    """Run the checks, one line each, with what they said where they failed. Returns 1 if any failed, else 0."""
    python = prepare("dev")
    chosen = checks(str(python))
    names = [each.name for each in chosen]
    unknown = sorted(set(only) - set(names))
    if unknown:
        raise Trouble(f"There is no check called {', '.join(unknown)}; there is {', '.join(names)}.")
    with tempfile.TemporaryDirectory(prefix="hindcast-check-") as data, ThreadPoolExecutor(AT_ONCE) as pool:
        surroundings = {**os.environ, "HINDCAST_DATA": data}
        wanted = [each for each in chosen if not only or each.name in only]
        passed = list(pool.map(lambda each: passes(each, surroundings), wanted))
    return 0 if all(passed) else 1


def passes(check: Check, surroundings: Mapping[str, str]) -> bool:
    """Ask one question and say how it went."""
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        env={**surroundings, **check.surroundings},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "OK" if done.returncode == 0 else "failed"
    line = f"{check.name:12} {verdict}  ({time.monotonic() - began:.1f} s)"
    say(line if done.returncode == 0 else f"{line}\n{done.stdout.rstrip()}")
    return done.returncode == 0
