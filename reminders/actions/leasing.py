"""Taking deliveries for one sender alone, and saying what became of them: compare-and-set by the database's clock.

    leased    taken in a batch; another sender takes over from one that died without any doubt
    sending   begun: at most one a sender, so that at most one is in doubt when it is killed

The end of one mail and the beginning of the next are one commit.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from predictions.ledger import database_clock
from predictions.models import MailFailure
from predictions.sentences import gettext_noop
from reminders import milestones
from reminders.models import TAKEN, Delivery, Kind, State

logger = logging.getLogger(__name__)

BATCH = 50
LEASE = timedelta(seconds=30)  # of what is only taken; renewed while the batch goes on
SENDING = timedelta(seconds=120)  # of what is begun: longer than any conversation, see `backends.PATIENCE`


@dataclass(frozen=True)
class Ending:
    """What became of one delivery.

    again     when to look at it again; without it `due_at` stays
    is_try    whether it counts against the number of tries
    stuck_at  the mail server failed it at this instant
    sent_to   keyed digest of the address it was tried with
    """

    state: State
    why: str = ""
    failure: MailFailure | None = None
    again: datetime | None = None
    sent_at: datetime | None = None
    is_try: bool = True
    stuck_at: datetime | None = None
    sent_to: str = ""


@dataclass
class Batch:
    """Deliveries that one sender took, by a name that nobody else has."""

    owner: uuid.UUID
    deliveries: Sequence[Delivery]
    renewed: float = field(default_factory=time.monotonic)

    def turn(self, *, over: Delivery | None = None, ending: Ending | None = None, to: Delivery | None = None) -> bool:
        """Say what became of `over` and begin `to`, both or neither. Returns whether `to` is still ours to send."""
        with transaction.atomic():
            if over is not None and ending is not None:
                self._end(over, ending)
            begun = to is not None and self._begin(to)
        if over is not None:
            milestones.passed("marked")
        if begun:
            milestones.passed("begun")
        return begun

    def release(self) -> None:
        """Give back what was not begun."""
        ours = Delivery.objects.filter(lease_owner=self.owner, state=State.LEASED)
        ours.update(state=State.PENDING, lease_until=None)
        milestones.passed("released")

    def _begin(self, delivery: Delivery) -> bool:
        self._renew()
        ours = Delivery.objects.filter(pk=delivery.pk, state=State.LEASED, lease_owner=self.owner)
        until = database_clock() + SENDING
        taken = ours.update(state=State.SENDING, lease_until=until, attempts=F("attempts") + 1)
        delivery.attempts += taken
        return bool(taken)

    def _renew(self) -> None:
        """Keep the rest of the batch while its first ones take their time."""
        if time.monotonic() - self.renewed > LEASE.total_seconds() / 3:
            ours = Delivery.objects.filter(lease_owner=self.owner, state=State.LEASED)
            ours.update(lease_until=database_clock() + LEASE)
            self.renewed = time.monotonic()

    def _end(self, delivery: Delivery, ending: Ending) -> None:
        """Close the lease, unless it ran out and somebody else took over: then they will say what became of it."""
        ours = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, lease_owner=self.owner)
        marked = ours.update(
            state=ending.state,
            lease_until=None,
            last_error=ending.why,
            failure=ending.failure or "",
            sent_at=ending.sent_at,
            due_at=ending.again or delivery.due_at,
            attempts=delivery.attempts if ending.is_try else delivery.attempts - 1,
            stuck_since=(delivery.stuck_since or ending.stuck_at) if ending.stuck_at else None,
            sent_to=ending.sent_to or delivery.sent_to,
        )
        if not marked:
            logger.warning("The lease of delivery %s ran out before it was %s.", delivery.pk, ending.state)


def take(*, at: datetime, kinds: Iterable[Kind], most: int) -> Batch:
    """Take up to `most` of what is owed by `at`, oldest first, and commit. Empty where nothing is owed."""
    owner = uuid.uuid4()
    waiting = Delivery.objects.filter(state=State.PENDING, due_at__lte=at, kind__in=tuple(kinds))
    chosen = list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:most])
    if not chosen:
        return Batch(owner, [])
    free = Delivery.objects.filter(pk__in=chosen, state=State.PENDING)
    free.update(state=State.LEASED, lease_owner=owner, lease_until=database_clock() + LEASE)
    milestones.passed("leased")
    mine = Delivery.objects.filter(lease_owner=owner, state=State.LEASED).select_related("recipient")
    return Batch(owner, list(mine.order_by("due_at", "pk")))


def let_go_of_the_dead() -> None:
    """End the leases of senders that are gone: what they only took is free, what they had begun is in doubt."""
    expired = Delivery.objects.filter(state__in=TAKEN, lease_until__lt=database_clock())
    expired.filter(state=State.LEASED).update(state=State.PENDING, lease_until=None)
    expired.filter(state=State.SENDING).update(
        state=State.IN_DOUBT, lease_until=None, last_error=gettext_noop("The sender was interrupted.")
    )
