"""A scoring worker is killed at every one of its statements: nothing is lost, counted twice or seen half.

The points are not chosen: every statement that a sweep or a rebuild sends, and every commit, is one. For each a child
is forked that kills itself there with SIGKILL; then the board is read, and another worker goes on.
"""

from __future__ import annotations

import os
import signal
import threading
import warnings
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections

from predictions.models import Collection, Expert
from scoring import actions, verifying
from scoring.actions import rebuilding
from scoring.models import Clock, Contribution, Progress, Published, Rebuild, Release, Standing, Total
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True)]

LATER = NOW + timedelta(minutes=1)
SURVIVED = 0
MOST_POINTS = 400


def killed_at(point: int, work: Callable[[], Any]) -> bool:
    """Do `work` in a child that kills itself just before its statement or commit number `point`.

    returns  whether it was killed; if not, it had fewer of them and did its work to the end
    """
    connections.close_all()  # a connection that two processes hold is broken
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child starts no thread and waits for none
        child = os.fork()
    if child == 0:
        try:
            _count_down(point)
            work()
        except BaseException:  # noqa: BLE001  the exit code says it; nothing of pytest may run on in here
            os._exit(1)
        os._exit(SURVIVED)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == SURVIVED
    return False


def _count_down(point: int) -> None:
    left = point

    def step() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(execute: Any, *arguments: Any) -> Any:
        step()
        return execute(*arguments)

    commit = connection.commit

    def committing() -> None:
        step()
        commit()

    connection.execute_wrappers.append(before)
    connection.commit = committing  # type: ignore[method-assign]


def a_board() -> tuple[Collection, Expert]:
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    expert = boards.a_ranked_expert(collection, "Expert one", "1", "0.5", "0")
    boards.a_ranked_expert(collection, "Expert two", "0", "1", "1")
    return collection, expert


def forget_everything() -> None:
    """As before the first sweep, releases and all."""
    for model in (Published, Release, Contribution, Total, Clock, Progress, Rebuild):
        model.objects.all().delete()


def as_figures(collection: Collection) -> list[dict[str, Any]]:
    """The board that is shown as figures; empty where none is."""
    published = Published.objects.filter(collection=collection).first()
    return boards.lines(collection) if published is not None and published.release is not None else []


def test_a_sweep_killed_at_any_statement_is_made_good_by_the_next() -> None:
    collection, expert = a_board()
    actions.sweep(at=NOW)
    old = boards.lines(collection)
    boards.a_decided_claim(collection, expert, "1")
    kills = 0

    for point in range(1, MOST_POINTS):
        if not killed_at(point, lambda: actions.sweep(at=LATER)):
            break
        kills += 1
        shown = as_figures(collection)
        assert shown == old or boards.line(collection, expert).points == Decimal("2.5"), point
        assert Standing.objects.count() == 2 * Release.objects.count(), point

    assert kills > 20
    assert boards.line(collection, expert).points == Decimal("2.5")
    assert Release.objects.count() == 2
    assert actions.sweep(at=LATER, without_pause=True) == 0
    assert verifying.verify().differences == []


def test_a_worker_killed_at_any_statement_from_the_first_claim_on_loses_nothing_and_counts_nothing_twice() -> None:
    collection, _expert = a_board()
    actions.sweep(at=NOW)
    rows, lines = boards.contributions(), boards.lines(collection)

    for point in range(1, MOST_POINTS, 3):
        forget_everything()
        was_killed = killed_at(point, lambda: actions.sweep(at=NOW))
        actions.sweep(at=NOW, without_pause=True)
        assert boards.contributions() == rows, point
        assert boards.lines(collection) == lines, point
        assert verifying.verify().differences == [], point
        if not was_killed:
            break

    assert not was_killed


def test_a_rebuild_killed_at_any_statement_is_taken_up_and_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 3)
    collection, _expert = a_board()
    actions.sweep(at=NOW)
    rows, lines = boards.contributions(), boards.lines(collection)
    for model in (Contribution, Total, Clock, Progress):
        model.objects.all().delete()
    kills = 0

    # Each time later by a lease, and a statement further.
    while killed_at(kills + 1, partial(actions.rebuild, at=LATER + kills * rebuilding.LEASE)):
        kills += 1
        assert boards.lines(collection) == lines, kills

    assert kills > 20
    assert boards.contributions() == rows
    assert boards.lines(collection) == lines
    assert Rebuild.objects.filter(finished_at=None).count() == 0
    assert verifying.verify().differences == []


def test_a_reader_sees_the_old_board_or_the_new_one_and_never_a_mixture() -> None:
    collection, expert = a_board()
    actions.sweep(at=NOW)
    boards_made = {str(boards.lines(collection))}
    seen: set[str] = set()
    failures: list[BaseException] = []
    is_over = threading.Event()

    def read() -> None:
        try:
            while not is_over.is_set():
                seen.add(str(boards.lines(collection)))
        except BaseException as error:  # noqa: BLE001  shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for minute in range(1, 9):
        boards.a_decided_claim(collection, expert, "1")
        actions.sweep(at=NOW + timedelta(minutes=minute))
        boards_made.add(str(boards.lines(collection)))
    is_over.set()
    for reader in readers:
        reader.join(timeout=60)

    assert failures == []
    assert len(boards_made) == 9
    assert seen <= boards_made
    assert len(seen) > 1
