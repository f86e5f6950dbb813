"""Deliveries of which nobody knows whether they left: the oracle says so, or the policy of their kind what to do."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from predictions.models import MailFailure
from predictions.sentences import gettext_noop
from reminders import ladder, oracles
from reminders.actions.leasing import let_go_of_the_dead
from reminders.kinds import HELD_IN_DOUBT
from reminders.models import Delivery, Kind, State
from reminders.oracles import Answer

MOST = 500
SOON = 3  # tries after which a mail whose senders die no longer goes before the others


def settle(*, at: datetime) -> None:
    """Find what is in doubt by `at`, and settle what can be settled.

    A mail whose senders died each time would kill the next one too: after `ladder.MOST_TRIES` it is set apart.
    """
    let_go_of_the_dead()
    waiting = Delivery.objects.filter(state=State.IN_DOUBT, due_at__lte=at).order_by("due_at", "pk")
    doubtful = list(waiting[:MOST])
    if not doubtful:
        return
    answers = oracles.configured().ask([one.message_id for one in doubtful])
    for delivery in doubtful:
        _settle(delivery, answers.get(delivery.message_id, Answer.UNKNOWN), at)


def _settle(delivery: Delivery, answer: Answer, at: datetime) -> None:
    ours = Delivery.objects.filter(pk=delivery.pk, state=State.IN_DOUBT, attempts=delivery.attempts)
    if answer is Answer.TAKEN:
        ours.update(state=State.SENT, sent_at=at, stuck_since=None, last_error="", failure="")
    elif delivery.attempts >= ladder.MOST_TRIES:
        ours.update(
            state=State.FAILED,
            failure=MailFailure.GIVEN_UP,
            stuck_since=None,
            last_error=gettext_noop("At each try the sender was interrupted, or no answer came."),
        )
    elif answer is Answer.NOT_TAKEN or Kind(delivery.kind) not in HELD_IN_DOUBT:
        ours.update(state=State.PENDING, due_at=_again(delivery, at))


def _again(delivery: Delivery, at: datetime) -> datetime | F:
    if delivery.attempts < SOON:
        return F("due_at")
    return at + ladder.wait(tries=delivery.attempts - SOON + 1, seed=delivery.message_id)
