"""Dated public texts in which something was said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from predictions.models.fact import Fact
from predictions.models.people import Organization


class Source(Fact):
    """A dated public text, talk or post. Title and address stay empty until somebody has confirmed them."""

    STREAM: ClassVar = ("source", "id")

    slug = models.SlugField(max_length=80, unique=True)
    form = models.CharField(max_length=32, help_text="article, talk, post ...")
    language = models.CharField(max_length=2)
    published_on = models.DateField()
    publisher = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="sources")
    title = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=2048, blank=True)
    content_sha256 = models.CharField(max_length=64, help_text="Fingerprint of the text that was read.")
    paragraphs = models.PositiveIntegerField()
    remarks = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-published_on", "slug"]
        constraints = [
            models.CheckConstraint(
                name="source_url_is_web",
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("source", args=[self.slug])


class Reading(Fact):
    """Somebody opened a source to check what was taken from it. A stream of its own: reading changes no source."""

    STREAM: ClassVar = ("reading", "id")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="readings")
    reader_ref = models.UUIDField(db_index=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [models.UniqueConstraint("source", "reader_ref", name="reading_once_a_person")]

    def __str__(self) -> str:
        return f"{self.source_id} read by {self.reader_ref}"
