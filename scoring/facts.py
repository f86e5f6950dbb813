"""From the facts to what each claim gives each of its experts, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from predictions.lifecycle import Outcome, Status
from predictions.models import Claim, DecidedBy, Resolution, Statement, StatementKind
from scoring.models import State
from scoring.rules import weights


@dataclass(frozen=True)
class Given:
    """What one claim gives one expert as the facts stand now."""

    expert_id: str
    claim_id: str
    collection_id: str
    is_own: bool
    state: State
    weight: int
    credit: int
    due_at: datetime
    official_at: datetime | None


def touched(claim_ids: Iterable[str]) -> set[str]:
    """`claim_ids` and the claims of their families, whose weights hang together."""
    ids = set(claim_ids)
    families = Claim.objects.filter(pk__in=ids, family__isnull=False).values_list("family_id", flat=True)
    return ids | set(Claim.objects.filter(family__in=list(families)).values_list("pk", flat=True))


def given(claim_ids: set[str]) -> dict[tuple[str, str], Given]:
    """What the claims of `claim_ids` give, by (expert, claim); call it with whole families.

    A claim outside the public record (draft, restricted, merged into another) gives nothing to anybody.
    """
    shown = Claim.objects.visible().filter(pk__in=claim_ids, merged_into__isnull=True).select_related("collection")
    claims = {claim.pk: claim for claim in shown}
    resolutions = _in_force(claims)
    found: dict[tuple[str, str], Given] = {}
    for expert_id, own in _said(claims).items():
        states = {pk: _state(claims[pk], resolutions.get(pk)) for pk in own}
        weight_of = _weights(claims, states)
        for pk, is_own in own.items():
            found[expert_id, pk] = _given(
                claims[pk],
                expert_id,
                state=states[pk],
                weight=weight_of[pk],
                resolution=resolutions.get(pk),
                is_own=is_own,
            )
    return found


def _in_force(claims: dict[str, Claim]) -> dict[str, Resolution]:
    newest: dict[str, Resolution] = {}
    for resolution in Resolution.objects.filter(claim__in=claims).order_by("number"):
        newest[resolution.claim_id] = resolution
    return {pk: found for pk, found in newest.items() if claims[pk].status == Status.RESOLVED}


def _said(claims: dict[str, Claim]) -> dict[str, dict[str, bool]]:
    """Expert to claim to whether it is their own; somebody who also endorsed what they said still said it."""
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    rows = Statement.objects.filter(claim__in=claims, expert__isnull=False)
    for expert_id, claim_id, kind in rows.order_by("pk").values_list("expert_id", "claim_id", "kind_of"):
        own = kind != StatementKind.ENDORSED
        said[str(expert_id)][claim_id] = own or said[str(expert_id)].get(claim_id, False)
    return said


def _state(claim: Claim, resolution: Resolution | None) -> State:
    if claim.status == Status.UNSCORED:
        return State.UNSCORED
    if resolution is None:
        return State.OPEN
    return {
        Outcome.GRADED: State.GRADED,
        Outcome.AMBIGUOUS: State.AMBIGUOUS,
        Outcome.ANNULLED: State.ANNULLED,
    }[Outcome(resolution.outcome)]


def _weights(claims: dict[str, Claim], states: dict[str, State]) -> dict[str, int]:
    outside = {State.UNSCORED, State.ANNULLED}
    counted = {pk: claims[pk].family_id for pk, state in states.items() if state not in outside}
    return dict.fromkeys(states, 0) | weights.weights(counted)


def _given(
    claim: Claim, expert_id: str, *, state: State, weight: int, resolution: Resolution | None, is_own: bool
) -> Given:
    credit, official_at = 0, None
    if resolution is not None:
        if state is State.GRADED and resolution.grade is not None:
            credit = weights.credit(weight, resolution.grade)
        if resolution.decided != DecidedBy.SAMPLE:
            over = resolution.decided_at + timedelta(days=claim.collection.objection_days)
            official_at = max(over, claim.due_at)
    return Given(expert_id, claim.pk, claim.collection_id, is_own, state, weight, credit, claim.due_at, official_at)
