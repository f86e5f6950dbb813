"""Which verdicts of a round count, and what they decide: the rows of the record, gathered for `quorum`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from predictions import quorum
from predictions.lifecycle import Judgement, Opening
from predictions.models import Claim, Entry, Evidence, LettingGo, Round, Verdict, Wording
from predictions.quorum import Cast, Filed, Waiting, Weight
from predictions.steps.ballots import carries

# What else of a claim is judged beside its words: when one of these changes, it is another question.
JUDGED_COLUMNS = ("due_at", "kind_of", "unit")


@dataclass(frozen=True)
class Tally:
    """The verdicts of a round in the order in which they came in, what became of each, and what they decide."""

    verdicts: list[Verdict]
    weights: list[Weight]
    decision: Decimal | Waiting

    @property
    def counting(self) -> list[Verdict]:
        """The verdicts that count: one a reviewer."""
        return self._that_are(Weight.COUNTS)

    @property
    def stale(self) -> list[Verdict]:
        """The verdicts whose authors have to look again, because the criteria have changed since."""
        return self._that_are(Weight.STALE)

    def _that_are(self, weight: Weight) -> list[Verdict]:
        return [one for one, its in zip(self.verdicts, self.weights, strict=True) if its is weight]


def tally(judged: Round) -> Tally:
    """What stands in `judged` now."""
    return tallies([judged])[judged.pk]


def tallies(rounds: Iterable[Round]) -> dict[str, Tally]:
    """What stands in each of `rounds`, by id, in a fixed number of queries where verdicts and the like are prefetched.

    A round that is closed is told as it was when it closed, whatever changed in the claim since.
    """
    rounds = list(rounds)
    marks = marks_of({judged.claim_id for judged in rounds})
    order, documents = _order(rounds), _documents(rounds)
    return {judged.pk: _tally(judged, marks, order, documents) for judged in rounds}


def _tally(judged: Round, marks: Marks, order: dict[str, int], documents: Documents) -> Tally:
    verdicts = sorted(judged.verdicts.all(), key=lambda verdict: order[verdict.pk])
    criteria, end = marks.criteria_in(judged), marks.end_of(judged)
    cast = [
        Cast(
            who=verdict.reviewer_ref,
            seen=verdict.seen_version,
            said=Filed(Judgement(verdict.judgement), verdict.grade),
            is_supported=carries(Judgement(verdict.judgement), documents.standing(verdict.cites, end)),
        )
        for verdict in verdicts
    ]
    # Whoever is let go for another reason keeps the verdict that they filed: an editor cannot throw one away.
    tied = {one.reviewer_ref for one in judged.assignments.all() if one.released_for == LettingGo.TIED}
    return Tally(
        verdicts=verdicts,
        weights=quorum.weigh(cast, tied=tied, criteria=criteria),
        decision=quorum.decision(cast, tied=tied, criteria=criteria, needed=verdicts_wanted(judged)),
    )


def _order(rounds: list[Round]) -> dict[str, int]:
    """The ledger position at which each verdict of `rounds` came in: the one order that no clock can confuse."""
    ids = [verdict.pk for judged in rounds for verdict in judged.verdicts.all()]
    entries = Entry.objects.filter(subject_kind=Verdict.kind(), subject_version=1, subject_id__in=ids)
    return dict(entries.values_list("subject_id", "position")) if ids else {}


@dataclass(frozen=True)
class Documents:
    """What became of documents.

    revisions  of each, by id, in their order: at which revision of the claim, and its tier, empty while it is retracted
    """

    revisions: dict[str, list[tuple[int, str]]]

    def standing(self, cites: Iterable[str], end: int | None) -> list[str]:
        """The tiers of those of `cites` that were not retracted before revision `end` of the claim, or by now."""
        found = [self._tier(pk, end) for pk in cites]
        return [tier for tier in found if tier]

    def _tier(self, pk: str, end: int | None) -> str:
        known = [tier for mark, tier in self.revisions.get(pk, []) if end is None or mark < end]
        return known[-1] if known else ""


def _documents(rounds: list[Round]) -> Documents:
    """Every document that is cited in `rounds`, through all its revisions. One query."""
    cited = {pk for judged in rounds for verdict in judged.verdicts.all() for pk in verdict.cites}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    if cited:
        entry = Entry.objects.filter(
            subject_kind=Evidence.kind(), subject_id=OuterRef("id"), subject_version=OuterRef("version")
        ).order_by()
        revisions = Evidence.history.filter(id__in=cited).annotate(mark=Subquery(entry.values("stream_version")[:1]))
        for pk, mark, tier, retracted_at in revisions.order_by("id", "version").values_list(
            "id", "mark", "tier", "retracted_at"
        ):
            found[pk].append((mark, "" if retracted_at else tier))
    return Documents(found)


def verdicts_wanted(judged: Round) -> int:
    """How many verdicts decide `judged`, and how many reviewers are asked."""
    claim = judged.claim
    return quorum.needed(claim.collection.quorum, claim.extra_reviewers, Opening(judged.opened_for))


def criteria_of(judged: Round) -> int:
    """The revision of the claim at which the criteria that `judged` goes by changed last; 0 where they never did."""
    return marks_of({judged.claim_id}).criteria_in(judged)


@dataclass(frozen=True)
class Marks:
    """Places in the streams of claims: where criteria changed, by claim, and where rounds were closed, by round."""

    criteria: dict[str, list[int]]
    closings: dict[str, int]

    def end_of(self, judged: Round) -> int | None:
        """The revision at which `judged` was closed; None while it is open."""
        return self.closings.get(judged.pk) if judged.closed_at else None

    def criteria_in(self, judged: Round) -> int:
        """The revision at which the criteria that `judged` went by changed last; 0 where they never did."""
        end = self.end_of(judged)
        return max((mark for mark in self.criteria.get(judged.claim_id, []) if end is None or mark < end), default=0)


def marks_of(claims: set[str]) -> Marks:
    """Where the criteria of `claims` changed and their rounds were closed. Two queries."""
    changes = Entry.objects.filter(
        stream_kind="claim",
        stream_id__in=claims,
        subject_version__gt=1,
        subject_kind__in=[Wording.kind(), Claim.kind(), Round.kind()],
    )
    rows = list(changes.values_list("subject_kind", "subject_id", "subject_version", "stream_id", "stream_version"))
    changed = _claims_that_ask_another_question(claims)
    criteria: dict[str, list[int]] = defaultdict(list)
    for kind, subject, version, claim, mark in rows:
        if kind == Wording.kind() or (kind == Claim.kind() and (subject, version) in changed):
            criteria[claim].append(mark)
    return Marks(dict(criteria), {subject: mark for kind, subject, *_, mark in rows if kind == Round.kind()})


def _claims_that_ask_another_question(claims: set[str]) -> set[tuple[str, int]]:
    """Id and version of each revision of `claims` in which something changed that is judged beside the words."""
    found: set[tuple[str, int]] = set()
    before: dict[str, tuple[Any, ...]] = {}
    revisions = Claim.history.filter(id__in=claims).order_by("id", "version")
    for pk, version, *judged in revisions.values_list("id", "version", *JUDGED_COLUMNS):
        if pk in before and before[pk] != tuple(judged):
            found.add((pk, version))
        before[pk] = tuple(judged)
    return found
