"""The doorbell saves seconds and costs nobody anything: not when it is lost, refused or left without an answer."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery, current_app
from django.core.management import call_command

from predictions.models import Claim
from scoring import actions, doorbell, tasks
from scoring.models import Progress, Published
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

CLOSED_PORT = 1


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were queued, by name."""
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: names.append(name))
    return names


@pytest.fixture
def claim(db: None) -> Claim:
    """An open claim in a record."""
    builders.a_record()
    return builders.a_claim()


@pytest.fixture
def queue_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts the queue on a port of this machine."""

    def put(port: int) -> None:
        elsewhere = Celery("elsewhere", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
        monkeypatch.setattr(doorbell, "current_app", elsewhere)

    return put


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where somebody listens and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_verdict_that_decides_a_claim_rings_once_it_is_committed(
    claim: Claim, rung: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    first, second = builders.reviewers("one", "two")
    with django_capture_on_commit_callbacks(execute=True):
        builders.a_verdict(claim, first, "1")
    after_one = list(rung)

    with django_capture_on_commit_callbacks(execute=True):
        builders.a_verdict(claim, second, "1")

    assert (after_one, rung) == ([], ["scoring.tasks.sweep"])


def test_reopening_rings_too(claim: Claim, rung: list[str], django_capture_on_commit_callbacks: Any) -> None:
    boards.decided(claim, "1")

    with django_capture_on_commit_callbacks(execute=True):
        boards.reopened(claim)

    assert rung == ["scoring.tasks.sweep"]


def test_what_the_doorbell_asks_for_moves_the_board(claim: Claim) -> None:
    boards.decided(claim, "1")

    tasks.sweep(from_a_newer_version="and not understood")

    assert boards.shown(claim.collection).decided == 1


def test_a_lost_ring_is_made_good_by_the_clock(claim: Claim, rung: list[str]) -> None:
    actions.sweep(at=NOW)
    boards.decided(claim, "1")  # and the message is lost

    actions.sweep(at=NOW + timedelta(seconds=5))

    assert boards.shown(claim.collection).decided == 1


@pytest.mark.alone
def test_a_queue_that_is_away_is_logged_and_keeps_nobody_waiting(queue_at: Any, caplog: Any) -> None:
    queue_at(CLOSED_PORT)

    start = time.monotonic()
    with caplog.at_level(logging.WARNING):
        doorbell.ring(claim_id="any", position=1)

    assert time.monotonic() - start < 2
    assert "The queue does not answer" in caplog.text


@pytest.mark.alone
def test_a_queue_that_never_answers_keeps_nobody_waiting_either(queue_at: Any, silent_port: int, caplog: Any) -> None:
    queue_at(silent_port)

    start = time.monotonic()
    with caplog.at_level(logging.WARNING):
        doorbell.ring(claim_id="any", position=1)

    assert time.monotonic() - start < 3
    assert "The queue does not answer" in caplog.text


def test_standings_are_computed_by_hand_as_often_as_one_likes(claim: Claim, capsys: Any) -> None:
    boards.decided(claim, "1")

    for arguments in ([], [], ["--rebuild"]):
        call_command("compute_standings", *arguments)

    assert capsys.readouterr().out.splitlines() == [
        "1 board released.",
        "0 boards released.",
        "1 of 1 ranges: 1 claims, all as they were stored.",
        "0 boards released.",
    ]
    assert Published.objects.count() == Progress.objects.count() == 1


def test_standings_computed_by_hand_wait_for_no_pause(claim: Claim, capsys: Any) -> None:
    call_command("compute_standings")
    boards.decided(claim, "1")

    call_command("compute_standings")

    assert boards.shown(claim.collection).decided == 1
