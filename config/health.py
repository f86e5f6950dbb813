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

STALE = timedelta(seconds=60)
OK = "ok"


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when everything works, 503 otherwise; either way one line a part, `ok` or what is wrong."""
    parts = readiness(now=timezone.now())
    return JsonResponse(parts, status=200 if set(parts.values()) == {OK} else 503)


def readiness(*, now: datetime) -> dict[str, str]:
    """`ok` or what is wrong, for the database, its migrations, its guards and the worker."""
    try:
        connection.ensure_connection()
        parts = {"database": OK, "migrations": migrations()}
        if parts["migrations"] != OK:
            return parts  # older tables cannot be asked about the rest
        return {**parts, "guards": database_guards(), "worker": worker(now=now)}
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
