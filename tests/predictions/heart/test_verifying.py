"""Tampering is found, and the first entry that does not hold is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from accounts.roles import Role
from predictions import actions, guards, verifying
from predictions.models import Claim, Entry, Evidence, Verdict
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    """A resolved claim in a record that holds."""
    builders.a_record()
    return builders.resolved(builders.a_claim(documents=2), "0.5")


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def edit_history(claim: Claim) -> int:
    sql("UPDATE predictions_historicalclaim SET key = 'SC-99' WHERE id = %s AND version = 2", claim.pk)
    return position("claim", claim.pk, 2)


def delete_history(claim: Claim) -> int:
    evidence = Evidence.objects.filter(claim=claim).first()
    sql("DELETE FROM predictions_historicalevidence WHERE id = %s", evidence.pk)
    return position("evidence", evidence.pk, 1)


def change_a_reason(claim: Claim) -> int:
    sql("UPDATE predictions_historicalclaim SET history_change_reason = 'x' WHERE id = %s AND version = 1", claim.pk)
    return position("claim", claim.pk, 1)


def change_an_author(claim: Claim) -> int:
    other = builders.a_person(Role.EDITOR).ref
    value = other.hex if connection.vendor == "sqlite" else str(other)
    sql("UPDATE predictions_historicalclaim SET history_user_id = %s WHERE id = %s AND version = 1", value, claim.pk)
    return position("claim", claim.pk, 1)


def change_a_grade(claim: Claim) -> int:
    verdict = Verdict.objects.filter(round__claim=claim).order_by("pk").first()
    sql("UPDATE predictions_historicalverdict SET grade = 1 WHERE id = %s", verdict.pk)
    return position("verdict", verdict.pk, 1)


def change_the_live_row(claim: Claim) -> int:
    sql("UPDATE predictions_claim SET near_certain = %s WHERE id = %s", True, claim.pk)
    return position("claim", claim.pk, claim.version)


def delete_an_entry(claim: Claim) -> int:
    gone = position("claim", claim.pk, 1)
    sql("DELETE FROM predictions_entry WHERE position = %s", gone)
    return gone + 1


def edit_an_entry(claim: Claim) -> int:
    changed = position("claim", claim.pk, 1)
    sql("UPDATE predictions_entry SET content_hash = %s WHERE position = %s", "0" * 64, changed)
    return changed


def swap_two_entries(claim: Claim) -> int:
    first, second = position("claim", claim.pk, 1), position("claim", claim.pk, 2)
    for old, new in ((first, 900_000), (second, first), (900_000, second)):
        sql("UPDATE predictions_entry SET position = %s WHERE position = %s", new, old)
    return first


def position(kind: str, pk: str, version: int) -> int:
    return Entry.objects.get(subject_kind=kind, subject_id=pk, subject_version=version).position


def test_a_record_nobody_touched_holds(claim):
    report = verifying.verify()

    assert report.faults == []
    assert report.entries == Entry.objects.count() > 10


@pytest.mark.parametrize(
    "tamper",
    [
        edit_history,
        delete_history,
        change_a_reason,
        change_an_author,
        change_a_grade,
        change_the_live_row,
        delete_an_entry,
        edit_an_entry,
        swap_two_entries,
    ],
)
def test_what_was_changed_behind_our_back_is_named(claim: Claim, tamper: Callable[[Claim], int]):
    guards.lift()

    expected = tamper(claim)

    assert verifying.verify().faults[0].position == expected


def test_a_cut_tail_shows_at_the_checkpoint(claim):
    actions.make_checkpoint(at=builders.NOW)
    end = Entry.objects.count()
    guards.lift()
    last = Entry.objects.get(position=end)
    sql(
        f"DELETE FROM predictions_historical{last.subject_kind} WHERE id = %s AND version = %s",
        last.subject_id,
        last.subject_version,
    )
    sql("DELETE FROM predictions_entry WHERE position = %s", end)

    faults = verifying.verify().faults

    assert any("its tail was cut" in fault.wrong and fault.position == end for fault in faults)


def test_a_row_without_an_entry_is_found(claim):
    guards.lift()
    sql("UPDATE predictions_topic SET key = key")
    sql(
        "INSERT INTO predictions_topic (id, version, key, title) VALUES ('000000000', 1, 'smuggled', '{}')",
    )

    assert "topic 000000000" in verifying.verify().faults[-1].subject


def test_an_erased_text_is_gone_everywhere_and_the_ledger_still_holds(claim):
    verdict = Verdict.objects.filter(round__claim=claim).first()
    words = verdict.reasons
    administrator = builders.a_person(Role.ADMINISTRATOR)

    actions.erase(fact=verdict, authority="Asked for by the person", by=administrator, at=builders.NOW)

    assert verifying.verify().faults == []
    assert words not in everything_the_database_holds()


def test_a_grade_changed_after_an_erasure_is_still_found(claim):
    verdict = Verdict.objects.filter(round__claim=claim).order_by("pk").first()
    administrator = builders.a_person(Role.ADMINISTRATOR)
    actions.erase(fact=verdict, authority="Asked for by the person", by=administrator, at=builders.NOW)
    guards.lift()

    expected = change_a_grade(claim)

    assert verifying.verify().faults[0].position == expected


def everything_the_database_holds() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)
