"""The life of a claim in the record, walked at random beside the same life in memory: they agree, the ledger holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Any, ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import User
from accounts.roles import Role
from predictions import actions, guards, ledger, verifying
from predictions.lifecycle import GRADES, Fault, Judgement, Opening, Outcome, Status
from predictions.models import TOMBSTONE, Claim, Entry, Evidence, InterestKind, Verdict
from predictions.people import person_of
from predictions.policy import Person
from predictions.steps.counting import tally
from predictions.steps.erasing import NothingToErase
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW
from tests.predictions.heart.lives import REVIEWERS, Life

pytestmark = pytest.mark.django_db

SAID = st.sampled_from([*GRADES, Judgement.AMBIGUOUS, Judgement.ANNUL, Judgement.CANNOT_ASSESS])
WHO = st.sampled_from(REVIEWERS)


class World:
    """A draft and the people around it, made once: each walk begins with them and leaves nothing behind."""

    def __init__(self) -> None:
        builders.a_record()
        self.claim = builders.a_draft(collection=builders.a_collection(scores_shown_at=None, scores_shown_by=None))
        self.editors = [builders.a_person(Role.EDITOR, number) for number in ("one", "two")]
        actions.read_source(source_id=self.claim.source_id, by=self.editors[1], at=NOW)
        self.people: dict[str, Person] = {number: builders.a_person(Role.REVIEWER, number) for number in REVIEWERS}
        self.adjudicators = {number: builders.a_person(Role.ADJUDICATOR, number) for number in ("one", "two")}
        self.administrator = builders.a_person(Role.ADMINISTRATOR)


class Walk(RuleBasedStateMachine):
    """One claim of the record, its people, and the same life in memory beside it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around._from_testcase = True  # type: ignore[attr-defined]  # actions open a durable transaction inside
        self.around.__enter__()
        self.claim, self.editors, self.people = self.world.claim, self.world.editors, self.world.people
        self.adjudicators, self.administrator = self.world.adjudicators, self.world.administrator
        self.life = Life()
        self.erased: set[str] = set()
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
        with self.expecting(self.life.offer()):
            builders.offered(Claim.objects.get(pk=self.claim.pk), by=self.editors[0])

    @rule(is_late=st.booleans())
    def send_back(self, is_late: bool) -> None:
        seen = self.life.version - is_late
        with self.expecting(self.life.send_back(is_late=is_late)):
            actions.send_back(
                claim_id=self.claim.pk,
                seen_version=seen,
                by=self.editors[1],
                at=NOW,
                reason="The deadline is not there",
            )

    @rule(same_person=st.booleans(), is_late=st.booleans())
    def publish(self, same_person: bool, is_late: bool) -> None:
        seen = self.life.version - is_late
        with self.expecting(self.life.publish(same_person=same_person, is_late=is_late)):
            actions.publish(
                claim_id=self.claim.pk,
                seen_version=seen,
                by=self.editors[0 if same_person else 1],
                at=NOW,
                reason="Read against the source",
                lot=builders.never,
            )

    @precondition(lambda self: self.life.status is Status.DRAFT)
    @rule(asked=st.lists(WHO, min_size=2, max_size=4, unique=True))
    def begin(self, asked: list[str]) -> None:
        """Come quickly to where something can be judged."""
        if not self.life.is_offered:
            self.offer()
        self.publish(same_person=False, is_late=False)
        if not self.life.addresses:
            self.add_evidence(1)
        for who in asked:
            self.assign(who)

    @rule(number=st.integers(1, 4))
    def add_evidence(self, number: int) -> None:
        with self.expecting(self.life.add_evidence(number)):
            builders.a_document(self.claim, by=self.editors[0], url=f"https://example.org/{number}")

    @precondition(lambda self: self.life.addresses)
    @rule(place=st.integers(0, 3))
    def retract(self, place: int) -> None:
        number = self.at(place)
        document = self.document(number)
        with self.expecting(self.life.retract(number)):
            actions.retract_evidence(
                evidence_id=document.pk,
                seen_version=document.version,
                by=self.editors[0],
                at=NOW,
                reason="Withdrawn by its author",
            )

    @precondition(lambda self: self.life.addresses)
    @rule(place=st.integers(0, 3))
    def restore(self, place: int) -> None:
        number = self.at(place)
        document = self.document(number)
        with self.expecting(self.life.restore(number)):
            actions.restore_evidence(
                evidence_id=document.pk,
                seen_version=document.version,
                by=self.editors[0],
                at=NOW,
                reason="It stands after all",
            )

    def at(self, place: int) -> int:
        """The address of one of the documents that are listed."""
        return sorted(self.life.addresses)[place % len(self.life.addresses)]

    def document(self, number: int) -> Evidence:
        return self.claim.evidence.get(url=f"https://example.org/{number}")

    @rule(is_late=st.booleans())
    def revise(self, is_late: bool) -> None:
        seen = self.life.version - is_late
        with self.expecting(self.life.revise(is_late=is_late)):
            actions.revise_wording(
                claim_id=self.claim.pk,
                language="en",
                seen_version=seen,
                changes={"proposition": f"Words {next(self.words)}"},
                by=self.editors[0],
                at=NOW,
                reason="Clearer",
            )

    @rule(who=WHO)
    def assign(self, who: str) -> None:
        with self.expecting(self.life.assign(who)):
            builders.assigned(self.claim, self.people[who])

    @rule(who=WHO)
    def let_go(self, who: str) -> None:
        with self.expecting(self.life.let_go(who)):
            actions.let_go(
                claim_id=self.claim.pk,
                reviewer_ref=self.people[who].ref,
                by=self.editors[0],
                at=NOW,
                reason="Away for a month",
            )

    @rule(who=WHO)
    def declare_tie(self, who: str) -> None:
        self.life.declare_tie(who)
        actions.declare_interest(
            kind=InterestKind.TIE,
            organization_id=self.claim.source.publisher_id,
            starts=builders.SAID,
            by=self.people[who],
            at=NOW,
            reason="Declared",
        )

    @rule()
    def assign_waiting(self) -> None:
        expected = min(self.life.lacking(), len(self.life.free()))

        assert actions.assign_waiting(at=NOW) == expected

        now = self.claim.rounds.filter(closed_at=None).first()
        if now is not None and self.life.now is not None:
            refs = set(now.assignments.filter(released_at=None).values_list("reviewer_ref", flat=True))
            self.life.now.asked = {who for who, person in self.people.items() if person.ref in refs}

    @precondition(lambda self: self.life.addresses)
    @rule(who=WHO, said=SAID, is_late=st.booleans(), place=st.integers(0, 3))
    def file(self, who: str, said: Any, is_late: bool, place: int) -> None:
        is_grade = isinstance(said, Decimal)
        seen, cites = self.life.version - is_late, self.at(place)
        with self.expecting(self.life.file(who, said, is_late=is_late, cites=cites)):
            actions.file_verdict(
                claim_id=self.claim.pk,
                seen_version=seen,
                judgement=Judgement.GRADED if is_grade else said,
                grade=said if is_grade else None,
                fault=Fault.PREMISE if said is Judgement.ANNUL else None,
                confidence=2,
                reasons=f"Because {next(self.words)}",
                cites=[self.document(cites).pk] if is_grade else [],
                by=self.people[who],
                at=NOW,
            )

    @rule(who=WHO)
    def confirm(self, who: str) -> None:
        seen = self.life.version
        own = Verdict.objects.filter(reviewer_ref=self.people[who].ref, round__closed_at=None).order_by("-number")
        if own and own[0].reasons == TOMBSTONE:
            return  # without reasons there is nothing to confirm; test_counting tells
        with self.expecting(self.life.confirm(who)):
            actions.confirm_verdict(claim_id=self.claim.pk, seen_version=seen, by=self.people[who], at=NOW)

    @precondition(lambda self: self.life.addresses)
    @rule(who=st.sampled_from(["one", "two"]), outcome=st.sampled_from([Outcome.AMBIGUOUS, Outcome.ANNULLED]))
    def adjudicate(self, who: str, outcome: Outcome) -> None:
        seen = self.life.version
        with self.expecting(self.life.adjudicate(who, outcome)):
            actions.adjudicate(
                claim_id=self.claim.pk,
                seen_version=seen,
                outcome=outcome,
                grade=None,
                fault=Fault.SEVERAL if outcome is Outcome.ANNULLED else None,
                reasons="Nobody can tell.",
                cites=[],
                by=self.adjudicators[who],
                at=NOW,
            )

    @rule(why=st.sampled_from([Opening.REOPENED, Opening.OBJECTION, Opening.RE_REVIEW]))
    def reopen(self, why: Opening) -> None:
        with self.expecting(self.life.reopen(why)):
            actions.reopen(claim_id=self.claim.pk, why=why, by=self.editors[0], at=NOW, reason="A new document")

    @rule(place=st.integers(0, 30))
    def erase(self, place: int) -> None:
        # Not a precondition: who may file depends on ids drawn by chance, and what is drawn here must not.
        verdicts = list(Verdict.objects.order_by("filed_at", "pk"))
        if not verdicts:
            return
        verdict = verdicts[place % len(verdicts)]
        with self.expecting(NothingToErase if verdict.pk in self.erased else None):
            actions.erase(fact=verdict, authority="Asked for", by=self.administrator, at=NOW)
            self.erased.add(verdict.pk)

    @invariant()
    def record_and_memory_agree(self) -> None:
        claim = Claim.objects.get(pk=self.claim.pk)
        assert claim.status == self.life.status
        assert claim_version(claim) == self.life.version
        found = [one.grade if one.outcome == Outcome.GRADED else one.outcome for one in claim.resolutions.all()]
        assert found == self.life.decisions
        assert (claim.resolution is None) == (claim.status != Status.RESOLVED)
        open_rounds = list(claim.rounds.filter(closed_at=None))
        assert len(open_rounds) == (claim.status == Status.OPEN)
        if open_rounds:
            assert tally(open_rounds[0]).decision == self.life.decision
        erased = set(Verdict.objects.filter(reasons=TOMBSTONE).values_list("pk", flat=True))
        assert erased == self.erased
        assert ledger.position() == Entry.objects.count()


def walk(runs: int, steps: int) -> None:
    """Walk through `runs` lives of up to `steps` moves each."""
    Walk.world = World()
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=runs, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.thorough
def test_every_walk_through_the_life_of_a_claim_ends_where_the_one_in_memory_does() -> None:
    walk(runs=50, steps=30)


@pytest.mark.long
def test_two_thousand_long_walks_end_where_those_in_memory_do() -> None:
    walk(runs=2000, steps=50)


def test_people_of_the_walk_are_the_people_of_the_record() -> None:
    user = builders.a_user(Role.REVIEWER)

    assert person_of(User.objects.get(), at=NOW).ref == user.actor_ref
