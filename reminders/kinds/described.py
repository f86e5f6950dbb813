"""What is to be known of a kind of mail, and what every kind that tells news can do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

from accounts.models import User
from accounts.roles import Role
from reminders.models import Kind, Matter


class To(StrEnum):
    """To whom a kind goes. A subscription is an address that was confirmed, and has its own way to stop."""

    ACCOUNT = "account"
    ADDRESS = "address"
    SUBSCRIPTION = "subscription"


class Often(StrEnum):
    """How often one recipient gets a kind at the most."""

    ONCE_A_WEEK = "once a week"
    ONCE_A_DAY = "once a day, about everything that came up since"
    ONCE = "once for each thing it is about"
    AT_ONCE = "whenever it happens"


class Stopping(StrEnum):
    """How a kind is stopped: by one click in any mail of it, or not at all, because it answers or protects."""

    ONE_CLICK = "one click"
    NEVER = "never"


class InDoubt(StrEnum):
    """What is done about a mail of which nobody can find out whether it left."""

    SEND_AGAIN = "send it again, under the same Message-ID"
    HOLD = "leave it to a person"


@dataclass(frozen=True)
class Change:
    """One entry of the ledger, as far as mails care: what changed, in which version, of which stream, and by whom."""

    kind: str
    subject: str
    version: int
    stream: str
    actor: UUID


@dataclass(frozen=True)
class Read:
    """A piece of the record that a planner has read: its changes, and the time that has passed.

    since, until  what comes up by itself in this time, `until` included
    """

    changes: Sequence[Change]
    since: datetime
    until: datetime

    def of(self, *kinds: str) -> list[Change]:
        """The changes of these kinds of fact."""
        return [one for one in self.changes if one.kind in kinds]


@dataclass(frozen=True)
class News:
    """That somebody, named by `actor_ref`, is to be told of something, and since when it is so."""

    ref: UUID
    about: str
    at: datetime


@dataclass(frozen=True)
class Line:
    """One claim in a mail: what it says, what is to be known or done, and the path of the page for it."""

    key: str
    proposition: str
    path: str
    note: str
    is_to_do: bool = True


Tell = Callable[[Read], Iterable[News]]
Say = Callable[[User, Sequence[Matter], datetime], list[Line]]


@dataclass(frozen=True)
class Described:
    """One kind of mail: who gets it, how often, what it is about, how it is stopped, and what is done in doubt.

    kind      None for what is not sent as a delivery
    name      what pages call it
    when      when it comes and what it says, in a sentence
    roles     who among those with an account gets it; empty where roles do not matter
    folds     one too many for a day is told in the next digest instead
    counts    it counts towards the most that one person gets in a day
    template  the name of its templates: the headline and the introduction of news, or all three of another mail
    news      who is to be told of what, from a piece of the record; in a fixed number of queries
    lines     what still holds of some matters at a moment, in the language that is set
    """

    kind: Kind | None
    name: Promise
    when: Promise
    to: To
    often: Often
    stopping: Stopping
    in_doubt: InDoubt = InDoubt.SEND_AGAIN
    roles: frozenset[Role] = frozenset()
    folds: bool = False
    counts: bool = True
    template: str = ""
    news: Tell | None = field(default=None, repr=False)
    lines: Say | None = field(default=None, repr=False)

    @property
    def can_be_stopped(self) -> bool:
        """Whether somebody can choose not to get it."""
        return self.stopping is Stopping.ONE_CLICK

    def is_for(self, roles: Iterable[Role]) -> bool:
        """Whether somebody with an account and `roles` gets it."""
        return self.to is To.ACCOUNT and (not self.roles or bool(self.roles & set(roles)))


def by_subject(matters: Iterable[Matter]) -> dict[str, list[Matter]]:
    """`matters` by the id that their `about` begins with."""
    found: dict[str, list[Matter]] = defaultdict(list)
    for one in matters:
        found[one.about.partition(".")[0]].append(one)
    return dict(found)
