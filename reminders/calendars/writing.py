"""One calendar as bytes: the same facts make the same bytes, whoever asks and whenever.

A deadline is a day and no instant, so every calendar shows it on that day, wherever its reader lives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

PRODUCT = "-//Hindcast//Deadlines//EN"
REFRESH = timedelta(hours=12)
LONGEST = 300  # characters of a proposition: a calendar shows a line
FORM = 1  # raise it when the same facts are to be written differently
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """One all-day event.

    name       what it is of, the same for good: it makes the UID
    on         the day
    revision   never less than before; greater when anything about it changed
    at         when that revision was recorded: no clock is read for a calendar
    cancelled  it is withdrawn; calendars that hold it take it out
    """

    name: str
    on: date
    revision: int
    at: datetime
    title: str
    text: str
    page: str
    cancelled: bool = False

    @property
    def mark(self) -> str:
        """What is different when anything that is written of it is."""
        return "|".join((self.name, self.on.isoformat(), str(self.revision), self.at.isoformat(), str(self.cancelled)))


def mark(days: Iterable[Day], *more: str) -> str:
    """The ETag of a calendar of `days`, of which `more` is what else can be read in it; in quotation marks."""
    seen = sha256("\n".join([str(FORM), *more, *(one.mark + one.title + one.text for one in days)]).encode())
    return f'"{seen.hexdigest()[:32]}"'


def written(days: Iterable[Day], *, name: str, page: str, language: str) -> bytes:
    """A calendar of `days`, with CRLF and lines of 75 octets at the most."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name, parameters={"LANGUAGE": language})
    calendar.add("x-wr-calname", name)
    calendar.add("url", page)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for one in days:
        calendar.add_component(_event(one, language))
    body: bytes = calendar.to_ical()
    return body


def _event(one: Day, language: str) -> Event:
    event = Event()
    event.add("uid", f"{one.name}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    event.add("dtstart", one.on)
    event.add("dtend", one.on + A_DAY)
    event.add("dtstamp", one.at.astimezone(UTC))
    event.add("last-modified", one.at.astimezone(UTC))
    event.add("sequence", one.revision)
    event.add("summary", one.title, parameters={"LANGUAGE": language})
    event.add("description", one.text)
    event.add("url", one.page)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    return event


def short(words: str) -> str:
    """`words` on one line, cut where a calendar would not show more."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
