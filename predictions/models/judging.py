"""Rounds, who is asked, what they file, what is decided, and what is said against it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from predictions.lifecycle import GRADES, Fault, Judgement, Opening, Outcome
from predictions.models.claims import Claim
from predictions.models.fact import TOMBSTONE, Fact
from predictions.models.people import Expert

CONFIDENCES = [(1, "low"), (2, "medium"), (3, "high")]
IS_GRADE = Q(grade__in=GRADES)
NO_GRADE = Q(grade__isnull=True)
FAULTS = [(fault.value, fault.value) for fault in Fault]


class Round(Fact):
    """One go at judging a claim."""

    STREAM: ClassVar = ("claim", "claim_id")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(help_text="From 1.")
    opened_for = models.CharField(max_length=10, choices=[(why.value, why.value) for why in Opening])
    is_blind = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint("claim", "number", name="round_number_once_a_claim"),
            models.UniqueConstraint(
                "claim",
                name="round_one_open_a_claim",
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(name="round_opening_known", condition=Q(opened_for__in=list(Opening))),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="round_open_by_start", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} round {self.number}"


class LettingGo(models.TextChoices):
    """Why a reviewer is no longer asked. Only a tie takes the force from what they may have filed."""

    RELEASED = "released", "no longer needed"
    TIED = "tied", "tied to the claim"


class Assignment(Fact):
    """A reviewer asked to judge in a round. A stream of its own, so that asking changes no version anyone can see."""

    STREAM: ClassVar = ("assignment", "id")
    ADDED: ClassVar = {"released_for": ""}

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    reviewer_ref = models.UUIDField(db_index=True)
    assigned_at = models.DateTimeField()
    wanted_by = models.DateTimeField(help_text="When the verdict is asked for.")
    released_at = models.DateTimeField(null=True, blank=True, help_text="When the reviewer was let go again.")
    released_for = models.CharField(max_length=8, choices=LettingGo, blank=True)

    class Meta:
        ordering = ["wanted_by", "id"]
        constraints = [
            models.UniqueConstraint("round", "reviewer_ref", name="assignment_once_a_round"),
            models.CheckConstraint(
                name="assignment_let_go_whole",
                condition=Q(released_at__isnull=True, released_for="")
                | Q(released_at__isnull=False, released_for__in=LettingGo.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.reviewer_ref}"


class Verdict(Fact):
    """One reviewer's judgement in a round. Sealed until the round closes; changing one's mind files another."""

    STREAM: ClassVar = ("verdict", "id")
    ERASABLE: ClassVar = frozenset({"reasons", "would_change"})
    ADDED: ClassVar = {"fault": "", "would_change": ""}

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="verdicts")
    reviewer_ref = models.UUIDField(db_index=True)
    number = models.PositiveSmallIntegerField(help_text="Of this reviewer in this round, from 1; the last counts.")
    judgement = models.CharField(max_length=13, choices=[(word.value, word.value) for word in Judgement])
    grade = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    fault = models.CharField(max_length=11, choices=FAULTS, blank=True, help_text="Why it is to be annulled.")
    confidence = models.PositiveSmallIntegerField(choices=CONFIDENCES)
    reasons = models.TextField()
    would_change = models.TextField(blank=True, help_text="What would change this verdict.")
    cites = models.JSONField(default=list, blank=True, help_text="Ids of evidence.")
    seen_version = models.PositiveIntegerField(help_text="The version of the claim that was judged.")
    filed_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["round", "filed_at", "id"]
        constraints = [
            models.UniqueConstraint("round", "reviewer_ref", "number", name="verdict_number_once"),
            models.CheckConstraint(
                name="verdict_grade_when_graded",
                condition=(Q(judgement=Judgement.GRADED) & IS_GRADE)
                | (Q(judgement__in=[j for j in Judgement if j is not Judgement.GRADED]) & NO_GRADE),
            ),
            models.CheckConstraint(
                name="verdict_fault_when_annulling",
                condition=Q(fault="") | Q(judgement=Judgement.ANNUL, fault__in=list(Fault)),
            ),
            models.CheckConstraint(name="verdict_confidence_known", condition=Q(confidence__in=[1, 2, 3])),
            models.CheckConstraint(
                name="verdict_replaces_when_again",
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} verdict {self.number} of {self.reviewer_ref}"


class DecidedBy(models.TextChoices):
    """What a resolution rests on."""

    QUORUM = "quorum", "by quorum"
    ADJUDICATION = "adjudication", "by an adjudicator"
    SAMPLE = "sample", "from a sample reading"


class Resolution(Fact):
    """The decision that closes a round. Never edited, only superseded by a later one that points back at it."""

    STREAM: ClassVar = ("claim", "claim_id")
    ERASABLE: ClassVar = frozenset({"reasons"})
    ADDED: ClassVar = {"fault": ""}

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="resolutions")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="resolution")
    number = models.PositiveSmallIntegerField(help_text="Of this claim, from 1; the last is in force.")
    outcome = models.CharField(max_length=9, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    grade = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)
    fault = models.CharField(max_length=11, choices=FAULTS, blank=True, help_text="Why it was annulled.")
    value = models.JSONField(
        null=True,
        blank=True,
        help_text="The typed outcome of claims that are not graded.",
    )
    decided = models.CharField(max_length=12, choices=DecidedBy)
    decided_by = models.UUIDField(null=True, blank=True, help_text="The adjudicator.")
    decided_at = models.DateTimeField()
    known_on = models.DateField(null=True, blank=True, help_text="When the outcome became known to the public.")
    reasons = models.TextField()
    cites = models.JSONField(default=list, blank=True, help_text="Ids of evidence.")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["claim", "number"]
        constraints = [
            models.UniqueConstraint("claim", "number", name="resolution_number_once_a_claim"),
            models.CheckConstraint(
                name="resolution_grade_when_graded",
                condition=(Q(outcome=Outcome.GRADED) & IS_GRADE)
                | (Q(outcome__in=[Outcome.AMBIGUOUS, Outcome.ANNULLED]) & NO_GRADE),
            ),
            models.CheckConstraint(
                name="resolution_fault_when_annulled",
                condition=Q(fault="") | Q(outcome=Outcome.ANNULLED, fault__in=list(Fault)),
            ),
            models.CheckConstraint(
                name="resolution_adjudicator_named",
                condition=Q(decided=DecidedBy.ADJUDICATION, decided_by__isnull=False)
                | (~Q(decided=DecidedBy.ADJUDICATION) & Q(decided_by__isnull=True)),
            ),
            models.CheckConstraint(name="resolution_basis_known", condition=Q(decided__in=DecidedBy.values)),
            models.CheckConstraint(
                name="resolution_replaces_when_again",
                condition=Q(number=1, replaces__isnull=True) | Q(number__gt=1, replaces__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-decided_at", "-id"], name="resolution_by_decided")
        ]  # the newest, in feeds and mails

    def __str__(self) -> str:
        return f"{self.claim_id} resolution {self.number}"


class PriorBasis(models.TextChoices):
    """Whether a prior can be used for scoring."""

    BLIND = "blind", "set blind before the deadline"
    HINDSIGHT = "hindsight", "set in hindsight; never used for scoring"


class Prior(Fact):
    """The grade an informed person expected, under the criteria. Sealed like a verdict, in a stream of its own."""

    STREAM: ClassVar = ("prior", "id")
    ERASABLE: ClassVar = frozenset({"reason", "note"})

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="priors")
    set_by = models.UUIDField()
    expected = models.DecimalField(max_digits=7, decimal_places=6, help_text="Expected grade, in [0, 1].")
    shares = models.JSONField(
        null=True,
        blank=True,
        help_text="Chance of each grade as decimal strings; they sum to 1.",
    )
    basis = models.CharField(max_length=9, choices=PriorBasis)
    set_on = models.DateField()
    reason = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["claim", "set_on", "id"]
        constraints = [
            models.UniqueConstraint("claim", "set_by", name="prior_once_a_person"),
            models.CheckConstraint(name="prior_in_range", condition=Q(expected__gte=0, expected__lte=1)),
            models.CheckConstraint(name="prior_basis_known", condition=Q(basis__in=PriorBasis.values)),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} prior of {self.set_by}"


class ObjectionAbout(models.TextChoices):
    """What is contested. Errors of quote, attribution or fact can be raised at any time, a grade for a while."""

    GRADE = "grade", "the grade"
    QUOTE = "quote", "the quote"
    ATTRIBUTION = "attribution", "who said it"
    FACT = "fact", "a fact"


class ObjectionState(models.TextChoices):
    """What became of an objection."""

    RECEIVED = "received", "received"
    ACCEPTED = "accepted", "accepted for examination"
    REFUSED = "refused", "refused"


class Objection(Fact):
    """Someone contests a claim or its resolution, with a document. No account is needed."""

    STREAM: ClassVar = ("claim", "claim_id")
    ERASABLE: ClassVar = frozenset({"text", "contact", "answer", "document_url"})
    ONCE_PLAIN: ClassVar = frozenset({"answer", "document_url"})
    ADDED: ClassVar = {"language": "", "answered_by": None, "round_id": None}

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="objections")
    resolution = models.ForeignKey(
        Resolution,
        on_delete=models.PROTECT,
        related_name="objections",
        null=True,
        blank=True,
    )
    about = models.CharField(max_length=11, choices=ObjectionAbout)
    text = models.TextField()
    document_url = models.CharField(max_length=2048)
    contact = models.CharField(max_length=320, blank=True, help_text="Never shown. Confirmed by mail.")
    language = models.CharField(max_length=2, blank=True, help_text="In which the person is answered.")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ObjectionState, default=ObjectionState.RECEIVED)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.UUIDField(null=True, blank=True)
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        related_name="objections",
        null=True,
        blank=True,
        help_text="Where the claim is judged again because of it.",
    )

    class Meta:
        ordering = ["claim", "raised_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="objection_about_known",
                condition=Q(about__in=ObjectionAbout.values),
            ),
            models.CheckConstraint(
                name="objection_answered_whole",
                condition=Q(state=ObjectionState.RECEIVED, answered_at__isnull=True)
                | (
                    Q(
                        state__in=[ObjectionState.ACCEPTED, ObjectionState.REFUSED],
                        answered_at__isnull=False,
                    )
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(
                name="objection_document_is_web",
                condition=Q(document_url__startswith="https://")
                | Q(document_url__startswith="http://")
                | Q(document_url=TOMBSTONE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} objection {self.pk}"


class Reply(Fact):
    """An expert's own answer, kept whole beside what it answers. It never changes a grade by itself."""

    STREAM: ClassVar = ("expert", "expert_id")
    ERASABLE: ClassVar = frozenset({"text"})

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="replies")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="replies", null=True, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=2)
    received_at = models.DateTimeField()
    verified_how = models.CharField(max_length=200, help_text="How we know it is theirs.")
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [models.CheckConstraint(name="reply_not_its_own", condition=~Q(replaces=F("id")))]
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"reply {self.pk} of {self.expert_id}"
