"""When a digest is owed: the ISO week, and Monday 08:00 where the person lives. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WALL_TIME = time(8, 0)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Occasion:
    """One week of one person: its name and the instant from which its digest is owed."""

    period: str
    due_at: datetime
    wall_time: str


def known_zone(name: str) -> str:
    """`name`, or UTC where the time zone data of this machine does not know it: eight o'clock there beats no mail."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def occasion(at: datetime, zone: str) -> Occasion:
    """The week that `at` falls into in `zone`, and when its digest is owed: perhaps still to come, perhaps past.

    at       an aware instant
    zone     an IANA name
    raises   zoneinfo.ZoneInfoNotFoundError when there is no such zone
    """
    local = at.astimezone(ZoneInfo(zone))
    year, week, _ = local.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    wall = datetime.combine(monday, WALL_TIME)
    return Occasion(f"{year}-W{week:02}", instant(wall, zone), wall.strftime("%Y-%m-%d %H:%M"))


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
