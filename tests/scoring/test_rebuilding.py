"""Working everything out again: shared by many, taken up after any kill, and never seen half."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from predictions import ledger
from predictions.models import Claim, Collection
from scoring import actions, releasing, tasks, verifying
from scoring.actions import following, rebuilding
from scoring.models import Clock, Contribution, Progress, Range, Rebuild, Release, Total
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def collection(db: None) -> Collection:
    """A published board of three people with nine claims."""
    return a_board()


def a_board() -> Collection:
    builders.a_record()
    collection = builders.a_collection(minimum=3)
    for name, grades in (("Expert one", "110"), ("Expert two", "010"), ("Expert three", "000")):
        boards.a_ranked_expert(collection, name, *grades)
    actions.sweep(at=NOW)
    return collection


def forget_everything() -> None:
    """As before the first sweep of a new method version, but for the release that is shown."""
    for model in (Contribution, Total, Clock, Progress):
        model.objects.all().delete()


def test_a_rebuild_puts_right_whatever_was_changed(collection: Collection) -> None:
    lines, rows = boards.lines(collection), boards.contributions()
    Contribution.objects.filter(credit=0).update(credit=4_000_000)
    Contribution.objects.order_by("pk").first().delete()
    Total.objects.update(weight=0)

    actions.rebuild(at=LATER)

    assert (boards.contributions(), boards.lines(collection)) == (rows, lines)
    assert verifying.verify().differences == []


def test_a_rebuild_that_finds_all_well_writes_no_contribution_and_no_release(collection: Collection) -> None:
    before = list(Contribution.objects.order_by("pk").values_list())

    made = actions.rebuild(at=LATER)

    assert made == 0
    assert list(Contribution.objects.order_by("pk").values_list()) == before


def test_readers_see_the_old_release_until_the_last_range_is_done(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 2)
    shown, lines = boards.shown(collection), boards.lines(collection)
    forget_everything()
    boards.decided(builders.a_claim(collection=collection, documents=0), "1")

    running = actions.begin_rebuild(at=LATER)
    seen = []
    while actions.help_rebuild(at=LATER):
        actions.sweep(at=LATER, without_pause=True)
        seen.append((boards.shown(collection), boards.lines(collection)))
    actions.sweep(at=LATER, without_pause=True)

    assert len(seen) == actions.rebuild_progress(running).ranges - 1
    assert all(one == (shown, lines) for one in seen)
    assert boards.shown(collection) != shown
    assert len(boards.lines(collection)) == 4
    assert verifying.verify().differences == []


def test_a_range_whose_worker_was_killed_is_taken_again_when_its_lease_is_over(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 4)
    forget_everything()
    running = actions.begin_rebuild(at=NOW)

    def killed(*_ids: object) -> int:
        raise RuntimeError("The worker was killed.")

    with monkeypatch.context() as broken:
        broken.setattr(rebuilding, "_work_out_again", killed)
        with pytest.raises(RuntimeError, match="killed"):
            actions.help_rebuild(at=NOW)
    while actions.help_rebuild(at=NOW):
        pass
    meanwhile = actions.rebuild_progress(running)
    actions.rebuild(at=NOW + rebuilding.LEASE)

    assert (meanwhile.done, meanwhile.ranges, meanwhile.is_finished) == (2, 3, False)
    assert actions.rebuild_progress(running).is_finished
    assert Rebuild.objects.count() == 1
    assert verifying.verify().differences == []


def test_a_decision_made_during_a_rebuild_is_not_lost(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 3)
    actions.begin_rebuild(at=NOW)
    actions.help_rebuild(at=NOW)
    boards.reopened(Claim.objects.order_by("pk").first())
    boards.reopened(Claim.objects.order_by("pk").last())

    actions.sweep(at=LATER)
    during = boards.shown(collection).decided
    actions.rebuild(at=LATER + timedelta(minutes=1))

    assert (during, boards.shown(collection).decided) == (7, 7)
    assert verifying.verify().differences == []


def test_a_claim_that_is_decided_between_reading_and_writing_is_worked_out_once_more(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = builders.a_claim(collection=collection, documents=0)
    actions.sweep(at=NOW)
    actions.begin_rebuild(at=NOW)
    once = following.followed
    turns: list[int] = []

    def interrupted(*arguments: Any, **options: Any) -> Any:
        found = once(*arguments, **options)
        if not turns:
            boards.decided(claim, "1", at=LATER)
            actions.sweep(at=LATER)
        turns.append(1)
        return found

    monkeypatch.setattr(rebuilding, "followed", interrupted)
    while actions.help_rebuild(at=LATER):
        pass
    actions.sweep(at=LATER, without_pause=True)

    assert len(turns) == 2
    assert boards.shown(collection).decided == 10
    assert verifying.verify().differences == []


def test_a_method_with_a_long_ledger_before_it_begins_with_a_rebuild_that_workers_share(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.actions.rebuilding.FAR", 10)
    forget_everything()

    first = actions.sweep(at=LATER)
    tasks.help_rebuild()
    actions.sweep(at=LATER, without_pause=True)

    assert first == 0
    assert Rebuild.objects.get().finished_at is not None
    assert Progress.objects.get().public_position == ledger.public_position(ledger.position())
    assert verifying.verify().differences == []


def test_the_command_shows_how_far_it_is_and_goes_on_where_it_was_interrupted(
    collection: Collection, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "CLAIMS", 3)
    actions.begin_rebuild(at=NOW)
    actions.help_rebuild(at=NOW)

    call_command("compute_standings", "--rebuild")

    assert capsys.readouterr().out.splitlines() == [
        "2 of 3 ranges: 6 claims, all as they were stored.",
        "3 of 3 ranges: 9 claims, all as they were stored.",
        "1 board released.",  # by the clock alone: objections are over by now
    ]
    assert Rebuild.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_any_number_of_workers_share_a_rebuild_and_do_each_range_once(monkeypatch: pytest.MonkeyPatch) -> None:
    collection = a_board()
    rows, lines = boards.contributions(), boards.lines(collection)
    monkeypatch.setattr(rebuilding, "CLAIMS", 1)
    forget_everything()
    actions.begin_rebuild(at=LATER)
    ready = threading.Barrier(4)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            ready.wait(timeout=30)
            while actions.help_rebuild(at=LATER):
                pass
        except BaseException as error:  # noqa: BLE001  shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    actions.sweep(at=LATER, without_pause=True)

    assert failures == []
    assert sum(Range.objects.values_list("claims", flat=True)) == 9
    assert (boards.contributions(), boards.lines(collection)) == (rows, lines)
    assert Release.objects.count() == 1
    assert verifying.verify().differences == []


def test_a_board_that_was_being_made_while_a_rebuild_put_it_right_is_looked_at_again(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = boards.lines(collection)
    Total.objects.update(credit=0)
    following.mark_stale({collection.pk})
    work_out = releasing.Ground.lines

    def meanwhile(ground: releasing.Ground) -> Any:
        monkeypatch.undo()
        rebuilding.begin_rebuild(at=LATER)
        while rebuilding.help_rebuild(at=LATER):
            pass
        return work_out(ground)

    monkeypatch.setattr(releasing.Ground, "lines", meanwhile)
    actions.sweep(at=LATER)
    wrong = boards.lines(collection)
    actions.sweep(at=LATER + timedelta(minutes=1))

    assert wrong != right
    assert boards.lines(collection) == right
