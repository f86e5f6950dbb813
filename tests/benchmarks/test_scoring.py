"""The benchmark of scoring works, here where a machine is too busy for its figures to mean anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from launcher.places import ROOT

ROWS = ("rescore of", "P(best)", "as_of board", "peak memory", "one verdict published", "random edits")


def measured(**environment: str) -> tuple[list[dict[str, Any]], str]:
    """The list that a small run prints, and what it says beside."""
    done = subprocess.run(
        [sys.executable, ROOT / "hindcast", "bench", "scoring", "--size", "small", "--json"],
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def assert_whole(rows: list[dict[str, Any]], database: str) -> None:
    """Every row of a database is there, with a ratio and a target, met or not; and no edit made a difference."""
    mine = [row for row in rows if row["name"].startswith(f"{database}: ")]
    assert all(set(row) == {"name", "ratio", "target", "ok"} for row in mine)
    assert len({row["name"] for row in mine}) == len(mine) == 10
    assert all(any(what in row["name"] for row in mine) for what in ROWS)
    assert [row["ratio"] for row in mine if "random edits" in row["name"]] == [0]


def test_without_postgresql_the_benchmark_says_so_and_measures_sqlite() -> None:
    rows, said = measured(HINDCAST_TEST_POSTGRESQL="postgres://postgres@127.0.0.1:9/postgres")

    assert "PostgreSQL is left out: no PostgreSQL at HINDCAST_TEST_POSTGRESQL" in said
    assert len(rows) == 10
    assert_whole(rows, "SQLite")


@pytest.mark.long
def test_the_benchmark_prints_one_list_of_ratios_for_both_databases() -> None:
    rows, _ = measured()

    assert len(rows) == 20
    assert_whole(rows, "SQLite")
    assert_whole(rows, "PostgreSQL")
