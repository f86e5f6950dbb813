"""Made-up collections of any size, written by the database itself: rows are multiplied from one that the product made.

A claim is made by four experts. Four in five contributions are graded, the others ambiguous, annulled, open (half of
them overdue) or unscored; one in twenty is an endorsement, one in ten shares its weight with its family. Some experts
have many times as many claims as others, and the first one has a fiftieth of all. Nothing is drawn by chance, so both
databases get the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from predictions import guards, ledger
from predictions.models import Claim, Collection, Entry, Expert, RecordKind
from scoring.models import Clock, Contribution, Progress, Published
from scoring.rules.method import FAIR
from tests import builders

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SPEAKERS = 4
"""Experts who made the same claim."""
POSITIONS = 40
"""Places in the ledger from which contributions hold."""

BY_THE_MILLION = (Claim._meta.db_table, Contribution._meta.db_table)
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})",
    "postgresql": (
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({}) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    ),
}
"""The statements that make the indexes of some tables again."""
CHECKED = {
    "sqlite": "PRAGMA foreign_keys = {}",
    "postgresql": (
        "SELECT set_config('session_replication_role', CASE '{}' WHEN 'on' THEN 'origin' ELSE 'replica' END, false)"
    ),
}

_numbers = count(1)


@dataclass(frozen=True)
class Made:
    """A collection of so many contributions of so many experts."""

    collection: Collection
    contributions: int
    experts: int
    first_expert: str
    """Id of the one with the most claims."""
    last_expert: str


def open_record() -> None:
    """The record that everything belongs to, and a ledger of some length."""
    builders.a_record(RecordKind.RECORD)
    for _ in range(POSITIONS):
        builders.an_organization()
    Progress.objects.create(method=FAIR.label)


def a_collection(contributions: int, experts: int) -> Made:
    """A collection of `contributions`, a multiple of four, in force for `experts`, a multiple of four too."""
    collection = builders.a_collection()
    expert = builders.an_expert()
    claim = builders.a_claim(collection=collection, experts=[expert], documents=0)
    block = next(_numbers)
    with transaction.atomic():
        _people(expert, block, experts)
        _claims(claim, block, contributions // SPEAKERS)
        _contributions(collection, block, contributions, experts)
    Clock.objects.create(method=FAIR.label, collection=collection, at=NOW)
    Published.objects.create(collection=collection, is_stale=False)
    return Made(collection, contributions, experts, _id(block, 0), _id(block, experts - 1))


@contextmanager
def unhindered() -> Iterator[None]:
    """Without guards, and without the indexes and foreign keys of what is written by the million: those come after."""
    guards.lift()
    with connection.cursor() as cursor:
        cursor.execute(INDEXES[connection.vendor].format(", ".join(f"'{table}'" for table in BY_THE_MILLION)))
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(CHECKED[connection.vendor].format("off"))
        yield
        cursor.execute(CHECKED[connection.vendor].format("on"))
        for _, statement in indexes:
            cursor.execute(statement)
    guards.restore()


def caught_up() -> None:
    """Let scoring stand at the end of the ledger: what is there already is as if it had been followed."""
    position = ledger.position()
    Progress.objects.update(position=position, public_position=ledger.public_position(position))


def is_postgresql() -> bool:
    """Whether this process works on PostgreSQL."""
    return connection.vendor == "postgresql"


def settled() -> None:
    """What the server does by itself after a while: rows that are all visible, and statistics."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _id(block: int, number: int) -> str:
    return f"{block}{number:08}"


def _padded(block: int, number: str) -> str:
    """`_id` in SQL."""
    if connection.vendor == "sqlite":
        return f"'{block}' || printf('%08d', {number})"
    return f"'{block}' || lpad(CAST({number} AS text), 8, '0')"


def _days(number: str) -> str:
    """So many days after the beginning of 2025, in SQL."""
    if connection.vendor == "sqlite":
        return f"datetime('2025-01-01', '+' || ({number}) || ' days')"
    return f"TIMESTAMPTZ '2025-01-01 00:00:00+00' + ({number}) * INTERVAL '1 day'"


def _multiply(row: models.Model, size: int, columns: Mapping[str, str]) -> None:
    """As many copies of `row`, in which `columns` are what these expressions of `n`, from 0, say."""
    table = row._meta.db_table
    kept = [str(field.column) for field in row._meta.concrete_fields if not isinstance(field, models.AutoField)]
    quoted = [connection.ops.quote_name(name) for name in kept]
    values = [columns.get(name, f"one.{written}") for name, written in zip(kept, quoted, strict=True)]
    key = row._meta.pk.column
    _run(
        f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(values)} "
        f"FROM {_up_to(size)} CROSS JOIN {table} one WHERE one.{key} = %s",
        row.pk,
    )


def _up_to(size: int) -> str:
    """A table `numbers` of one column `n`, from 0 to below `size`."""
    if connection.vendor == "postgresql":
        return f"generate_series(0::bigint, {size - 1}) AS numbers(n)"
    return (
        f"(WITH RECURSIVE counting(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counting WHERE n < {size - 1}) "
        "SELECT n FROM counting) AS numbers"
    )


def _run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("%s", "\0").replace("%", "%%").replace("\0", "%s"), values)


def _people(expert: Expert, block: int, size: int) -> None:
    """Experts with their history and their entries in the ledger."""
    one = _padded(block, "n")
    _multiply(expert, size, {"id": one, "slug": f"'person-' || {one}", "name": f"'Person ' || {one}"})
    _multiply(expert.history.get(), size, {"id": one, "slug": f"'person-' || {one}", "name": f"'Person ' || {one}"})
    entry = Entry.objects.get(subject_kind=Expert.kind(), subject_id=expert.pk)
    position = ledger.position()
    _multiply(
        entry,
        size,
        {"position": f"{position + 1} + n", "subject_id": one, "stream_id": one, "hash": f"'of ' || {one}"},
    )


def _claims(claim: Claim, block: int, size: int) -> None:
    one = _padded(block, "n")
    _multiply(claim, size, {"id": one, "key": f"'K' || {one}"})


def _contributions(collection: Collection, block: int, size: int, experts: int) -> None:
    drawn = "(((n * 2654435761) % 4294967296) / 4294967296.0)"
    anybody = f"n % 4 + 4 * FLOOR({experts // SPEAKERS} * {drawn} * {drawn})"
    person = f"CASE WHEN n % 4 = 0 AND n < {size // 50 * SPEAKERS} THEN 0 ELSE {anybody} END"
    kind, is_own, is_endorsed = "(n * 40503) % 1000", "(n * 31) % 20 <> 0", "(n * 31) % 20 = 0"
    is_decided = f"{kind} < 870"
    weightless = f"{kind} BETWEEN 850 AND 869 OR {kind} >= 970"
    weight = f"CASE WHEN {weightless} THEN 0 WHEN n % 10 = 7 THEN 500000 ELSE 1000000 END"
    values = {
        "method": "%s",
        "expert_id": _padded(block, f"CAST({person} AS integer)"),
        "claim_id": _padded(block, "n / 4"),
        "collection_id": "%s",
        "is_own": is_own,
        "is_first": f"n % 4 = 0 AND NOT ({is_endorsed})",
        "state": (
            f"CASE WHEN {kind} < 800 THEN 'graded' WHEN {kind} < 850 THEN 'ambiguous' WHEN {kind} < 870 THEN 'annulled'"
            f" WHEN {kind} < 970 THEN 'open' ELSE 'unscored' END"
        ),
        "weight": weight,
        "joint_weight": weight,
        "credit": f"CASE WHEN {kind} < 800 THEN ({weight}) * ((n * 7919) % 5) ELSE 0 END",
        "due_at": _days(f"CASE WHEN {is_decided} THEN n % 365 ELSE 300 + n % 430 END"),
        "official_at": f"CASE WHEN {is_decided} THEN {_days('200 + n % 365')} END",
        "mark": "(n * 68719476731) % 1099511627776",
        "valid_from": f"1 + n % {POSITIONS}",
        "valid_to": "NULL",
    }
    # What was added to contributions since says nothing here.
    others = [field for field in Contribution._meta.concrete_fields if field.column not in {"id", *values}]
    names = ", ".join([*values, *(str(field.column) for field in others)])
    marks = ", ".join([*values.values(), *("%s" for _ in others)])
    _run(
        f"INSERT INTO {Contribution._meta.db_table} ({names}) SELECT {marks} FROM {_up_to(size)}",
        FAIR.label,
        collection.pk,
        *(field.get_db_prep_save(field.get_default(), connection) for field in others),
    )
