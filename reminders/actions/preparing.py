"""What a delivery says if it leaves now, or why it does not: state is looked at again at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone, translation

from accounts.models import User
from predictions.models import Record
from reminders import digest, emails, kinds, letters, planning
from reminders.actions.stopping import Wanted, is_stopped, wanted
from reminders.kinds.described import Described
from reminders.letters import NotOwed
from reminders.models import SUBSCRIBED, Delivery, Kind, Matter, State
from reminders.subscriptions import letters as subscribed

MOST_A_DAY = 5


class NotYet(Exception):
    """The mail is owed still, and not now; the message says why. Looking was no try.

    until  when to look again; None where that is not known
    """

    def __init__(self, why: str, *, until: datetime | None = None) -> None:
        self.until = until
        super().__init__(why)


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
    if user is None:
        written = subscribed.letter(delivery, at=at) if delivery.kind in SUBSCRIBED else letters.letter(delivery, at=at)
        return Prepared(lambda: emails.letter(delivery, written), written.is_demonstration, secret=written.address)
    described = kinds.of(delivery.kind)
    _check_wanted(user, described, at)
    if described.kind == Kind.WEEKLY:
        return _prepare_digest(delivery, user, at)
    return _prepare_news(delivery, user, described, at)


def _check_wanted(user: User, described: Described, at: datetime) -> None:
    """Raise `NotOwed` where `user` has left, has no address, has another role now, or wants it no more."""
    if not user.is_active:
        raise NotOwed("The person has left.")
    if not user.email:
        raise NotOwed("There is no address to send it to.")
    if not described.is_for(user.roles(at=at)):
        raise NotOwed("The person does not hold the role any more that it is for.")
    if described.kind is not None and described.can_be_stopped and is_stopped(user, described.kind):
        raise NotOwed("The person does not want it any more.")


def _prepare_digest(delivery: Delivery, user: User, at: datetime) -> Prepared:
    zone, wants = planning.known_zone(user.time_zone), wanted(user)
    if _is_paused(wants, zone, at):
        raise NotOwed("The person has paused their mails.")
    this = planning.latest(at, zone, weekday=wants.weekday, hour=wants.hour)
    if delivery.period < this.period or (delivery.period == this.period and planning.is_over(this, at)):
        raise NotOwed("Its week is over; the next digest says it all.")
    if delivery.period > this.period:
        coming = planning.following(at, zone, weekday=wants.weekday, hour=wants.hour)
        raise NotYet("Its day has not come where the person lives now.", until=coming.due_at)
    if _sent_today(user, zone, at) >= MOST_A_DAY:
        raise NotYet("Enough mails for one day.", until=planning.day_after(at, zone, hour=wants.hour).due_at)
    written = digest.digest(user, period=delivery.period, at=at, folded=digest.take_folded(delivery))
    if written.is_empty:
        raise NotYet("Nothing waits and nothing was decided.")
    return Prepared(lambda: emails.weekly(delivery, written), written.is_demonstration)


def _prepare_news(delivery: Delivery, user: User, described: Described, at: datetime) -> Prepared:
    zone, wants = planning.known_zone(user.time_zone), wanted(user)
    matters = list(Matter.objects.filter(key=delivery.key).order_by("came_up_at", "pk"))
    if any(one.folded_at for one in matters):
        raise NotOwed("It is told in the next digest.")
    if _is_paused(wants, zone, at):
        _fold(delivery, at)
        raise NotOwed("The person has paused their mails; the first digest after that tells it.")
    if described.counts and _sent_today(user, zone, at) >= MOST_A_DAY:
        if described.folds and _gets_digests(user, at):
            _fold(delivery, at)
            raise NotOwed("The person has had enough mails for one day; the next digest tells it.")
        raise NotYet("Enough mails for one day.", until=planning.day_after(at, zone, hour=wants.hour).due_at)
    with translation.override(user.language), timezone.override(zone):
        lines = described.lines(user, matters, at) if described.lines else []
    if not lines:
        raise NotOwed("Nothing of it is so any more.")
    record = Record.objects.first()
    is_demonstration = record is not None and record.is_demonstration
    return Prepared(lambda: emails.news(delivery, user, lines, is_demonstration=is_demonstration), is_demonstration)


def _gets_digests(user: User, at: datetime) -> bool:
    described = kinds.of(Kind.WEEKLY)
    return described.is_for(user.roles(at=at)) and not is_stopped(user, Kind.WEEKLY)


def _fold(delivery: Delivery, at: datetime) -> None:
    """Leave it to the next digest. Once left, always left: a sender that dies now finds it so again."""
    Matter.objects.filter(key=delivery.key, folded_at=None).update(folded_at=at)


def _is_paused(wants: Wanted, zone: str, at: datetime) -> bool:
    return wants.paused_until is not None and planning.day_of(at, zone) < wants.paused_until


def _sent_today(user: User, zone: str, at: datetime) -> int:
    """How many mails that count were sent to `user` on the day that it is where they live."""
    since = planning.midnight(planning.day_of(at, zone), zone)
    sent = Delivery.objects.filter(recipient=user, state=State.SENT, sent_at__gte=since, sent_at__lte=at)
    return sent.filter(kind__in=kinds.COUNTED).count()
