"""The one door to history: a row, its revision and its ledger entry are written together, with a reason, or not."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from predictions import actions, ledger, revisions, verifying
from predictions.models import Entry, Expert, InterestKind, SavedByTheBackDoor, Topic
from predictions.policy import SYSTEM
from predictions.revisions import BlankReason, NotInCalendar, UnreadableText
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    """A topic at version 1, in a record."""
    builders.a_record()
    return builders.saved(Topic(key="models", title={"en": "Models", "fr": "Modèles"}))


def save(fact: Any, **given: Any) -> Entry:
    return revisions.save(fact, **{"by": SYSTEM.ref, "at": NOW, "reason": "Needed"} | given)


# --- A reason, every time ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "\n\t", "\u00a0", "\u200b\u200b", "\u2060"])
def test_a_change_without_a_visible_reason_is_refused(topic: Topic, reason: str) -> None:
    with pytest.raises(BlankReason, match="Say in a sentence why"), ledger.writing():
        save(topic, reason=reason)

    assert topic.history.count() == 1


def test_a_reason_never_sticks_to_the_next_change(topic: Topic) -> None:
    builders.saved(topic, reason="First reason")
    with pytest.raises(BlankReason), ledger.writing():
        save(topic, reason="")
    builders.saved(topic, reason="Second reason")

    said = list(topic.history.order_by("version").values_list("history_change_reason", flat=True))

    assert said == [builders.WHY, "First reason", "Second reason"]
    assert not hasattr(topic, "_change_reason")
    assert not hasattr(topic, "_history_user")


def test_a_revision_says_who_when_and_why_and_its_entry_says_the_same(topic: Topic) -> None:
    person = builders.a_person()
    later = NOW + timedelta(days=3)

    builders.saved(topic, by=person, at=later, reason="  Spelt better  ")

    revision = topic.history.get(version=2)
    assert (revision.history_user_id, revision.history_date, revision.history_change_reason) == (
        person.ref,
        later,
        "Spelt better",
    )
    entry = Entry.objects.get(subject_kind="topic", subject_id=topic.pk, subject_version=2)
    assert (entry.actor_ref, entry.position) == (person.ref, Entry.objects.count())


# --- No other door ----------------------------------------------------------------------------------------------------


def test_a_fact_that_is_saved_directly_is_refused_before_anything_is_written(topic: Topic) -> None:
    topic.title = {"en": "Changed"}

    with pytest.raises(SavedByTheBackDoor, match=r"Facts are saved by revisions\.save"):
        topic.save()
    with pytest.raises(SavedByTheBackDoor):
        Topic.objects.create(key="other", title={})
    with pytest.raises(SavedByTheBackDoor):
        Topic.objects.update_or_create(key="models", defaults={"title": {}})

    assert verifying.verify().is_sound
    assert Topic.objects.get().title["en"] == "Models"


def test_a_fact_changes_only_inside_an_action(topic: Topic) -> None:
    with pytest.raises(ledger.NotWriting, match="Call an action"):
        save(topic)

    assert topic.version == 1


@pytest.mark.django_db(transaction=True)
def test_actions_do_not_nest(topic: Topic) -> None:
    with ledger.writing(), pytest.raises(RuntimeError, match="durable"):
        builders.saved(topic)


# --- All or nothing ---------------------------------------------------------------------------------------------------


def break_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Entry, "save", fails)


def break_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Model, "save_base", fails_for_topics(Model.save_base))


def break_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Topic.history.model, "save", fails)


def fails(*_args: Any, **_kwargs: Any) -> None:
    raise DatabaseError("The disk is full.")


def fails_for_topics(save_base: Any) -> Any:
    def run(row: Model, *args: Any, **kwargs: Any) -> None:
        if isinstance(row, Topic):
            fails()
        save_base(row, *args, **kwargs)

    return run


@pytest.mark.parametrize("break_one", [break_entries, break_rows, break_history])
def test_when_one_of_the_three_writes_fails_none_of_them_stands(
    topic: Topic, monkeypatch: pytest.MonkeyPatch, break_one: Any
) -> None:
    topic.title = {"en": "Changed"}
    with monkeypatch.context() as broken:
        break_one(broken)
        with pytest.raises(DatabaseError, match="disk is full"), ledger.writing():
            save(topic)

    assert topic.version == 1
    assert Topic.objects.get().title["en"] == "Models"
    assert topic.history.count() == Entry.objects.filter(subject_kind="topic").count() == 1
    assert verifying.verify().is_sound
    assert builders.saved(topic).version == 2


def test_a_caller_who_carries_on_after_a_failed_write_commits_nothing(
    topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ledger.writing():
        save(Topic(key="before", title={"en": "Before"}))
        break_rows(monkeypatch)
        with pytest.raises(DatabaseError):
            save(topic)
        with pytest.raises(transaction.TransactionManagementError):
            Topic.objects.count()

    monkeypatch.undo()
    assert list(Topic.objects.values_list("key", flat=True)) == ["models"]
    assert verifying.verify().is_sound


# --- Texts and dates --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["\0", chr(0xD800), chr(0xDFFF)])
def test_a_text_that_no_page_can_show_is_refused_with_its_place(topic: Topic, bad: str) -> None:
    expert = Expert(name=f"Expert{bad}one", slug="expert-bad")

    with pytest.raises(UnreadableText, match=r"'name' holds the unreadable character U\+\w{4} at place 7"):
        builders.saved(expert)
    with pytest.raises(UnreadableText, match="'reason'"):
        builders.saved(topic, reason=f"For{bad}")
    for title in ({"en": bad}, {bad: "x"}, {"en": ["deep", {"in": bad}]}):
        topic.title = title
        with pytest.raises(UnreadableText, match="'title'"):
            builders.saved(topic)


def test_texts_are_kept_composed_so_that_equal_looking_texts_are_equal(topic: Topic) -> None:
    decomposed = unicodedata.normalize("NFD", "Modèles à étudier")
    assert decomposed != "Modèles à étudier"
    topic.title = {"fr": decomposed, unicodedata.normalize("NFD", "é"): [decomposed]}

    builders.saved(topic, reason=decomposed)

    topic.refresh_from_db()
    assert topic.title == {"fr": "Modèles à étudier", "é": ["Modèles à étudier"]}
    assert topic.history.get(version=2).history_change_reason == "Modèles à étudier"
    assert verifying.verify().is_sound


@pytest.mark.parametrize(
    "text",
    [
        "שלום עולם \u202eאבג\u202c",
        "👩🏽‍🚀🏳️‍🌈 e\u0301",
        "'; DROP TABLE predictions_claim; --",
        "<script>alert(1)</script>",
        "{{ 7*7 }}{% debug %}",
        "\x7f\x85\u2028\ufeff\U0010ffff",
        "a\r\nb\tc",
    ],
)
def test_strange_but_readable_texts_come_back_as_they_went_in_and_the_ledger_holds(topic: Topic, text: str) -> None:
    expert = builders.saved(
        Expert(name=text, slug="expert-strange", remark=text, aliases=[text]), reason=f"Why: {text}"
    )

    expert.refresh_from_db()

    composed = unicodedata.normalize("NFC", text)
    assert (expert.name, expert.remark, expert.aliases) == (composed, composed, [composed])
    assert verifying.verify().is_sound


def test_two_experts_may_share_a_name() -> None:
    builders.a_record()

    one, other = builders.an_expert("Expert one"), builders.an_expert("Expert one")

    assert one.name == other.name
    assert one.slug != other.slug
    assert verifying.verify().is_sound


def test_a_text_that_is_too_long_is_refused_on_both_databases(topic: Topic) -> None:
    with pytest.raises(ValidationError, match="at most 200 characters"):
        builders.saved(Expert(name="x" * 201, slug="expert-long"))


def test_a_fraction_that_is_not_a_decimal_is_refused(topic: Topic) -> None:
    topic.title = {"en": 0.1}

    with pytest.raises(TypeError, match="Numbers with a fraction are decimals here"):
        builders.saved(topic)

    assert topic.version == 1


@pytest.mark.parametrize("day", [date(2201, 1, 1), date(9999, 12, 31)])
def test_a_date_after_2200_is_refused_wherever_it_stands(day: date) -> None:
    builders.a_record()

    with pytest.raises(NotInCalendar, match=r"'retrieved_on' is .* at the latest"):
        builders.a_document(builders.a_claim(), retrieved_on=day)
    with pytest.raises(NotInCalendar, match="'starts'"):
        actions.declare_interest(
            kind=InterestKind.TIE,
            starts=day,
            expert_id=builders.an_expert().pk,
            by=builders.a_person(),
            at=NOW,
            reason="Declared",
        )


def test_a_claim_due_in_the_year_9999_is_refused() -> None:
    builders.a_record()
    claim = builders.a_claim()
    claim.due_on = date(9999, 12, 31)

    with pytest.raises(NotInCalendar, match="'due_on' is 9999-12-31"):
        builders.saved(claim)


def test_the_last_day_of_2200_is_a_deadline() -> None:
    builders.a_record()

    claim = builders.a_claim(due_on=date(2200, 12, 31))

    claim.refresh_from_db()
    assert claim.due_at == datetime(2201, 1, 1, tzinfo=NOW.tzinfo)
    assert verifying.verify().is_sound


def test_the_database_refuses_a_deadline_that_code_let_through() -> None:
    builders.a_record()
    claim = builders.a_claim()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE predictions_claim SET due_on = '9999-12-31' WHERE id = %s", [claim.pk])
