"""Who may do what to a claim."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest

from accounts.roles import Permission, Role
from predictions import policy
from predictions.policy import SYSTEM, ConflictOfInterest, NotAllowed, Person, Ties

MAY = {
    Role.REVIEWER: {"add evidence", "file verdicts"},
    Role.ADJUDICATOR: {"add evidence", "adjudicate"},
    Role.EDITOR: {"write up claims", "publish claims", "add evidence", "assign reviewers"},
    Role.AUDITOR: {"read everything"},
    Role.ADMINISTRATOR: {"erase personal text", "manage accounts"},
}


def person(*roles: Role) -> Person:
    return Person(ref=UUID(int=1), roles=frozenset(roles))


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_each_role_may_do_what_it_is_for_and_nothing_else(role: Role, permission: Permission) -> None:
    if permission in MAY[role]:
        policy.require(person(role), permission)
    else:
        with pytest.raises(NotAllowed, match=f"may not {permission}. Ask an administrator"):
            policy.require(person(role), permission)


@pytest.mark.parametrize("permission", Permission)
def test_who_has_no_role_may_do_nothing_and_the_system_everything(permission: Permission) -> None:
    assert not person().can(permission)
    assert SYSTEM.can(permission)


def test_an_administrator_gives_no_verdicts() -> None:
    with pytest.raises(NotAllowed):
        policy.require_judge(person(Role.ADMINISTRATOR), Ties(is_assigned=True))


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        (Ties(wrote_it_up=True, is_assigned=True), "You wrote this claim up"),
        (Ties(experts=("Expert one",), is_assigned=True), "a tie to Expert one"),
        (Ties(organizations=("A maker",), is_assigned=True), "tied to A maker, now or in the last 24 months"),
    ],
)
def test_who_stands_too_near_neither_judges_nor_adjudicates(ties: Ties, words: str) -> None:
    with pytest.raises(ConflictOfInterest, match=words):
        policy.require_judge(person(Role.REVIEWER), ties)
    with pytest.raises(ConflictOfInterest, match=words):
        policy.require_adjudicator(person(Role.ADJUDICATOR), ties)


def test_a_reviewer_judges_what_was_assigned_to_them_and_may_judge_again() -> None:
    policy.require_judge(person(Role.REVIEWER), Ties(is_assigned=True))
    policy.require_judge(person(Role.REVIEWER), Ties(is_assigned=True, has_judged=True))
    with pytest.raises(NotAllowed, match="not assigned to you"):
        policy.require_judge(person(Role.REVIEWER), Ties())


def test_an_adjudicator_is_somebody_who_has_not_judged() -> None:
    policy.require_adjudicator(person(Role.ADJUDICATOR), Ties())
    with pytest.raises(ConflictOfInterest, match="somebody who has not"):
        policy.require_adjudicator(person(Role.ADJUDICATOR, Role.REVIEWER), Ties(has_judged=True))
