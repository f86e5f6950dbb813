"""The life of a claim: its states, the moves between them, and the words for outcomes. Standard library only."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from predictions.sentences import gettext_noop


class Status(StrEnum):
    """States that a person decided. Due, overdue and contested are questions to the database, not states."""

    DRAFT = "draft"
    OPEN = "open"
    RESOLVED = "resolved"
    UNSCORED = "unscored"


class Outcome(StrEnum):
    """What a resolution says: a grade, or that reality is unclear, or that the claim is at fault."""

    GRADED = "graded"
    AMBIGUOUS = "ambiguous"
    ANNULLED = "annulled"


class Judgement(StrEnum):
    """What one reviewer can say. Cannot assess passes the claim on to somebody else and counts for nothing."""

    GRADED = "graded"
    AMBIGUOUS = "ambiguous"
    ANNUL = "annul"
    CANNOT_ASSESS = "cannot-assess"


class Fault(StrEnum):
    """Why a claim is to be annulled: what is wrong with the claim itself, not with the prediction."""

    NOT_SAID = "not-said"
    PREMISE = "premise"
    UNDECIDABLE = "undecidable"
    SEVERAL = "several"
    DUPLICATE = "duplicate"


class Opening(StrEnum):
    """Why a round of judging was opened."""

    FIRST = "first"
    REOPENED = "reopened"
    OBJECTION = "objection"
    RE_REVIEW = "re-review"


GRADES = tuple(Decimal(quarter) / 4 for quarter in (4, 3, 2, 1, 0))
LAST_DAY = date(2200, 12, 31)

MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.OPEN, Status.UNSCORED}),
    Status.OPEN: frozenset({Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.OPEN}),
    Status.UNSCORED: frozenset(),
}


class IllegalMove(Exception):
    """The claim cannot go from where it is to where it was asked to go."""

    def __init__(self, now: Status, to: Status) -> None:
        ways = ", ".join(sorted(MOVES[now])) or "nowhere, this state is final"
        super().__init__(f"A claim that is {now} cannot become {to}. From here it can go: {ways}.")


class NotResolved(IllegalMove):
    """The claim was asked to be opened again and is not resolved."""

    def __init__(self, now: Status) -> None:
        Exception.__init__(self, f"A claim that is {now} cannot be opened again. Only one that is resolved can.")


class Lateness(StrEnum):
    """Whether a document came out after the deadline of a claim, as far as its date tells."""

    AFTER = "after"
    POSSIBLY = "possibly"
    NOT = "not"
    UNKNOWN = "unknown"


class NotADueDate(ValueError):
    """The day cannot be a deadline."""


def check_move(now: Status, to: Status) -> None:
    """Raise `IllegalMove` unless a claim that is `now` may become `to`."""
    if to not in MOVES[now]:
        raise IllegalMove(now, to)


def check_reopening(now: Status) -> None:
    """Raise `NotResolved` unless a claim that is `now` may be opened again."""
    if now is not Status.RESOLVED:
        raise NotResolved(now)


def due_instant(day: date) -> datetime:
    """The instant from which a claim due on `day` can be judged: the end of that day in UTC.

    raises  NotADueDate when `day` is after 2200, where calendars and databases stop agreeing
    """
    if day > LAST_DAY:
        raise NotADueDate(f"{day.isoformat()} is too far away. A deadline is {LAST_DAY.isoformat()} at the latest.")
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def days_of(published: str) -> tuple[date, date]:
    """The first and the last day that a year, month or day (`2025`, `2025-06`, `2025-06-30`) can mean.

    raises  ValueError for any other text
    """
    year, month, day = (int(part) for part in [*published.split("-"), "0", "0"][:3])
    if day:
        return date(year, month, day), date(year, month, day)
    first = date(year, month or 1, 1)
    after = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return first, after - timedelta(days=1)


def lateness(published: str, due_on: date) -> Lateness:
    """Whether what was `published` then came out after the last day `due_on`. Unknown for what is no date."""
    try:
        first, last = days_of(published)
    except ValueError:
        return Lateness.UNKNOWN
    if first > due_on:
        return Lateness.AFTER
    return Lateness.POSSIBLY if last > due_on else Lateness.NOT


def check_grade(judgement: Judgement, grade: Decimal | None) -> None:
    """Raise ValueError unless a grade is given exactly when the judgement is one, and is a quarter from 0 to 1."""
    if judgement is Judgement.GRADED and grade not in GRADES:
        raise ValueError(f"{grade} is not a grade. A grade is one of 1, 0.75, 0.5, 0.25 and 0.")
    if judgement is not Judgement.GRADED and grade is not None:
        raise ValueError(f"A verdict that says {judgement} carries no grade.")


def check_fault(judgement: Judgement, fault: Fault | None) -> None:
    """Raise ValueError unless a fault is named exactly when the claim is to be annulled."""
    if judgement is Judgement.ANNUL and fault is None:
        raise ValueError(
            gettext_noop("To annul a claim is to say that it is at fault. Choose what is wrong with it from the list.")
        )
    if judgement is not Judgement.ANNUL and fault is not None:
        raise ValueError(gettext_noop("Only an annulled claim has a fault. Leave the list empty, or annul the claim."))
