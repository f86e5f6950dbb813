"""One order, one spelling, one chain."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from predictions import ledger, verifying
from predictions.ledger import GENESIS, canonical
from predictions.models import FACTS, Entry, Fact, Topic
from tests import builders


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ("e\u0301", '"é"'),
        ({"e\u0301": 1}, '{"é":1}'),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), '"2026-03-02T09:00:00.000000Z"'),
        (datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=5, minutes=30))), '"2026-03-02T03:30:00.000000Z"'),
        (datetime(26, 3, 2, 9, 0, 0, 7, tzinfo=UTC), '"0026-03-02T09:00:00.000007Z"'),
        (date(2026, 3, 2), '"2026-03-02"'),
        (Decimal("0.50"), '"0.50"'),
        (Decimal("1E+2"), '"100"'),
        (uuid.UUID(int=7), '"00000000-0000-0000-0000-000000000007"'),
        ("</script>\u2028", '"</script>\u2028"'),
    ],
)
def test_every_value_has_one_spelling(value: Any, spelt: str) -> None:
    assert canonical(value) == spelt.encode()


@pytest.mark.parametrize("value", [0.5, {"deep": [1, {"in": 2.0}]}, b"bytes", {1, 2}, object()])
def test_what_has_no_one_spelling_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="has no canonical form"):
        canonical(value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_the_spelling_survives_a_database_that_stores_json_its_own_way(value: Any) -> None:
    spelt = canonical(value)

    assert canonical(json.loads(spelt)) == spelt


@pytest.mark.django_db
@pytest.mark.parametrize("model", FACTS)
def test_what_is_hashed_is_the_same_from_the_row_in_memory_and_from_both_tables(model: type[Fact]) -> None:
    builders.one_of_each()
    row = model._default_manager.order_by("pk").first()
    assert row is not None
    revision = model.history.get(id=row.pk, version=row.version)
    given: dict[str, Any] = {
        "by": revision.history_user_id,
        "at": revision.history_date,
        "digests": ledger.erasable_texts(model, row, revision.history_change_reason),
    }

    assert canonical(ledger.content(model, row, **given)) == canonical(ledger.content(model, revision, **given))


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in FACTS if model.ADDED], ids=lambda model: str(model.__name__))
def test_a_column_that_came_later_enters_the_content_only_when_it_says_something(model: type[Fact]) -> None:
    builders.one_of_each()
    row = model._default_manager.order_by("pk").first()
    said: dict[str, Any] = {"by": uuid.UUID(int=7), "at": builders.NOW}
    digests = dict.fromkeys(model.ADDED.keys() & model.ERASABLE, "a digest")

    for name, nothing in model.ADDED.items():
        setattr(row, name, nothing)
    silent = ledger.content(model, row, **said, digests={})
    for name in model.ADDED:
        setattr(row, name, "something")
    telling = ledger.content(model, row, **said, digests=digests)

    assert silent.keys() & model.ADDED.keys() == set()
    # A text that may be erased enters by its digest alone.
    assert telling.keys() - silent.keys() == model.ADDED.keys()
    assert {telling[name] for name in digests} <= {"a digest"}


def test_every_row_there_was_before_a_column_came_says_nothing_in_it() -> None:
    for model in FACTS:
        for column in model._meta.concrete_fields:
            if column.attname in model.ADDED:
                assert column.get_default() == model.ADDED[column.attname], (model, column)
        assert model.ADDED.keys() <= {column.attname for column in model._meta.concrete_fields}


FIXED = {
    "id": "000000011",
    "version": 1,
    "key": "models",
    "title": {"fr": "Modèles", "en": "Models", "n": [1, True, None, 10**20]},
}
# Written down once and the same for every engine, Python and version of Hindcast: old records verify against it.
FIXED_HASH = "c23a5a5c779d61fd1c0b40f8b79840a6cf631824a4dccc63cd450d35b2f7ce50"


@pytest.mark.django_db
def test_a_fact_has_the_same_content_hash_on_every_engine() -> None:
    builders.a_record()
    topic = builders.saved(Topic(**FIXED | {"version": 0}))
    topic.refresh_from_db()

    content = ledger.content(
        Topic, topic, by=uuid.UUID(int=1), at=builders.NOW, digests={ledger.REASON: ledger.text_digest("s", "c", "é")}
    )

    assert ledger.content_hash("salt", content) == FIXED_HASH


def test_hashes_are_what_their_description_says() -> None:
    text = hashlib.sha256("hindcast-text-v1\0salt\0column\0é".encode()).hexdigest()
    content = hashlib.sha256(b'hindcast-content-v1\0salt\0{"a":1}').hexdigest()

    assert ledger.text_digest("salt", "column", "e\u0301") == text
    assert ledger.content_hash("salt", {"a": 1}) == content


@pytest.mark.django_db
def test_entries_are_dense_chained_and_never_recorded_before_the_one_before() -> None:
    builders.one_of_each()

    entries = list(Entry.objects.order_by("position"))

    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    assert [entry.previous_hash for entry in entries] == [GENESIS, *(entry.hash for entry in entries[:-1])]
    assert all(one.recorded_at <= other.recorded_at for one, other in pairwise(entries))
    assert len({entry.salt for entry in entries}) == len({entry.text_salt for entry in entries}) == len(entries)


@pytest.mark.django_db
def test_an_entry_is_never_recorded_before_its_predecessor_even_when_the_clock_goes_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    builders.a_record()
    first = Entry.objects.get()

    monkeypatch.setattr(ledger, "database_clock", lambda: first.recorded_at - timedelta(hours=1))
    builders.saved(Topic(key="models", title={"en": "Models"}))

    assert Entry.objects.get(position=2).recorded_at == first.recorded_at
    assert verifying.verify().is_sound


@pytest.mark.django_db
def test_the_first_entry_says_what_the_database_is() -> None:
    builders.one_of_each()

    assert Entry.objects.get(position=1).subject_kind == "record"


@pytest.mark.django_db
def test_a_zero_has_no_sign() -> None:
    builders.a_record()
    claim = builders.a_claim()

    builders.a_verdict(claim, builders.reviewers("one")[0], "-0")

    assert verifying.verify().is_sound
