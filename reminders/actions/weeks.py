"""Planning the weekly digests: everybody whose day has come and to whom there is something to say, in one question.

A rhythm says from which instant somebody's next digest is owed. Who is due and has nothing waiting stays due, and is
asked about again with everybody else; a row is made for them when something comes up, or their next day comes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.desk.waiting import overdue, to_answer
from predictions.models import Assignment, Claim, DecidedBy, Resolution, Round
from reminders import planning
from reminders.actions.owing import SLICE, message_id, owe
from reminders.digest import A_WEEK
from reminders.kinds import weekly
from reminders.models import Delivery, Kind, Matter, Rhythm, State, Stop


@dataclass(frozen=True)
class Due:
    """Somebody whose digest is owed, and their rhythm."""

    rhythm_id: int
    user_id: int
    ref: UUID
    weekday: int
    hour: int
    paused_until: date | None
    zone: str


def plan_week(*, at: datetime) -> int:
    """Owe this week's digest to everybody whose day has come and to whom there is something to say. Returns how many.

    Weeks that went by unplanned are not made up for: after an absence there is one mail, about what waits now.
    """
    begin_rhythms(at=at)
    wanted, moved = [], []
    for due in choose(at=at):
        if due.paused_until is not None and planning.day_of(at, due.zone) < due.paused_until:
            moved.append(_moved(due, planning.midnight(due.paused_until, due.zone) - planning.A_MOMENT))
            continue
        occasion = planning.latest(at, due.zone, weekday=due.weekday, hour=due.hour)
        if not planning.is_over(occasion, at):
            wanted.append(_weekly(due, occasion))
        moved.append(_moved(due, at))
    made = owe(wanted)
    Rhythm.objects.bulk_update(moved, ["next_at"], batch_size=SLICE)
    return made


def begin_rhythms(*, at: datetime) -> None:
    """Give everybody who gets digests a rhythm, and work it out anew for who has moved to another zone."""
    new = User.objects.filter(_holds(OuterRef("pk"), at), is_active=True, rhythm=None)
    begun = [
        Rhythm(user_id=pk, time_zone=zone, next_at=planning.occasion(at, planning.known_zone(zone)).due_at)
        for pk, zone in new.values_list("pk", "time_zone")
    ]
    Rhythm.objects.bulk_create(begun, ignore_conflicts=True, batch_size=SLICE)
    moved = list(Rhythm.objects.exclude(time_zone=F("user__time_zone")).select_related("user"))
    for rhythm in moved:
        rhythm.time_zone = rhythm.user.time_zone
        rhythm.next_at = planning.occasion(
            at, planning.known_zone(rhythm.time_zone), weekday=rhythm.weekday, hour=rhythm.hour
        ).due_at
    Rhythm.objects.bulk_update(moved, ["time_zone", "next_at"], batch_size=SLICE)


def choose(*, at: datetime) -> Iterable[Due]:
    """Everybody whose day has come by `at` and to whom there is something to say: one question, after four short ones.

    What it takes for something may turn out to be nothing when the digest is written; never the other way round.
    """
    rhythms = Rhythm.objects.annotate(told_until=_told_until(at))
    due = rhythms.filter(_something_to_say(at), _holds(OuterRef("user"), at), next_at__lte=at)
    wanting = due.filter(user__is_active=True).exclude(user__email="").exclude(_stops())
    columns = ("pk", "user_id", "user__actor_ref", "weekday", "hour", "paused_until", "time_zone")
    for pk, user_id, ref, weekday, hour, paused_until, zone in wanting.order_by("next_at", "pk").values_list(*columns):
        yield Due(pk, user_id, ref, weekday, hour, paused_until, planning.known_zone(zone))


def _holds(user: OuterRef, at: datetime, *roles: Role) -> Exists:
    held = RoleGrant.objects.held(at=at).filter(user=user, role__in=roles or weekly.DESCRIBED.roles)
    return Exists(held)


def _stops() -> Exists:
    return Exists(Stop.objects.filter(user=OuterRef("user"), kind=Kind.WEEKLY))


def _something_to_say(at: datetime) -> Q:
    """Of a rhythm: that its person has something waiting, or that something was decided since their last digest."""
    found = Q(user__actor_ref__in=_asked(at)) | Q(Exists(_folded()))
    if _judged_now(at).exists():
        found |= Q(_holds(OuterRef("user"), at, Role.ADJUDICATOR))
    if to_answer().exists() or overdue(at=at).exists():
        found |= Q(_holds(OuterRef("user"), at, Role.EDITOR))
    decided = Resolution.objects.filter(decided_at__lte=at).exclude(decided=DecidedBy.SAMPLE)
    newest = decided.order_by("-decided_at").values_list("decided_at", flat=True).first()
    if newest is not None:
        found |= Q(told_until__lt=newest)
    return found


def _asked(at: datetime) -> QuerySet[Assignment, UUID]:
    """Whoever is asked to judge a claim that is due, from the few that are: what they have filed is looked at later."""
    rounds = Round.objects.filter(closed_at__isnull=True, claim__in=Claim.objects.due(by=at).order_by().values("pk"))
    asked = Assignment.objects.filter(released_at__isnull=True, round__in=rounds.order_by().values("pk"))
    return asked.order_by().values_list("reviewer_ref", flat=True)


def _judged_now(at: datetime) -> QuerySet[Round]:
    """Open rounds of due claims. Not only those with verdicts: a row that appears when somebody files would tell it."""
    claims = Claim.objects.due(by=at).order_by().values("pk")
    return Round.objects.filter(closed_at__isnull=True, claim__in=claims).order_by()


def _folded() -> QuerySet[Matter]:
    return Matter.objects.filter(user=OuterRef("user"), folded_at__isnull=False, digest="")


def _told_until(at: datetime) -> Coalesce:
    """Of a rhythm: until when its person knows what was decided; who had no digest yet hears of the last week."""
    sent = Delivery.objects.filter(recipient=OuterRef("user"), kind=Kind.WEEKLY, state=State.SENT)
    last = Subquery(sent.order_by("-sent_at").values("sent_at")[:1], output_field=DateTimeField())
    return Coalesce(last, Value(at - A_WEEK, output_field=DateTimeField()))


def _moved(due: Due, after: datetime) -> Rhythm:
    """The rhythm of `due`, whose next digest is owed from its first day after `after`."""
    following = planning.following(after, due.zone, weekday=due.weekday, hour=due.hour)
    return Rhythm(pk=due.rhythm_id, next_at=following.due_at)


def _weekly(due: Due, occasion: planning.Occasion) -> Delivery:
    return Delivery(
        key=f"weekly:{due.ref}:{occasion.period}",
        kind=Kind.WEEKLY,
        recipient_id=due.user_id,
        period=occasion.period,
        message_id=message_id(f"weekly.{due.ref}.{occasion.period}"),
        due_at=occasion.due_at,
        wall_time=occasion.wall_time,
        time_zone=due.zone,
    )
