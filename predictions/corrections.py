"""Everything that was put right after everybody could see it, computed from the record, newest first.

Decisions that others replaced; changes of quotes, of who said it, of dates and words in claims that were published;
documents that were retracted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from predictions import timeline
from predictions.models import Claim, Collection, Entry, Evidence, Fact, Resolution, Statement, Wording
from predictions.steps.erasing import ERASED
from predictions.timeline import Revision


@dataclass(frozen=True)
class Correction:
    """One thing that was put right: in which claim, and what, when, by whom and why."""

    claim: Claim
    revision: Revision


def positions(collection: Collection | None = None) -> QuerySet[Any, Any]:
    """Where in the ledger corrections are, of one collection or of all, newest first: rows of one value, to page."""
    claims = Claim.objects.shown()
    if collection is not None:
        claims = claims.filter(collection=collection)
    parts = [
        _placed(Resolution, _history(Resolution).filter(claim__in=claims, version=1, replaces__isnull=False)),
        _placed(Statement, _after_publication(Statement, claims)),
        _placed(Wording, _after_publication(Wording, claims)),
        _placed(Claim, _facts_of(claims)),
        _placed(Evidence, _retracted(claims)),
    ]
    first, *others = parts
    return first.union(*others, all=True).order_by("-position")


def _history(model: type[Fact]) -> QuerySet[Any]:
    found: QuerySet[Any] = model.history.exclude(history_change_reason=ERASED).order_by()
    return found


def _placed(model: type[Fact], rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    placed: QuerySet[Any, Any] = rows.annotate(position=_entry(model, "position")).values_list("position")
    return placed


def _entry(model: type[Fact], column: str) -> Subquery:
    """`column` of the entry of the ledger that recorded a row of the history of `model`."""
    entry = Entry.objects.filter(
        subject_kind=model.kind(), subject_id=OuterRef("id"), subject_version=OuterRef("version")
    ).order_by()
    return Subquery(entry.values(column)[:1])


def _after_publication(model: type[Fact], claims: QuerySet[Claim]) -> QuerySet[Any]:
    changed = _history(model).filter(claim__in=claims, version__gt=1)
    return changed.filter(history_date__gt=F("claim__published_at"))


def _facts_of(claims: QuerySet[Claim]) -> QuerySet[Any]:
    """Changes of a published claim that are no move from one status to another."""
    before: QuerySet[Any] = Claim.history.filter(
        id=OuterRef("id"), version=OuterRef("version") - 1, status=OuterRef("status")
    ).order_by()
    changed = _history(Claim).filter(id__in=claims.values("pk"), history_date__gt=F("published_at"))
    return changed.filter(Exists(before))


def _retracted(claims: QuerySet[Claim]) -> QuerySet[Any]:
    before: QuerySet[Any] = Evidence.history.filter(
        id=OuterRef("id"), version=OuterRef("version") - 1, retracted_at__isnull=True
    ).order_by()
    return _history(Evidence).filter(Exists(before), claim__in=claims, retracted_at__isnull=False)


def at_positions(wanted: Iterable[tuple[int]]) -> list[Correction]:
    """The corrections at these positions of the ledger, newest first, in a fixed number of queries."""
    entries = list(Entry.objects.filter(position__in=[position for (position,) in wanted]).order_by("-position"))
    claims = Claim.objects.select_related("collection").prefetch_related("wordings")
    known = claims.in_bulk({entry.stream_id for entry in entries})
    decided = [entry.subject_id for entry in entries if entry.subject_kind == Resolution.kind()]
    replaced = Resolution.objects.filter(pk__in=decided).values_list("replaces_id", flat=True)
    beside = {(Resolution.kind(), pk) for pk in replaced if pk}
    by_position = {one.position: one for one in timeline.of_entries(entries, beside=beside)}
    return [
        Correction(known[entry.stream_id], by_position[entry.position])
        for entry in entries
        if entry.position in by_position and entry.stream_id in known
    ]


@dataclass(frozen=True)
class Concern:
    """That something was put right which concerns a person: who, when, and where in the ledger."""

    expert_id: str
    at: datetime
    position: int


def concerns(*, since: datetime, until: datetime) -> list[Concern]:
    """What editors put right, after `since` and up to `until`, in statements and facts of published claims.

    It concerns whoever is named in the claim now, and whom the statement was taken from. A fixed number of queries.
    """
    found = [*_statements_put_right(since, until), *_facts_put_right(since, until)]
    named: dict[str, set[str]] = defaultdict(set)
    for claim_id, expert_id in Statement.objects.filter(
        claim__in={one.claim_id for one in found}, expert__isnull=False
    ).values_list("claim", "expert"):
        named[claim_id].add(str(expert_id))
    return [
        Concern(expert_id, one.at, one.position)
        for one in sorted(found, key=lambda one: one.position)
        for expert_id in sorted(named[one.claim_id] | one.taken_from)
    ]


@dataclass(frozen=True)
class _PutRight:
    claim_id: str
    at: datetime
    position: int
    taken_from: frozenset[str] = frozenset()


def _statements_put_right(since: datetime, until: datetime) -> Iterator[_PutRight]:
    changed = _after_publication(Statement, Claim.objects.shown())
    before: QuerySet[Any] = Statement.history.filter(id=OuterRef("id"), version=OuterRef("version") - 1).order_by()
    rows = changed.filter(history_date__gt=since, history_date__lte=until)
    for row in rows.annotate(position=_entry(Statement, "position"), speaker=Subquery(before.values("expert_id")[:1])):
        yield _PutRight(row.claim_id, row.history_date, row.position, frozenset({row.speaker} - {None}))


def _facts_put_right(since: datetime, until: datetime) -> Iterator[_PutRight]:
    rows = _facts_of(Claim.objects.shown()).filter(history_date__gt=since, history_date__lte=until)
    for row in rows.annotate(position=_entry(Claim, "position")):
        yield _PutRight(row.id, row.history_date, row.position)
