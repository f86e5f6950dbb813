"""Whatever happens to a record, the ledger read again gives the same contributions, and those of any past position."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from predictions.ledger import position
from predictions.lifecycle import Outcome, Status
from predictions.models import Claim, Collection, Expert, Family, Statement, StatementKind
from scoring import actions
from scoring.actions import following
from scoring.models import Clock, Contribution, Progress, Published, Release, Total
from tests import builders
from tests.builders import NOW
from tests.scoring import boards, slow

pytestmark = pytest.mark.django_db

SEEDS = range(4)


class History:
    """A record to which one thing after another happens, drawn by `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.at = NOW
        builders.a_record()
        self.collection = builders.a_collection(minimum=3)
        self.experts = [builders.an_expert(f"Expert {number}") for number in ("one", "two", "three")]
        self.families = [builders.saved(Family(collection=self.collection, key=key)) for key in ("first", "second")]
        for _ in range(6):
            self.at += timedelta(minutes=1)
            self.write_up()

    def happen(self) -> None:
        """One more thing happens, a minute later."""
        self.at += timedelta(minutes=1)
        what: list[Callable[[], Any]] = [
            self.write_up, self.write_up, self.write_up, self.decide, self.decide, self.decide, self.decide,
            self.reopen, self.move_family, self.restrict, self.change_policy, self.change_kind, self.rename,
            self.list_elsewhere,
        ]  # fmt: skip
        self.random.choice(what)()

    def claim(self, **which: Any) -> Claim | None:
        found = list(Claim.objects.filter(**which).order_by("published_at"))
        return self.random.choice(found) if found else None

    def write_up(self) -> None:
        builders.a_claim(
            collection=self.collection,
            experts=self.random.sample(self.experts, k=self.random.randint(1, 2)),
            family=self.random.choice([*self.families, None]),
            kind=self.random.choice(list(StatementKind)),
            is_scored=self.random.random() < 0.9,
            due_on=self.random.choice([date(2025, 12, 31), date(2026, 3, 2), date(2027, 1, 1)]),
            documents=0,
            at=self.at,
        )

    def decide(self) -> None:
        claim = self.claim(status=Status.OPEN)
        if claim is not None:
            outcome = self.random.choice([Outcome.GRADED] * 4 + [Outcome.AMBIGUOUS, Outcome.ANNULLED])
            grade = self.random.choice(["0", "0.25", "0.5", "0.75", "1"]) if outcome is Outcome.GRADED else None
            boards.decided(claim, grade, outcome, at=self.at)

    def reopen(self) -> None:
        claim = self.claim(status=Status.RESOLVED)
        if claim is not None:
            boards.reopened(claim, at=self.at)

    def change(self, fact: Any, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(fact, name, value)
        builders.saved(fact, at=self.at, reason="Corrected")

    def move_family(self) -> None:
        claim = self.claim()
        if claim is not None:
            self.change(claim, family=self.random.choice([*self.families, None]))

    def list_elsewhere(self) -> None:
        claim = self.claim()
        if claim is not None:
            self.change(claim, topics=self.random.sample(["costs", "models", "systems"], k=self.random.randint(0, 2)))

    def restrict(self) -> None:
        claim = self.claim()
        if claim is not None:
            hidden = claim.visibility == "public"
            self.change(
                claim,
                visibility="restricted" if hidden else "public",
                restricted_cause="A court said so." if hidden else "",
            )

    def change_policy(self) -> None:
        self.change(self.collection, objection_days=self.random.choice([0, 30, 60]))

    def change_kind(self) -> None:
        statements = list(Statement.objects.order_by("claim__published_at", "number"))
        if statements:
            self.change(self.random.choice(statements), kind_of=self.random.choice(list(StatementKind)))

    def rename(self) -> None:
        self.change(self.random.choice(self.experts), name=f"Expert {self.random.random():.6f}")


def by_claim(collection: Collection, at: int) -> list[tuple[Any, ...]]:
    """What counted at ledger position `at`."""
    columns = "expert_id", "claim_id", "is_own", "state", "topics", "weight", "joint_weight", "credit", "official_at"
    label = Progress.objects.get().method
    return sorted(Contribution.objects.in_force(collection, method=label, position=at).values_list(*columns))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rebuild_from_nothing_gives_what_following_gave_bit_for_bit(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(seed)
    for _ in range(30):
        history.happen()
        if history.random.random() < 0.4:
            actions.sweep(at=history.at)
    actions.sweep(at=history.at, without_pause=True)
    followed = boards.contributions(), boards.lines(history.collection), boards.plain(boards.shown(history.collection))
    Release.objects.all().delete()
    Published.objects.update(release=None, is_stale=True)
    Contribution.objects.all().delete()
    Total.objects.all().delete()
    Clock.objects.all().delete()
    Progress.objects.all().delete()
    monkeypatch.setattr(following, "BATCH", history.random.randint(1, 40))
    monkeypatch.setattr(following, "SLICE", history.random.randint(1, 5))
    again = history.random.choice([actions.rebuild, actions.sweep])

    again(at=history.at)

    rebuilt = boards.contributions(), boards.lines(history.collection), boards.plain(boards.shown(history.collection))
    assert len(followed[0]) > 6
    assert rebuilt[0] == followed[0]
    assert rebuilt[1] == followed[1]
    assert rebuilt[2] | {"position": 0} == followed[2] | {"position": 0}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_past_is_told_as_it_was_however_late_it_is_asked_for(seed: int) -> None:
    history = History(seed)
    then: dict[int, list[tuple[Any, ...]]] = {}
    for _ in range(25):
        history.happen()
        actions.sweep(at=history.at)
        then[position()] = by_claim(history.collection, position())
    actions.rebuild(at=history.at)

    now = {at: by_claim(history.collection, at) for at in then}

    assert len({str(held) for held in then.values()}) > 5
    assert now == then


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sums_of_any_history_are_those_of_the_facts(seed: int) -> None:
    history = History(seed)
    for _ in range(30):
        history.happen()
        actions.sweep(at=history.at)

    actions.sweep(at=history.at, without_pause=True)

    for expert in Expert.objects.all():
        (points, resolved, _unknown), counts = slow.sums(expert, history.collection, history.at)
        line = boards.shown(history.collection).standings.filter(expert=expert).first()
        if line is None:
            assert set(counts) <= {"unscored"}
        else:
            assert (float(line.points), float(line.weight)) == pytest.approx((float(points), float(resolved)), abs=2e-6)
            assert line.resolved == counts["graded"]
