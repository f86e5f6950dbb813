"""The life of one claim in memory: the pure functions of the product on plain values, without a database."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from accounts.roles import Role
from predictions import lifecycle, policy, quorum
from predictions.lifecycle import Judgement, Opening, Outcome, Status
from predictions.policy import Command, NotAllowed, Person, Situation, Ties
from predictions.quorum import Cast, Filed, Waiting
from predictions.steps.ballots import WrongVerdict
from predictions.steps.evidence import AlreadyListed, NotRetracted, RetractedAlready
from predictions.steps.judging import NothingToConfirm, RoundClosed
from predictions.steps.versions import StaleVersion

REVIEWERS = ("one", "two", "three", "four", "five", "six")
QUORUM = 2
Refusal = type[Exception] | None
"""What a move is refused with, or None where it is made."""


@cache
def person(role: Role, number: str) -> Person:
    """Somebody with one role."""
    return Person(ref=uuid5(NAMESPACE_OID, f"{role} {number}"), roles=frozenset({role}))


@dataclass
class Go:
    """One round. Who grades cites one document, by its number."""

    opened_for: Opening
    asked: set[str] = field(default_factory=set)
    let_go: set[str] = field(default_factory=set)
    cast: list[Cast] = field(default_factory=list)
    cites: list[int] = field(default_factory=list)
    gone: frozenset[int] = frozenset()  # what was retracted when it closed
    closed_at: int = 0
    decided_by: str = ""

    def judged(self) -> set[Hashable]:
        """Everybody who filed in it."""
        return {one.who for one in self.cast}

    def standing(self, gone: set[int] | frozenset[int]) -> list[Cast]:
        """What was filed in it, while the documents `gone` are retracted."""
        return [
            replace(one, is_supported=one.said.judgement is not Judgement.GRADED or cited not in gone)
            for one, cited in zip(self.cast, self.cites, strict=True)
        ]


@dataclass
class Life:
    """A claim, what was done to it, and the people around it. Each move answers why it is refused, or makes it."""

    extra: int = 0
    status: Status = Status.DRAFT
    is_offered: bool = False
    version: int = 4  # the claim, its statement and its two wordings
    criteria: int = 0
    rounds: list[Go] = field(default_factory=list)
    tied: set[str] = field(default_factory=set)
    addresses: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    decisions: list[Any] = field(default_factory=list)

    @property
    def now(self) -> Go | None:
        """The open round."""
        return self.rounds[-1] if self.status is Status.OPEN else None

    @property
    def needed(self) -> int:
        """How many verdicts decide the open round."""
        return quorum.needed(QUORUM, self.extra, self.rounds[-1].opened_for)

    @property
    def decision(self) -> Decimal | Waiting:
        """What the open round decides."""
        cast = self.rounds[-1].standing(self.gone)
        return quorum.decision(cast, tied=self.tied, criteria=self.criteria, needed=self.needed)

    def ties(self, who: str) -> Ties:
        """How `who` stands to the claim."""
        now = self.now
        before = self.rounds[:-1] if now else self.rounds
        return Ties(
            is_assigned=now is not None and who in now.asked,
            was_let_go=now is not None and who in now.let_go,
            has_judged=now is not None and who in now.judged(),
            judged_before=any(who in go.judged() or who == go.decided_by for go in before),
            experts=("Expert one",) if who in self.tied else (),
        )

    def may(self, actor: Person, command: Command, who: str = "", **more: Any) -> bool:
        """What policy says."""
        return bool(
            policy.may(
                actor,
                command,
                Situation(
                    status=self.status,
                    is_offered=self.is_offered,
                    is_due=True,
                    is_contested=self.now is not None and self.decision is Waiting.FOR_ADJUDICATOR,
                    ties=self.ties(who) if who else Ties(**more),
                ),
            )
        )

    # --- Before it is judged ------------------------------------------------------------------------------------------

    def offer(self) -> Refusal:
        """Say that the draft is ready."""
        if not self.may(person(Role.EDITOR, "one"), Command.OFFER):
            return NotAllowed
        self.is_offered = True
        self.version += 1
        return None

    def send_back(self, *, is_late: bool) -> Refusal:
        """Give the draft back to its writer."""
        if not self.may(person(Role.EDITOR, "two"), Command.SEND_BACK):
            return NotAllowed
        if is_late:
            return StaleVersion
        self.is_offered = False
        self.version += 1
        return None

    def publish(self, *, same_person: bool, is_late: bool) -> Refusal:
        """Publish what somebody else offered."""
        near = {"offered_it": True} if same_person else {"has_read_source": True}
        if not self.may(person(Role.EDITOR, "two"), Command.PUBLISH, **near):
            return NotAllowed
        if is_late:
            return StaleVersion
        lifecycle.check_move(self.status, Status.OPEN)
        self.status = Status.OPEN
        self.rounds.append(Go(Opening.FIRST))
        self.version += 2  # the claim and its first round
        return None

    def add_evidence(self, number: int) -> Refusal:
        """List the document at address `number`."""
        if number in self.addresses:
            return AlreadyListed
        self.addresses.add(number)
        self.version += 1
        return None

    def retract(self, number: int) -> Refusal:
        """Take the document at address `number` back."""
        if not self.may(person(Role.EDITOR, "one"), Command.RETRACT_EVIDENCE, added_document=True):
            return NotAllowed
        if number in self.gone:
            return RetractedAlready
        self.gone.add(number)
        self.version += 1
        return None

    def restore(self, number: int) -> Refusal:
        """Put the document at address `number` back: what rests on it counts again."""
        if not self.may(person(Role.EDITOR, "one"), Command.RESTORE_EVIDENCE, retracted_document=True):
            return NotAllowed
        if number not in self.gone:
            return NotRetracted
        self.gone.discard(number)
        self.version += 1
        if self.now is not None:
            self._settle()
        return None

    def revise(self, *, is_late: bool) -> Refusal:
        """Change the words: whoever judged is to look again."""
        if is_late:
            return StaleVersion
        if not self.may(person(Role.EDITOR, "one"), Command.REVISE):
            return NotAllowed
        self.version += 1
        self.criteria = self.version
        return None

    # --- Judging ------------------------------------------------------------------------------------------------------

    def assign(self, who: str) -> Refusal:
        """Ask `who`."""
        if self.now is None:
            return RoundClosed
        if not self.may(person(Role.REVIEWER, who), Command.BE_ASSIGNED, who):
            return NotAllowed
        self.now.asked.add(who)
        self.now.let_go.discard(who)
        return None

    def let_go(self, who: str) -> Refusal:
        """Ask `who` no longer; what they filed stands."""
        if not self.may(person(Role.EDITOR, "one"), Command.LET_GO) or self.now is None or who not in self.now.asked:
            return NotAllowed
        self.now.asked.discard(who)
        self.now.let_go.add(who)
        return None

    def free(self) -> set[str]:
        """Who could be asked on top of those who were."""
        judged = {who for go in self.rounds for who in (*go.judged(), go.decided_by)}
        known = self.now.asked | self.now.let_go if self.now else set()
        return set(REVIEWERS) - known - judged - self.tied

    def lacking(self) -> int:
        """How many more are to be asked."""
        if self.now is None:
            return 0
        last = {one.who: one.said.judgement for one in self.now.cast}
        standing = {who for who in self.now.asked if last.get(who) is not Judgement.CANNOT_ASSESS}
        return max(0, self.needed - len(standing))

    def declare_tie(self, who: str) -> None:
        """`who` is tied to the claim from now on."""
        self.tied.add(who)
        if self.now is not None and who in self.now.asked | self.now.let_go:
            self.now.asked.discard(who)
            self.now.let_go.add(who)
            self._settle()

    def file(self, who: str, said: Any, *, is_late: bool, cites: int = 1) -> Refusal:
        """File what `who` says: a grade, which rests on the document at address `cites`, or a judgement."""
        if self.now is None:
            return RoundClosed
        if not self.may(person(Role.REVIEWER, who), Command.JUDGE, who):
            return NotAllowed
        if is_late:
            return StaleVersion
        filed = Filed(Judgement.GRADED, said) if isinstance(said, Decimal) else Filed(said)
        if cites in self.gone and isinstance(said, Decimal):
            return WrongVerdict
        self.now.cites.append(cites)
        self.now.cast.append(Cast(who, self.version, filed))
        if said is Judgement.CANNOT_ASSESS:
            self.now.asked.discard(who)
            self.now.let_go.add(who)
        self._settle()
        return None

    def confirm(self, who: str) -> Refusal:
        """File once more what `who` said before the claim changed."""
        if self.now is None:
            return RoundClosed
        if not self.may(person(Role.REVIEWER, who), Command.JUDGE, who):
            return NotAllowed
        own = [(one, cited) for one, cited in zip(self.now.cast, self.now.cites, strict=True) if one.who == who][-1:]
        if not own or own[0][0].said.judgement is Judgement.CANNOT_ASSESS or own[0][0].seen >= self.version:
            return NothingToConfirm
        said, cited = own[0][0].said, own[0][1]
        return self.file(who, said.grade if said.grade is not None else said.judgement, is_late=False, cites=cited)

    def adjudicate(self, who: str, outcome: Outcome) -> Refusal:
        """Decide between verdicts that do not agree."""
        if self.now is None:
            return RoundClosed
        if not self.may(person(Role.ADJUDICATOR, who), Command.ADJUDICATE, f"adjudicator {who}"):
            return NotAllowed
        self.now.decided_by = f"adjudicator {who}"
        self._close(outcome)
        return None

    def reopen(self, why: Opening) -> Refusal:
        """Judge it again."""
        try:
            lifecycle.check_reopening(self.status)
        except lifecycle.NotResolved as error:
            return type(error)
        self.status = Status.OPEN
        self.rounds.append(Go(why))
        self.version += 2  # the claim and its new round
        return None

    def _settle(self) -> None:
        if isinstance(self.decision, Decimal):
            self._close(self.decision)

    def _close(self, decided: Decimal | Outcome) -> None:
        lifecycle.check_move(self.status, Status.RESOLVED)
        self.rounds[-1].closed_at = self.version
        self.rounds[-1].gone = frozenset(self.gone)
        self.status = Status.RESOLVED
        self.version += 3  # the resolution, the round and the claim
        self.decisions.append(decided)
