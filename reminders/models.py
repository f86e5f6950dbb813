"""What is owed to whom, and the proof of what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from predictions.models import MailFailure


class Kind(models.TextChoices):
    """Sorts of mail. What to do when nobody knows whether one left is decided for each in `actions`."""

    WEEKLY = "weekly", "weekly digest"
    CONFIRMATION = "confirmation", "asks whether an objection is really theirs"
    RECEIVED = "received", "objection received"
    ANSWERED = "answered", "objection answered"
    OUTCOME = "outcome", "judged again because of an objection"
    NOTICE = "notice", "notice to a named expert"
    CORRECTED = "corrected", "what was put right of a named expert"


# What goes to an address and not to an account.
LETTERS = (Kind.CONFIRMATION, Kind.RECEIVED, Kind.ANSWERED, Kind.OUTCOME, Kind.NOTICE, Kind.CORRECTED)


class State(models.TextChoices):
    """What became of a delivery."""

    PENDING = "pending", "pending"
    SENDING = "sending", "sending"
    IN_DOUBT = "in-doubt", "in doubt"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


OPEN = (State.PENDING, State.SENDING, State.IN_DOUBT)


class Delivery(models.Model):
    """One mail owed to one person. Its business key is unique, so any number of planners owe it once.

    A letter goes to somebody without an account. It names what it is about and keeps no copy of the address: that is
    read from there when it is sent, so that what is erased there is erased.
    """

    key = models.CharField(max_length=120, unique=True, help_text="weekly:{reviewer}:{iso-week}, answered:{id}")
    kind = models.CharField(max_length=12, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="deliveries",
        null=True,
        blank=True,
        help_text="Empty for a letter.",
    )
    about = models.CharField(max_length=32, blank=True, help_text="Of a letter: the id of what it is about.")
    period = models.CharField(max_length=10, blank=True, help_text="Like 2026-W48; empty for a letter.")
    message_id = models.CharField(max_length=200, unique=True, help_text="The same at each try.")
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(help_text="Not before; moves on after a failed try.")
    wall_time = models.CharField(max_length=16, help_text="The local time it was planned for.")
    time_zone = models.CharField(max_length=64, help_text="The zone that time is in.")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True, help_text="By the database's clock.")
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failure = models.CharField(max_length=9, choices=MailFailure, blank=True, help_text="Why it ended unsent.")

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(name="delivery_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="delivery_to_account_or_address",
                condition=(Q(kind=Kind.WEEKLY, recipient__isnull=False, about=""))
                | (Q(kind__in=LETTERS, recipient__isnull=True) & ~Q(about="")),
            ),
            models.CheckConstraint(
                name="delivery_leased_while_sending",
                condition=Q(state=State.SENDING, lease_until__isnull=False)
                | (~Q(state=State.SENDING) & Q(lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_sent_whole",
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="delivery_open_by_due", condition=Q(state__in=OPEN))]

    def __str__(self) -> str:
        return self.key


class Stop(models.Model):
    """Somebody does not want one sort of mail any more. Taken back, the row is gone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stops")
    kind = models.CharField(max_length=12, choices=Kind)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("user", "kind", name="stop_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.user_id} stops {self.kind}"
