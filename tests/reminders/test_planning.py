"""When a digest is owed: Monday at eight, wherever the person lives, once a week."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from reminders import planning

ZONES = [
    "UTC",
    "Europe/Paris",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Asia/Shanghai",
    "Asia/Gaza",
    "Asia/Beirut",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Havana",
    "America/Los_Angeles",
]


@pytest.mark.parametrize("zone", ZONES)
def test_it_is_monday_at_eight_where_the_person_lives_in_every_week_of_four_years(zone):
    start = datetime(2025, 1, 1, 12, tzinfo=UTC)

    for week in range(4 * 53):
        owed = planning.occasion(start + timedelta(weeks=week), zone)
        local = owed.due_at.astimezone(ZoneInfo(zone))

        assert (local.isoweekday(), local.hour, local.minute) == (1, 8, 0)
        assert owed.period == f"{local.isocalendar().year}-W{local.isocalendar().week:02}"


TURNS = [  # clocks change in spring and in autumn, on either half of the earth; a leap day; two turns of a year
    *("2026-03-08", "2026-03-29", "2026-04-05", "2026-09-27", "2026-10-04", "2026-10-25", "2026-11-01"),
    *("2028-02-29", "2026-12-31", "2027-01-01"),
]


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_turn_of_clocks_and_years_there_is_one_mail_a_week_on_its_own_day(zone):
    where = ZoneInfo(zone)
    for turn, (weekday, hour) in itertools.product(TURNS, [(1, 8), (7, 0), (7, 2), (6, 3), (3, 23)]):
        at = datetime.fromisoformat(f"{turn}T12:00:00+00:00") - timedelta(days=15)
        owed = []
        for _week in range(5):
            owed.append(planning.following(at, zone, weekday=weekday, hour=hour))
            at = owed[-1].due_at

        assert len({one.period for one in owed}) == len(owed)
        for one in owed:
            local = one.due_at.astimezone(where)
            assert (local.isoweekday(), one.period) == (weekday, f"{local:%G}-W{local:%V}")
            wall = datetime.combine(local.date(), time(hour))
            exists = wall.replace(tzinfo=where).astimezone(UTC).astimezone(where).replace(tzinfo=None) == wall
            assert local.replace(tzinfo=None) == wall if exists else local.replace(tzinfo=None) > wall


@given(
    at=some.datetimes(
        datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-01-01"), timezones=some.just(UTC)
    ),
    zone=some.sampled_from(ZONES),
    weekday=some.integers(1, 7),
    hour=some.integers(0, 23),
)
@settings(deadline=None)
def test_each_moment_lies_between_the_occasion_that_has_come_and_the_next_one(at, zone, weekday, hour):
    come = planning.latest(at, zone, weekday=weekday, hour=hour)
    next_one = planning.following(at, zone, weekday=weekday, hour=hour)

    assert come.due_at <= at < next_one.due_at
    assert come.period < next_one.period
    assert planning.following(come.due_at, zone, weekday=weekday, hour=hour) == next_one
    assert not planning.is_over(come, come.due_at + timedelta(days=5))
    assert planning.is_over(come, next_one.due_at - timedelta(hours=1))


@given(
    at=some.datetimes(
        datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-01-01"), timezones=some.just(UTC)
    ),
    zone=some.sampled_from(ZONES),
)
@settings(deadline=None)
def test_what_waits_for_the_next_day_comes_on_it(at, zone):
    today = planning.day_of(at, zone)

    tomorrow = planning.day_after(at, zone)

    assert tomorrow.due_at > at
    assert tomorrow.due_at.astimezone(ZoneInfo(zone)).date() == today + timedelta(days=1)
    assert planning.midnight(today, zone) <= at


@given(
    at=some.datetimes(
        datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2035-01-01"), timezones=some.just(UTC)
    ),
    zone=some.sampled_from(ZONES),
)
@settings(deadline=None)
def test_every_moment_belongs_to_one_week_that_has_begun_within_seven_days(at, zone):
    owed = planning.occasion(at, zone)

    monday = owed.due_at.astimezone(ZoneInfo(zone)).replace(hour=0)
    assert monday - timedelta(hours=1) <= at < monday + timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        # Clocks go from 02:00 to 03:00: half past two does not exist, and three o'clock is the first moment after it.
        (datetime.fromisoformat("2027-03-28T02:30"), "Europe/Paris", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        # Clocks go back from 03:00 to 02:00: half past two comes twice, and the first one counts.
        (datetime.fromisoformat("2026-10-25T02:30"), "Europe/Paris", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # A whole day that Samoa left out.
        (datetime.fromisoformat("2011-12-30T08:00"), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
        (datetime.fromisoformat("2026-11-30T08:00"), "Europe/Paris", datetime(2026, 11, 30, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_time_that_clocks_skip_or_show_twice_has_one_answer(wall, zone, utc):
    assert planning.instant(wall, zone) == utc


@pytest.mark.parametrize(
    ("day", "period"),
    [("2024-12-30", "2025-W01"), ("2026-12-31", "2026-W53"), ("2027-01-03", "2026-W53"), ("2028-02-29", "2028-W09")],
)
def test_weeks_have_their_iso_names_at_the_turn_of_the_year(day, period):
    assert planning.occasion(datetime.fromisoformat(f"{day}T12:00:00+00:00"), "UTC").period == period
