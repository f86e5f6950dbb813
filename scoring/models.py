"""Contributions of claims to experts, and the releases in which their standings are published."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex

from predictions.models import Claim, Collection, Expert


class Progress(models.Model):
    """How far one method has followed the ledger. Its row is the lock of everything this app writes."""

    method = models.CharField(primary_key=True, max_length=80)
    position = models.PositiveBigIntegerField(default=0, help_text="The last ledger position that was taken.")
    public_position = models.PositiveBigIntegerField(default=0, help_text="The same place among public entries.")
    is_whole = models.BooleanField(
        default=True,
        help_text="Whether every claim was followed to there. While a rebuild still has to, nothing is published.",
    )

    def __str__(self) -> str:
        return f"{self.method} at {self.position}"


class State(models.TextChoices):
    """What a claim is to the expert who made it, at one place in the ledger."""

    GRADED = "graded", "graded"
    AMBIGUOUS = "ambiguous", "ambiguous"
    ANNULLED = "annulled", "annulled"
    OPEN = "open", "open"
    UNSCORED = "unscored", "unscored"


DECIDED = (State.GRADED, State.AMBIGUOUS, State.ANNULLED)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """The questions that are asked of contributions."""

    def in_force(self, collection: Collection, *, method: str, position: int) -> ContributionQuerySet:
        """What counted in `collection` at ledger `position`, whenever it is asked."""
        then = Q(valid_to__isnull=True) | Q(valid_to__gt=position)
        return self.filter(then, collection=collection, method=method, valid_from__lte=position)

    def now(self, collection_id: str, *, method: str) -> ContributionQuerySet:
        """What counts in the collection as far as the ledger was followed."""
        return self.filter(collection=collection_id, method=method, valid_to__isnull=True)

    def about(self, topic: str) -> ContributionQuerySet:
        """Those of claims that are listed under the topic with this key, capitals told apart on either database."""
        return self.alias(topic_at=StrIndex("topics", Value(f",{topic},"))).filter(topic_at__gt=0)


ContributionManager = models.Manager.from_queryset(ContributionQuerySet)


class Contribution(models.Model):
    """What one claim gives one expert, from one ledger position to another. Only `valid_to` is ever set later."""

    method = models.CharField(max_length=80)
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="contributions")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="contributions")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="contributions")
    is_own = models.BooleanField(help_text="Quoted or reported; an endorsement is shown but not ranked.")
    is_first = models.BooleanField(
        default=False, help_text="Of the claim's own lines the one that is counted where claims are counted, not lines."
    )
    state = models.CharField(max_length=9, choices=State)
    topics = models.TextField(blank=True, default="", help_text="Keys in order, a comma before, between and behind.")
    weight = models.PositiveIntegerField(help_text="In millionths of a claim.")
    joint_weight = models.PositiveIntegerField(
        default=0, help_text="The same where what one endorsed counts beside what one said: a family weighs 1 in both."
    )
    chances = models.TextField(
        blank=True, default="", help_text="Those stated that count, in order of time, a comma between: 0.6,0.9."
    )
    credit = models.PositiveIntegerField(help_text="Weight times grade, in quarter-millionths of a point.")
    due_at = models.DateTimeField()
    official_at = models.DateTimeField(null=True, help_text="When it stops being provisional; never for a sample.")
    mark = models.PositiveBigIntegerField(default=0, help_text="40 bits of the digest of its content, to be added up.")
    valid_from = models.PositiveBigIntegerField(help_text="Ledger position.")
    valid_to = models.PositiveBigIntegerField(null=True, help_text="Ledger position from which it no longer holds.")

    objects = ContributionManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "method", "expert", "claim", name="contribution_one_in_force", condition=Q(valid_to__isnull=True)
            ),
            models.CheckConstraint(name="contribution_state_known", condition=Q(state__in=State.values)),
        ]
        indexes = [
            models.Index(fields=["collection", "method", "valid_from", "valid_to"], name="contribution_as_of"),
            models.Index(
                fields=["collection", "method", "state", "due_at"],
                name="contribution_by_due",
                condition=Q(valid_to__isnull=True),
            ),
            models.Index(
                fields=["collection", "method", "official_at"],
                name="contribution_by_official",
                condition=Q(valid_to__isnull=True, official_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} for {self.expert_id} from {self.valid_from}"


class Total(models.Model):
    """What one expert's contributions in one collection add up to, moved by whole differences together with them.

    Counted are own claims; only the mark is of endorsed ones as well. It stands for the moment of the `Clock`.
    """

    method = models.CharField(max_length=80)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="+")
    graded = models.PositiveIntegerField(default=0)
    ambiguous = models.PositiveIntegerField(default=0)
    annulled = models.PositiveIntegerField(default=0)
    open = models.PositiveIntegerField(default=0, help_text="The overdue ones among them.")
    unscored = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)
    weight = models.PositiveBigIntegerField(default=0, help_text="Of graded claims, in millionths of a claim.")
    credit = models.PositiveBigIntegerField(default=0, help_text="In quarter-millionths of a point.")
    unknown = models.PositiveBigIntegerField(default=0, help_text="Weight of ambiguous and of overdue claims.")
    decided = models.PositiveIntegerField(default=0, help_text="Decided claims for which this line is the first.")
    provisional = models.PositiveIntegerField(default=0, help_text="Those of them that may still be judged again.")
    mark = models.PositiveBigIntegerField(default=0, help_text="Sum of the marks of all contributions.")

    class Meta:
        constraints = [
            models.UniqueConstraint("collection", "method", "expert", name="total_once_an_expert"),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} in {self.collection_id}"


class Clock(models.Model):
    """By which moment the totals of one collection were counted: overdue and provisional change with time alone."""

    method = models.CharField(max_length=80)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("collection", "method", name="clock_once_a_collection")]

    def __str__(self) -> str:
        return f"{self.collection_id} at {self.at}"


class Release(models.Model):
    """A published set of standings, named by collection, method and ledger position; never changed."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="releases")
    method = models.CharField(max_length=80)
    position = models.PositiveBigIntegerField(help_text="Counts sealed entries too, so it is never shown.")
    public_position = models.PositiveBigIntegerField(default=0, help_text="The same place among public entries.")
    made_at = models.DateTimeField()
    minimum = models.PositiveSmallIntegerField()
    tiers = models.PositiveIntegerField(help_text="With one tier there is no order to read.")
    decided = models.PositiveIntegerField(help_text="Claims with a resolution in force.")
    provisional = models.PositiveIntegerField(help_text="Graded claims whose objection time is not over.")
    is_retrospective = models.BooleanField()
    is_demonstration = models.BooleanField()
    fingerprint = models.CharField(max_length=64, help_text="Of all it is made from; equal boards are not released.")

    class Meta:
        ordering = ["collection", "-position", "-pk"]

    def __str__(self) -> str:
        return f"release {self.pk} of {self.collection_id} at {self.position}"

    @property
    def name(self) -> str | None:
        """How addresses name it, like release-12; None for a board that was worked out for a day."""
        return f"release-{self.pk}" if self.pk else None

    @property
    def is_official(self) -> bool:
        """Whether every figure rests on decisions that nobody can ask to have judged again."""
        return self.decided > 0 and self.provisional == 0 and not self.is_demonstration

    @property
    def is_provisional(self) -> bool:
        """Whether anything it shows may still be judged again, or nothing is decided yet."""
        return not self.is_official


class Standing(models.Model):
    """An expert's line in a release. Decimals are rounded to a millionth."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="standings")
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="standings")
    place = models.PositiveIntegerField(help_text="Order on the page, from 1; inside a tier it is by name.")
    name = models.CharField(max_length=200, help_text="As it was then.")
    organization = models.CharField(max_length=200, blank=True, help_text="As it was then.")
    score = models.DecimalField(max_digits=9, decimal_places=6)
    low = models.DecimalField(max_digits=9, decimal_places=6)
    high = models.DecimalField(max_digits=9, decimal_places=6)
    points = models.DecimalField(max_digits=14, decimal_places=6)
    weight = models.DecimalField(max_digits=14, decimal_places=6, help_text="Weighted number of resolved claims.")
    accuracy = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accuracy_low = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    accuracy_high = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    bound_low = models.DecimalField(max_digits=9, decimal_places=6)
    bound_high = models.DecimalField(max_digits=9, decimal_places=6)
    tier = models.PositiveIntegerField(null=True, help_text="Empty: too few claims to compare.")
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    expected_rank = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    p_best = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_leader = models.BooleanField(default=False)
    resolved = models.PositiveIntegerField()
    ambiguous = models.PositiveIntegerField()
    annulled = models.PositiveIntegerField()
    open = models.PositiveIntegerField(help_text="Undecided, the overdue ones among them.")
    overdue = models.PositiveIntegerField()
    unscored = models.PositiveIntegerField()

    class Meta:
        ordering = ["release", "place"]
        constraints = [models.UniqueConstraint("release", "expert", name="standing_once_a_release")]

    def __str__(self) -> str:
        return f"{self.name} in release {self.release_id}"

    @property
    def own(self) -> Decimal | None:
        """Own points alone, where there are any: the tick beside the dot."""
        return self.accuracy


class Published(models.Model):
    """Which release of a collection is shown. Switching is one row, so nobody reads half of a board."""

    collection = models.OneToOneField(Collection, on_delete=models.CASCADE, primary_key=True)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, null=True, related_name="+")
    is_stale = models.BooleanField(default=True, help_text="Contributions moved since the release.")
    next_change_at = models.DateTimeField(null=True, help_text="When the clock alone changes what it shows.")

    class Meta:
        verbose_name_plural = "published"

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.release_id}"


class Rebuild(models.Model):
    """One go at working every contribution out again from the first entry of the ledger, shared by any workers."""

    method = models.CharField(max_length=80)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("method", name="rebuild_one_at_a_time", condition=Q(finished_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"rebuild {self.pk} of {self.method}"


class Range(models.Model):
    """A part of a rebuild: the claims whose ids lie from one to below another."""

    rebuild = models.ForeignKey(Rebuild, on_delete=models.CASCADE, related_name="ranges")
    first = models.CharField(max_length=16, blank=True, help_text="Id of a claim; empty: from the lowest on.")
    end = models.CharField(
        max_length=16, blank=True, help_text="The first id that is not in it; empty: to the highest."
    )
    taken_until = models.DateTimeField(null=True, help_text="A worker is at it until then; later, anybody may take it.")
    done_at = models.DateTimeField(null=True)
    claims = models.PositiveIntegerField(default=0, help_text="How many were worked out again.")
    replaced = models.PositiveIntegerField(default=0, help_text="How many of them were stored otherwise.")

    class Meta:
        ordering = ["rebuild", "first"]
        constraints = [models.UniqueConstraint("rebuild", "first", name="range_once_a_rebuild")]

    def __str__(self) -> str:
        return f"claims from {self.first or 'the first'} of rebuild {self.rebuild_id}"
