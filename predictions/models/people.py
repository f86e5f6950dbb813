"""Named people who are quoted, the organizations they speak for, and the ties of those who judge them."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from predictions.models.fact import Fact


class Organization(Fact):
    """A body that employs experts or publishes sources."""

    STREAM: ClassVar = ("organization", "id")

    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Expert(Fact):
    """A named person who is quoted; never a user."""

    STREAM: ClassVar = ("expert", "id")

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(
        max_length=200,
        help_text="Two people may share a name; the slug tells them apart.",
    )
    aliases = models.JSONField(default=list, blank=True, help_text="Other forms of the name that sources use.")
    interests = models.JSONField(default=dict, blank=True, help_text="The stake in the topic, in our words.")
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The public page."""
        return reverse("expert", args=[self.slug])


class Affiliation(Fact):
    """An expert's role in an organization, as a source gives it."""

    STREAM: ClassVar = ("expert", "expert_id")

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="affiliations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="affiliations")
    role = models.JSONField(help_text="Text in each language: {en, fr}.")
    starts = models.DateField(help_text="The day for which a source gives it.")
    ends = models.DateField(null=True, blank=True)
    source = models.ForeignKey(
        "predictions.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-starts", "id"]
        constraints = [
            models.UniqueConstraint("expert", "organization", "starts", name="affiliation_once"),
            models.CheckConstraint(
                name="affiliation_starts_before_it_ends",
                condition=Q(ends__isnull=True) | Q(starts__lte=F("ends")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} at {self.organization_id}"


class InterestKind(models.TextChoices):
    """How a reviewer stands to an organization or an expert."""

    MEMBER = "member", "works or worked there"
    TIE = "tie", "another tie"


class DeclaredInterest(Fact):
    """A reviewer's own word that they are near to an organization or an expert, from a day, perhaps to a day."""

    STREAM: ClassVar = ("declaredinterest", "id")
    ERASABLE: ClassVar = frozenset({"note"})

    reviewer_ref = models.UUIDField(db_index=True)
    kind_of = models.CharField(max_length=8, choices=InterestKind)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="interest_is_in_one",
                condition=Q(organization__isnull=True, expert__isnull=False)
                | Q(organization__isnull=False, expert__isnull=True),
            ),
            models.CheckConstraint(name="interest_kind_known", condition=Q(kind_of__in=InterestKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_ref}: {self.kind_of} of {self.organization_id or self.expert_id}"


class NoticeWay(models.TextChoices):
    """How an expert was told."""

    MAIL = "mail", "by a mail of this site"
    BY_HAND = "by-hand", "by other means, as the address says"
    NOT_REACHED = "unknown", "no way was found"


class MailFailure(models.TextChoices):
    """Why a mail did not reach anybody."""

    REFUSED = "refused", "the mail server refused the address for good"
    GIVEN_UP = "given-up", "it could not be sent in all tries"
    NO_MAIL = "no-mail", "the site sends no mail"
    ERASED = "erased", "the address was erased before it was sent"
    TOO_OLD = "too-old", "it was not sent for so long that it is no news any more"
    CAME_BACK = "came-back", "it came back after a mail server had taken it"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """What can be asked about notices."""

    def proven(self) -> NoticeQuerySet:
        """Those that prove that somebody was told: a mail does once a mail server took it."""
        return self.filter(failed_at=None).exclude(way=NoticeWay.MAIL, taken_at=None)

    def on_their_way(self) -> NoticeQuerySet:
        """Mails that no mail server has taken yet, and that are not given up."""
        return self.filter(way=NoticeWay.MAIL, taken_at=None, failed_at=None)


NoticeManager = models.Manager.from_queryset(NoticeQuerySet)


class Notice(Fact):
    """Proof that a named expert was told before a collection was shown with scores: when, and where to.

    A mail of this site proves something from the moment at which a mail server took it; a notice without a word on how
    it went, from an early release, is one that somebody sent by hand.
    """

    STREAM: ClassVar = ("expert", "expert_id")
    ERASABLE: ClassVar = frozenset({"address", "text", "failure_words"})
    ADDED: ClassVar = {
        "text": "",
        "language": "",
        "way": "",
        "taken_at": None,
        "failed_at": None,
        "failure": "",
        "failure_words": "",
    }

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="notices")
    collection = models.ForeignKey("predictions.Collection", on_delete=models.PROTECT, related_name="notices")
    told_at = models.DateTimeField(help_text="Of a mail: when it was asked for.")
    address = models.CharField(max_length=320, help_text="Where the notice was sent.")
    way = models.CharField(max_length=8, choices=NoticeWay, blank=True, help_text="How it was sent.")
    language = models.CharField(max_length=2, blank=True)
    text = models.TextField(blank=True, help_text="What was said, whole.")
    taken_at = models.DateTimeField(null=True, blank=True, help_text="Of a mail: when a mail server took it.")
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When it was clear that it reached nobody.")
    failure = models.CharField(max_length=9, choices=MailFailure, blank=True)
    failure_words = models.TextField(blank=True, help_text="What the mail server said, or the mail that came back.")

    objects = NoticeManager()

    class Meta:
        ordering = ["told_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="notice_failed_whole",
                condition=Q(failed_at__isnull=True, failure="")
                | Q(failed_at__isnull=False, failure__in=MailFailure.values),
            ),
            models.CheckConstraint(
                name="notice_taken_or_failed_by_mail",
                condition=Q(taken_at__isnull=True, failed_at__isnull=True) | Q(way=NoticeWay.MAIL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert_id} told of {self.collection_id}"

    @property
    def counts_from(self) -> datetime | None:
        """Since when the person counts as told; None while a mail is on its way, and where it reached nobody."""
        if self.failed_at is not None:
            return None
        return self.taken_at if self.way == NoticeWay.MAIL else self.told_at
