"""When mails are owed: ISO weeks, days and hours where the person lives. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WEEKDAY, HOUR = 1, 8
A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Occasion:
    """One week or one day of one person: its name and the instant from which its mail is owed."""

    period: str
    due_at: datetime
    wall_time: str


def known_zone(name: str) -> str:
    """`name`, or UTC where the time zone data of this machine does not know it: eight o'clock there beats no mail."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def occasion(at: datetime, zone: str, *, weekday: int = WEEKDAY, hour: int = HOUR) -> Occasion:
    """The week that `at` falls into in `zone`, and when its digest is owed: perhaps still to come, perhaps past.

    at       an aware instant
    zone     an IANA name
    weekday  1 for Monday to 7 for Sunday
    hour     0 to 23, on the clocks of `zone`
    raises   zoneinfo.ZoneInfoNotFoundError when there is no such zone
    """
    year, week, _ = at.astimezone(ZoneInfo(zone)).isocalendar()
    return _at(date.fromisocalendar(year, week, weekday), f"{year}-W{week:02}", zone, hour)


def latest(at: datetime, zone: str, *, weekday: int = WEEKDAY, hour: int = HOUR) -> Occasion:
    """The newest occasion that has come by `at`. Weeks that went by are not made up for: there is one that counts."""
    come = [one for one in _around(at, zone, weekday, hour) if one.due_at <= at]
    return come[-1]


def following(at: datetime, zone: str, *, weekday: int = WEEKDAY, hour: int = HOUR) -> Occasion:
    """The first occasion after `at`."""
    return next(one for one in _around(at, zone, weekday, hour) if one.due_at > at)


def next_month(at: datetime, *, hour: int = HOUR) -> datetime:
    """`hour` o'clock in UTC on the first day of a month, the first such instant after `at`."""
    first = datetime.combine(at.astimezone(UTC).date().replace(day=1), time(hour), tzinfo=UTC)
    return first if first > at else datetime.combine((first + 31 * A_DAY).date().replace(day=1), time(hour), tzinfo=UTC)


def is_over(occasion: Occasion, at: datetime) -> bool:
    """Whether `occasion` is past and the one after it comes within a day: whoever was not told waits for that one."""
    return at > occasion.due_at + A_WEEK - A_DAY


def _around(at: datetime, zone: str, weekday: int, hour: int) -> list[Occasion]:
    """The occasions of this week, of the one before and of the next two, in their order."""
    return [occasion(at + weeks * A_WEEK, zone, weekday=weekday, hour=hour) for weeks in (-1, 0, 1, 2)]


def day_of(at: datetime, zone: str) -> date:
    """The day that it is in `zone` at `at`."""
    return at.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The first instant of `day` in `zone`, in UTC."""
    return instant(datetime.combine(day, time()), zone)


def day_after(at: datetime, zone: str, *, days: int = 1, hour: int = HOUR) -> Occasion:
    """The day `days` after the one that it is in `zone` at `at`, from `hour` on."""
    day = day_of(at, zone) + days * A_DAY
    return _at(day, day.isoformat(), zone, hour)


def _at(day: date, period: str, zone: str, hour: int) -> Occasion:
    wall = datetime.combine(day, time(hour))
    return Occasion(period, instant(wall, zone), in_words(wall))


def wall_time(at: datetime, zone: str) -> str:
    """What clocks show in `zone` at `at`, as deliveries keep it."""
    return in_words(at.astimezone(ZoneInfo(zone)))


def in_words(wall: datetime) -> str:
    """A time on a clock as deliveries keep it."""
    return wall.strftime("%Y-%m-%d %H:%M")


def instant(wall: datetime, zone: str) -> datetime:
    """The first UTC instant at which the clocks of `zone` show `wall` or, where they skip it, the first one after.

    A time that a change of clocks shows twice is taken the first time.
    """
    where = ZoneInfo(zone)
    earliest = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    if earliest.astimezone(where).replace(tzinfo=None) == wall:
        return earliest
    return _after_the_gap(wall, where)


def _after_the_gap(wall: datetime, where: ZoneInfo) -> datetime:
    """The instant of the change that skipped `wall`, found to the second between a day before and a day after."""
    low = (wall - A_DAY).replace(tzinfo=where).astimezone(UTC)
    high = (wall + A_DAY).replace(tzinfo=where).astimezone(UTC)
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if middle.astimezone(where).replace(tzinfo=None) < wall:
            low = middle
        else:
            high = middle
    return high
