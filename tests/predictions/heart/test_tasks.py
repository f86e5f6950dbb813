"""The doorbells of the record: each calls its action, and may ring twice, late or from a newer version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from predictions import tasks, verifying
from predictions.models import Assignment, Checkpoint, Entry, IdempotencyKey, WorkerHeartbeat
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_heartbeat_shows_in_the_database_and_on_the_file_that_the_supervisor_reads() -> None:
    file = settings.DATA / "heartbeat"
    file.unlink(missing_ok=True)

    tasks.beat_heart()
    tasks.beat_heart()

    beaten_at = WorkerHeartbeat.objects.get().beaten_at
    assert abs(timezone.now() - beaten_at) < timedelta(seconds=30)
    assert file.exists()


def test_ringing_for_reviewers_asks_them_once() -> None:
    builders.a_record()
    builders.a_claim()
    builders.reviewers("one", "two", "three")

    tasks.assign_waiting()
    tasks.assign_waiting()

    assert Assignment.objects.count() == 2
    assert verifying.verify().is_sound


def test_ringing_for_tidiness_forgets_requests_that_are_a_month_old_and_no_others() -> None:
    for name, days in (("old", 31), ("new", 29)):
        IdempotencyKey.objects.create(
            actor_ref=uuid4(), key=name, route="r", request_hash="", answer={}, made_at=timezone.now() - timedelta(days)
        )

    tasks.forget_requests()
    tasks.forget_requests()

    assert IdempotencyKey.objects.get().key == "new"


def test_ringing_for_a_checkpoint_fixes_the_head_once() -> None:
    builders.a_record()

    tasks.make_checkpoint()
    tasks.make_checkpoint()

    assert Checkpoint.objects.get().size == Entry.objects.count()


def test_a_checkpoint_made_by_hand_is_printed_to_be_kept_elsewhere() -> None:
    builders.a_record()
    first, second = StringIO(), StringIO()

    call_command("make_checkpoint", stdout=first)
    call_command("make_checkpoint", stdout=second)

    assert first.getvalue() == f"1 entries, root {Checkpoint.objects.get().root}\n"
    assert second.getvalue() == "Nothing new since the last checkpoint.\n"


@pytest.mark.parametrize("ring", [tasks.beat_heart, tasks.assign_waiting, tasks.make_checkpoint])
def test_a_message_from_a_newer_version_is_understood(ring: Callable[..., Any]) -> None:
    ring(something_new=1)
