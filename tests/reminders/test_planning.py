"""When a digest is owed: Monday at eight, wherever the person lives, once a week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
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
