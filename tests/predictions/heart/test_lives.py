"""Two thousand lives of a claim in memory, against what must hold whatever happens, counted here the plain way."""

from __future__ import annotations

from decimal import Decimal
from statistics import median_high, median_low
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from predictions.lifecycle import GRADES, Judgement, Opening, Outcome, Status
from predictions.quorum import Cast
from tests.predictions.heart.lives import QUORUM, REVIEWERS, Go, Life

WHO = st.sampled_from(REVIEWERS)
# Grades near each other come up often enough for rounds to close.
SAID = st.sampled_from(
    [*GRADES, Decimal(1), Decimal("0.75"), Judgement.AMBIGUOUS, Judgement.ANNUL, Judgement.CANNOT_ASSESS]
)
EDIT = st.sampled_from(["offer", "send back", "publish", "publish", "revise", "revise late", "document"])


def last_of_each(go: Go) -> dict[Any, Cast]:
    return {one.who: one for one in go.cast}


class Lives(RuleBasedStateMachine):
    """Moves in any order; most of them are refused at most times, and none of them may do what is checked below."""

    def __init__(self) -> None:
        super().__init__()
        self.life = Life()
        self.documents = 0

    @rule(move=EDIT, same_person=st.booleans())
    def edit(self, move: str, same_person: bool) -> None:
        life = self.life
        match move:
            case "offer":
                life.offer()
            case "send back":
                life.send_back(is_late=same_person)
            case "publish":
                life.publish(same_person=same_person, is_late=False)
            case "document":
                self.documents += 1
                life.add_evidence(self.documents)
            case _:
                life.revise(is_late=move == "revise late")

    @rule(extra=st.integers(0, 2))
    def begin(self, extra: int) -> None:
        """Come quickly to where something can be judged."""
        if self.life.status is Status.DRAFT:
            self.life.extra = extra
            self.life.offer()
            self.life.publish(same_person=False, is_late=False)

    @rule(who=st.lists(WHO, min_size=1, max_size=4))
    def ask(self, who: list[str]) -> None:
        for one in who:
            self.life.assign(one)

    @rule(who=WHO, is_tied=st.sampled_from([False, False, True]))
    def leave(self, who: str, is_tied: bool) -> None:
        if is_tied:
            self.life.declare_tie(who)
        else:
            self.life.let_go(who)

    @rule(who=WHO, said=SAID, cites=st.integers(1, 3))
    def file(self, who: str, said: Any, cites: int) -> None:
        self.judge(who, lambda: self.life.file(who, said, is_late=False, cites=cites))

    @rule(number=st.integers(1, 3))
    def retract(self, number: int) -> None:
        decided = len(self.life.decisions)

        self.life.retract(number)

        assert len(self.life.decisions) == decided

    @rule(number=st.integers(1, 3))
    def restore(self, number: int) -> None:
        self.life.restore(number)

    @rule(who=WHO)
    def confirm(self, who: str) -> None:
        self.judge(who, lambda: self.life.confirm(who))

    def judge(self, who: str, move: Any) -> None:
        """Judge, and see that who had said something else of the same criteria closed nothing by it."""
        life, go = self.life, self.life.now
        looks = {
            (one.said.judgement, one.said.grade)
            for one in (go.cast if go else [])
            if one.who == who and one.seen >= life.criteria and one.said.judgement is not Judgement.CANNOT_ASSESS
        }
        decided = len(life.decisions)

        refused = move()

        if refused is None:
            assert go is not None
            assert go.cast[-1].who == who
            assert who not in life.tied
            looks.add((go.cast[-1].said.judgement, go.cast[-1].said.grade))
        if len(looks) > 1:
            assert len(life.decisions) == decided

    @rule(who=st.sampled_from(["one", "two"]), outcome=st.sampled_from([Outcome.AMBIGUOUS, Outcome.ANNULLED]))
    def adjudicate(self, who: str, outcome: Outcome) -> None:
        self.life.adjudicate(who, outcome)

    @rule(why=st.sampled_from([Opening.REOPENED, Opening.OBJECTION]))
    def reopen(self, why: Opening) -> None:
        self.life.reopen(why)

    @invariant()
    def each_round_has_one_decision_and_an_open_claim_one_round_more(self) -> None:
        life = self.life
        assert len(life.rounds) == len(life.decisions) + (life.status is Status.OPEN)

    @invariant()
    def the_last_decision_is_one_that_its_verdicts_bear(self) -> None:
        life = self.life
        if life.status is not Status.RESOLVED:
            return
        go, decided = life.rounds[-1], life.decisions[-1]
        if go.decided_by:
            assert not any(go.decided_by in one.judged() for one in life.rounds)
            assert [one.decided_by for one in life.rounds].count(go.decided_by) == 1
            return
        counted = [
            one.said
            for one in last_of_each(go).values()
            if one.who not in life.tied
            and one.seen >= life.criteria
            and one.said.judgement is not Judgement.CANNOT_ASSESS
        ]
        cited = {one.who: number for one, number in zip(go.cast, go.cites, strict=True)}
        bare = {
            one.who for one in last_of_each(go).values() if cited[one.who] in go.gone and one.said.grade is not None
        }
        # A tie that is declared after the round was closed changes nothing any more.
        if life.tied & set(last_of_each(go)):
            return
        assert not {who for who in bare if last_of_each(go)[who].seen >= life.criteria}
        grades = [one.grade for one in counted if one.grade is not None]
        assert len(grades) == len(counted) >= QUORUM + (life.extra if go.opened_for is Opening.FIRST else 0)
        assert max(grades) - min(grades) <= Decimal("0.25")
        assert decided in {median_low(grades), median_high(grades)}
        assert abs(decided - Decimal("0.5")) == min(
            abs(grade - Decimal("0.5")) for grade in (median_low(grades), median_high(grades))
        )

    @invariant()
    def each_round_is_for_somebody_new_and_only_who_was_asked_files(self) -> None:
        seen: set[Any] = set()
        for go in self.life.rounds:
            assert not go.judged() & seen
            assert go.judged() <= go.asked | go.let_go
            seen |= go.judged()


def walk(runs: int, steps: int) -> None:
    """Walk through `runs` lives of up to `steps` moves each."""
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.thorough
def test_five_hundred_lives_in_memory_never_break_a_rule_of_the_house() -> None:
    walk(runs=500, steps=50)


@pytest.mark.long
def test_twenty_thousand_lives_in_memory_never_break_a_rule_of_the_house() -> None:
    walk(runs=20_000, steps=50)
