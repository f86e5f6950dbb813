"""The record itself, the collections it holds, and how a collection was put together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from predictions.models.fact import Fact


class RecordKind(models.TextChoices):
    """What a database is, set at its creation, for good."""

    RECORD = "record", "record"
    DEMONSTRATION = "demonstration", "demonstration"


class Record(Fact):
    """What this database is: a record, or a demonstration whose figures nobody may quote. The ledger's first entry."""

    STREAM: ClassVar = ("record", "id")

    kind_of = models.CharField(max_length=16, choices=RecordKind)
    singleton = models.BooleanField(default=True, unique=True, editable=False)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="record_is_one", condition=Q(singleton=True))]

    def __str__(self) -> str:
        return self.kind_of

    @property
    def is_demonstration(self) -> bool:
        """Whether sample readings may stand here as if they were decisions."""
        return self.kind_of == RecordKind.DEMONSTRATION


class Topic(Fact):
    """One of the short list of subjects that claims choose from."""

    STREAM: ClassVar = ("topic", "id")

    key = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text in each language: {en, fr}.")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class Basis(models.TextChoices):
    """Whether criteria were fixed before the outcome could be known."""

    PROSPECTIVE = "prospective", "prospective"
    RETROSPECTIVE = "retrospective", "retrospective"


class Collection(Fact):
    """Claims judged by one policy and ranked together."""

    STREAM: ClassVar = ("collection", "id")
    ADDED: ClassVar = {"scores_shown_at": None, "scores_shown_by": None}

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text in each language: {en, fr}.")
    description = models.JSONField(help_text="Text in each language: {en, fr}.")
    starts = models.DateField()
    ends = models.DateField()
    basis = models.CharField(max_length=16, choices=Basis)
    quorum = models.PositiveSmallIntegerField(default=2, help_text="Independent verdicts that decide a claim.")
    minimum = models.PositiveSmallIntegerField(default=5, help_text="Resolved claims of one's own that a rank needs.")
    objection_days = models.PositiveSmallIntegerField(default=30, help_text="Days to ask for a new judgement.")
    rules = models.JSONField(
        default=list,
        blank=True,
        help_text="Rules for the criteria of every claim: {key, en, fr}.",
    )
    selection_how = models.JSONField(help_text="How statements were chosen, in each language.")
    considered = models.PositiveIntegerField(help_text="Statements considered; those not taken are refusals.")
    scores_shown_at = models.DateTimeField(
        null=True, blank=True, help_text="From when it may be shown with scores: the people named were told before."
    )
    scores_shown_by = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(name="collection_quorum_positive", condition=Q(quorum__gte=1)),
            models.CheckConstraint(name="collection_minimum_three", condition=Q(minimum__gte=3)),
            models.CheckConstraint(
                name="collection_starts_before_it_ends",
                condition=Q(starts__lte=F("ends")),
            ),
            models.CheckConstraint(name="collection_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="collection_scores_shown_whole",
                condition=Q(scores_shown_at__isnull=True, scores_shown_by__isnull=True)
                | Q(scores_shown_at__isnull=False, scores_shown_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("collection", args=[self.slug])


class Family(Fact):
    """Claims that are one idea said several times; together they weigh as one."""

    STREAM: ClassVar = ("collection", "collection_id")

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="families")
    key = models.SlugField(max_length=80)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint("collection", "key", name="family_key_once_a_collection")]

    def __str__(self) -> str:
        return self.key


class RefusalReason(models.TextChoices):
    """Why a statement of a source was not taken as a claim."""

    PRESENT = "present", "about the present"
    PAST = "past", "about the past"
    OPINION = "opinion", "an opinion"
    CAPABILITY = "capability", "what a product can do"
    ANNOUNCEMENT = "announcement", "an announcement"
    UNREADABLE = "unreadable", "cannot be read"


class Refusal(Fact):
    """A statement that was considered and not taken, and why: what a reader needs to see that nothing was picked."""

    STREAM: ClassVar = ("collection", "collection_id")
    ADDED: ClassVar = {"start": None, "end": None}

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="refusals")
    source = models.ForeignKey("predictions.Source", on_delete=models.PROTECT, related_name="refusals")
    number = models.PositiveIntegerField(help_text="Place in the list, from 1.")
    expert = models.ForeignKey(
        "predictions.Expert",
        on_delete=models.PROTECT,
        related_name="refusals",
        null=True,
        blank=True,
    )
    paragraph = models.PositiveIntegerField()
    reason = models.CharField(max_length=16, choices=RefusalReason)
    what = models.JSONField(help_text="What was said, in our words, in each language.")
    start = models.PositiveIntegerField(null=True, blank=True, help_text="Where it begins, in characters of the text.")
    end = models.PositiveIntegerField(null=True, blank=True, help_text="Where it ends, in characters of the text.")

    class Meta:
        ordering = ["collection", "number"]
        constraints = [
            models.UniqueConstraint("collection", "number", name="refusal_number_once_a_collection"),
            models.CheckConstraint(
                name="refusal_reason_known",
                condition=Q(reason__in=RefusalReason.values),
            ),
            models.CheckConstraint(
                name="refusal_place_whole",
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} refusal {self.number}"
