"""Habits that no linter knows and every reader relies on."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from config.celery import app
from config.env import ROOT

APPS = ("accounts", "predictions", "scoring", "publishing", "reminders")
TIMELESS = ("actions", "steps", "rules", "lifecycle", "policy", "revisions")
CLOCKS = {"timezone.now", "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}


def modules() -> list[Path]:
    """Every module of ours, without migrations (Django writes those)."""
    folders = (ROOT / name for name in (*APPS, "config", "launcher"))
    return [file for folder in folders for file in sorted(folder.rglob("*.py")) if "migrations" not in file.parts]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def timeless() -> list[Path]:
    return [file for file in modules() if {*file.with_suffix("").relative_to(ROOT).parts[1:]} & {*TIMELESS}]


@pytest.mark.parametrize("module", timeless(), ids=shown)
def test_an_action_is_told_the_time_and_never_reads_a_clock(module: Path) -> None:
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]

    assert CLOCKS & {".".join(call.split(".")[-2:]) for call in calls} == set()


@pytest.mark.parametrize("module", modules(), ids=shown)
def test_a_module_starts_by_saying_what_it_is_for(module: Path) -> None:
    text = module.read_text()

    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("module", modules(), ids=shown)
def test_a_module_is_not_named_for_holding_anything(module: Path) -> None:
    assert not {*module.with_suffix("").parts} & {"utils", "common", "core", "helpers", "misc"}


@pytest.mark.parametrize("module", modules(), ids=shown)
def test_scipy_is_called_by_its_full_name_so_that_its_parts_load_when_they_are_first_needed(module: Path) -> None:
    early = []
    for node in ast.walk(ast.parse(module.read_text())):
        match node:
            case ast.Import(names=names):
                early += [alias.name for alias in names if alias.name.startswith("scipy.")]
            case ast.ImportFrom(module=str(name)) if name.partition(".")[0] == "scipy":
                early.append(name)

    assert early == []


def elastic(signature: inspect.Signature) -> bool:
    """Whether a call takes names only, and any name."""
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    return inspect.Parameter.VAR_KEYWORD in kinds and kinds <= {
        inspect.Parameter.VAR_KEYWORD,
        inspect.Parameter.KEYWORD_ONLY,
    }


@pytest.mark.django_db  # loading the tasks checks the models, and newer Djangos ask the database there
def test_a_worker_that_is_older_than_its_message_still_understands_it() -> None:
    app.loader.import_default_modules()
    ours = {name: task for name, task in app.tasks.items() if name.partition(".")[0] in APPS}

    stiff = [name for name, task in ours.items() if not elastic(inspect.signature(task.run))]

    assert ours
    assert stiff == []


@pytest.mark.django_db  # loading the tasks checks the models, and newer Djangos ask the database there
def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - app.tasks.keys() == set()
