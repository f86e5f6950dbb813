"""Why a contribution moved: what the ledger entry at that place changed, read from the history of its fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from predictions.lifecycle import Status
from predictions.models import Claim, Collection, Entry, Resolution, Statement, Visibility
from scoring.facts import KINDS, READ

Row = Mapping[str, Any]


class Why(StrEnum):
    """What can move a contribution. The last two are no entries: the clock, and that nothing was found."""

    PUBLISHED = "published"
    DECIDED = "decided"
    REOPENED = "reopened"
    MERGED = "merged"
    RESTRICTED = "restricted"
    SHOWN_AGAIN = "shown-again"
    JOINED_FAMILY = "joined-family"
    LEFT_FAMILY = "left-family"
    REDATED = "re-dated"
    TOPICS = "topics-changed"
    STATEMENT = "statement"
    REATTRIBUTED = "re-attributed"
    KIND = "kind-of-statement"
    OBJECTION_DAYS = "objection-days"
    OVERDUE = "became-overdue"
    FINAL = "objections-over"
    UNKNOWN = "no-cause-found"


@dataclass(frozen=True)
class Cause:
    """One reason for a move: what happened, to which claim, and where in its history that stands."""

    why: Why
    claim_id: str | None = None
    """The claim it happened to: the one that moved, or another of its family."""
    revision: int | None = None
    """Of that claim, as its page numbers them."""
    recorded_at: datetime | None = None
    number: int | None = None
    """Which resolution of the claim it is, from 1."""
    before: Any = None
    after: Any = None


def at_positions(positions: Iterable[int]) -> dict[int, list[Cause]]:
    """What happened at these places of the ledger; nothing for an entry that moves no contribution. Eight queries."""
    entries = {entry.position: entry for entry in Entry.objects.filter(position__in=set(positions))}
    rows = _rows(entries.values())
    decided = {
        rows[Claim.kind(), entry.subject_id, entry.subject_version]["id"]
        for entry in entries.values()
        if entry.subject_kind == Claim.kind()
    }
    numbers = _numbers(decided)
    return {position: list(_causes(entry, rows, numbers)) for position, entry in entries.items()}


def _rows(entries: Iterable[Entry]) -> dict[tuple[str, str, int], Row]:
    """The revisions that these entries are about, and those before them."""
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    found: dict[tuple[str, str, int], Row] = {}
    for kind, model in KINDS.items():
        if kind in ids:
            for row in model.history.filter(id__in=ids[kind]).order_by().values("id", "version", *READ[model]):
                found[kind, row["id"], row["version"]] = row
    return found


def _numbers(claim_ids: set[str]) -> dict[str, list[tuple[int, int]]]:
    """By claim the resolutions it got: where in the ledger, and which one it is."""
    made = dict(Resolution.objects.filter(claim__in=claim_ids).values_list("pk", "number"))
    entries = Entry.objects.filter(subject_kind=Resolution.kind(), subject_id__in=made, subject_version=1)
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for claim_id, pk, position in entries.order_by("position").values_list("stream_id", "subject_id", "position"):
        found[claim_id].append((position, made[pk]))
    return found


def _causes(
    entry: Entry, rows: Mapping[tuple[str, str, int], Row], numbers: Mapping[str, list[tuple[int, int]]]
) -> Iterator[Cause]:
    kind, pk, version = entry.subject_kind, entry.subject_id, entry.subject_version
    now, before = rows.get((kind, pk, version)), rows.get((kind, pk, version - 1))
    if now is None:
        return
    place: dict[str, Any] = {"revision": entry.stream_version, "recorded_at": entry.recorded_at}
    if kind == Claim.kind():
        earlier = [number for position, number in numbers.get(pk, []) if position <= entry.position]
        for cause in _of_claim(now, before or DRAFT):
            number = max(earlier, default=None) if cause["why"] is Why.DECIDED else None
            yield Cause(claim_id=pk, number=number, **cause, **place)
    elif kind == Statement.kind():
        for cause in _of_statement(now, before):
            yield Cause(claim_id=now["claim_id"], **cause, **place)
    elif kind == Resolution.kind() and before is None:
        yield Cause(Why.DECIDED, claim_id=now["claim_id"], number=now["number"], **place)
    elif kind == Collection.kind() and before is not None and before["objection_days"] != now["objection_days"]:
        days = {"before": before["objection_days"], "after": now["objection_days"]}
        yield Cause(Why.OBJECTION_DAYS, recorded_at=entry.recorded_at, **days)


# What a claim is before it is on record.
DRAFT: Row = {"status": Status.DRAFT, "visibility": Visibility.PUBLIC, "merged_into_id": None, "family_id": None}


def _of_claim(now: Row, before: Row) -> Iterator[dict[str, Any]]:
    if before["status"] == Status.DRAFT:
        if now["status"] != Status.DRAFT:
            yield {"why": Why.PUBLISHED}
        return
    if before["status"] != now["status"]:
        yield {"why": Why.DECIDED if now["status"] == Status.RESOLVED else Why.REOPENED}
    if before["visibility"] != now["visibility"]:
        yield {"why": Why.SHOWN_AGAIN if now["visibility"] == Visibility.PUBLIC else Why.RESTRICTED}
    if before["merged_into_id"] != now["merged_into_id"]:
        yield {"why": Why.MERGED, "after": now["merged_into_id"]}
    if before["family_id"] != now["family_id"]:
        yield {"why": Why.JOINED_FAMILY if now["family_id"] else Why.LEFT_FAMILY}
    if before["due_at"] != now["due_at"]:
        yield {"why": Why.REDATED, "before": before["due_at"], "after": now["due_at"]}
    topics = {"before": sorted(set(before["topics"])), "after": sorted(set(now["topics"]))}
    if topics["before"] != topics["after"]:
        yield {"why": Why.TOPICS, **topics}


def _of_statement(now: Row, before: Row | None) -> Iterator[dict[str, Any]]:
    if before is None:
        yield {"why": Why.STATEMENT, "after": now["expert_id"]}
        return
    if before["expert_id"] != now["expert_id"]:
        yield {"why": Why.REATTRIBUTED, "before": before["expert_id"], "after": now["expert_id"]}
    if before["kind_of"] != now["kind_of"]:
        yield {"why": Why.KIND, "before": before["kind_of"], "after": now["kind_of"]}
