"""What the database itself refuses, on both engines, because code forgets.

* A fact row changes only by one version at a time, and only when the ledger holds the entry for that version.
* A history row comes once a version and only with its entry. It is never deleted, and never changed but in one way:
  its erasable texts may become the tombstone when the append-only table of erasures names its fact.
* Ledger entries, checkpoints and erasures are never deleted or changed; an erased entry loses its text salt. A new
  entry follows the last one: the next position, and the hash before it.
* On PostgreSQL none of these tables can be emptied with TRUNCATE; SQLite knows only DELETE.
* What kind of database this is never changes; a sample reading is never a resolution of a record; nobody's verdict
  counts on a claim they wrote up; nobody adjudicates a round they judged; whether a claim was drawn for extra reviewers
  is settled when it is published.

Guards are data, not migrations: SQLite rebuilds a table to alter it and drops its triggers without a word, so they are
lifted before and restored after every migration. A guard's name carries a digest of its text, so a changed guard is a
missing one.
"""

# ruff: noqa: S608  the names in these statements are those of our own tables, columns and guards

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from predictions.models import FACTS, TOMBSTONE, Checkpoint, Entry, Erasure

PREFIX = "hindcast_guard"
ENTRY = "predictions_entry"


@dataclass(frozen=True)
class Guard:
    """One trigger: on which table, before what, and when it refuses with which words."""

    table: str
    event: str
    title: str
    refuse_when: str
    words: str

    @property
    def name(self) -> str:
        """Unique in the database, and different as soon as the guard says something else."""
        digest = hashlib.sha256(repr((self.event, self.refuse_when, self.words)).encode()).hexdigest()[:8]
        return f"{PREFIX}_{self.table.removeprefix('predictions_')}_{self.title}_{digest}"[:63]


@cache
def guards(vendor: str) -> tuple[Guard, ...]:
    """Every guard, in the SQL of `vendor` ("sqlite" or "postgresql")."""
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    found = [*_fact_guards(), *_history_guards(same), *_ledger_guards(same), *_special_guards()]
    if vendor == "postgresql":
        found += [
            Guard(guard.table, "TRUNCATE", "keep_all", "TRUE", guard.words)
            for guard in found
            if guard.event == "DELETE"
        ]
    return tuple(found)


def _facts() -> Iterator[tuple[Any, str, str]]:
    for model in FACTS:
        yield model, model._meta.db_table, model.kind()


def _has_entry(kind: str, version: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.subject_kind = '{kind}' AND e.subject_id = NEW.id "
        f"AND e.subject_version = {version})"
    )


def _is_erased(kind: str, row: str = "NEW.id") -> str:
    return f"EXISTS (SELECT 1 FROM predictions_erasure x WHERE x.subject_kind = {kind} AND x.subject_id = {row})"


def _fact_guards() -> Iterator[Guard]:
    for _, table, kind in _facts():
        yield Guard(
            table,
            "INSERT",
            "first",
            f"NEW.version <> 1 OR NOT {_has_entry(kind, '1')}",
            f"a new {kind} needs version 1 and its ledger entry",
        )
        yield Guard(
            table,
            "UPDATE",
            "step",
            f"NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 OR NOT {_has_entry(kind, 'NEW.version')}",
            f"a {kind} changes by one version at a time, with its ledger entry",
        )
        yield Guard(table, "DELETE", "keep", "TRUE", f"a {kind} is never deleted")


def _history_guards(same: str) -> Iterator[Guard]:
    for model, _, kind in _facts():
        history = model.history.model
        table = history._meta.db_table
        erasable = model.ERASABLE | {"history_change_reason"}
        changed = []
        for column in (field.column for field in history._meta.concrete_fields):
            kept = f'NEW."{column}" {same} OLD."{column}"'  # a name may be a word of SQL, like "end"
            if column in erasable:
                kept = f"({kept} OR NEW.\"{column}\" = '{TOMBSTONE}')"
            changed.append(f"NOT ({kept})")
        yield Guard(
            table,
            "INSERT",
            "once",
            f"NOT {_has_entry(kind, 'NEW.version')} OR EXISTS "
            f"(SELECT 1 FROM {table} h WHERE h.id = NEW.id AND h.version = NEW.version)",
            f"a revision of a {kind} comes once, with its ledger entry",
        )
        literal = f"'{kind}'"
        yield Guard(
            table,
            "UPDATE",
            "fixed",
            f"{' OR '.join(changed)} OR NOT {_is_erased(literal)}",
            f"a revision of a {kind} is never changed",
        )
        yield Guard(table, "DELETE", "keep", "TRUE", f"a revision of a {kind} is never deleted")


def _ledger_guards(same: str) -> Iterator[Guard]:
    fixed = [field.column for field in Entry._meta.concrete_fields if field.column != "text_salt"]
    changed = " OR ".join(f"NOT (NEW.{column} {same} OLD.{column})" for column in fixed)
    yield Guard(
        ENTRY,
        "INSERT",
        "next",
        "NEW.position <> 1 + COALESCE((SELECT MAX(e.position) FROM predictions_entry e), 0) OR (NEW.position > 1 AND "
        "NOT EXISTS (SELECT 1 FROM predictions_entry e WHERE e.position = NEW.position - 1 "
        "AND e.hash = NEW.previous_hash))",
        "a ledger entry follows the last one",
    )
    yield Guard(
        ENTRY,
        "UPDATE",
        "fixed",
        f"{changed} OR NEW.text_salt <> '' OR NOT {_is_erased('NEW.subject_kind', 'NEW.subject_id')}",
        "a ledger entry is never changed",
    )
    yield Guard(ENTRY, "DELETE", "keep", "TRUE", "a ledger entry is never deleted")
    yield Guard(
        Checkpoint._meta.db_table,
        "INSERT",
        "covered",
        f"NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.position = NEW.size)",
        "a checkpoint covers entries that are there",
    )
    yield Guard(
        Erasure._meta.db_table,
        "INSERT",
        "of_something",
        f"NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.subject_kind = NEW.subject_kind "
        "AND e.subject_id = NEW.subject_id)",
        "an erasure names a row of the record",
    )
    for model in (Checkpoint, Erasure):
        words = f"a row of {model._meta.verbose_name} is never changed or deleted"
        yield Guard(model._meta.db_table, "UPDATE", "fixed", "TRUE", words)
        yield Guard(model._meta.db_table, "DELETE", "keep", "TRUE", words)


def _special_guards() -> Iterator[Guard]:
    yield Guard(
        "predictions_record",
        "UPDATE",
        "for_good",
        "TRUE",
        "what this database is never changes",
    )
    yield Guard(
        "predictions_resolution",
        "INSERT",
        "no_samples",
        "NEW.decided = 'sample' AND NOT EXISTS (SELECT 1 FROM predictions_record r WHERE r.kind_of = 'demonstration')",
        "a sample reading is never a resolution of a record",
    )
    yield Guard(
        "predictions_verdict",
        "INSERT",
        "not_by_writer",
        "EXISTS (SELECT 1 FROM predictions_round r JOIN predictions_claim c ON c.id = r.claim_id "
        "WHERE r.id = NEW.round_id AND c.written_by = NEW.reviewer_ref)",
        "nobody judges a claim they wrote up",
    )
    yield Guard(
        "predictions_claim",
        "UPDATE",
        "lot_stands",
        "NEW.extra_reviewers <> OLD.extra_reviewers AND (OLD.status <> 'draft' OR NEW.status <> 'open')",
        "a claim is drawn for extra reviewers when it is published, once and for all",
    )
    yield Guard(
        "predictions_resolution",
        "INSERT",
        "new_adjudicator",
        "EXISTS (SELECT 1 FROM predictions_verdict v WHERE v.round_id = NEW.round_id "
        "AND v.reviewer_ref = NEW.decided_by)",
        "nobody adjudicates a round they judged",
    )


# --- Putting them up and taking them down -----------------------------------------------------------------------------


def missing(using: str = "default") -> list[str]:
    """The names of guards that should stand in the database and do not; empty when all is well."""
    connection = connections[using]
    standing = {name for name, _ in _standing(connection)}
    return sorted(guard.name for guard in guards(connection.vendor) if guard.name not in standing)


def restore(using: str = "default") -> None:
    """Put up every guard that is missing and take down those that are no longer wanted."""
    connection = connections[using]
    wanted = {guard.name: guard for guard in guards(connection.vendor)}
    standing = dict(_standing(connection))
    with connection.cursor() as cursor:
        for name in standing.keys() - wanted.keys():
            cursor.execute(_drop(connection, name, standing[name]))
        for name in sorted(wanted.keys() - standing.keys()):
            for statement in _create(connection, wanted[name]):
                cursor.execute(statement)


def lift(using: str = "default") -> None:
    """Take every guard down. Only for a migration and for the flush between transaction tests."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _standing(connection):
            cursor.execute(_drop(connection, name, table))


def _standing(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Name and table of every guard that the database enforces now."""
    query = (
        f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace "
        f"AND t.tgname LIKE '{PREFIX}%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(str(name), str(table)) for name, table in cursor.fetchall()]


def _create(connection: BaseDatabaseWrapper, guard: Guard) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield (
            f'CREATE TRIGGER "{guard.name}" BEFORE {guard.event} ON {guard.table} WHEN {guard.refuse_when} '
            f"BEGIN SELECT RAISE(ABORT, 'Guard: {guard.words}.'); END"
        )
        return
    # A function for each guard, because a trigger's own WHEN may not look into other tables.
    yield (
        f'CREATE OR REPLACE FUNCTION "{guard.name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ '
        f"BEGIN IF {guard.refuse_when} THEN RAISE EXCEPTION 'Guard: {guard.words}.' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$"
    )
    # One that somebody disabled counts as missing, and would stay disabled if it were only replaced.
    yield f'DROP TRIGGER IF EXISTS "{guard.name}" ON {guard.table}'
    each = "STATEMENT" if guard.event == "TRUNCATE" else "ROW"
    yield (
        f'CREATE TRIGGER "{guard.name}" BEFORE {guard.event} ON {guard.table} '
        f'FOR EACH {each} EXECUTE FUNCTION "{guard.name}"()'
    )


def _drop(connection: BaseDatabaseWrapper, name: str, table: str) -> str:
    if connection.vendor == "sqlite":
        return f'DROP TRIGGER "{name}"'
    return f'DROP TRIGGER "{name}" ON "{table}"'


# --- When Django migrates and checks ----------------------------------------------------------------------------------


def lift_before_migrations(*, using: str, plan: list[Any], **_kwargs: Any) -> None:
    """Receiver of pre_migrate: nothing is lifted when there is nothing to do."""
    if plan:
        lift(using)


def restore_after_migrations(*, using: str, **_kwargs: Any) -> None:
    """Receiver of post_migrate, which a flush sends too."""
    if ENTRY in connections[using].introspection.table_names():
        restore(using)


def check_guards(*, databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """System check: a database with our tables but without a guard is an error. Runs with `check --database`."""
    found: list[CheckMessage] = []
    for using in databases or []:
        if ENTRY in connections[using].introspection.table_names():
            found += [
                Error(
                    f"The guard {name} is missing.",
                    hint="Run `migrate`, which restores it.",
                    id="predictions.E001",
                )
                for name in missing(using)
            ]
    return found
