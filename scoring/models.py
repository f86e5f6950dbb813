"""Contributions of claims to experts, and the releases in which their standings are published."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from predictions.models import Claim, Collection, Expert


class Progress(models.Model):
    """How far one method has followed the ledger. Its row is the lock of everything this app writes."""

    method = models.CharField(primary_key=True, max_length=80)
    position = models.PositiveBigIntegerField(default=0, help_text="The last ledger position that was taken.")

    def __str__(self) -> str:
        return f"{self.method} at {self.position}"


class State(models.TextChoices):
    """What a claim is to the expert who made it, at one place in the ledger."""

    GRADED = "graded", "graded"
    AMBIGUOUS = "ambiguous", "ambiguous"
    ANNULLED = "annulled", "annulled"
    OPEN = "open", "open"
    UNSCORED = "unscored", "unscored"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """The question that is asked of contributions."""

    def in_force(self, collection: Collection, *, method: str, position: int) -> ContributionQuerySet:
        """What counted in `collection` at ledger `position`, whenever it is asked."""
        then = Q(valid_to__isnull=True) | Q(valid_to__gt=position)
        return self.filter(then, collection=collection, method=method, valid_from__lte=position)


ContributionManager = models.Manager.from_queryset(ContributionQuerySet)


class Contribution(models.Model):
    """What one claim gives one expert, from one ledger position to another. Only `valid_to` is ever set later."""

    method = models.CharField(max_length=80)
    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="contributions")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="contributions")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="contributions")
    is_own = models.BooleanField(help_text="Quoted or reported; an endorsement is shown but not ranked.")
    state = models.CharField(max_length=9, choices=State)
    weight = models.PositiveIntegerField(help_text="In millionths of a claim.")
    credit = models.PositiveIntegerField(help_text="Weight times grade, in quarter-millionths of a point.")
    due_at = models.DateTimeField()
    official_at = models.DateTimeField(null=True, help_text="When it stops being provisional; never for a sample.")
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
        indexes = [models.Index(fields=["collection", "method", "valid_from", "valid_to"], name="contribution_as_of")]

    def __str__(self) -> str:
        return f"{self.claim_id} for {self.expert_id} from {self.valid_from}"


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
    fingerprint = models.CharField(max_length=64, help_text="Of everything it shows; equal boards are not released.")

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
