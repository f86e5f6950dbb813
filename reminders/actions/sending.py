"""Sending what is owed: each mail in a step of its own, so that a kill between any two loses nothing.

    lease   a batch, by the database's clock, then commit
    begin   one of it, then commit
    send    from what is true now, under a Message-ID that never changes, over the one connection of the batch
    mark    what became of it, and begin the next, in one commit

A sender that dies leaves at most one delivery in doubt, see `doubting`. What became of a notice to a named expert goes
into the record from the deliveries: whoever is killed before that leaves it to the next sender.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta

from predictions.models import MailFailure
from reminders import addresses, ladder, milestones, relay
from reminders.actions import doubting, leasing, suppressing
from reminders.actions.leasing import Batch, Ending
from reminders.actions.preparing import NotYet, prepare
from reminders.actions.recording import record_notices
from reminders.backends import Doubtful
from reminders.letters import NotOwed, WouldReachNobody
from reminders.models import Delivery, Kind, State
from reminders.relay import Relay, Unreachable

logger = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(hours=1)
LONGEST_REASON = 500  # characters


def send_due(*, at: datetime, limit: int = 500, kinds: Iterable[Kind] = tuple(Kind)) -> Counter[str]:
    """Send what is owed by `at` of these kinds, at most `limit` mails. Returns how many ended in which state.

    A server that takes nothing is asked once a call: the mails behind the first one keep their tries for later.
    """
    doubting.settle(at=at)
    outcomes: Counter[str] = Counter()
    kinds = tuple(kinds)
    with closing(Relay()) as server:
        while limit > 0 and (batch := leasing.take(at=at, kinds=kinds, most=min(limit, leasing.BATCH))).deliveries:
            limit -= len(batch.deliveries)
            if not _send_batch(batch, server, at, outcomes):
                break
    record_notices(at=at)
    milestones.passed("recorded")
    return outcomes


def _send_batch(batch: Batch, server: Relay, at: datetime, outcomes: Counter[str]) -> bool:
    """Send one batch after another mail. Returns whether the server takes mails; what it did not get to is free."""
    over: Delivery | None = None
    ending: Ending | None = None
    is_there = True
    for delivery in batch.deliveries:
        begun = batch.turn(over=over, ending=ending, to=delivery)
        over = ending = None
        if not begun:
            continue
        try:
            over, ending = delivery, _sent(delivery, server, at)
        except Unreachable as error:
            over, ending, is_there = delivery, _back_in_line(delivery, error, at), False
        outcomes[ending.state] += 1
        if not is_there:
            break
    batch.turn(over=over, ending=ending)
    if not is_there:
        batch.release()
    return is_there


def _sent(delivery: Delivery, server: Relay, at: datetime) -> Ending:
    """Send one delivery that is begun, or say why it is not sent. Raises `Unreachable` after nothing was sent."""
    address = ""
    try:
        found = prepare(delivery, at=at)
        address = found.secret
        mail = found.write()
        address = mail.to[0]
        if suppressing.is_suppressed(address):
            return Ending(
                State.FAILED, why=suppressing.WHY, failure=MailFailure.REFUSED, sent_to=addresses.digest(address)
            )
        milestones.passed("prepared")
        server.send(mail, as_file=found.is_demonstration)
    except NotOwed as reason:
        return Ending(State.CANCELLED, why=str(reason))
    except NotYet as reason:
        return Ending(State.PENDING, why=str(reason), again=reason.until or at + LOOK_AGAIN, is_try=False)
    except WouldReachNobody as reason:
        return Ending(State.FAILED, why=str(reason), failure=MailFailure.NO_MAIL)
    except Unreachable:
        raise
    except Exception as error:  # noqa: BLE001  one mail that cannot be written or sent troubles nobody else
        return _failed(delivery, error, address, at)
    milestones.passed("taken")
    return Ending(State.SENT, sent_at=at, sent_to=addresses.digest(address))


def _failed(delivery: Delivery, error: Exception, address: str, at: datetime) -> Ending:
    """What becomes of a mail whose sending failed: it ends, waits in doubt, or goes back in line."""
    logger.warning("Delivery %s was not sent: %s", delivery.pk, type(error).__name__)
    if relay.is_final(error):
        if code := relay.dead_code(error):
            suppressing.suppress_refused(delivery, address, code=code, at=at)
        return Ending(State.FAILED, why=_why(error, address), failure=MailFailure.REFUSED, sent_to=_digest(address))
    if isinstance(error, Doubtful):
        again = at + ladder.wait(tries=delivery.attempts, seed=delivery.message_id)
        return Ending(State.IN_DOUBT, why=_why(error, address), again=again, stuck_at=at, sent_to=_digest(address))
    return _back_in_line(delivery, error, at, address)


def _back_in_line(delivery: Delivery, error: Exception, at: datetime, address: str = "") -> Ending:
    why, stuck_at = _why(error, address), None if relay.is_about_the_recipient(error) else at
    if delivery.attempts >= ladder.MOST_TRIES:
        return Ending(State.FAILED, why=why, failure=MailFailure.GIVEN_UP, sent_to=_digest(address))
    again = at + ladder.wait(tries=delivery.attempts, seed=delivery.message_id)
    return Ending(State.PENDING, why=why, again=again, stuck_at=stuck_at, sent_to=_digest(address))


def _why(error: Exception, address: str) -> str:
    """The reason as it is kept: without the address, and without the one character that no database takes."""
    return addresses.hidden(relay.in_words(error), address).replace("\0", "\ufffd")[:LONGEST_REASON]


def _digest(address: str) -> str:
    return addresses.digest(address) if address else ""
