"""The benchmark of scoring works, here where a machine is too busy for its figures to mean anything."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from launcher.places import ROOT


@pytest.mark.long
def test_the_benchmark_of_scoring_prints_one_list_of_ratios_whatever_they_are() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "hindcast", "bench", "scoring", "--size", "small", "--json"],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ,
    )

    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)
    assert all(set(row) == {"name", "ratio", "target", "ok"} for row in rows)
    names = [row["name"] for row in rows]
    assert len(set(names)) == len(names)
    for what in ("rescore of", "P(best)", "as_of board", "peak memory", "one verdict published", "random edits"):
        assert any(name.startswith("SQLite: ") and what in name for name in names), f"{what} is missing in {names}"
    assert [row["ratio"] for row in rows if "random edits" in row["name"]] == [0] * (len(rows) // 10)
