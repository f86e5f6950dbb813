"""The life of a claim, walked at random beside a small model: they never disagree, and the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import User
from accounts.roles import Role
from predictions import actions, guards, ledger, verifying
from predictions.lifecycle import GRADES, Judgement, NotResolved, Opening, Outcome, Status
from predictions.models import TOMBSTONE, Claim, Entry, Verdict
from predictions.people import person_of
from predictions.policy import NotAllowed, Person
from predictions.steps.erasing import NothingToErase
from predictions.steps.evidence import AlreadyListed
from predictions.steps.judging import RoundClosed, needs_adjudicator
from predictions.steps.versions import StaleVersion, claim_version
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

REVIEWERS = ("one", "two", "three", "four", "five", "six")
SAID = st.sampled_from([*GRADES, Judgement.AMBIGUOUS, Judgement.ANNUL, Judgement.CANNOT_ASSESS])


@dataclass
class Model:
    """What should be: a few plain values."""

    status: str = "draft"
    is_offered: bool = False
    version: int = 4  # the claim, its statement and its two wordings
    asked: set[str] = field(default_factory=set)
    let_go: set[str] = field(default_factory=set)
    said: dict[str, Any] = field(default_factory=dict)
    ever_judged: set[str] = field(default_factory=set)
    judged_before: set[str] = field(default_factory=set)
    has_adjudicated: bool = False
    addresses: set[int] = field(default_factory=set)
    grades: list[Any] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)

    def decision(self) -> Any:
        """A grade, "adjudicate", or None while verdicts are missing, with a quorum of two."""
        counted = [one for one in self.said.values() if one is not Judgement.CANNOT_ASSESS]
        if len(counted) < 2:
            return None
        if any(isinstance(one, Judgement) for one in counted) or max(counted) - min(counted) > Decimal("0.25"):
            return "adjudicate"
        counted.sort()
        middle = counted[(len(counted) - 1) // 2 : len(counted) // 2 + 1]
        return min(middle, key=lambda grade: abs(grade - Decimal("0.5")))

    def close(self, grade: Any) -> None:
        self.status, self.asked, self.let_go, self.said = "resolved", set(), set(), {}
        self.judged_before = set(self.ever_judged)
        self.version += 3  # the resolution, the round and the claim
        self.grades.append(grade)


class Life(RuleBasedStateMachine):
    """One claim, its people, and the model beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around._from_testcase = True  # type: ignore[attr-defined]  # actions open a durable transaction inside
        self.around.__enter__()
        builders.a_record()
        self.claim = builders.a_draft(collection=builders.a_collection(scores_shown_at=None, scores_shown_by=None))
        self.editors = [builders.a_person(Role.EDITOR, number) for number in ("one", "two")]
        actions.read_source(source_id=self.claim.source_id, by=self.editors[1], at=NOW)
        self.people: dict[str, Person] = {number: builders.a_person(Role.REVIEWER, number) for number in REVIEWERS}
        self.adjudicator = builders.a_person(Role.ADJUDICATOR)
        self.administrator = builders.a_person(Role.ADMINISTRATOR)
        self.model = Model()
        self.words = count(1)

    def teardown(self) -> None:
        try:
            report = verifying.verify()
            assert report.faults == []
            assert report.entries == Entry.objects.count()
            assert guards.missing() == []
        finally:
            transaction.set_rollback(True)
            self.around.__exit__(None, None, None)

    @contextmanager
    def expecting(self, error: type[Exception] | None) -> Iterator[None]:
        """The change inside is accepted, or refused with `error` and leaves the ledger where it was."""
        if error is None:
            yield
            return
        before = ledger.position()
        with pytest.raises(error):
            yield
        assert ledger.position() == before

    @rule()
    def offer(self) -> None:
        possible = self.model.status == "draft" and not self.model.is_offered
        with self.expecting(None if possible else NotAllowed):
            builders.offered(Claim.objects.get(pk=self.claim.pk), by=self.editors[0])
            self.model.is_offered = True
            self.model.version += 1

    @rule(is_late=st.booleans())
    def send_back(self, is_late: bool) -> None:
        possible = self.model.status == "draft" and self.model.is_offered
        error = StaleVersion if is_late else None
        with self.expecting(error if possible else NotAllowed):
            actions.send_back(
                claim_id=self.claim.pk,
                seen_version=self.model.version - is_late,
                by=self.editors[1],
                at=NOW,
                reason="The deadline is not in the text",
            )
            self.model.is_offered = False
            self.model.version += 1

    @rule(same_person=st.booleans(), is_late=st.booleans())
    def publish(self, same_person: bool, is_late: bool) -> None:
        possible = self.model.status == "draft" and self.model.is_offered and not same_person
        error = StaleVersion if is_late else None
        with self.expecting(error if possible else NotAllowed):
            actions.publish(
                claim_id=self.claim.pk,
                seen_version=self.model.version - is_late,
                by=self.editors[0 if same_person else 1],
                at=NOW,
                reason="Read against the source",
                lot=builders.never,
            )
            self.model.status = "open"
            self.model.version += 2  # the claim and its first round

    @rule(number=st.integers(1, 4))
    def add_evidence(self, number: int) -> None:
        with self.expecting(AlreadyListed if number in self.model.addresses else None):
            builders.a_document(self.claim, by=self.editors[0], url=f"https://example.org/{number}")
            self.model.addresses.add(number)
            self.model.version += 1

    @rule(is_late=st.booleans())
    def revise(self, is_late: bool) -> None:
        is_decided = self.model.status == "resolved"
        with self.expecting(StaleVersion if is_late else NotAllowed if is_decided else None):
            actions.revise_wording(
                claim_id=self.claim.pk,
                language="en",
                seen_version=self.model.version - is_late,
                changes={"proposition": f"Words {next(self.words)}"},
                by=self.editors[0],
                at=NOW,
                reason="Clearer",
            )
            self.model.version += 1

    @rule(who=st.sampled_from(REVIEWERS))
    def assign(self, who: str) -> None:
        error = NotAllowed if who in self.model.judged_before else None
        with self.expecting(error if self.model.status == "open" else RoundClosed):
            builders.assigned(self.claim, self.people[who])
            self.model.asked.add(who)
            self.model.let_go.discard(who)

    @rule(who=st.sampled_from(REVIEWERS))
    def let_go(self, who: str) -> None:
        with self.expecting(None if who in self.model.asked else NotAllowed):
            actions.let_go(
                claim_id=self.claim.pk,
                reviewer_ref=self.people[who].ref,
                by=self.editors[0],
                at=NOW,
                reason="Away for a month",
            )
            self.model.asked.discard(who)
            self.model.let_go.add(who)

    @rule()
    def assign_waiting(self) -> None:
        standing = {who for who in self.model.asked if self.model.said.get(who) is not Judgement.CANNOT_ASSESS}
        free = set(REVIEWERS) - self.model.asked - self.model.let_go - self.model.ever_judged
        wanted = max(0, 2 - len(standing)) if self.model.status == "open" else 0

        asked = actions.assign_waiting(at=NOW)

        assert asked == min(wanted, len(free))
        open_round = self.claim.rounds.filter(closed_at=None).first()
        if open_round is not None:
            asked_now = open_round.assignments.filter(released_at=None)
            refs = set(asked_now.values_list("reviewer_ref", flat=True))
            self.model.asked = {who for who, person in self.people.items() if person.ref in refs}

    @precondition(lambda self: self.model.addresses)
    @rule(who=st.sampled_from(REVIEWERS), said=SAID, is_late=st.booleans())
    def file(self, who: str, said: Any, is_late: bool) -> None:
        is_grade = isinstance(said, Decimal)
        with self.expecting(self.why_not_file(who, is_late)):
            actions.file_verdict(
                claim_id=self.claim.pk,
                seen_version=self.model.version - is_late,
                judgement=Judgement.GRADED if is_grade else said,
                grade=said if is_grade else None,
                confidence=1,
                reasons=f"Because {next(self.words)}",
                cites=[self.claim.evidence.order_by("number").values_list("pk", flat=True)[0]] if is_grade else [],
                by=self.people[who],
                at=NOW,
            )
            self.model.said[who] = said
            self.model.ever_judged.add(who)
            if isinstance(decision := self.model.decision(), Decimal):
                self.model.close(decision)

    def why_not_file(self, who: str, is_late: bool) -> type[Exception] | None:
        if self.model.status != "open":
            return RoundClosed
        if who not in self.model.asked:
            return NotAllowed
        return StaleVersion if is_late else None

    @precondition(lambda self: self.model.addresses)
    @rule(outcome=st.sampled_from([Outcome.AMBIGUOUS, Outcome.ANNULLED]))
    def adjudicate(self, outcome: Outcome) -> None:
        error: type[Exception] | None = None
        if self.model.status != "open":
            error = RoundClosed
        elif self.model.has_adjudicated or self.model.decision() != "adjudicate":
            error = NotAllowed
        with self.expecting(error):
            actions.adjudicate(
                claim_id=self.claim.pk,
                seen_version=self.model.version,
                outcome=outcome,
                grade=None,
                reasons="Nobody can tell.",
                cites=[],
                by=self.adjudicator,
                at=NOW,
            )
            self.model.close(outcome)
            self.model.has_adjudicated = True

    @rule(why=st.sampled_from([Opening.REOPENED, Opening.OBJECTION, Opening.RE_REVIEW]))
    def reopen(self, why: Opening) -> None:
        with self.expecting(None if self.model.status == "resolved" else NotResolved):
            actions.reopen(claim_id=self.claim.pk, why=why, by=self.editors[0], at=NOW, reason="A new document")
            self.model.status = "open"
            self.model.version += 2  # the claim and its new round

    @rule(place=st.integers(0, 30))
    def erase(self, place: int) -> None:
        # Not a precondition: who may file depends on ids drawn by chance, and what is drawn here must not.
        verdicts = list(Verdict.objects.order_by("filed_at", "pk"))
        if not verdicts:
            return
        verdict = verdicts[place % len(verdicts)]
        with self.expecting(NothingToErase if verdict.pk in self.model.erased else None):
            actions.erase(fact=verdict, authority="Asked for", by=self.administrator, at=NOW)
            self.model.erased.add(verdict.pk)

    @invariant()
    def record_and_model_agree(self) -> None:
        claim = Claim.objects.get(pk=self.claim.pk)
        assert claim.status == self.model.status
        assert claim_version(claim) == self.model.version
        found = [one.grade if one.outcome == Outcome.GRADED else one.outcome for one in claim.resolutions.all()]
        assert found == self.model.grades
        assert (claim.resolution is None) == (claim.status != Status.RESOLVED)
        open_rounds = list(claim.rounds.filter(closed_at=None))
        assert len(open_rounds) == (claim.status == Status.OPEN)
        if open_rounds:
            assert needs_adjudicator(open_rounds[0]) == (self.model.decision() == "adjudicate")
        erased = set(Verdict.objects.filter(reasons=TOMBSTONE).values_list("pk", flat=True))
        assert erased == self.model.erased
        assert ledger.position() == Entry.objects.count()


def walk(runs: int, steps: int) -> None:
    """Walk through `runs` lives of up to `steps` moves each."""
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_every_walk_through_the_life_of_a_claim_ends_where_the_model_says() -> None:
    walk(runs=15, steps=25)


@pytest.mark.long
def test_two_thousand_long_walks_end_where_the_model_says() -> None:
    walk(runs=2000, steps=50)


def test_people_of_the_walk_are_the_people_of_the_record() -> None:
    user = builders.a_user(Role.REVIEWER)

    assert person_of(User.objects.get(), at=NOW).ref == user.actor_ref
