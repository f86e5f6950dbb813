"""What the database refuses by itself, whoever asks and however they ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import Migration, RunPython
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import Role
from predictions import actions, guards, verifying
from predictions.models import (
    FACTS,
    TOMBSTONE,
    Checkpoint,
    Claim,
    DecidedBy,
    Entry,
    Erasure,
    Fact,
    Record,
    RecordKind,
    Resolution,
    Round,
    Topic,
    Verdict,
)
from tests import builders

pytestmark = pytest.mark.django_db

HISTORIES = [model.history.model for model in FACTS]
LEDGER = [Entry, Checkpoint, Erasure]


@pytest.fixture
def record() -> Claim:
    """A record with a row in every guarded table."""
    claim = builders.one_of_each()
    actions.make_checkpoint(at=builders.NOW)
    verdict = Verdict.objects.first()
    assert verdict is not None
    administrator = builders.a_person(Role.ADMINISTRATOR)
    actions.erase(fact=verdict, authority="Asked for by the person", by=administrator, at=builders.NOW)
    return claim


def is_refused(attempt: Callable[[], object]) -> bool:
    """Whether a guard, and nothing else, stops `attempt`."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # actions open a transaction that allows no other around
    try:
        with around:
            attempt()
    except DatabaseError as error:
        if "Guard: " in str(error):
            return True
        raise
    return False


def sql(statement: str, *values: object) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def accepted(tables: list[Any], statement: Callable[[Any], str]) -> list[str]:
    """The tables on which `statement` was carried out."""
    return [model._meta.db_table for model in tables if not is_refused(sql(statement(model)))]


def copy(model: Any, verb: str = "INSERT", **changed: str) -> str:
    """A statement that writes the rows of `model` once more, with some columns replaced."""
    columns = [field.column for field in model._meta.concrete_fields]
    quoted = [f'"{column}"' for column in columns]
    values = [changed.get(column, f'"{column}"') for column in columns]
    table = model._meta.db_table
    return f"{verb} INTO {table} ({', '.join(quoted)}) SELECT {', '.join(values)} FROM {table} WHERE true"


# --- Statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["version = version", "version = version + 1", "version = version + 2"])
def test_a_fact_cannot_be_updated_without_its_ledger_entry(record: Claim, change: str) -> None:
    assert accepted(list(FACTS), lambda model: f"UPDATE {model._meta.db_table} SET {change}") == []


@pytest.mark.parametrize("text", ["another reason", TOMBSTONE])
def test_a_revision_that_is_not_erased_cannot_be_changed_and_not_be_blanked(record: Claim, text: str) -> None:
    untouched = [history for history in HISTORIES if history is not Verdict.history.model]

    changed = accepted(untouched, lambda model: f"UPDATE {model._meta.db_table} SET history_change_reason = '{text}'")

    assert changed == []


def test_only_the_texts_of_an_erased_revision_can_be_blanked(record: Claim) -> None:
    erased = Verdict.objects.get(reasons=TOMBSTONE).pk
    kept = Verdict.objects.exclude(pk=erased).get().pk
    table = "predictions_historicalverdict"

    assert not is_refused(sql(f"UPDATE {table} SET reasons = '{TOMBSTONE}' WHERE id = %s", erased))
    assert is_refused(sql(f"UPDATE {table} SET reasons = 'Better reasons' WHERE id = %s", erased))
    assert is_refused(sql(f"UPDATE {table} SET grade = 1 WHERE id = %s", erased))
    assert is_refused(sql(f"UPDATE {table} SET reasons = '{TOMBSTONE}' WHERE id = %s", kept))


def test_ledger_checkpoints_and_erasures_cannot_be_updated(record: Claim) -> None:
    def same(model: Any) -> str:
        column = model._meta.concrete_fields[-1].column
        return f"UPDATE {model._meta.db_table} SET {column} = {column}"

    assert accepted([Checkpoint, Erasure], same) == []
    assert is_refused(sql("UPDATE predictions_entry SET recorded_at = recorded_at"))
    assert is_refused(sql("UPDATE predictions_entry SET text_salt = ''"))


def test_nothing_can_be_deleted(record: Claim) -> None:
    assert accepted([*FACTS, *HISTORIES, *LEDGER], lambda model: f"DELETE FROM {model._meta.db_table}") == []


@pytest.mark.needs_postgresql
def test_nothing_can_be_truncated(record: Claim) -> None:
    tables = [*FACTS, *HISTORIES, *LEDGER]
    sql("SET CONSTRAINTS ALL IMMEDIATE")()  # or PostgreSQL refuses for a reason of its own

    assert accepted(tables, lambda model: f"TRUNCATE {model._meta.db_table} CASCADE") == []


def test_a_fact_or_revision_cannot_be_inserted_without_its_ledger_entry(record: Claim) -> None:
    assert accepted(list(FACTS), lambda model: copy(model, id="'000000000'", version="1")) == []
    assert accepted(HISTORIES, lambda model: copy(model, history_id="history_id + 900000")) == []
    assert accepted(HISTORIES, lambda model: copy(model, history_id="history_id + 900000", version="version + 1")) == []


def test_a_ledger_entry_cannot_be_inserted_anywhere_but_at_the_end(record: Claim) -> None:
    end = Entry.objects.count()

    for place in ("position + 1", "position + 900000", f"{end} + position - 1"):
        assert is_refused(sql(copy(Entry, position=place))), place
    assert is_refused(sql(copy(Checkpoint, size="size + 900000")))
    assert is_refused(sql(copy(Erasure, id="id + 900000", subject_id="'000000000'")))


@pytest.mark.needs_sqlite
def test_insert_or_replace_does_not_get_round_the_guards(record: Claim) -> None:
    tables = [*FACTS, *HISTORIES, *LEDGER]

    assert accepted(tables, lambda model: copy(model, "INSERT OR REPLACE")) == []


def test_insert_on_conflict_does_not_get_round_the_guards(record: Claim) -> None:
    def upsert(model: Any) -> str:
        pk = model._meta.pk.column
        return f"{copy(model)} ON CONFLICT ({pk}) DO UPDATE SET {pk} = excluded.{pk}"

    assert accepted([*FACTS, *HISTORIES, *LEDGER], upsert) == []


# --- The ORM ----------------------------------------------------------------------------------------------------------


def updated(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(near_certain=True)


def updated_with_version(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(near_certain=True, version=claim.version + 1)


def bulk_updated(claim: Claim) -> None:
    claim.near_certain = True
    Claim.objects.bulk_update([claim], ["near_certain"])


def bulk_created(claim: Claim) -> None:
    Topic.objects.bulk_create([Topic(key="smuggled", title={}, version=1)])


def deleted(claim: Claim) -> None:
    Topic.objects.all().delete()


def history_deleted(claim: Claim) -> None:
    claim.history.all().delete()


def history_updated(claim: Claim) -> None:
    claim.history.update(key="SC-99")


def entries_deleted(claim: Claim) -> None:
    Entry.objects.all().delete()


@pytest.mark.parametrize(
    "attempt",
    [
        updated,
        updated_with_version,
        bulk_updated,
        bulk_created,
        deleted,
        history_deleted,
        history_updated,
        entries_deleted,
    ],
)
def test_no_shortcut_of_the_orm_gets_round_the_guards(record: Claim, attempt: Callable[[Claim], None]) -> None:
    before = verifying.verify()

    assert is_refused(lambda: attempt(record))
    assert verifying.verify() == before
    assert before.is_sound


# --- Rules that need no person ----------------------------------------------------------------------------------------


@pytest.fixture
def judged() -> Claim:
    """A claim in whose open round reviewer one has filed."""
    builders.a_record()
    claim = builders.a_claim()
    builders.a_verdict(claim, builders.reviewers("one")[0], "1")
    return claim


def a_resolution(judged: Claim, **columns: Any) -> Resolution:
    given = {
        "claim": judged,
        "round": judged.rounds.get(),
        "number": 1,
        "outcome": "graded",
        "grade": 1,
        "decided": DecidedBy.SAMPLE,
        "decided_at": builders.NOW,
        "reasons": "A reading.",
    }
    return Resolution(**given | columns)


def test_a_sample_reading_is_never_a_resolution_of_a_record(judged: Claim) -> None:
    assert is_refused(lambda: builders.saved(a_resolution(judged)))


def test_a_demonstration_may_hold_sample_readings() -> None:
    builders.a_record(RecordKind.DEMONSTRATION)
    claim = builders.a_claim()

    resolution = builders.saved(a_resolution(claim))

    assert resolution.decided == DecidedBy.SAMPLE


def test_nobody_can_adjudicate_a_round_they_judged(judged: Claim) -> None:
    by = builders.reviewers("one")[0].ref

    assert is_refused(lambda: builders.saved(a_resolution(judged, decided=DecidedBy.ADJUDICATION, decided_by=by)))


def test_nobody_can_judge_a_claim_they_wrote_up() -> None:
    builders.a_record()
    writer = builders.a_person(Role.EDITOR)
    claim = builders.a_claim(by=writer)
    verdict = Verdict(
        round=claim.rounds.get(),
        reviewer_ref=writer.ref,
        number=1,
        judgement="ambiguous",
        confidence=1,
        reasons="My own.",
        seen_version=1,
        filed_at=builders.NOW,
    )

    assert is_refused(lambda: builders.saved(verdict))


def test_what_a_database_is_can_never_change() -> None:
    record = builders.a_record()
    record.kind_of = RecordKind.DEMONSTRATION

    assert is_refused(lambda: builders.saved(record))
    assert is_refused(sql("UPDATE predictions_record SET kind_of = 'demonstration', version = version + 1"))
    with pytest.raises(actions.keeping.OtherKind, match="stays one"):
        builders.a_record(RecordKind.DEMONSTRATION)
    assert Record.objects.get().kind_of == RecordKind.RECORD


# --- They stay up -----------------------------------------------------------------------------------------------------


def test_every_guarded_table_has_its_guards_and_every_guard_a_name_of_its_own() -> None:
    found = guards.guards(connection.vendor)
    names = [guard.name for guard in found]

    assert len(names) == len(set(names))
    assert max(map(len, names)) < 63  # PostgreSQL cuts what is longer
    for model in [*FACTS, *HISTORIES, *LEDGER]:
        events = {guard.event for guard in found if guard.table == model._meta.db_table}
        assert {"INSERT", "UPDATE", "DELETE"} <= events, model


def test_a_missing_guard_is_named_by_the_check_and_put_up_again_by_migrate() -> None:
    gone = next(guard for guard in guards.guards(connection.vendor) if guard.table == "predictions_claim")
    on_table = "" if connection.vendor == "sqlite" else f" ON {gone.table}"
    sql(f'DROP TRIGGER "{gone.name}"{on_table}')()

    assert guards.missing() == [gone.name]
    with pytest.raises(SystemCheckError, match=gone.name):
        call_command("check", databases=["default"], stdout=StringIO(), stderr=StringIO())
    call_command("migrate", verbosity=0)
    assert guards.missing() == []


@pytest.mark.needs_postgresql
def test_a_guard_that_was_switched_off_counts_as_missing_and_is_put_up_again(record: Claim) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")()
    sql("ALTER TABLE predictions_claim DISABLE TRIGGER ALL")()

    assert len(guards.missing()) == 5
    guards.restore()

    assert guards.missing() == []
    assert is_refused(sql("UPDATE predictions_claim SET near_certain = true"))


def test_a_guard_that_is_no_longer_wanted_is_taken_down() -> None:
    old = guards.Guard("predictions_topic", "INSERT", "old", "TRUE", "no topic ever")
    for statement in guards._create(connection, old):
        sql(statement)()

    guards.restore()

    assert builders.saved(Topic(key="models", title={"en": "Models"})).version == 1


class Rebuild(Migration):
    """Alters every guarded table, which on SQLite means building each anew. Comes after the last that there is."""

    @staticmethod
    def rebuild(apps: Any, editor: Any) -> None:
        for model in apps.get_app_config("predictions").get_models():
            added = models.IntegerField(default=0)
            added.set_attributes_from_name("added_for_a_test")
            added.model = model
            editor.add_field(model, added)
            editor.remove_field(model, added)
            if connection.vendor == "sqlite":
                editor._remake_table(model)

    operations = [RunPython(rebuild, RunPython.noop)]


@pytest.fixture
def rebuilding(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more migration of `predictions` that is not applied yet."""
    from django.db.migrations.loader import MigrationLoader

    load = MigrationLoader.load_disk

    def load_with_one_more(loader: MigrationLoader) -> None:
        load(loader)
        last = max(name for app, name in loader.disk_migrations if app == "predictions")
        Rebuild.dependencies = [("predictions", last)]  # before one is made: it takes a copy
        loader.disk_migrations["predictions", "9999_rebuild"] = Rebuild("9999_rebuild", "predictions")

    monkeypatch.setattr(MigrationLoader, "load_disk", load_with_one_more)
    yield
    monkeypatch.undo()
    MigrationExecutor(connection).recorder.record_unapplied("predictions", "9999_rebuild")


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_rebuilds_every_guarded_table_leaves_the_guards_in_place(rebuilding: None) -> None:
    builders.one_of_each()
    head = verifying.verify()

    call_command("migrate", "predictions", verbosity=0)

    assert ("predictions", "9999_rebuild") in MigrationExecutor(connection).loader.applied_migrations
    assert guards.missing() == []
    assert verifying.verify() == head
    assert is_refused(sql("UPDATE predictions_claim SET near_certain = near_certain"))


def test_all_facts_have_rows_in_these_tests(record: Claim) -> None:
    empty: list[type[Fact]] = [model for model in FACTS if not model._default_manager.exists()]

    assert empty == []
    assert Round.objects.get().closed_at is not None
