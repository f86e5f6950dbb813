"""Whom an editor may ask to judge a claim. It shows who was asked, and never whether anybody has filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from predictions import policy
from predictions.desk.telling import in_words
from predictions.lifecycle import Status
from predictions.models import Assignment, Claim, Round
from predictions.people import holders, names, person_of
from predictions.policy import Answer, Command, Situation, Ties
from predictions.steps.assigning import open_asks
from predictions.steps.ties import ties_of


@dataclass(frozen=True)
class Candidate:
    """One reviewer: for how many claims they are asked, whether for this one, and why they may not be if they may not.

    Claims count as long as their round is open, filed or not: the number tells nothing about verdicts.
    """

    ref: UUID
    name: str
    asks: int
    asked: Assignment | None
    let_go_at: datetime | None
    why_not: str


def candidates(judged: Round, *, by: UUID, at: datetime) -> list[Candidate]:
    """Every reviewer and how they stand to the claim of `judged`: first who is asked, then the least busy first."""
    assignments = {one.reviewer_ref: one for one in judged.assignments.all()}
    refs = holders(Role.REVIEWER, at=at) | assignments.keys()
    called, asks = names(refs), open_asks()
    users = {user.actor_ref: user for user in User.objects.filter(actor_ref__in=refs)}
    found = []
    for ref in refs:
        held = assignments.get(ref)
        asked = held if held is not None and held.released_at is None else None
        why_not = "" if asked else _why_not(judged.claim, users.get(ref), by=by, at=at)
        let_go_at = held.released_at if held is not None else None
        found.append(Candidate(ref, called[ref], asks[ref], asked, let_go_at, why_not))
    return sorted(found, key=lambda one: (one.asked is None, bool(one.why_not), one.asks, one.name))


def _why_not(claim: Claim, user: User | None, *, by: UUID, at: datetime) -> str:
    if user is None:
        return _("Their account is closed.")
    if user.actor_ref == by:
        return _("Nobody asks themselves.")
    ties = ties_of(user.actor_ref, claim=claim, at=at)
    situation = Situation(
        status=Status(claim.status),
        is_merged=claim.merged_into_id is not None,
        is_due=claim.due_at <= at,
        ties=ties,
    )
    answer = policy.may(person_of(user, at=at), Command.BE_ASSIGNED, situation)
    return "" if answer else _of_somebody_else(answer, ties)


def _of_somebody_else(answer: Answer, ties: Ties) -> str:
    """The refusal as it is said about somebody, not to them."""
    if ties.wrote_it_up:
        return _("Wrote this claim up.")
    if ties.experts or ties.organizations:
        return _("Tied to %(names)s.") % {"names": ", ".join([*ties.experts, *ties.organizations])}
    if ties.judged_before:
        return _("Judged this claim in an earlier round.")
    return in_words(answer.refusal) if answer.refusal else ""
