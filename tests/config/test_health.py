"""Operators learn whether the process answers, and which part of it does not work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from config import health
from predictions.models import WorkerHeartbeat

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def beat(at: datetime) -> None:
    WorkerHeartbeat.objects.update_or_create(name="worker", defaults={"beaten_at": at})


def test_the_process_answers_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_everything_works(client: Client) -> None:
    beat(NOON)

    parts = health.readiness(now=NOON)

    assert parts == {"database": "ok", "migrations": "ok", "guards": "ok", "worker": "ok", "mails": "ok"}


@pytest.mark.django_db
def test_a_worker_that_was_never_seen_makes_the_site_not_ready(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["worker"] == "no heartbeat yet"


@pytest.mark.django_db
def test_a_silent_worker_makes_the_site_not_ready() -> None:
    beat(NOON)

    assert health.readiness(now=NOON + timedelta(seconds=61))["worker"] == "last heartbeat 61 s ago"


@pytest.mark.django_db
def test_a_missing_guard_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("predictions.guards.missing", lambda: ["claim_steps_by_one"])

    assert health.readiness(now=NOON)["guards"] == "missing: claim_steps_by_one"


def test_a_database_that_does_not_answer_is_said_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise DatabaseError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": "does not answer"})
