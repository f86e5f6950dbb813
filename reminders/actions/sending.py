"""Sending what is owed: each mail in a step of its own, so that a kill between any two loses nothing.

    lease   compare-and-set by the database's clock, then commit
    send    from what is true now, under a Message-ID that never changes
    mark    compare-and-set again: sent, or back with a reason

A lease that ran out while sending leaves the delivery in doubt: perhaps it left, perhaps not. Every kind is then sent
again under the same Message-ID, because a second copy is a nuisance, and a missing one a missed deadline or somebody
who was never asked or answered.

What became of a notice to a named expert goes into the record, from the deliveries: whoever is killed between marking
one and recording it leaves that to the next sender.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from predictions.ledger import database_clock
from predictions.models import MailFailure
from reminders import emails
from reminders.actions.preparing import NotYet, prepare
from reminders.actions.recording import record_notices
from reminders.backends import EmlFiles
from reminders.letters import NotOwed, WouldReachNobody
from reminders.models import Delivery, Kind, State

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LOOK_AGAIN = timedelta(hours=1)
MOST_TRIES = 8
LONGEST_BACK_OFF = timedelta(hours=12)
NO_SERVER = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


class Unreachable(Exception):
    """The mail server, or the folder for mails, takes nothing at all; the delivery is back in line already."""


def send_due(*, at: datetime, limit: int = 500, kinds: Iterable[Kind] = tuple(Kind)) -> Counter[str]:
    """Send what is owed by now of these kinds, at most `limit` mails. Returns how many ended in which state.

    A server that takes nothing is asked once a call: the mails behind the first one keep their tries for later.
    """
    _doubt_expired_leases()
    waiting = Delivery.objects.filter(state__in=[State.PENDING, State.IN_DOUBT], due_at__lte=at, kind__in=kinds)
    outcomes: Counter[str] = Counter()
    for pk in waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit]:
        delivery = _lease(pk)
        if delivery is None:
            continue
        try:
            outcomes[_deliver(delivery, at)] += 1
        except Unreachable:
            outcomes[State.PENDING] += 1
            break
    record_notices(at=at)
    return outcomes


def _doubt_expired_leases() -> None:
    """Nobody knows whether these left. One whose senders died each time would kill the next one too: it ends here."""
    expired = Delivery.objects.filter(state=State.SENDING, lease_until__lt=database_clock())
    worn_out = expired.filter(attempts__gte=MOST_TRIES)
    worn_out.update(
        state=State.FAILED,
        failure=MailFailure.GIVEN_UP,
        lease_until=None,
        last_error="The sender was interrupted at each try.",
    )
    expired.update(state=State.IN_DOUBT, lease_until=None, last_error="The sender was interrupted.")


def _lease(pk: int) -> Delivery | None:
    """Take one delivery for this sender alone; None when another was faster."""
    free = Delivery.objects.filter(pk=pk, state__in=[State.PENDING, State.IN_DOUBT])
    taken = free.update(state=State.SENDING, lease_until=database_clock() + LEASE, attempts=F("attempts") + 1)
    return Delivery.objects.select_related("recipient").get(pk=pk) if taken else None


def _deliver(delivery: Delivery, at: datetime) -> State:
    """Send one leased delivery, or say why it is not sent."""
    secret = ""
    try:
        found = prepare(delivery, at=at)
        secret = found.secret
        _send(found.write(), is_demonstration=found.is_demonstration)
    except NotOwed as reason:
        return _mark(delivery, State.CANCELLED, why=str(reason))
    except NotYet as reason:
        return _put_off(delivery, at, str(reason))
    except WouldReachNobody as reason:
        return _mark(delivery, State.FAILED, why=str(reason), failure=MailFailure.NO_MAIL)
    except Exception as error:  # noqa: BLE001  one mail that cannot be written or sent troubles nobody else
        return _failed(delivery, error, at, hide=secret)
    return _mark(delivery, State.SENT, sent_at=at)


def _send(mail: emails.Mail, *, is_demonstration: bool) -> None:
    """A demonstration sends nothing to anybody, whatever mail server is configured."""
    if is_demonstration:
        EmlFiles().send_messages([mail])
    else:
        mail.send()


def _failed(delivery: Delivery, error: Exception, at: datetime, *, hide: str = "") -> State:
    """Put a mail that was not sent back in line, or end it. Raises `Unreachable` when others would fare the same.

    hide  an address that is kept elsewhere and must not be kept with the error as well
    """
    why = _in_words(error)
    if hide:
        why = re.sub(re.escape(hide), "[address]", why, flags=re.IGNORECASE)
    why = why.replace("\0", "\ufffd")[:500]  # no database takes that one character
    logger.warning("Delivery %s was not sent: %s", delivery.pk, type(error).__name__)
    if _is_final(error) or delivery.attempts >= MOST_TRIES:
        failure = MailFailure.REFUSED if _is_final(error) else MailFailure.GIVEN_UP
        return _mark(delivery, State.FAILED, why=why, failure=failure)
    back_off = min(timedelta(minutes=4**delivery.attempts), LONGEST_BACK_OFF)
    state = _mark(delivery, State.PENDING, why=why, again=at + back_off)
    if _takes_nothing(error):
        raise Unreachable from error
    return state


def _in_words(error: Exception) -> str:
    """What a person can read of `error`: of a refusal the very words of the mail server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(code, said) for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"


def _takes_nothing(error: Exception) -> bool:
    """Whether the trouble is the server's or the disk's. What smtplib says of one mail is an `OSError` too."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(error, NO_SERVER)
    return isinstance(error, OSError)


def _put_off(delivery: Delivery, at: datetime, why: str) -> State:
    """Look again in a while; this was no try."""
    return _mark(delivery, State.PENDING, why=why, again=at + LOOK_AGAIN, is_try=False)


def _is_final(error: Exception) -> bool:
    """Whether trying again is useless: the address is refused for good."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _ in error.recipients.values())


def _mark(
    delivery: Delivery,
    state: State,
    *,
    why: str = "",
    failure: MailFailure | None = None,
    again: datetime | None = None,
    sent_at: datetime | None = None,
    is_try: bool = True,
) -> State:
    """Close the lease, unless it ran out and somebody else took over: then they will say what became of it."""
    ours = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    ours.update(
        state=state,
        lease_until=None,
        last_error=why,
        failure=failure or "",
        sent_at=sent_at,
        due_at=again or delivery.due_at,
        attempts=delivery.attempts if is_try else delivery.attempts - 1,
    )
    return state
