"""Many people change one claim at the same moment: nothing is lost, nothing is doubled, everybody gets an answer."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.roles import Role
from predictions import actions, idempotency, ledger, revisions, verifying
from predictions.lifecycle import Judgement, Status
from predictions.models import Assignment, Claim, Entry, Evidence, IdempotencyKey, Resolution, Topic, Verdict, Wording
from predictions.policy import SYSTEM, Person
from predictions.steps.judging import RoundClosed
from predictions.steps.versions import StaleVersion, claim_version
from tests import builders

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(clients: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work` answers, or raises, to each of `clients` who all start at the same moment, each on a connection."""
    start = threading.Barrier(clients)
    answers: list[Any] = [None] * clients

    def client(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            answers[number] = work(number)
        except Exception as error:  # noqa: BLE001  the error is the answer
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def kinds(answers: list[Any]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def positions() -> list[int]:
    return list(Entry.objects.order_by("position").values_list("position", flat=True))


@pytest.fixture
def claim() -> Claim:
    """An open claim in a record."""
    builders.a_record()
    return builders.a_claim()


@pytest.fixture
def editor() -> Person:
    """Somebody who may change words."""
    return builders.a_person(Role.EDITOR)


def test_of_fifty_who_change_the_words_at_once_one_is_accepted_and_the_others_are_told(
    claim: Claim, editor: Person
) -> None:
    for turn in range(3):
        seen, entries = claim_version(claim), Entry.objects.count()

        def rewrite(number: int, seen: int = seen, turn: int = turn) -> Wording:
            return actions.revise_wording(
                claim_id=claim.pk,
                language="en",
                seen_version=seen,
                changes={"proposition": f"Proposal {turn}.{number}"},
                by=editor,
                at=builders.NOW,
                reason=f"Clearer, says client {number}",
            )

        answers = at_once(50, rewrite)

        assert kinds(answers) == {"Wording": 1, "StaleVersion": 49}
        accepted = next(answer for answer in answers if isinstance(answer, Wording))
        wording = claim.wordings.get(language="en")
        assert wording.proposition == accepted.proposition
        assert wording.history.count() == wording.version == turn + 2
        assert claim_version(claim) == seen + 1
        assert Entry.objects.count() == entries + 1
        late = [answer for answer in answers if isinstance(answer, StaleVersion)]
        assert {(answer.seen, answer.now) for answer in late} == {(seen, seen + 1)}
    assert positions() == list(range(1, Entry.objects.count() + 1))
    assert verifying.verify().is_sound


def test_fifty_who_each_add_something_are_all_kept_in_one_dense_order(claim: Claim, editor: Person) -> None:
    def add(number: int) -> Evidence:
        return builders.a_document(claim, by=editor, url=f"https://example.org/found-by-{number}")

    answers = at_once(50, add)

    assert kinds(answers) == {"Evidence": 50}
    assert sorted(claim.evidence.values_list("number", flat=True)) == list(range(1, 52))
    assert positions() == list(range(1, Entry.objects.count() + 1))
    assert verifying.verify().is_sound


def test_one_request_sent_twenty_times_at_once_is_carried_out_once_and_answered_alike(
    claim: Claim, editor: Person
) -> None:
    def send(number: int, **changed: str) -> Evidence:
        return actions.add_evidence(
            claim_id=claim.pk,
            document=replace(builders.DOCUMENT, **changed),
            by=editor,
            at=builders.NOW,
            reason="Found while searching",
            key="one-and-the-same",
        )

    answers = at_once(20, send)

    assert kinds(answers) == {"Evidence": 20}
    assert len({answer.pk for answer in answers}) == 1
    assert claim.evidence.filter(url=builders.DOCUMENT.url).count() == 1
    assert IdempotencyKey.objects.count() == 1
    with pytest.raises(idempotency.KeyUsedForAnother):
        send(0, title="Another report")


def test_two_reviewers_who_file_at_the_same_instant_resolve_the_claim_once() -> None:
    builders.a_record()
    for _ in range(5):
        claim = builders.a_claim()
        pair = [builders.assigned(claim, reviewer) for reviewer in builders.reviewers("one", "two")]
        seen, cites = claim_version(claim), list(claim.evidence.values_list("pk", flat=True))

        def file(
            number: int, claim: Claim = claim, pair: list[Person] = pair, seen: int = seen, cites: list[str] = cites
        ) -> Verdict:
            return actions.file_verdict(
                claim_id=claim.pk,
                seen_version=seen,
                judgement=Judgement.GRADED,
                grade=Decimal(number) / 4,
                confidence=3,
                reasons="The report says so.",
                cites=cites,
                by=pair[number],
                at=builders.NOW,
                key=f"verdict-{claim.pk}",
            )

        answers = at_once(2, file)

        assert kinds(answers) == {"Verdict": 2}
        claim.refresh_from_db()
        assert claim.status == Status.RESOLVED
        assert Resolution.objects.filter(claim=claim).count() == 1
        assert claim.rounds.get().closed_at == builders.NOW
    assert verifying.verify().is_sound


def test_a_third_reviewer_who_is_late_is_told_that_the_claim_is_decided() -> None:
    builders.a_record()
    claim = builders.a_claim()
    late = builders.assigned(claim, builders.reviewers("three")[0])
    builders.resolved(claim)

    with pytest.raises(RoundClosed, match="is resolved and not being judged"):
        actions.file_verdict(
            claim_id=claim.pk,
            seen_version=claim_version(claim),
            judgement=Judgement.AMBIGUOUS,
            grade=None,
            confidence=1,
            reasons="It is unclear.",
            cites=[],
            by=late,
            at=builders.NOW,
        )


def test_workers_who_look_for_reviewers_at_once_ask_nobody_twice() -> None:
    builders.a_record()
    claims = [builders.a_claim() for _ in range(4)]
    builders.reviewers("one", "two", "three")

    asked = at_once(5, lambda _: actions.assign_waiting(at=builders.NOW))

    assert sum(asked) == 8
    assert [claim.rounds.get().assignments.count() for claim in claims] == [2, 2, 2, 2]
    assert verifying.verify().is_sound


def test_a_second_writer_waits_for_the_first_instead_of_failing() -> None:
    builders.a_record()
    inside, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def slow() -> None:
        with ledger.writing():
            inside.set()
            go_on.wait(timeout=30)
            order.append("slow")
        connection.close()

    def quick() -> None:
        builders.saved(Topic(key="models", title={"en": "Models"}))
        order.append("quick")
        connection.close()

    first, second = threading.Thread(target=slow), threading.Thread(target=quick)
    first.start()
    inside.wait(timeout=30)
    second.start()
    time.sleep(0.5)
    waited = list(order)
    go_on.set()
    first.join(timeout=30)
    second.join(timeout=30)

    assert waited == []
    assert order == ["slow", "quick"]
    assert Assignment.objects.count() == 0


@pytest.mark.needs_sqlite
def test_sqlite_takes_the_write_lock_when_a_transaction_begins() -> None:
    builders.a_record()
    answers: list[Any] = []

    def second() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        try:
            with ledger.writing():
                answers.append("let in")
        except OperationalError as error:
            answers.append(str(error))
        finally:
            connection.close()

    with ledger.writing():  # nothing is written here
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(timeout=30)

    assert answers == ["database is locked"]


def test_readers_are_not_kept_waiting_by_a_writer() -> None:
    claim = builders.one_of_each()
    seen: list[Any] = []

    def read() -> None:
        seen.append(Claim.objects.get(pk=claim.pk).status)
        connection.close()

    with ledger.writing():
        revisions.save(
            Topic(key="more", title={"en": "More"}),
            by=SYSTEM.ref,
            at=builders.NOW + timedelta(seconds=1),
            reason="Needed",
        )
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(timeout=5)

    assert seen == [Status.RESOLVED]
