"""What keeps requests single and workers honest; nothing here is part of the record."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A request that was carried out, so that the same one sent again changes nothing and gets the same answer."""

    actor_ref = models.UUIDField()
    key = models.CharField(max_length=255)
    route = models.CharField(max_length=64, help_text="The action.")
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField(help_text="What the action answered, enough to say it again.")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("actor_ref", "key", name="idempotency_key_once_an_actor")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class WorkerHeartbeat(models.Model):
    """The last time a worker was seen to consume: written by a task that it must take from the queue."""

    name = models.CharField(primary_key=True, max_length=64)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
