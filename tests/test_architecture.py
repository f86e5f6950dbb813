"""The plan of the house, checked in the code itself: a part that is added later cannot forget it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import Model

from config.env import ROOT
from predictions.models import FACTS, Fact

APPS = ("accounts", "predictions", "scoring", "publishing", "reminders")
MODELS = [
    model
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    if not model.__name__.startswith("Historical")
]


def sources(*places: str) -> Iterator[Path]:
    """Every module of ours in `places`, without migrations."""
    for place in places:
        yield from (path for path in sorted((ROOT / place).rglob("*.py")) if "migrations" not in path.parts)


def imported(path: Path) -> set[str]:
    """The modules that `path` imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return found


def called(path: Path) -> set[str]:
    """The last names of what `path` calls."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                names.add(name)
    return names


def named(paths: Iterator[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_who_may_is_asked_once_in_actions_and_never_in_the_steps_below() -> None:
    asking = [path for path in sources("predictions/steps") if called(path) & {"demand", "require", "may"}]

    # The one that gathers what policy wants to know, and asks it for whoever calls.
    assert named(iter(asking)) == ["predictions/steps/situations.py"]


def test_apps_and_layers_import_in_one_direction() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 0, answer.stdout


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_says_what_it_is_and_names_its_rows(model: type[Model]) -> None:
    assert model.__doc__ is not None
    assert not model.__doc__.startswith(f"{model.__name__}(")  # what Django writes where nobody did
    assert model.__str__ is not Model.__str__


def test_every_fact_is_known_to_guards_verification_and_export() -> None:
    facts = [model for model in MODELS if issubclass(model, Fact)]

    assert sorted(facts, key=str) == sorted(FACTS, key=str)
    assert [model for model in MODELS if hasattr(model, "history") and model not in FACTS] == []


@pytest.mark.parametrize("model", FACTS)
def test_every_fact_has_a_stream_and_knows_its_erasable_columns(model: type[Fact]) -> None:
    kind, field = model.STREAM
    columns = {column.attname for column in model._meta.concrete_fields}

    assert field in columns
    assert kind in {fact.kind() for fact in FACTS}
    assert columns >= model.ERASABLE
    assert len(model.kind()) <= 20


def test_facts_name_people_by_reference_and_never_by_account() -> None:
    for model in FACTS:
        for row in (model, model.history.model):
            related = {column.related_model for column in row._meta.concrete_fields if column.is_relation}
            assert related <= set(FACTS), row
            assert not row._meta.many_to_many, row


def test_only_models_and_the_one_door_know_how_history_is_kept() -> None:
    allowed = {"predictions/revisions.py", *named(sources("predictions/models"))}

    found = [
        path for path in sources(*APPS, "config") if any(name.startswith("simple_history") for name in imported(path))
    ]

    assert set(named(iter(found))) <= allowed


def test_only_actions_take_the_ledger_lock() -> None:
    found = set(named(path for path in sources(*APPS, "config") if "writing" in called(path)))

    assert {name for name in found if not name.startswith("predictions/actions")} == set()
    assert found


def test_only_actions_and_steps_write_revisions() -> None:
    found = named(path for path in sources(*APPS, "config") if "revisions.save(" in path.read_text())

    assert {name for name in found if not name.startswith(("predictions/actions", "predictions/steps"))} == set()


def test_transactions_are_opened_by_actions_and_by_the_ledger_only() -> None:
    found = named(path for path in sources(*APPS, "config") if "atomic" in called(path))

    strangers = {name for name in found if not Path(name).match("*/actions.py") and "/actions/" not in name}
    assert strangers <= {"predictions/ledger.py"}


@pytest.mark.parametrize("model", FACTS)
def test_facts_are_saved_by_the_one_door_only(model: Any) -> None:
    assert model.save is Fact.save
