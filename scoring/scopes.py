"""Which cut of the record a board shows: of a collection or all, a topic, a year, and with or without endorsements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.cache import caches
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from predictions.models import Claim, Collection, Topic
from scoring.moments import LONGEST_SHOWN, NoBoard

ALL_COLLECTIONS = "*"
"""In place of a slug: no collection can be called so."""
KEPT = 60
A_YEAR = re.compile(r"[1-9][0-9]{3}")
COUNTED = "on"
NOT_COUNTED = ("", "off")
PARAMETERS = frozenset({"collection", "topic", "year", "endorsements"})


class NoScope(NoBoard):
    """A part of what was asked for is none that there is; the message says which there are."""

    def __init__(self, parameter: str, message: str) -> None:
        self.parameter = parameter
        super().__init__(message)


class NoCollection(NoScope):
    """There is no such collection."""

    status = 404


@dataclass(frozen=True)
class Scope:
    """A cut of the record. Where nothing but a collection is chosen it is the board that the collection publishes."""

    collection: Collection | None
    """None: all of them together."""
    topic: Topic | None = None
    year: int | None = None
    """In which claims fall due, in UTC."""
    with_endorsements: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether it is what a collection publishes, and no cut."""
        return self.collection is not None and not (self.topic or self.year or self.with_endorsements)

    @property
    def parameters(self) -> dict[str, str]:
        """What an address says to ask for it again."""
        asked = {"collection": self.collection.slug if self.collection else ALL_COLLECTIONS}
        if self.topic:
            asked["topic"] = self.topic.key
        if self.year:
            asked["year"] = str(self.year)
        return asked | ({"endorsements": COUNTED} if self.with_endorsements else {})

    @property
    def query(self) -> str:
        """The same as the query of an address."""
        return urlencode(self.parameters, safe=ALL_COLLECTIONS)


@dataclass(frozen=True)
class Choices:
    """What there is to choose from. Each part is read from the database once, when it is asked for."""

    collections: list[Collection]
    """The newest first; one of them is shown where none is asked for."""

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic by key."""
        return list(Topic.objects.all())

    @cached_property
    def years(self) -> list[int]:
        """For the menu: those in which claims fall due that everybody may see, as they were within the last minute."""
        return caches["boards"].get_or_set("years", _years, timeout=KEPT) or []

    def scope(self, asked: Mapping[str, str], *, default: Collection | None = None) -> Scope | None:
        """What `asked` means; None where none is asked for by name and there is no collection yet.

        default  the collection where none is asked for; the newest, if there is no default
        raises   NoScope, saying what would be right
        """
        if not self.collections and asked.get("collection", "") in ("", ALL_COLLECTIONS):
            return None
        return Scope(
            collection=self._collection(asked.get("collection", ""), default or next(iter(self.collections), None)),
            topic=self._topic(asked.get("topic", "")),
            year=_year(asked.get("year", "")),
            with_endorsements=_endorsements(asked.get("endorsements", "")),
        )

    def _collection(self, slug: str, default: Collection | None) -> Collection | None:
        if slug == ALL_COLLECTIONS:
            return None
        found = next((one for one in self.collections if one.slug == slug), None) if slug else default
        if found is None:
            words = _("There is no collection “%(asked)s”. There are: %(known)s; and * for all of them.")
            raise NoCollection("collection", words % _told(slug, (one.slug for one in self.collections)))
        return found

    def _topic(self, key: str) -> Topic | None:
        if not key:
            return None
        found = next((one for one in self.topics if one.key == key), None)
        if found is None:
            words = _("There is no topic “%(asked)s”. There are: %(known)s.")
            raise NoScope("topic", words % _told(key, (one.key for one in self.topics)))
        return found


def _years() -> list[int]:
    # It reads every claim; a board is looked at more often than a first claim of another year is published.
    return [day.year for day in Claim.objects.visible().order_by().dates("due_on", "year")]


def choices() -> Choices:
    """What there is to choose from. One query, and one more for topics and for years where they are asked for."""
    return Choices(list(Collection.objects.order_by("-ends", "slug")))


def _year(asked: str) -> int | None:
    # Any year: one in which no claim falls due now may have had one on an older board, whose address stays.
    if not asked:
        return None
    if not A_YEAR.fullmatch(asked):
        words = _("“%(asked)s” is not a year of four digits, like 2026.")
        raise NoScope("year", words % {"asked": asked[:LONGEST_SHOWN].replace("\0", "?")})
    return int(asked)


def _endorsements(asked: str) -> bool:
    if asked == COUNTED or asked in NOT_COUNTED:
        return asked == COUNTED
    words = _("Endorsements are “on” or “off”, not “%(asked)s”.")
    raise NoScope("endorsements", words % {"asked": asked[:LONGEST_SHOWN]})


def _told(asked: str, known: Iterable[str]) -> dict[str, str]:
    return {"asked": asked[:LONGEST_SHOWN].replace("\0", "?"), "known": ", ".join(known) or _("none yet")}
