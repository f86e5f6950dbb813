"""`./hindcast test`: what measures time runs after everything else and alone, and no run is lost on the way."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from launcher import testing
from launcher.pythons import Python
from launcher.testing import NOTHING_COLLECTED

SETTINGS = """
[pytest]
addopts = -p xdist -p no:cacheprovider
markers =
    alone
    database
    long
    browser
    thorough
"""
EACH_SAYS_WHERE_IT_RAN = """
import os
from pathlib import Path

import pytest


def note(name):
    database = os.environ.get("HINDCAST_TEST_DATABASE") or "sqlite"
    process = "beside" if "PYTEST_XDIST_WORKER" in os.environ else "alone"
    with Path("ran").open("a") as ran:
        ran.write(f"{name} {database} {process}\\n")
"""
BESIDE = """
def test_plain():
    note("plain")


@pytest.mark.database
def test_stored():
    note("stored")
"""
ALONE = """
@pytest.mark.alone
def test_timed():
    note("timed")


@pytest.mark.alone
@pytest.mark.database
def test_timed_and_stored():
    note("timed-and-stored")
"""
SLOW = """
@pytest.mark.alone
@pytest.mark.browser
def test_driven():
    note("driven")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose tests write down where they ran, in our own environment."""
    monkeypatch.setattr(testing, "ROOT", tmp_path)
    monkeypatch.setattr(testing, "prepare", lambda *_names, **_options: Path(sys.executable))
    monkeypatch.setattr(testing, "newest_python", lambda: Python((3, 99), sys.executable))
    monkeypatch.setattr(testing, "compile_changed", list)
    for name in ("PYTEST_XDIST_WORKER", "HINDCAST_TEST_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # the run of a few tests that need none takes no time
    (tmp_path / "pytest.ini").write_text(SETTINGS)
    return tmp_path


def run(project: Path, *arguments: str, tests: str, newest: bool = False, long: bool = False) -> tuple[int, list[str]]:
    """The exit code of the whole, and the tests in the order in which they ran."""
    (project / "test_it.py").write_text(EACH_SAYS_WHERE_IT_RAN + tests)
    code = testing.test(arguments, strict=False, long=long, newest=newest)
    ran = project / "ran"
    return code, ran.read_text().splitlines() if ran.exists() else []


def test_what_measures_time_runs_after_the_rest_in_a_process_of_its_own_on_both_databases(project: Path) -> None:
    code, ran = run(project, tests=ALONE + BESIDE)

    assert code == 0
    assert ran == [
        "plain sqlite beside",
        "stored sqlite beside",
        "timed sqlite alone",
        "timed-and-stored sqlite alone",
        "stored postgresql beside",
        "timed-and-stored postgresql alone",
    ]


@pytest.mark.parametrize(("long", "databases"), [(False, ["sqlite"]), (True, ["sqlite", "postgresql"])])
def test_a_browser_drives_pages_on_the_second_database_only_where_there_is_time(
    project: Path, long: bool, databases: list[str]
) -> None:
    driven = (
        BESIDE
        + """
@pytest.mark.browser
@pytest.mark.database
def test_driven():
    note("driven")
"""
    )
    _code, ran = run(project, tests=driven, long=long)

    assert [line for line in ran if "driven" in line] == [f"driven {database} beside" for database in databases]


def test_on_the_newest_django_what_is_quick_runs_in_the_same_two_turns(project: Path) -> None:
    code, ran = run(project, tests=ALONE + SLOW + BESIDE, newest=True)

    assert code == 0
    assert ran == [
        "plain sqlite beside",
        "stored sqlite beside",
        "timed sqlite alone",
        "timed-and-stored sqlite alone",
    ]


@pytest.mark.parametrize(("newest", "process"), [(False, "alone"), (True, "beside")])
def test_whoever_names_tests_gets_them_in_one_run(project: Path, newest: bool, process: str) -> None:
    code, ran = run(project, "test_it.py", tests=ALONE + BESIDE, newest=newest)

    assert code == 0
    assert sorted(ran) == sorted(
        f"{name} sqlite {process}" for name in ("timed", "timed-and-stored", "plain", "stored")
    )


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        ((0, 0, 0, 0), 0),
        ((1, 0, 0, 0), 1),
        ((0, 1, 0, 0), 1),
        ((0, 0, 1, 0), 1),
        ((0, 0, 0, 1), 1),
        ((2, 1, 1, 1), 2),
        ((0, NOTHING_COLLECTED, 0, NOTHING_COLLECTED), 0),
        ((NOTHING_COLLECTED, 0, NOTHING_COLLECTED, 1), 1),
    ],
)
def test_a_failure_in_any_run_fails_the_whole_and_a_run_that_finds_no_test_does_not(
    project: Path, monkeypatch: pytest.MonkeyPatch, codes: tuple[int, ...], whole: int
) -> None:
    waiting = list(codes)
    monkeypatch.setattr(testing, "pytest", lambda *_: waiting.pop(0))

    code, _ = run(project, tests="")

    assert (code, waiting) == (whole, [])
