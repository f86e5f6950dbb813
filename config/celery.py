"""The queue and its clock. The schedule is code: what is due is decided by rows, the clock only says "look"."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "predictions.tasks.beat_heart", "schedule": 10.0},
}

app = Celery("hindcast")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()
