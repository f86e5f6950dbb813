"""Writes down what `config.env` says: a page for people, and an example file for Docker Compose."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from config.env import ROOT, Env

NOTICE = "Written by `./hindcast manage write_configuration` from config/env.py; change it there."
INTRODUCTION = f"""\
# Configuration

<!-- {NOTICE} -->

Everything that differs between two installations is one environment variable. None is required: without any,
Hindcast keeps all it writes in one folder and needs neither PostgreSQL nor Redis. A value that makes no sense stops
the start, with the variable's name and the reason.

`./hindcast` reads the environment it is started in. `docker compose` also reads a file `.env` beside
`docker-compose.yml`; `.env.example` is one to copy.
"""

COMPOSE = """\
# Read by docker-compose.yml only: the password of the PostgreSQL user, letters and digits.
#POSTGRES_PASSWORD=
"""


def documents() -> dict[Path, str]:
    """The text each generated file should have."""
    return {ROOT / "docs" / "configuration.md": page(), ROOT / ".env.example": example()}


def variables() -> Iterator[tuple[str, FieldInfo]]:
    """Each variable by its full name, in the order of the source."""
    prefix = Env.model_config["env_prefix"]
    for name, field in Env.model_fields.items():
        yield f"{prefix}{name.upper()}", field


def page() -> str:
    """docs/configuration.md"""
    parts = [INTRODUCTION]
    for name, field in variables():
        default = shown(field.default)
        says = f"Default: `{default}`." if default else "Unset by default."
        parts.append(f"## `{name}`\n\n{textwrap.fill(field.description or '', 118)}\n\n{says}\n")
    return "\n".join(parts)


def example() -> str:
    """.env.example"""
    parts = [f"# {NOTICE}\n# Uncomment what you need; the values shown are the defaults.\n"]
    for name, field in variables():
        comment = textwrap.fill(field.description or "", 116, initial_indent="# ", subsequent_indent="# ")
        parts.append(f"{comment}\n#{name}={shown(field.default)}\n")
    return "\n".join([*parts, COMPOSE])


def shown(default: Any) -> str:
    """A default as it would be written in the environment; paths as seen from the project's folder."""
    if default is None:
        return ""
    if isinstance(default, Path):
        return default.relative_to(ROOT).as_posix()
    return default if isinstance(default, str) else json.dumps(default)
