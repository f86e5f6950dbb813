"""What is owed to whom, and the proof of what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from predictions.models import MailFailure


class Kind(models.TextChoices):
    """Sorts of mail."""

    WEEKLY = "weekly", "weekly digest"
    CONFIRMATION = "confirmation", "asks whether an objection is really theirs"
    RECEIVED = "received", "objection received"
    ANSWERED = "answered", "objection answered"
    OUTCOME = "outcome", "judged again because of an objection"
    NOTICE = "notice", "notice to a named expert"
    CORRECTED = "corrected", "what was put right of a named expert"


# What goes to an address and not to an account.
LETTERS = (Kind.CONFIRMATION, Kind.RECEIVED, Kind.ANSWERED, Kind.OUTCOME, Kind.NOTICE, Kind.CORRECTED)


# Of these a second copy does more harm than a late one: in doubt, they wait for a person. All others are sent again
# under the same Message-ID, because a copy is a nuisance, and a missing mail a missed deadline or somebody never told.
HELD_IN_DOUBT: frozenset[Kind] = frozenset()


class State(models.TextChoices):
    """What became of a delivery."""

    PENDING = "pending", "pending"
    LEASED = "leased", "taken by a sender"
    SENDING = "sending", "sending"
    IN_DOUBT = "in-doubt", "in doubt"
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    CANCELLED = "cancelled", "cancelled"


OPEN = (State.PENDING, State.LEASED, State.SENDING, State.IN_DOUBT)
TAKEN = (State.LEASED, State.SENDING)


class Proof(models.TextChoices):
    """How we learned that an address takes no mail."""

    REFUSED = "refused", "refused while sending"
    REPORT = "report", "a report that came back"
    WEBHOOK = "webhook", "told by the mail service"


class Deed(models.TextChoices):
    """What can be done to a delivery by hand."""

    AGAIN = "again", "send again"
    ARRIVED = "arrived", "count as sent"
    LIFT = "lift", "write to the address again"


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
    lease_owner = models.UUIDField(null=True, blank=True, help_text="The sender that took it last.")
    stuck_since = models.DateTimeField(null=True, blank=True, help_text="When the mail server first failed it.")
    sent_to = models.CharField(max_length=64, blank=True, help_text="Keyed digest of the address at the last try.")
    sent_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True, help_text="When it was said to have come back.")
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
                condition=Q(state__in=TAKEN, lease_until__isnull=False)
                | (~Q(state__in=TAKEN) & Q(lease_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="delivery_sent_whole",
                condition=Q(state=State.SENT, sent_at__isnull=False) | (~Q(state=State.SENT) & Q(sent_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_open_by_due", condition=Q(state__in=OPEN)),
            models.Index(fields=["sent_at"], name="delivery_by_sent", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["lease_owner"], name="delivery_by_sender", condition=Q(state__in=TAKEN)),
        ]

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


class Suppression(models.Model):
    """An address that is not written to: a mail came back from it for good. Only a keyed digest of it is kept."""

    address = models.CharField(max_length=64, help_text="Keyed digest.")
    since = models.DateTimeField()
    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="suppressions", help_text="The mail that proved it."
    )
    source = models.CharField(max_length=7, choices=Proof)
    code = models.CharField(max_length=11, blank=True, help_text="Like 5.1.1 (RFC 3463).")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("address", name="suppressed_once", condition=Q(lifted_at__isnull=True)),
            models.CheckConstraint(name="suppression_source_known", condition=Q(source__in=Proof.values)),
        ]

    def __str__(self) -> str:
        return f"suppressed by {self.delivery_id} since {self.since:%Y-%m-%d}"


class Intervention(models.Model):
    """What somebody did to a delivery by hand, and why. Never changed and never deleted."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="interventions")
    what = models.CharField(max_length=8, choices=Deed)
    by = models.UUIDField(help_text="The reference of the person.")
    at = models.DateTimeField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="intervention_known", condition=Q(what__in=Deed.values)),
            models.CheckConstraint(name="intervention_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.delivery_id} by {self.by}"
