"""What a delivery says if it leaves now, or why it does not: state is looked at again at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import Role
from reminders import emails, letters, planning
from reminders.actions.stopping import is_stopped
from reminders.digest import digest
from reminders.letters import NotOwed
from reminders.models import Delivery, Kind, State

A_DAY = timedelta(days=1)
MOST_A_DAY = 5
ROLES = (Role.REVIEWER, Role.ADJUDICATOR)


class NotYet(Exception):
    """The mail is owed still, and not now; the message says why. Looking was no try."""


@dataclass(frozen=True)
class Prepared:
    """One mail that may leave now.

    write             makes it; an error there is an error of this mail alone
    is_demonstration  it is kept as a file, whatever mail server is configured
    secret            an address that is kept elsewhere and must not be kept with an error as well; empty for an account
    """

    write: Callable[[], emails.Mail]
    is_demonstration: bool
    secret: str = ""


def prepare(delivery: Delivery, *, at: datetime) -> Prepared:
    """What `delivery` says at `at`. Raises `NotOwed`, `NotYet` or `letters.WouldReachNobody` when it does not leave."""
    user = delivery.recipient
    return _prepare_letter(delivery, at) if user is None else _prepare_digest(delivery, user, at)


def _prepare_letter(delivery: Delivery, at: datetime) -> Prepared:
    written = letters.letter(delivery, at=at)
    return Prepared(lambda: emails.letter(delivery, written), written.is_demonstration, secret=written.address)


def _prepare_digest(delivery: Delivery, user: User, at: datetime) -> Prepared:
    if not user.is_active or is_stopped(user, Kind(delivery.kind)):
        raise NotOwed("The person does not want it any more.")
    if not user.email or not user.roles(at=at) & set(ROLES):
        raise NotOwed("There is no address, or nobody who judges, to send it to.")
    period = planning.occasion(at, planning.known_zone(user.time_zone)).period
    if delivery.period < period:
        raise NotOwed("Its week is over; the next digest says it all.")
    if delivery.period > period:
        raise NotYet("Its week has not begun where the person lives now.")
    if _sent_since(user, at - A_DAY) >= MOST_A_DAY:
        raise NotYet("Enough mails for one day.")
    written = digest(user, period=delivery.period, at=at)
    if written.is_empty:
        raise NotYet("Nothing waits and nothing was decided.")
    return Prepared(lambda: emails.weekly(delivery, written), written.is_demonstration)


def _sent_since(user: User, since: datetime) -> int:
    return Delivery.objects.filter(recipient=user, state=State.SENT, sent_at__gt=since).count()
