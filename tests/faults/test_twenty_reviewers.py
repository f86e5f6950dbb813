"""Twenty reviewers file on one claim in the same second: one resolution, nothing lost, everybody told."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from predictions import actions, verifying
from predictions.lifecycle import Judgement, Status
from predictions.models import Claim, Entry, Resolution, Verdict
from predictions.policy import Person
from predictions.steps.versions import claim_version
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db(transaction=True)

TWENTY = [f"number-{number}" for number in range(1, 21)]
GRADES = ["0.75", "1"]


def at_once(work: Any) -> list[Any]:
    """What `work` answers, or raises, to each of twenty who all start at the same moment."""
    start = threading.Barrier(len(TWENTY))
    answers: list[Any] = [None] * len(TWENTY)

    def one(number: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            answers[number] = work(number)
        except Exception as error:  # noqa: BLE001  the error is the answer
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(TWENTY))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def twenty_asked(claim: Claim) -> list[Person]:
    return [builders.assigned(claim, reviewer) for reviewer in builders.reviewers(*TWENTY)]


def file_at_once(claim: Claim, people: list[Person], grades: list[str]) -> list[Any]:
    seen, cites = claim_version(claim), list(claim.evidence.values_list("pk", flat=True))

    def file(number: int) -> Verdict:
        return actions.file_verdict(
            claim_id=claim.pk,
            seen_version=seen,
            judgement=Judgement.GRADED,
            grade=Decimal(grades[number % len(grades)]),
            confidence=3,
            reasons=f"Reasons of number {number}",
            cites=cites,
            by=people[number],
            at=builders.NOW,
            key=f"verdict-{number}",
        )

    return at_once(file)


def positions_are_dense() -> bool:
    positions = list(Entry.objects.order_by("position").values_list("position", flat=True))
    return positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize(("quorum", "extra"), [(20, 0), (2, 18)])
def test_where_twenty_are_wanted_the_last_of_them_resolves_and_all_twenty_stand(quorum: int, extra: int) -> None:
    builders.a_record()
    claim = builders.a_claim(collection=builders.a_collection(quorum=quorum), extra_reviewers=extra)

    answers = file_at_once(claim, twenty_asked(claim), GRADES)

    assert [type(answer).__name__ for answer in answers] == ["Verdict"] * 20
    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED
    resolution = Resolution.objects.get()
    assert resolution.grade == Decimal("0.75")
    assert resolution.reasons.startswith("20 verdicts")
    assert sorted(one.reasons for one in Verdict.objects.all()) == sorted(f"Reasons of number {n}" for n in range(20))
    assert claim.rounds.get().closed_at == builders.NOW
    assert positions_are_dense()
    assert verifying.verify().is_sound


def test_where_twenty_do_not_agree_all_are_kept_and_nobody_resolves_it() -> None:
    builders.a_record()
    claim = builders.a_claim(collection=builders.a_collection(quorum=20))

    answers = file_at_once(claim, twenty_asked(claim), ["0", "1"])

    assert [type(answer).__name__ for answer in answers] == ["Verdict"] * 20
    claim.refresh_from_db()
    assert claim.status == Status.OPEN
    assert Resolution.objects.count() == 0
    assert Verdict.objects.count() == 20
    assert verifying.verify().is_sound


def test_where_two_are_enough_the_other_eighteen_are_told_and_keep_what_they_typed() -> None:
    claim = desks.a_claim_to_judge()
    clients: list[Client] = [desks.somebody(number=name, claim=claim) for name in TWENTY]
    forms = [
        desks.ballot(client, claim, grade="0.75", reasons=f"Typed by number {number}")
        for number, client in enumerate(clients)
    ]

    answers = at_once(lambda number: clients[number].post(desks.address(claim), forms[number]))

    assert sorted(answer.status_code for answer in answers) == [302] * 2 + [409] * 18
    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED
    assert Resolution.objects.count() == 1
    assert Verdict.objects.count() == 2
    for number, answer in enumerate(answers):
        if answer.status_code == 409:
            page = answer.content.decode()
            assert "is resolved and not being judged. If you know better, raise an objection." in page
            assert f"Typed by number {number}" in page
    assert positions_are_dense()
    assert verifying.verify().is_sound
