"""Planning what is owed, and sending it: each mail in a step of its own, so that a kill between any two loses nothing.

    plan    a row under a unique business key; planning twice owes once
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
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions as record
from predictions.ledger import database_clock
from predictions.models import MailFailure, Notice
from reminders import emails, letters, planning
from reminders.backends import EmlFiles
from reminders.digest import Digest, digest
from reminders.letters import Letter
from reminders.models import Delivery, Kind, State, Stop

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
LOOK_AGAIN = timedelta(hours=1)
MOST_TRIES = 8
LONGEST_BACK_OFF = timedelta(hours=12)
A_DAY = timedelta(days=1)
ENDED = (State.SENT, State.FAILED, State.CANCELLED)
MOST_A_DAY = 5
ROLES = (Role.REVIEWER, Role.ADJUDICATOR)
NO_SERVER = (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


class Unreachable(Exception):
    """The mail server, or the folder for mails, takes nothing at all; the delivery is back in line already."""


def plan_week(*, at: datetime) -> int:
    """Owe this week's digest to everybody who judges and whose Monday morning has come. Returns how many are new.

    Weeks that went by unplanned are not made up for: after an absence there is one mail, about what waits now.
    """
    stopped = Stop.objects.filter(kind=Kind.WEEKLY).values("user")
    held = RoleGrant.objects.held(at=at).filter(role__in=ROLES)
    people = User.objects.filter(grants__in=held, is_active=True).exclude(email="").exclude(pk__in=stopped).distinct()
    owed = [_weekly(user, at) for user in people.order_by("pk")]
    wanted = [delivery for delivery in owed if delivery.due_at <= at]
    return _owe(wanted)


def plan_letters(*, at: datetime) -> int:
    """Owe every letter that the record and what waits to be confirmed ask for. Returns how many are new."""
    return _owe([_letter(kind, about, at) for kind, about in letters.owed(at=at)])


def _owe(wanted: list[Delivery]) -> int:
    known = set(Delivery.objects.filter(key__in=[one.key for one in wanted]).values_list("key", flat=True))
    fresh = [one for one in wanted if one.key not in known]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _letter(kind: Kind, about: str, at: datetime) -> Delivery:
    return Delivery(
        key=f"{kind}:{about}",
        kind=kind,
        about=about,
        message_id=f"<{kind}.{about}@{_host()}>",
        due_at=at,
        wall_time=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M"),
        time_zone="UTC",
    )


def _weekly(user: User, at: datetime) -> Delivery:
    zone = planning.known_zone(user.time_zone)
    occasion = planning.occasion(at, zone)
    return Delivery(
        key=f"weekly:{user.actor_ref}:{occasion.period}",
        kind=Kind.WEEKLY,
        recipient=user,
        period=occasion.period,
        message_id=f"<weekly.{user.actor_ref}.{occasion.period}@{_host()}>",
        due_at=occasion.due_at,
        wall_time=occasion.wall_time,
        time_zone=zone,
    )


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


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


def record_notices(*, at: datetime) -> int:
    """Put on record what became of the mails to named experts. Returns how many; doing it twice is doing it once."""
    waiting = Notice.objects.on_their_way()
    ended = Delivery.objects.filter(kind=Kind.NOTICE, state__in=ENDED, about__in=waiting.values("pk"))
    deliveries = list(ended.order_by("pk"))
    for delivery in deliveries:
        _record_notice(delivery, at)
    never = waiting.filter(told_at__lte=at - letters.LATEST)
    owed = Delivery.objects.filter(kind=Kind.NOTICE).values("about")
    forgotten = list(never.exclude(pk__in=owed).order_by("told_at", "pk").values_list("pk", flat=True))
    for pk in forgotten:
        record.record_notice_not_sent(notice_id=pk, failure=MailFailure.TOO_OLD, words="", at=at)
    return len(deliveries) + len(forgotten)


def _record_notice(delivery: Delivery, at: datetime) -> None:
    if delivery.sent_at is not None:
        record.record_notice_taken(
            notice_id=delivery.about, taken_at=delivery.sent_at, message_id=delivery.message_id, at=at
        )
        return
    failure = MailFailure.ERASED if delivery.state == State.CANCELLED else _failure(delivery)
    words = delivery.last_error if failure in {MailFailure.REFUSED, MailFailure.GIVEN_UP} else ""
    record.record_notice_not_sent(notice_id=delivery.about, failure=failure, words=words, at=at)


def _failure(delivery: Delivery) -> MailFailure:
    """Why a mail ended; one of an early release only says so in words."""
    return MailFailure(delivery.failure or MailFailure.GIVEN_UP)


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
    user = delivery.recipient
    return _deliver_letter(delivery, at) if user is None else _deliver_digest(delivery, user, at)


def _deliver_letter(delivery: Delivery, at: datetime) -> State:
    address = ""
    try:
        written = letters.letter(delivery, at=at)
        address = written.address
        _send(emails.letter(delivery, written), written)
    except letters.NotOwed as reason:
        return _mark(delivery, State.CANCELLED, why=str(reason))
    except letters.WouldReachNobody as reason:
        return _mark(delivery, State.FAILED, why=str(reason), failure=MailFailure.NO_MAIL)
    except Exception as error:  # noqa: BLE001  one mail that cannot be written or sent troubles nobody else
        return _failed(delivery, error, at, hide=address)
    return _mark(delivery, State.SENT, sent_at=at)


def _deliver_digest(delivery: Delivery, user: User, at: datetime) -> State:
    if not user.is_active or is_stopped(user, Kind(delivery.kind)):
        return _mark(delivery, State.CANCELLED, why="The person does not want it any more.")
    if not user.email or not user.roles(at=at) & set(ROLES):
        return _mark(delivery, State.CANCELLED, why="There is no address, or nobody who judges, to send it to.")
    period = planning.occasion(at, planning.known_zone(user.time_zone)).period
    if delivery.period < period:
        return _mark(delivery, State.CANCELLED, why="Its week is over; the next digest says it all.")
    if delivery.period > period:
        return _put_off(delivery, at, "Its week has not begun where the person lives now.")
    if _sent_since(user, at - A_DAY) >= MOST_A_DAY:
        return _put_off(delivery, at, "Enough mails for one day.")
    try:
        written = digest(user, period=delivery.period, at=at)
        mail = None if written.is_empty else emails.weekly(delivery, written)
        if mail is not None:
            _send(mail, written)
    except Exception as error:  # noqa: BLE001  one mail that cannot be written or sent troubles nobody else
        return _failed(delivery, error, at)
    if mail is None:
        return _put_off(delivery, at, "Nothing waits and nothing was decided.")
    return _mark(delivery, State.SENT, sent_at=at)


def _sent_since(user: User, since: datetime) -> int:
    return Delivery.objects.filter(recipient=user, state=State.SENT, sent_at__gt=since).count()


def is_stopped(user: User, kind: Kind) -> bool:
    """Whether `user` wants no more of `kind`."""
    return Stop.objects.filter(user=user, kind=kind).exists()


def _send(mail: emails.Mail, written: Digest | Letter) -> None:
    """A demonstration sends nothing to anybody, whatever mail server is configured."""
    if written.is_demonstration:
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


def stop(*, user: User, kind: Kind, at: datetime) -> None:
    """Send no more of `kind` to `user`. Doing it twice is doing it once."""
    Stop.objects.get_or_create(user=user, kind=kind, defaults={"stopped_at": at})


def resume(*, user: User, kind: Kind) -> None:
    """Send `kind` to `user` again, from the next week that is planned."""
    Stop.objects.filter(user=user, kind=kind).delete()
