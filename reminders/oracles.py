"""Asking whether a mail left: what a relay wrote into its log about a Message-ID, where we can read that log."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Protocol

from django.conf import settings

MOST_READ = 256_000_000  # bytes, from the end of a log


class Answer(Enum):
    """What an oracle knows of one Message-ID."""

    TAKEN = "taken"
    NOT_TAKEN = "not taken"
    UNKNOWN = "unknown"


class DeliveryOracle(Protocol):
    """Somebody who can say whether the relay took a mail."""

    def ask(self, message_ids: Collection[str]) -> Mapping[str, Answer]:
        """What is known of each of `message_ids`, written with their angle brackets; what is left out is unknown."""


class NoOracle:
    """Nobody to ask: the policy of the kind decides."""

    def ask(self, _message_ids: Collection[str]) -> Mapping[str, Answer]:
        """Nothing is known."""
        return {}


class RelayLog:
    """Reads the log of Exim or Postfix, and the one before it. A log that cannot be read knows nothing.

    Exim writes `<=` with `id=` once a mail is its own. Postfix names the Message-ID while it reads, and says `queue
    active` of the same queue id once it has the whole.
    """

    EXIM = re.compile(rb" <= .* id=(\S+)")
    POSTFIX_ID = re.compile(rb" ([0-9A-Za-z]{6,}): message-id=(<[^>]+>)")
    POSTFIX_TAKEN = re.compile(rb" ([0-9A-Za-z]{6,}): .*\(queue active\)")

    def __init__(self, path: Path) -> None:
        self.path = path

    def ask(self, message_ids: Collection[str]) -> Mapping[str, Answer]:
        """Taken or not by what stands in the log; nothing where it cannot be read."""
        try:
            taken = self._taken({one.encode() for one in message_ids})
        except OSError:
            return {}
        return {one: Answer.TAKEN if one.encode() in taken else Answer.NOT_TAKEN for one in message_ids}

    def _taken(self, wanted: set[bytes]) -> set[bytes]:
        taken: set[bytes] = set()
        waiting: dict[bytes, bytes] = {}
        for line in self._lines():
            if (found := self.EXIM.search(line)) and (name := b"<%b>" % found[1].strip(b"<>")) in wanted:
                taken.add(name)
            elif (found := self.POSTFIX_ID.search(line)) and found[2] in wanted:
                waiting[found[1]] = found[2]
            elif (found := self.POSTFIX_TAKEN.search(line)) and found[1] in waiting:
                taken.add(waiting.pop(found[1]))
        return taken

    def _lines(self) -> Iterator[bytes]:
        before = self.path.with_name(f"{self.path.name}.1")
        for path in (before, self.path) if before.exists() else (self.path,):
            with path.open("rb") as log:
                log.seek(max(0, path.stat().st_size - MOST_READ))
                yield from log


def configured() -> DeliveryOracle:
    """The oracle that HINDCAST_MAIL_LOG names, or nobody."""
    return RelayLog(settings.MAIL_LOG) if settings.MAIL_LOG else NoOracle()
