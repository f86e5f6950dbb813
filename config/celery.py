"""The queue and its clock. The schedule is code: what is due is decided by rows, the clock only says "look"."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import task_prerun
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {"task": "predictions.tasks.beat_heart", "schedule": 10.0, "options": {"expires": 30}},
    "standings": {"task": "scoring.tasks.sweep", "schedule": 5.0, "options": {"expires": 30}},
    "rebuilding": {"task": "scoring.tasks.help_rebuild", "schedule": 10.0, "options": {"expires": 10}},
    "assignments": {"task": "predictions.tasks.assign_waiting", "schedule": 30.0, "options": {"expires": 60}},
    "mails": {"task": "reminders.tasks.plan_and_send", "schedule": 30.0, "options": {"expires": 60}},
    "silence": {"task": "reminders.tasks.raise_alarm", "schedule": 600.0, "options": {"expires": 600}},
    "lapsed": {"task": "reminders.tasks.forget_lapsed", "schedule": 3_600.0, "options": {"expires": 3600}},
    "drafts": {"task": "predictions.tasks.sweep_drafts", "schedule": 86_400.0},
    "unconfirmed": {"task": "predictions.tasks.forget_unconfirmed", "schedule": 86_400.0},
    "checkpoint": {"task": "predictions.tasks.make_checkpoint", "schedule": 86_400.0},
    "files": {"task": "predictions.tasks.sweep_files", "schedule": 86_400.0},
    "requests": {"task": "predictions.tasks.forget_requests", "schedule": 86_400.0},
}

# The queue of an embedded site is a folder, and nobody but us makes it.
for option in ("data_folder_in", "control_folder"):
    if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(option):
        Path(folder).mkdir(parents=True, exist_ok=True)

app = Celery("hindcast")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
app.autodiscover_tasks()


@task_prerun.connect
def show_that_this_worker_consumes(**_task: Any) -> None:
    """Touch the file of this worker alone: others that consume from the same queue must not speak for a deaf one."""
    own = Path(settings.DATA) / "heartbeats" / socket.gethostname()
    own.parent.mkdir(parents=True, exist_ok=True)
    own.touch()
