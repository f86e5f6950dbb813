"""What claims give to those who made them, worked out from the facts of one moment."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from predictions.ledger import canonical
from predictions.lifecycle import Outcome, Status
from predictions.models import DecidedBy, StatementKind, Visibility
from scoring.models import State
from scoring.rules import weights

Row = Mapping[str, Any]
WEIGHTLESS = {State.UNSCORED, State.ANNULLED}
# Eight million marks of five bytes fit 64 bits, in which SQLite adds.
MARK_BYTES = 5


@dataclass(frozen=True)
class Given:
    """What one claim gives one expert."""

    expert_id: str
    claim_id: str
    collection_id: str
    is_own: bool
    is_first: bool
    state: State
    topics: str
    weight: int
    joint_weight: int
    chances: str
    credit: int
    due_at: datetime
    official_at: datetime | None

    @property
    def mark(self) -> int:
        """40 bits of the digest of all this: added up over any claims in any order, it tells apart what sums do not."""
        content = [value if isinstance(value, datetime | None) else str(value) for value in astuple(self)]
        return int.from_bytes(hashlib.sha256(canonical(content)).digest()[:MARK_BYTES])


def given(
    claims: Mapping[str, Row],
    *,
    statements: Iterable[Row],
    resolutions: Iterable[Row],
    objection_days: Mapping[str, int],
) -> dict[tuple[str, str], Given]:
    """What each of `claims` gives each expert who said it, by (expert, claim); call it with whole families.

    A claim outside the public record (draft, restricted, merged into another) gives nothing to anybody. What is
    endorsed is weighed apart from what is one's own, so that it takes nothing from a rank; and once more together with
    it, for boards on which both count.
    """
    statements = list(statements)
    public = {pk: claim for pk, claim in claims.items() if _is_public(claim)}
    decided = _in_force(public, resolutions)
    states = {pk: _state(claim, decided.get(pk)) for pk, claim in public.items()}
    said = _said(public, statements)
    first = _first(said)
    joint = _joint_weights(public, states, said)
    chances = _chances(public, decided, statements)
    found: dict[tuple[str, str], Given] = {}
    for (expert_id, is_own), pks in said.items():
        for pk, weight in _weights(public, states, pks).items():
            days = timedelta(days=objection_days[public[pk]["collection_id"]])
            credit, official_at = _decision(decided.get(pk), weight, public[pk]["due_at"], days)
            found[expert_id, pk] = Given(
                expert_id=expert_id,
                claim_id=pk,
                collection_id=public[pk]["collection_id"],
                is_own=is_own,
                is_first=is_own and first[pk] == expert_id,
                state=states[pk],
                topics=listed(public[pk]["topics"]),
                weight=weight,
                joint_weight=joint[expert_id, pk],
                chances=",".join(chances.get((expert_id, pk), [])),
                credit=credit,
                due_at=public[pk]["due_at"],
                official_at=official_at,
            )
    return found


def _is_public(claim: Row) -> bool:
    shown = claim["visibility"] == Visibility.PUBLIC and claim["status"] != Status.DRAFT
    return shown and claim["merged_into_id"] is None


def _in_force(claims: Mapping[str, Row], resolutions: Iterable[Row]) -> dict[str, Row]:
    """The newest resolution of each claim that is resolved; a reopened claim has none."""
    newest: dict[str, Row] = {}
    for row in sorted(resolutions, key=lambda row: int(row["number"])):
        if row["claim_id"] in claims and claims[row["claim_id"]]["status"] == Status.RESOLVED:
            newest[row["claim_id"]] = row
    return newest


def _said(claims: Mapping[str, Row], statements: Iterable[Row]) -> dict[tuple[str, bool], set[str]]:
    """(Expert, own or not) to claims; somebody who also endorsed what they said still said it."""
    said: dict[tuple[str, str], bool] = {}
    for row in statements:
        key = row["expert_id"], row["claim_id"]
        if row["expert_id"] is not None and row["claim_id"] in claims:
            said[key] = said.get(key, False) or row["kind_of"] != StatementKind.ENDORSED
    by_expert: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for (expert_id, pk), is_own in said.items():
        by_expert[expert_id, is_own].add(pk)
    return by_expert


def _first(said: Mapping[tuple[str, bool], set[str]]) -> dict[str, str]:
    """Of those who made each claim themselves the one whose line is counted where claims are counted."""
    first: dict[str, str] = {}
    for expert_id, is_own in sorted(said, reverse=True):
        if is_own:
            first.update(dict.fromkeys(said[expert_id, is_own], expert_id))
    return first


def _state(claim: Row, resolution: Row | None) -> State:
    if claim["status"] == Status.UNSCORED:
        return State.UNSCORED
    if resolution is None:
        return State.OPEN
    return {
        Outcome.GRADED: State.GRADED,
        Outcome.AMBIGUOUS: State.AMBIGUOUS,
        Outcome.ANNULLED: State.ANNULLED,
    }[Outcome(resolution["outcome"])]


def _weights(claims: Mapping[str, Row], states: Mapping[str, State], pks: set[str]) -> dict[str, int]:
    counted = {pk: claims[pk]["family_id"] for pk in pks if states[pk] not in WEIGHTLESS}
    return dict.fromkeys(pks, 0) | weights.weights(counted)


def _joint_weights(
    claims: Mapping[str, Row], states: Mapping[str, State], said: Mapping[tuple[str, bool], set[str]]
) -> dict[tuple[str, str], int]:
    """What each claim weighs for each expert, by (expert, claim), with no difference made of saying and endorsing."""
    together: dict[str, set[str]] = defaultdict(set)
    for (expert_id, _), pks in said.items():
        together[expert_id] |= pks
    return {
        (expert_id, pk): weight
        for expert_id, pks in together.items()
        for pk, weight in _weights(claims, states, pks).items()
    }


def listed(topics: Iterable[str]) -> str:
    """Keys of topics as one text in which each is found by itself: ",costs,systems,"; nothing where there is none."""
    keys = sorted(set(topics))
    return f",{','.join(keys)}," if keys else ""


def _chances(
    claims: Mapping[str, Row], decided: Mapping[str, Row], statements: Iterable[Row]
) -> dict[tuple[str, str], list[str]]:
    """The chances that count, by (expert, claim), in order of time.

    They were stated by oneself, no later than the claim's last day and before the day on which its outcome became
    known.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in sorted(statements, key=lambda one: (one["said_on"], one["number"])):
        pk, chance = one["claim_id"], one["probability"]
        if pk not in claims or chance is None or one["kind_of"] == StatementKind.ENDORSED:
            continue
        known_on = decided[pk]["known_on"] if pk in decided else None
        if one["said_on"] <= claims[pk]["due_on"] and (known_on is None or one["said_on"] < known_on):
            found[one["expert_id"], pk].append(f"{Decimal(chance).normalize():f}")
    return found


def _decision(resolution: Row | None, weight: int, due_at: datetime, days: timedelta) -> tuple[int, datetime | None]:
    """The credit of a decision, and when it stops being provisional: never for a sample."""
    if resolution is None:
        return 0, None
    credit = 0 if resolution["grade"] is None else weights.credit(weight, resolution["grade"])
    return credit, official_from(resolution["decided"], resolution["decided_at"], days=days, due_at=due_at)


def official_from(decided: str, decided_at: datetime, *, days: timedelta, due_at: datetime) -> datetime | None:
    """When a decision that stays in force stops being provisional: never, None, for a sample.

    Nobody can contest it any more by then, and the claim's deadline is past.

    decided  one of `DecidedBy`
    days     during which it can be contested
    """
    return None if decided == DecidedBy.SAMPLE else max(decided_at + days, due_at)
