"""Public documents that support, contradict or give context to a claim."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from predictions.lifecycle import Lateness, lateness
from predictions.models.claims import Claim
from predictions.models.fact import Fact


class Stance(models.TextChoices):
    """Which way a document points."""

    SUPPORTS = "supports", "supports"
    CONTRADICTS = "contradicts", "contradicts"
    CONTEXT = "context", "context"


class Tier(models.TextChoices):
    """How near a document is to what it reports."""

    PRIMARY = "primary", "the maker’s, author’s or measurer’s own words"
    PRESS = "press", "press"
    ANALYSIS = "analysis", "experts and law firms"
    SECONDARY = "secondary", "digests, blogs, vendors"


class Recheck(models.TextChoices):
    """Whether a second reading found the same."""

    PAGE = "page", "read twice on the page"
    ELSEWHERE = "elsewhere", "found again on another page"
    NONE = "none", "not looked at twice"


FILE_TYPES = [("application/pdf", "PDF"), ("image/png", "PNG")]
STRENGTHS = [(1, "weak or indirect"), (2, "fair"), (3, "strong")]


class Evidence(Fact):
    """One document and what it says about one claim, in our words."""

    STREAM: ClassVar = ("claim", "claim_id")
    ERASABLE: ClassVar = frozenset({"retraction_reason"})
    ONCE_PLAIN: ClassVar = frozenset({"retraction_reason"})
    ADDED: ClassVar = {
        "language": "",
        "archived_url": "",
        "excerpt": "",
        "file_name": "",
        "file_type": "",
        "file_size": None,
        "file_sha256": "",
        "retracted_at": None,
        "retracted_by": None,
        "retraction_reason": "",
    }

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="evidence")
    key = models.CharField(max_length=24, help_text="Like SC-01-E1.")
    number = models.PositiveIntegerField(help_text="Place among the claim's evidence, from 1.")
    stance = models.CharField(max_length=11, choices=Stance)
    strength = models.PositiveSmallIntegerField(choices=STRENGTHS)
    tier = models.CharField(max_length=9, choices=Tier)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=200)
    published = models.CharField(
        max_length=10,
        blank=True,
        help_text="A year, month or day, as the page shows it.",
    )
    url = models.CharField(max_length=2048)
    identifier = models.CharField(max_length=100, blank=True, help_text="For example an arXiv number.")
    retrieved_on = models.DateField()
    recheck = models.CharField(max_length=9, choices=Recheck, default=Recheck.NONE)
    summary = models.TextField(help_text="What it says, in our words, with the figure.")
    note = models.TextField(blank=True, help_text="A caution for the reader.")
    language = models.CharField(max_length=2, blank=True, help_text="Of summary and note.")
    archived_url = models.CharField(max_length=2048, blank=True, help_text="Where a copy of the page is kept.")
    excerpt = models.CharField(max_length=300, blank=True, help_text="A few words of it, letter for letter.")
    file_name = models.CharField(max_length=120, blank=True, help_text="Under which its file is handed out.")
    file_type = models.CharField(max_length=20, blank=True, choices=FILE_TYPES)
    file_size = models.PositiveIntegerField(null=True, blank=True, help_text="In bytes.")
    file_sha256 = models.CharField(max_length=64, blank=True, help_text="Fingerprint; the name it is kept under.")
    retracted_at = models.DateTimeField(null=True, blank=True, help_text="It stays on the page, struck through.")
    retracted_by = models.UUIDField(null=True, blank=True)
    retraction_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["claim", "number"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint("claim", "number", name="evidence_number_once_a_claim"),
            models.UniqueConstraint("claim", "key", name="evidence_key_once_a_claim"),
            models.CheckConstraint(name="evidence_stance_known", condition=Q(stance__in=Stance.values)),
            models.CheckConstraint(name="evidence_tier_known", condition=Q(tier__in=Tier.values)),
            models.CheckConstraint(name="evidence_strength_known", condition=Q(strength__in=[1, 2, 3])),
            models.CheckConstraint(
                name="evidence_retracted_whole",
                condition=Q(retracted_at__isnull=True, retracted_by__isnull=True, retraction_reason="")
                | (Q(retracted_at__isnull=False, retracted_by__isnull=False) & ~Q(retraction_reason="")),
            ),
            models.CheckConstraint(
                name="evidence_file_whole",
                condition=Q(file_name="", file_type="", file_size__isnull=True, file_sha256="")
                | (~Q(file_name="") & ~Q(file_type="") & Q(file_size__isnull=False) & ~Q(file_sha256="")),
            ),
            models.CheckConstraint(
                name="evidence_archive_is_web",
                condition=Q(archived_url="")
                | Q(archived_url__startswith="https://")
                | Q(archived_url__startswith="http://"),
            ),
            models.CheckConstraint(
                name="evidence_url_is_web",
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def lateness(self) -> Lateness:
        """Whether it came out after the deadline of its claim, as far as its date tells."""
        return lateness(self.published, self.claim.due_on)
