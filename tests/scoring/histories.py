"""Small histories of claims, drawn at random: decided, decided again, taken back, moved, in any order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from predictions import lifecycle
from predictions.lifecycle import Outcome, Status
from predictions.models import Claim, Family, Visibility
from scoring import actions
from tests import builders
from tests.builders import NOW
from tests.scoring import boards

DAYS = (date(2025, 12, 31), date(2026, 3, 2), date(2027, 1, 1))
GRADES = ("0", "0.25", "0.5", "0.75", "1")


class Board:
    """A collection of a few claims to which one history after another happens, drawn by `seed`."""

    def __init__(self, seed: int, *, at: datetime = NOW) -> None:
        self.random = Random(seed)
        self.at = at
        self.collection = builders.a_collection(minimum=3)
        self.experts = [builders.an_expert(f"Expert {number}") for number in ("one", "two", "three")]
        self.families = [builders.saved(Family(collection=self.collection, key=key)) for key in ("first", "second")]
        source = builders.a_source()
        self.claims = [
            builders.a_claim(
                collection=self.collection,
                experts=self.random.sample(self.experts, k=self.random.randint(1, 2)),
                source=source,
                due_on=self.random.choice(DAYS),
                documents=0,
            )
            for _ in range(5)
        ]
        self.moves: list[Callable[[Claim], Any]] = [
            self.resolve, self.resolve, self.supersede, self.reopen, self.annul, self.merge, self.reattribute,
            self.redate, self.join, self.restrict,
        ]  # fmt: skip

    def live(self) -> list[str]:
        """One history: two to five moves in any order, with a worker looking in or not. Returns their names."""
        moves = self.random.sample(self.moves, k=self.random.randint(2, 5))
        for move in moves:
            self.at += timedelta(minutes=1)
            move(Claim.objects.get(pk=self.random.choice(self.claims).pk))
            if self.random.random() < 0.3:
                actions.sweep(at=self.at)
        return [move.__name__ for move in moves]

    def resolve(self, claim: Claim) -> None:
        if claim.status == Status.OPEN and claim.merged_into_id is None:
            boards.decided(claim, self.random.choice(GRADES), at=self.at)

    def supersede(self, claim: Claim) -> None:
        """A resolution, whatever there was, and at once a later one that replaces it."""
        self.resolve(claim)
        self.reopen(Claim.objects.get(pk=claim.pk))
        self.resolve(Claim.objects.get(pk=claim.pk))

    def reopen(self, claim: Claim) -> None:
        if claim.status == Status.RESOLVED and claim.merged_into_id is None:
            boards.reopened(claim, at=self.at)

    def annul(self, claim: Claim) -> None:
        if claim.status == Status.OPEN and claim.merged_into_id is None:
            boards.decided(claim, None, self.random.choice([Outcome.ANNULLED, Outcome.AMBIGUOUS]), at=self.at)

    def merge(self, claim: Claim) -> None:
        """Into another claim, or out of it again."""
        others = [other for other in self.claims if other.pk != claim.pk]
        self.change(claim, merged_into=self.random.choice(others) if claim.merged_into_id is None else None)

    def reattribute(self, claim: Claim) -> None:
        """One of its statements was somebody else's."""
        statement = claim.statements.order_by("number").last()
        assert statement is not None
        self.change(statement, expert=self.random.choice(self.experts))

    def redate(self, claim: Claim) -> None:
        day = self.random.choice(DAYS)
        self.change(claim, due_on=day, due_at=lifecycle.due_instant(day))

    def join(self, claim: Claim) -> None:
        """A family, or leave it."""
        self.change(claim, family=self.random.choice([*self.families, None]))

    def restrict(self, claim: Claim) -> None:
        hidden = claim.visibility == Visibility.PUBLIC
        self.change(
            claim,
            visibility=Visibility.RESTRICTED if hidden else Visibility.PUBLIC,
            restricted_cause="A court said so." if hidden else "",
        )

    def change(self, fact: Any, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(fact, name, value)
        builders.saved(fact, at=self.at, reason="Corrected")
