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
