"""What an operator's machinery asks: does the process answer, and can it do its work?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from predictions import guards
from predictions.models import WorkerHeartbeat
from reminders.alarm import silence

STALE = timedelta(seconds=60)
OK = "ok"
MAILS = "mails"


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when everything works, 503 otherwise; either way one line a part, `ok` or what is wrong.

    A site that sends no mails serves pages: `mails` says what is wrong with them, and does not count.
    """
    parts = readiness(now=timezone.now())
    wrong = {part for part, said in parts.items() if said != OK} - {MAILS}
    return JsonResponse(parts, status=503 if wrong else 200)


@require_safe
@never_cache
def mailz(_request: HttpRequest) -> HttpResponse:
    """200 while mails leave or none is owed, 503 when some are owed and none leaves, with one line that says so."""
    said = mails(now=timezone.now())
    return HttpResponse(f"{said}\n", content_type="text/plain", status=200 if said == OK else 503)


def readiness(*, now: datetime) -> dict[str, str]:
    """`ok` or what is wrong, for the database, its migrations, its guards, the worker and the mails."""
    try:
        connection.ensure_connection()
        parts = {"database": OK, "migrations": migrations()}
        if parts["migrations"] != OK:
            return parts  # older tables cannot be asked about the rest
        return {**parts, "guards": database_guards(), "worker": worker(now=now), MAILS: mails(now=now)}
    except DatabaseError:
        return {"database": "does not answer"}


def migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return f"{waiting} not applied" if waiting else OK


def database_guards() -> str:
    missing = guards.missing()
    return f"missing: {', '.join(missing)}" if missing else OK


def worker(*, now: datetime) -> str:
    """Whether a task that the worker had to consume ran within the last minute."""
    last = WorkerHeartbeat.objects.order_by("-beaten_at").values_list("beaten_at", flat=True).first()
    if last is None:
        return "no heartbeat yet"
    age = (now - last).total_seconds()
    return OK if now - last <= STALE else f"last heartbeat {age:.0f} s ago"


def mails(*, now: datetime) -> str:
    """Whether mails leave, where some are owed for longer than a quarter of an hour.

    Not how many nor since when: some are owed because of what somebody filed, and anybody may look here.
    """
    return OK if silence(now=now) is None else "some are owed, and none leaves"
