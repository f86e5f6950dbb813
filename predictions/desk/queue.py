"""What waits for whom, in a fixed number of queries. Nothing in it tells what, or whether, anybody else has filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.roles import Permission
from predictions.lifecycle import Status
from predictions.models import Assignment, Claim, Round, Verdict
from predictions.policy import Person
from predictions.steps.judging import needs_adjudicator
from predictions.steps.ties import tied_to

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Waiting:
    """One claim on somebody's desk, and by when they are asked for it, if by any time."""

    claim: Claim
    proposition: str
    wanted_by: datetime | None = None


@dataclass
class Queue:
    """A person's desk. Each list is in the order in which things are wanted.

    coming  what the person is asked for and nobody can judge before its deadline; it does not wait for them yet
    """

    overdue: list[Waiting] = field(default_factory=list)
    this_week: list[Waiting] = field(default_factory=list)
    later: list[Waiting] = field(default_factory=list)
    coming: list[Waiting] = field(default_factory=list)
    filed: list[Waiting] = field(default_factory=list)
    contested: list[Waiting] = field(default_factory=list)
    to_look_after: list[Waiting] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How much there is to do: verdicts to file and disputes to settle."""
        return len(self.overdue) + len(self.this_week) + len(self.later) + len(self.contested)

    @property
    def to_do(self) -> list[Waiting]:
        """Everything that waits for this person, what is wanted first coming first."""
        return [*self.overdue, *self.this_week, *self.later, *self.contested]


def queue_of(person: Person, *, language: str, at: datetime) -> Queue:
    """What waits for `person` at `at`."""
    queue = Queue()
    if person.can(Permission.JUDGE):
        _assigned(queue, person, language, at)
    if person.can(Permission.ADJUDICATE):
        queue.contested = [_waiting(judged.claim, language) for judged in contested(person, at=at)]
    if person.can(Permission.WRITE_UP):
        claims = Claim.objects.visible().filter(status=Status.OPEN).prefetch_related("wordings")
        queue.to_look_after = [_waiting(claim, language) for claim in claims.order_by("due_at", "key")]
    return queue


def _assigned(queue: Queue, person: Person, language: str, at: datetime) -> None:
    asked = Assignment.objects.filter(
        reviewer_ref=person.ref,
        released_at__isnull=True,
        round__closed_at__isnull=True,
        round__claim__in=Claim.objects.visible().filter(status=Status.OPEN),
    )
    mine = asked.select_related("round__claim__collection").prefetch_related("round__claim__wordings")
    filed = set(Verdict.objects.filter(reviewer_ref=person.ref).values_list("round_id", flat=True))
    for assignment in mine.order_by("wanted_by", "round__claim__key"):
        wanted_by = None if assignment.round_id in filed else assignment.wanted_by
        waiting = _waiting(assignment.round.claim, language, wanted_by)
        _place(queue, assignment, filed, at).append(waiting)


def _place(queue: Queue, assignment: Assignment, filed: set[str], at: datetime) -> list[Waiting]:
    if assignment.round_id in filed:
        return queue.filed
    if assignment.round.claim.due_at > at:
        return queue.coming
    if assignment.wanted_by <= at:
        return queue.overdue
    return queue.this_week if assignment.wanted_by <= at + WEEK else queue.later


def contested(person: Person, *, at: datetime) -> Iterable[Round]:
    """Open rounds whose verdicts do not agree and which `person` may decide.

    Not those they have judged or are tied to. Not those they are asked to judge either: they would learn from the list
    what others filed.
    """
    mine = Q(verdicts__reviewer_ref=person.ref) | Q(
        assignments__reviewer_ref=person.ref, assignments__released_at__isnull=True, closed_at__isnull=True
    )
    known = Round.objects.filter(mine).values("claim")
    claims = Claim.objects.visible().filter(status=Status.OPEN).exclude(pk__in=known)
    rounds = Round.objects.filter(closed_at__isnull=True, claim__in=claims, verdicts__isnull=False).distinct()
    ready = rounds.select_related("claim__collection").prefetch_related("verdicts", "assignments", "claim__wordings")
    apart = [one for one in ready.order_by("claim__due_at", "claim__key") if needs_adjudicator(one)]
    tied = tied_to(Claim.objects.filter(pk__in=[one.claim_id for one in apart]), at=at)
    return [one for one in apart if person.ref not in tied[one.claim_id]]


def _waiting(claim: Claim, language: str, wanted_by: datetime | None = None) -> Waiting:
    return Waiting(claim, claim.wording(language).proposition, wanted_by)
