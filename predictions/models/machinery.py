"""What keeps requests single and workers honest; nothing here is part of the record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from predictions.models.claims import Claim
from predictions.models.judging import ObjectionAbout
from predictions.models.sources import Source


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


class WorkingText(models.Model):
    """The text of a source as an editor works on it. Seen at the desk only, no part of the record, and deletable."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="working_text")
    text = models.TextField()
    brought_by = models.UUIDField()
    brought_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"text of {self.source_id}"


class FormDraft(models.Model):
    """What somebody was typing into a form of the desk: restored after a crash or a sign-out, gone once it is sent."""

    actor_ref = models.UUIDField()
    place = models.CharField(max_length=200, help_text="The path of the page.")
    fields = models.JSONField(help_text="Lists of values by name.")
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("actor_ref", "place", name="form_draft_once_a_place")]

    def __str__(self) -> str:
        return f"{self.place} of {self.actor_ref}"


class PendingObjection(models.Model):
    """An objection whose address is not confirmed yet. Nobody sees it; unconfirmed, it goes after a week."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    about = models.CharField(max_length=11, choices=ObjectionAbout)
    text = models.TextField()
    document_url = models.CharField(max_length=2048)
    contact = models.CharField(max_length=320)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    network = models.CharField(max_length=64, help_text="Keyed digest of the address it came from, to count by.")
    made_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["network", "made_at"], name="pending_by_network")]

    def __str__(self) -> str:
        return f"pending objection {self.pk} to {self.claim_id}"
