"""The ledger: every change in one dense order, hash-chained; its checkpoints; and what was erased."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from predictions import public_ids


class Entry(models.Model):
    """One change at its place in the order. `predictions.ledger` writes it and explains every column's meaning."""

    position = models.PositiveBigIntegerField(primary_key=True)
    stream_kind = models.CharField(max_length=20)
    stream_id = models.CharField(max_length=public_ids.LENGTH)
    stream_version = models.PositiveIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=public_ids.LENGTH)
    subject_version = models.PositiveIntegerField()
    actor_ref = models.UUIDField()
    recorded_at = models.DateTimeField()
    content_hash = models.CharField(max_length=64)
    salt = models.CharField(max_length=32)
    text_salt = models.CharField(max_length=32, blank=True, help_text="Blanked when the texts are erased.")
    text_digests = models.JSONField(default=dict, blank=True, help_text="Salted digest of each erasable text.")
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                "stream_kind",
                "stream_id",
                "stream_version",
                name="entry_once_a_stream_version",
            ),
            models.UniqueConstraint(
                "subject_kind",
                "subject_id",
                "subject_version",
                name="entry_once_a_subject_version",
            ),
            models.CheckConstraint(name="entry_position_from_one", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return f"entry {self.position}"


class Checkpoint(models.Model):
    """The RFC 6962 tree head over the first `size` entries. Kept elsewhere too, it shows what was cut or changed."""

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["size"]

    def __str__(self) -> str:
        return f"checkpoint at {self.size}"


class Erasure(models.Model):
    """Leave to blank the erasable texts of one row, in all its versions; and on whose authority. Append-only.

    A row can be erased again when texts have come to it since.
    """

    subject_kind = models.CharField(max_length=20)
    subject_id = models.CharField(max_length=public_ids.LENGTH)
    authority = models.TextField(help_text="Why it had to go: the request or the rule.")
    actor_ref = models.UUIDField()
    erased_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="erasure_by_subject")]

    def __str__(self) -> str:
        return f"erasure of {self.subject_kind} {self.subject_id}"
