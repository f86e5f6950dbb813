"""Everything that was put right after everybody could see it, computed from the record, newest first.

Decisions that others replaced; changes of quotes, of who said it, of dates and words in claims that were published;
documents that were retracted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    entry = Entry.objects.filter(
        subject_kind=model.kind(), subject_id=OuterRef("id"), subject_version=OuterRef("version")
    ).order_by()
    placed: QuerySet[Any, Any] = rows.annotate(position=Subquery(entry.values("position")[:1])).values_list("position")
    return placed


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
