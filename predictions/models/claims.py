"""Claims, the statements by which experts make them, and their wording in each language."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from predictions.lifecycle import LAST_DAY, Status
from predictions.models.collections import Collection, Family
from predictions.models.fact import Fact
from predictions.models.people import Expert
from predictions.models.sources import Source

if TYPE_CHECKING:
    from predictions.models.judging import Resolution

STATUSES = [(status.value, status.value) for status in Status]


class ClaimKind(models.TextChoices):
    """What sort of outcome a claim has. Only graded claims can be judged today."""

    GRADED = "graded", "graded in quarters"
    BINARY = "binary", "yes or no"
    NUMERIC = "numeric", "a number with a unit"
    DATED = "dated", "the day it happens"


class Checkability(models.TextChoices):
    """How far public facts can decide a claim."""

    YES = "yes", "yes"
    PARTLY = "partly", "partly"
    NO = "no", "no"


class Precision(models.TextChoices):
    """How exactly the speaker named the deadline."""

    DAY = "day", "a day"
    MONTH = "month", "a month"
    YEAR = "year", "a year"


class Visibility(models.TextChoices):
    """Who may see a claim."""

    PUBLIC = "public", "public"
    RESTRICTED = "restricted", "restricted"


class Publication(models.TextChoices):
    """How a claim left the drafts: read by two people of this site, or shipped with the software."""

    PEOPLE = "people", "two people"
    BUNDLED = "bundled", "with the bundled record"


class ClaimQuerySet(models.QuerySet["Claim"]):
    """The questions that are asked of claims."""

    def visible(self) -> ClaimQuerySet:
        """What the public may see in a list: everything published, not restricted and not a duplicate."""
        return self.shown().filter(merged_into=None)

    def shown(self) -> ClaimQuerySet:
        """What has a page: the visible claims, and the duplicates whose page points at them."""
        return self.filter(visibility=Visibility.PUBLIC).exclude(status=Status.DRAFT)

    def with_drafts(self) -> ClaimQuerySet:
        """What those may look at who write up and publish: everything that is not restricted."""
        return self.filter(visibility=Visibility.PUBLIC)

    def due(self, *, by: datetime) -> ClaimQuerySet:
        """Open claims whose deadline is `by` or earlier, oldest deadline first: from then on they can be judged."""
        return self.filter(status=Status.OPEN, due_at__lte=by, merged_into=None).order_by("due_at", "pk")

    def for_pages(self) -> ClaimQuerySet:
        """With everything a list of claims shows, in a fixed number of queries."""
        return self.select_related("collection", "source__publisher").prefetch_related(
            "wordings", "statements__expert", "resolutions"
        )


ClaimManager = models.Manager.from_queryset(ClaimQuerySet)


class Claim(Fact):
    """One checkable proposition with criteria and a date by which it can be judged."""

    STREAM: ClassVar = ("claim", "id")
    ADDED: ClassVar = {"offered_by": None, "offered_at": None, "extra_reviewers": 0}

    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="claims")
    key = models.CharField(max_length=16, help_text="Identity inside the collection, like SC-01.")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="claims", null=True, blank=True)
    kind_of = models.CharField(max_length=8, choices=ClaimKind, default=ClaimKind.GRADED)
    unit = models.CharField(max_length=32, blank=True, help_text="Of a numeric claim.")
    status = models.CharField(max_length=8, choices=STATUSES, default=Status.DRAFT)
    scored_reason = models.JSONField(default=dict, blank=True, help_text="Why it is scored, or why not.")
    is_scored = models.BooleanField(help_text="Whether it is meant to be scored once it is published.")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    restricted_cause = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True)
    said_on = models.DateField()
    due_on = models.DateField(help_text="The day by whose end it can be judged.")
    due_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    due_at = models.DateTimeField(help_text="The instant, by rule: the end of that day in UTC.")
    deadline_assigned = models.BooleanField(help_text="The speaker named no date; the deadline is ours.")
    criteria_written_on = models.DateField()
    criteria_frozen_at = models.DateTimeField(null=True, blank=True)
    checkability = models.CharField(max_length=6, choices=Checkability)
    near_certain = models.BooleanField(default=False, help_text="Close to certain when it was said.")
    topics = models.JSONField(default=list, blank=True, help_text="Keys of topics.")
    neighbours = models.JSONField(
        default=list,
        blank=True,
        help_text="Keys of close claims that are not duplicates.",
    )
    written_by = models.UUIDField(help_text="actor_ref of who wrote it up.")
    offered_by = models.UUIDField(null=True, blank=True, help_text="Who says that the draft is ready to be published.")
    offered_at = models.DateTimeField(null=True, blank=True)
    extra_reviewers = models.PositiveSmallIntegerField(
        default=0, help_text="Reviewers beyond the quorum, drawn by lot before publication, to measure agreement."
    )
    publication = models.CharField(max_length=8, choices=Publication, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.UUIDField(null=True, blank=True)
    seconded_by = models.UUIDField(null=True, blank=True)

    objects = ClaimManager()

    class Meta:
        ordering = ["collection", "key"]
        constraints = [
            models.UniqueConstraint("collection", "key", name="claim_key_once_a_collection"),
            models.CheckConstraint(name="claim_status_known", condition=Q(status__in=list(Status))),
            models.CheckConstraint(name="claim_kind_known", condition=Q(kind_of__in=ClaimKind.values)),
            models.CheckConstraint(
                name="claim_restricted_says_why",
                condition=Q(visibility=Visibility.PUBLIC)
                | (Q(visibility=Visibility.RESTRICTED) & ~Q(restricted_cause="")),
            ),
            models.CheckConstraint(name="claim_due_in_calendar", condition=Q(due_on__lte=LAST_DAY)),
            models.CheckConstraint(name="claim_said_before_due", condition=Q(said_on__lte=F("due_on"))),
            models.CheckConstraint(name="claim_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="claim_published_whole",
                condition=Q(
                    status=Status.DRAFT,
                    publication="",
                    published_at__isnull=True,
                    published_by__isnull=True,
                )
                | (
                    ~Q(status=Status.DRAFT)
                    & Q(
                        published_at__isnull=False,
                        criteria_frozen_at__isnull=False,
                        published_by__isnull=False,
                    )
                    & ~Q(publication="")
                ),
            ),
            models.CheckConstraint(
                name="claim_offered_whole",
                condition=Q(offered_by__isnull=True, offered_at__isnull=True)
                | Q(offered_by__isnull=False, offered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_published_by_two",
                condition=~Q(publication=Publication.PEOPLE)
                | (Q(seconded_by__isnull=False) & ~Q(seconded_by=F("published_by"))),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="claim_open_by_due",
                condition=Q(status=Status.OPEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.key}"

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("claim", args=[self.pk])

    def wording(self, language: str) -> Wording:
        """The text in `language`, or in the binding language where there is none. Uses a prefetch when present."""
        wordings = list(self.wordings.all())
        fitting = [wording for wording in wordings if wording.language == language and wording.proposition]
        return (fitting or [wording for wording in wordings if wording.is_binding])[0]

    @property
    def resolution(self) -> Resolution | None:
        """The resolution in force: the newest, while the claim is resolved. Uses a prefetch when present."""
        if self.status != Status.RESOLVED:
            return None
        return max(self.resolutions.all(), key=lambda resolution: resolution.number)

    @property
    def standing_for(self) -> Claim:
        """The claim that this one was merged into, at the end of the way; itself where it was not."""
        claim = self
        while claim.merged_into is not None:
            claim = claim.merged_into
        return claim

    def is_overdue(self, at: datetime) -> bool:
        """Whether the deadline has passed at `at` and nobody has decided."""
        return self.status == Status.OPEN and self.due_at <= at


class StatementKind(models.TextChoices):
    """How the source carries what was said."""

    QUOTED = "quoted", "quoted"
    REPORTED = "reported", "reported"
    ENDORSED = "endorsed", "endorsed"


class Voice(models.TextChoices):
    """Who speaks where nobody is named."""

    EXPERTS = "experts", "unnamed experts"
    RESEARCH = "research", "research"
    ARTICLE = "article", "the article itself"


class HedgeClass(models.TextChoices):
    """How far the words bind the speaker. Never used for a rank."""

    FLAT = "flat", "a plain statement"
    BELIEF = "belief", "a belief"
    EXPECTATION = "expectation", "an expectation"
    SUGGESTION = "suggestion", "a suggestion"
    POSSIBILITY = "possibility", "a possibility"
    HOPE = "hope", "a hope"


class Statement(Fact):
    """Somebody saying a claim in a source. Saying it again later is a new row, never an overwrite."""

    STREAM: ClassVar = ("claim", "claim_id")
    ADDED: ClassVar = {
        "quote_prefix": "",
        "quote_suffix": "",
        "quote_start": None,
        "quote_end": None,
        "horizon_words": "",
    }

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="statements")
    expert = models.ForeignKey(
        Expert,
        on_delete=models.PROTECT,
        related_name="statements",
        null=True,
        blank=True,
    )
    voice = models.CharField(
        max_length=8,
        choices=Voice,
        blank=True,
        help_text="Who speaks when no expert is named.",
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="statements")
    number = models.PositiveSmallIntegerField(help_text="Place among the claim's statements, from 1.")
    said_on = models.DateField()
    kind_of = models.CharField(max_length=8, choices=StatementKind)
    paragraph = models.PositiveIntegerField(null=True, blank=True)
    quote = models.CharField(max_length=500, blank=True, help_text="A few words, letter for letter.")
    quote_language = models.CharField(max_length=2, blank=True)
    quote_paragraph = models.PositiveIntegerField(null=True, blank=True)
    quote_prefix = models.CharField(max_length=64, blank=True, help_text="What stands just before the quote.")
    quote_suffix = models.CharField(max_length=64, blank=True, help_text="What stands just after it.")
    quote_start = models.PositiveIntegerField(null=True, blank=True, help_text="In characters of the text.")
    quote_end = models.PositiveIntegerField(null=True, blank=True, help_text="In characters of the text.")
    horizon_words = models.CharField(max_length=200, blank=True, help_text="The time, as the speaker put it.")
    locator = models.CharField(max_length=500, blank=True, help_text="The place, in words.")
    hedge_words = models.CharField(max_length=200, blank=True)
    hedge_class = models.CharField(max_length=12, choices=HedgeClass, blank=True)
    role = models.CharField(max_length=200, blank=True, help_text="As the source words it.")
    organization = models.CharField(max_length=200, blank=True, help_text="As the source words it.")
    probability = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint("claim", "number", name="statement_number_once_a_claim"),
            models.CheckConstraint(
                name="statement_has_one_speaker",
                condition=(Q(expert__isnull=False) & Q(voice="")) | (Q(expert__isnull=True) & ~Q(voice="")),
            ),
            models.CheckConstraint(
                name="statement_probability_in_range",
                condition=Q(probability__isnull=True) | Q(probability__gte=0, probability__lte=1),
            ),
            models.CheckConstraint(
                name="statement_kind_known",
                condition=Q(kind_of__in=StatementKind.values),
            ),
            models.CheckConstraint(
                name="statement_quote_place_whole",
                condition=Q(quote_start__isnull=True, quote_end__isnull=True) | Q(quote_start__lt=F("quote_end")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} statement {self.number}"


class Wording(Fact):
    """The text of a claim in one language; one language is binding."""

    STREAM: ClassVar = ("claim", "claim_id")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=2)
    is_binding = models.BooleanField(default=False)
    proposition = models.TextField(blank=True, help_text="Empty only in a draft that is not offered yet.")
    question = models.TextField(blank=True)
    conditions = models.JSONField(default=list, blank=True, help_text="Named terms the grades use: {key, text}.")
    grades = models.JSONField(help_text="The condition for each grade, by '1', '0.75', '0.5', '0.25' and '0'.")
    source_of_truth = models.TextField(blank=True)
    edge_cases = models.TextField(blank=True)
    annul_if = models.TextField(blank=True)

    class Meta:
        ordering = ["claim", "-is_binding", "language"]
        constraints = [
            models.UniqueConstraint("claim", "language", name="wording_once_a_language"),
            models.UniqueConstraint("claim", name="wording_one_binding", condition=Q(is_binding=True)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} in {self.language}"
