"""What waits for whom, in a fixed number of queries. Nothing in it tells what, or whether, anybody else has filed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from django.core.paginator import Page, Paginator
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from predictions import quorum
from predictions.desk.filters import EVERYTHING, Chosen
from predictions.lifecycle import Judgement, Status
from predictions.models import Assignment, Claim, Entry, Evidence, Resolution, Round, Verdict
from predictions.policy import Person
from predictions.steps.ballots import carries
from predictions.steps.counting import tallies
from predictions.steps.ties import tied_to

WEEK = timedelta(days=7)
PAGE = 50


class Part(StrEnum):
    """The parts of a queue, in their order. What comes before COMING waits for the person.

    CHANGED  somebody changed the words or the documents after the person filed, and the round is still open; or the
             verdict has lost its documents, whoever retracted them
    COMING   the person is asked, and nobody can judge it before its deadline
    """

    OVERDUE = "overdue"
    THIS_WEEK = "this-week"
    LATER = "later"
    CHANGED = "changed"
    CONTESTED = "contested"
    COMING = "coming"
    FILED = "filed"


NAMES: dict[Part, Promise] = {
    Part.OVERDUE: _("Overdue"),
    Part.THIS_WEEK: _("Due this week"),
    Part.LATER: _("Later"),
    Part.CHANGED: _("Changed since you filed"),
    Part.CONTESTED: _("Contested"),
    Part.COMING: _("Not due yet"),
    Part.FILED: _("Filed, round still open"),
}
ORDER = list(Part)
WAITS = frozenset(ORDER[: ORDER.index(Part.COMING)])


@dataclass(frozen=True)
class Row:
    """One place in a queue: the claim's id and key, in which part, and by when it is wanted, if by any time."""

    part: Part
    claim_id: str
    key: str
    wanted_by: datetime | None = None

    @property
    def address(self) -> str:
        """Where it is dealt with."""
        return reverse("desk_adjudicate" if self.part is Part.CONTESTED else "desk_claim", args=[self.claim_id])


@dataclass(frozen=True)
class Waiting:
    """One claim on somebody's desk, what it says, and by when they are asked for it, if by any time."""

    claim: Claim
    proposition: str
    wanted_by: datetime | None = None


@dataclass(frozen=True)
class Section:
    """One part of a queue: its name, how many are in it, and those of them that are on this page."""

    part: Part
    size: int
    waiting: list[Waiting]

    @property
    def name(self) -> str:
        """What a page calls it."""
        return str(NAMES[self.part])


@dataclass
class Queue:
    """A person's desk, as far as they asked to see it. Rows are in the order in which they are wanted."""

    rows: list[Row] = field(default_factory=list)
    chosen: Chosen = field(default_factory=Chosen)
    page: Page[Row] | None = None
    parts: dict[Part, list[Waiting]] = field(default_factory=lambda: {part: [] for part in Part})

    @property
    def to_do(self) -> list[Row]:
        """Everything that waits for this person: verdicts to file, to look at again, disputes to settle."""
        return [row for row in self.rows if row.part in WAITS]

    @property
    def size(self) -> int:
        """How much there is to do."""
        return len(self.to_do)

    @property
    def sections(self) -> list[Section]:
        """The parts of this page that hold anything."""
        sizes = Counter(row.part for row in self.rows)
        return [Section(part, sizes[part], waiting) for part, waiting in self.parts.items() if waiting]

    @property
    def first(self) -> Waiting | None:
        """What is wanted first, where it is on this page."""
        return next((waiting[0] for part, waiting in self.parts.items() if waiting and part in WAITS), None)

    def after(self, claim_id: str) -> str | None:
        """The address of what comes after this claim, from the top again after the last; None where nothing does."""
        rows = self.to_do
        here = next((place for place, row in enumerate(rows) if row.claim_id == claim_id), -1)
        others = [row for row in rows[here + 1 :] + rows[: here + 1] if row.claim_id != claim_id]
        return others[0].address + self.chosen.query if others else None


def queue_of(
    person: Person, *, language: str, at: datetime, chosen: Chosen = EVERYTHING, number: int | str | None = None
) -> Queue:
    """What waits for `person` at `at`, of what they chose to see, with texts in `language`.

    number  of the page; without it the whole queue comes with its texts, as a mail needs it
    """
    rows: list[Row] = []
    if person.can(Permission.JUDGE):
        rows += _asked(person, chosen, at)
    if person.can(Permission.ADJUDICATE):
        rows += [Row(Part.CONTESTED, one.claim_id, one.claim.key) for one in contested(person, at=at, chosen=chosen)]
    rows.sort(key=lambda row: ORDER.index(row.part))  # stable: within a part they keep their order
    rows = [row for row in rows if chosen.state in {"", row.part}]
    queue = Queue(rows, chosen, None if number is None else Paginator(rows, PAGE).get_page(number))
    shown = rows if queue.page is None else list(queue.page.object_list)
    claims = Claim.objects.prefetch_related("wordings").in_bulk([row.claim_id for row in shown])
    for row in shown:
        claim = claims[row.claim_id]
        queue.parts[row.part].append(Waiting(claim, claim.wording(language).proposition, row.wanted_by))
    return queue


def parts_of(person: Person) -> set[Part]:
    """The parts that a queue of `person` can have at all."""
    judges = set(Part) - {Part.CONTESTED} if person.can(Permission.JUDGE) else set()
    return judges | ({Part.CONTESTED} if person.can(Permission.ADJUDICATE) else set())


def _asked(person: Person, chosen: Chosen, at: datetime) -> list[Row]:
    """What `person` is asked to judge in open rounds."""
    asked = Assignment.objects.filter(
        reviewer_ref=person.ref,
        released_at__isnull=True,
        round__closed_at__isnull=True,
        round__claim__in=chosen.claims().filter(status=Status.OPEN),
    )
    mine = asked.order_by("wanted_by", "round__claim__key").values_list(
        "round_id", "round__claim_id", "round__claim__key", "round__claim__due_at", "wanted_by"
    )
    filed = _filed(person)
    unsupported = _unsupported(filed)
    changed = _changed_by_others(person, asked)
    rows = []
    for round_id, claim_id, key, due_at, wanted_by in mine:
        if round_id in filed:
            is_changed = changed.get(claim_id, 0) > filed[round_id].seen_version or round_id in unsupported
            part = Part.CHANGED if is_changed else Part.FILED
            rows.append(Row(part, claim_id, key))
        else:
            rows.append(Row(_part(due_at, wanted_by, at), claim_id, key, wanted_by))
    return rows


def _part(due_at: datetime, wanted_by: datetime, at: datetime) -> Part:
    if due_at > at:
        return Part.COMING
    if wanted_by <= at:
        return Part.OVERDUE
    return Part.THIS_WEEK if wanted_by <= at + WEEK else Part.LATER


def _filed(person: Person) -> dict[str, Verdict]:
    """What `person` filed last in each open round, by its id. Who passed a claim on has filed nothing there."""
    last = Verdict.objects.filter(reviewer_ref=person.ref, round__closed_at__isnull=True, replaced_by__isnull=True)
    return {one.round_id: one for one in last.exclude(judgement=Judgement.CANNOT_ASSESS)}


def _unsupported(filed: dict[str, Verdict]) -> set[str]:
    """The rounds in which the documents that were cited are no longer enough for what was filed. One query."""
    cited = {pk for verdict in filed.values() for pk in verdict.cites}
    tiers = dict(Evidence.objects.filter(pk__in=cited, retracted_at=None).values_list("pk", "tier"))
    return {
        round_id
        for round_id, verdict in filed.items()
        if not carries(Judgement(verdict.judgement), [tiers[pk] for pk in verdict.cites if pk in tiers])
    }


def _changed_by_others(person: Person, asked: QuerySet[Assignment]) -> dict[str, int]:
    """Per claim, the newest revision of its words or documents that is not by `person`. Verdicts are not among them."""
    entries = Entry.objects.filter(
        stream_kind="claim",
        stream_id__in=asked.filter(round__verdicts__reviewer_ref=person.ref).values("round__claim_id"),
        subject_kind__in=["wording", "evidence"],
    )
    found = entries.exclude(actor_ref=person.ref).values_list("stream_id").annotate(Max("stream_version"))
    return dict(found.order_by())


def contested(person: Person, *, at: datetime, chosen: Chosen = EVERYTHING) -> Iterable[Round]:
    """Open rounds whose verdicts do not agree and which `person` may decide.

    Not those they have judged, now or before, or are tied to. Not those they are asked to judge either: they would
    learn from the list what others filed.
    """
    mine = Q(verdicts__reviewer_ref=person.ref) | Q(
        assignments__reviewer_ref=person.ref, assignments__released_at__isnull=True, closed_at__isnull=True
    )
    known = Round.objects.filter(mine).values("claim")
    decided = Resolution.objects.filter(decided_by=person.ref).values("claim")
    open_claims = chosen.claims().filter(status=Status.OPEN, merged_into__isnull=True)
    claims = open_claims.exclude(pk__in=known).exclude(pk__in=decided)
    rounds = Round.objects.filter(closed_at__isnull=True, claim__in=claims, verdicts__isnull=False).distinct()
    ready = rounds.select_related("claim__collection").prefetch_related("verdicts", "assignments")
    ready = ready.order_by("claim__due_at", "claim__key")
    standing = tallies(ready)
    apart = [one for one in ready if standing[one.pk].decision is quorum.Waiting.FOR_ADJUDICATOR]
    tied = tied_to(Claim.objects.filter(pk__in=[one.claim_id for one in apart]), at=at)
    return [one for one in apart if person.ref not in tied[one.claim_id]]
