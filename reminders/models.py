"""What is owed to whom, and the proof of what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from predictions.models import MailFailure


class Kind(models.TextChoices):
    """Sorts of mail. Each is described in `kinds`, in one place."""

    WEEKLY = "weekly", "weekly digest"
    ASSIGNMENT = "assignment", "asked to judge, or no longer"
    CONTESTED = "contested", "verdicts that do not agree"
    OBJECTION = "objection", "an objection waits for an answer"
    OVERDUE = "overdue", "a claim that nobody decided"
    SUPERSEDED = "superseded", "another decision on what one judged"
    CONFIRMATION = "confirmation", "asks whether an objection is really theirs"
    RECEIVED = "received", "objection received"
    ANSWERED = "answered", "objection answered"
    OUTCOME = "outcome", "judged again because of an objection"
    NOTICE = "notice", "notice to a named expert"
    CORRECTED = "corrected", "what was put right of a named expert"
    SUBSCRIBE = "subscribe", "asks whether somebody wants to follow something"
    FOLLOWED = "followed", "what was decided about what one follows"
    BOARD = "board", "the leaderboard, once a month"


# What goes to an account and tells what came up, each once.
NEWS = (Kind.ASSIGNMENT, Kind.CONTESTED, Kind.OBJECTION, Kind.OVERDUE, Kind.SUPERSEDED)
TO_ACCOUNTS = (Kind.WEEKLY, *NEWS)
# What goes to an address and not to an account.
LETTERS = (Kind.CONFIRMATION, Kind.RECEIVED, Kind.ANSWERED, Kind.OUTCOME, Kind.NOTICE, Kind.CORRECTED)

# That one of these is owed tells that somebody filed: only who gets it is told, in no list and no count.
SEALED = (Kind.CONTESTED,)
# What goes to an address that asked for it, see `Subscription`.
SUBSCRIBED = (Kind.SUBSCRIBE, Kind.FOLLOWED, Kind.BOARD)
TO_ADDRESSES = (*LETTERS, *SUBSCRIBED)


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

    key = models.CharField(max_length=120, unique=True, help_text="weekly:{person}:{iso-week}, answered:{id}")
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
    period = models.CharField(max_length=10, blank=True, help_text="2026-W48, or a day; empty for a letter.")
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
                condition=(Q(kind__in=TO_ACCOUNTS, recipient__isnull=False, about=""))
                | (Q(kind__in=TO_ADDRESSES, recipient__isnull=True) & ~Q(about="")),
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
            models.Index(fields=["-due_at", "-id"], name="delivery_newest"),
            models.Index(fields=["sent_at"], name="delivery_by_sent", condition=Q(sent_at__isnull=False)),
            models.Index(fields=["lease_owner"], name="delivery_by_sender", condition=Q(state__in=TAKEN)),
            models.Index(fields=["recipient", "sent_at"], name="delivery_sent_to", condition=Q(state=State.SENT)),
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


class Rhythm(models.Model):
    """When somebody gets the digest: the day and the hour where they live, and the instant from which the next is owed.

    `next_at` is worked out from `time_zone`; where that is not the person's zone any more it is worked out anew.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rhythm")
    weekday = models.PositiveSmallIntegerField(default=1, help_text="1 is Monday.")
    hour = models.PositiveSmallIntegerField(default=8)
    paused_until = models.DateField(null=True, blank=True, help_text="The first day on which mails come again.")
    time_zone = models.CharField(max_length=64)
    next_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rhythm_weekday_known", condition=Q(weekday__gte=1, weekday__lte=7)),
            models.CheckConstraint(name="rhythm_hour_known", condition=Q(hour__lte=23)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on day {self.weekday} at {self.hour}"


class Matter(models.Model):
    """One thing that somebody is to be told, once: in the mail `key`, or in a digest where that mail was one too many.

    A matter is never in two mails. Planners add it to a mail only while nobody has begun to send that.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="matters")
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.CharField(max_length=32, help_text="The id of what came up.")
    key = models.CharField(max_length=120, db_index=True, help_text="Of the delivery that tells it.")
    came_up_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True, blank=True, help_text="When it was left to the next digest.")
    digest = models.CharField(max_length=120, blank=True, help_text="The key of the digest that tells it instead.")

    class Meta:
        constraints = [models.UniqueConstraint("user", "kind", "about", name="matter_once_a_person")]
        indexes = [models.Index(fields=["user"], name="matter_folded", condition=Q(folded_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} for {self.user_id}"


class CalendarKey(models.Model):
    """The secret address of somebody's calendar. Only a digest of the secret is kept: it is told once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_key")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.user_id} since {self.made_at:%Y-%m-%d}"


class Followed(models.Model):
    """How far planners have read the record: one row, locked by whoever reads on."""

    name = models.CharField(primary_key=True, max_length=16)
    position = models.PositiveBigIntegerField(default=0, help_text="Of the last entry of the ledger that was read.")
    reached_at = models.DateTimeField(help_text="Until when time has passed for what comes up by itself.")

    class Meta:
        verbose_name_plural = "followed"

    def __str__(self) -> str:
        return f"{self.name} until {self.position}"


class What(models.TextChoices):
    """What can be followed by mail."""

    COLLECTION = "collections", "what is decided in a collection"
    EXPERT = "experts", "what is decided of somebody"
    CLAIM = "claims", "what is decided of a claim"
    BOARD = "leaderboard", "the leaderboard of a collection"


class Pace(models.TextChoices):
    """How often it is told."""

    AT_ONCE = "at-once", "at once"
    WEEKLY = "weekly", "once a week"
    MONTHLY = "monthly", "once a month"


class Subscription(models.Model):
    """An address that wants to hear of one thing. It counts once confirmed, and is gone when it lapses or ends.

    The words of what was decided after `told_from` and until `told_until` are those of the newest mail, the one with
    this `number`.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Links name it by this.")
    address = models.EmailField(max_length=254)
    mailbox = models.CharField(max_length=64, help_text="Keyed digest, without the part after a plus.")
    what = models.CharField(max_length=11, choices=What)
    subject = models.CharField(max_length=16, help_text="The id of the collection, the person or the claim.")
    pace = models.CharField(max_length=7, choices=Pace)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    asks_at = models.DateTimeField(null=True, blank=True, help_text="When the mail is owed that asks; empty: no own.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(default=0, help_text="Of the newest mail.")
    told_from = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, help_text="Not before; a correction does not wait for it.")

    class Meta:
        constraints = [
            models.UniqueConstraint("mailbox", "what", "subject", name="subscription_once_a_mailbox"),
            models.CheckConstraint(name="subscription_known", condition=Q(what__in=What.values, pace__in=Pace.values)),
            models.CheckConstraint(
                name="subscription_confirmed_whole",
                condition=Q(confirmed_at__isnull=True, next_at__isnull=True, told_until__isnull=True)
                | Q(confirmed_at__isnull=False, next_at__isnull=False, told_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="subscription_by_next", condition=Q(confirmed_at__isnull=False)),
            models.Index(fields=["made_at"], name="subscription_waiting", condition=Q(confirmed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk} to {self.what} {self.subject}"


class Asked(models.Model):
    """That somebody asked to follow something: two keyed digests to count by, for a day. No address is in it."""

    mailbox = models.CharField(max_length=64, db_index=True)
    network = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)
    asks = models.BooleanField(help_text="Whether a mail was owed for it.")

    class Meta:
        verbose_name_plural = "asked"

    def __str__(self) -> str:
        return f"asked at {self.at:%Y-%m-%d %H:%M}"
