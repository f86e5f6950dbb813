"""Decided claims to score, and what the scoring app made of them as plain values."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from predictions import actions
from predictions.ledger import writing
from predictions.lifecycle import Opening, Outcome
from predictions.models import Claim, Collection, DecidedBy, Expert
from predictions.policy import SYSTEM
from predictions.steps import judging
from scoring.models import Contribution, Published, Release, Standing
from tests import builders
from tests.builders import NOW

NOT_PLAIN = {"id", "release_id", "made_at", "method"}


def decide(claim: Claim, grade: str | None, outcome: Outcome = Outcome.GRADED, *, at: datetime = NOW) -> None:
    """Decide `claim` as a quorum would: the step alone, where it is of no matter who filed what."""
    judging.resolve(
        judging.current_round(Claim.objects.get(pk=claim.pk)),
        outcome=outcome,
        grade=None if grade is None else Decimal(grade),
        decided=DecidedBy.QUORUM,
        reasons="Two verdicts agree.",
        cites=[],
        by=SYSTEM,
        at=at,
    )


def decided(claim: Claim, grade: str | None, outcome: Outcome = Outcome.GRADED, *, at: datetime = NOW) -> Claim:
    """`claim`, decided in a transaction of its own."""
    with writing():
        decide(claim, grade, outcome, at=at)
    claim.refresh_from_db()
    return claim


def reopened(claim: Claim, *, at: datetime = NOW) -> Claim:
    """`claim`, taken off the table to be judged again."""
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=at, reason="A new document")
    claim.refresh_from_db()
    return claim


def a_decided_claim(collection: Collection, expert: Expert, grade: str, **columns: Any) -> Claim:
    """A claim of `expert` alone, decided."""
    return decided(builders.a_claim(collection=collection, experts=[expert], documents=0, **columns), grade)


def a_ranked_expert(collection: Collection, name: str, *grades: str) -> Expert:
    """Somebody with a decided claim for each of `grades`."""
    expert = builders.an_expert(name)
    for grade in grades:
        a_decided_claim(collection, expert, grade)
    return expert


def plain(row: Any, *but: str) -> dict[str, Any]:
    """The columns of `row` that must be the same however it came about."""
    names = [column.attname for column in row._meta.concrete_fields]
    return {name: getattr(row, name) for name in names if name not in NOT_PLAIN.union(but)}


def contributions() -> list[dict[str, Any]]:
    """Every contribution there ever was, with the positions between which it held."""
    rows = Contribution.objects.order_by("claim_id", "expert_id", "valid_from")
    return [plain(row) for row in rows]


def shown(collection: Collection) -> Release:
    """The release that is shown."""
    release = Published.objects.get(collection=collection).release
    assert release is not None
    return release


def lines(collection: Collection) -> list[dict[str, Any]]:
    """The standings that are shown."""
    return [plain(row) for row in shown(collection).standings.all()]


def line(collection: Collection, expert: Expert) -> Standing:
    """The line of `expert` on the board that is shown."""
    return shown(collection).standings.get(expert=expert)
