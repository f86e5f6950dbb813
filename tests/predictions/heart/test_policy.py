"""Who may do what to a claim: each role, each command, each moment, each relation, beside a table written by hand."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import UUID

import pytest

from accounts.roles import Permission, Role
from predictions import policy
from predictions.lifecycle import Status
from predictions.policy import SYSTEM, Command, ConflictOfInterest, NotAllowed, Person, Situation, Ties, WrongMoment
from predictions.policy.commands import NEEDS
from predictions.policy.deciding import CHECKS

MAY = {
    "contributor": {"write up claims", "add evidence"},
    "reviewer": {"add evidence", "file verdicts"},
    "adjudicator": {"add evidence", "adjudicate", "answer objections"},
    "editor": {
        "write up claims",
        "publish claims",
        "add evidence",
        "assign reviewers",
        "answer objections",
        "mind the mails",
    },
    "auditor": {"read everything"},
    "administrator": {"erase personal text", "manage accounts", "mind the mails"},
}

STATES = {
    "draft": Situation(),
    "offered": Situation(is_offered=True),
    "open": Situation(status=Status.OPEN, is_offered=True),
    "due": Situation(status=Status.OPEN, is_due=True, is_offered=True),
    "contested": Situation(status=Status.OPEN, is_due=True, is_contested=True, is_offered=True),
    "resolved": Situation(status=Status.RESOLVED, is_due=True, is_offered=True),
    "unscored": Situation(status=Status.UNSCORED, is_offered=True),
    "merged": Situation(status=Status.OPEN, is_due=True, is_merged=True, is_offered=True),
}
RELATIONS = {
    "a stranger": Ties(),
    "the writer": Ties(wrote_it_up=True, has_read_source=True),
    "who offered it": Ties(offered_it=True, has_read_source=True),
    "a reader of the source": Ties(has_read_source=True),
    "asked to judge": Ties(is_assigned=True),
    "was let go": Ties(was_let_go=True),
    "has filed": Ties(is_assigned=True, has_judged=True),
    "judged before": Ties(is_assigned=True, judged_before=True),
    "who added the document": Ties(added_document=True),
    "who retracted it": Ties(retracted_document=True),
    "tied to the speaker": Ties(is_assigned=True, experts=("Expert one",)),
    "tied to the publisher": Ties(is_assigned=True, organizations=("A maker",)),
}
PUBLISHED = {"open", "due", "contested", "resolved", "unscored"}
ANY_STATE = set(STATES) - {"merged"}
EVERYBODY = set(RELATIONS)
NEAR = {"the writer", "tied to the speaker", "tied to the publisher"}
SIDES = {"has filed", "judged before", "tied to the speaker", "tied to the publisher"}
ADDERS = {"editor", "contributor", "reviewer", "adjudicator"}
# Command: who (roles), when (states), and in which relation. Read it aloud; it is what the guide says.
TABLE: dict[Command, tuple[set[str], set[str], set[str]]] = {
    Command.WRITE_UP: ({"editor", "contributor"}, {"draft", "offered"}, EVERYBODY),
    Command.OFFER: ({"editor", "contributor"}, {"draft"}, EVERYBODY),
    Command.PUBLISH: ({"editor"}, {"offered"}, {"a reader of the source"}),
    Command.SEND_BACK: ({"editor"}, {"offered"}, EVERYBODY),
    Command.MERGE: ({"editor"}, ANY_STATE, EVERYBODY),
    Command.REVISE: ({"editor", "contributor"}, ANY_STATE - {"resolved"}, EVERYBODY),
    Command.CORRECT: ({"editor"}, PUBLISHED, EVERYBODY),
    Command.ATTRIBUTE: ({"editor"}, PUBLISHED, EVERYBODY - SIDES),
    Command.ADD_EVIDENCE: (ADDERS, ANY_STATE, EVERYBODY),
    Command.REVISE_EVIDENCE: (ADDERS, ANY_STATE, EVERYBODY),
    Command.RETRACT_EVIDENCE: (ADDERS, ANY_STATE, EVERYBODY),
    Command.RESTORE_EVIDENCE: (ADDERS, ANY_STATE, EVERYBODY),
    Command.SET_PRIOR: ({"reviewer"}, {"open"}, EVERYBODY - NEAR),
    Command.ASSIGN: ({"editor"}, {"open", "due", "contested"}, EVERYBODY),
    Command.BE_ASSIGNED: ({"reviewer"}, {"open", "due", "contested"}, EVERYBODY - NEAR - {"judged before"}),
    Command.LET_GO: ({"editor"}, {"open", "due", "contested"}, EVERYBODY),
    Command.JUDGE: ({"reviewer"}, {"due", "contested"}, {"asked to judge", "has filed"}),
    Command.ADJUDICATE: (
        {"adjudicator"},
        {"contested"},
        {
            "a stranger",
            "who offered it",
            "a reader of the source",
            "who added the document",
            "who retracted it",
            "was let go",
        },
    ),
    Command.REOPEN: ({"editor"}, {"resolved"}, EVERYBODY - SIDES),
    Command.ANSWER_OBJECTION: (
        {"editor", "adjudicator"},
        PUBLISHED,
        EVERYBODY - NEAR - {"who offered it", "has filed", "judged before"},
    ),
    Command.RECORD_REPLY: ({"editor"}, PUBLISHED, EVERYBODY),
}
OWN = {
    Command.REVISE_EVIDENCE: "who added the document",
    Command.RETRACT_EVIDENCE: "who added the document",
    Command.RESTORE_EVIDENCE: "who retracted it",
}
# Where who may depends on two things at once.
DRAFTS = {"draft", "offered"}


def person(*roles: Role) -> Person:
    return Person(ref=UUID(int=1), roles=frozenset(roles))


def situation(state: str, relation: str) -> Situation:
    found = STATES[state]
    return Situation(
        status=found.status,
        is_merged=found.is_merged,
        is_offered=found.is_offered,
        is_due=found.is_due,
        is_contested=found.is_contested,
        ties=RELATIONS[relation],
    )


def expected(role: str, command: Command, state: str, relation: str) -> bool:
    roles, states, relations = TABLE[command]
    if role == "contributor" and command in {Command.WRITE_UP, Command.OFFER, Command.REVISE}:
        return state in states & DRAFTS and relation == "the writer"
    if role in {"reviewer", "adjudicator"} and command is Command.ADD_EVIDENCE:
        return state in states - DRAFTS
    if command in OWN and role in roles and state in states and relation != OWN[command]:
        # Somebody else's document: an editor, unless they are about to judge by it.
        return role == "editor" and not (RELATIONS[relation].is_assigned and not RELATIONS[relation].has_judged)
    return role in roles and state in states and relation in relations


@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_may_do_to_a_claim_what_the_table_says_and_nothing_else(role: Role | None, command: Command) -> None:
    actor = person(*([role] if role else []))
    wrong = [
        (state, relation)
        for state, relation in product(STATES, RELATIONS)
        if bool(policy.may(actor, command, situation(state, relation))) != expected(str(role), command, state, relation)
    ]

    assert wrong == []


@pytest.mark.parametrize("command", Command)
def test_every_no_says_why_and_what_can_be_done(command: Command) -> None:
    for role, state, relation in product(Role, STATES, RELATIONS):
        answer = policy.may(person(role), command, situation(state, relation))
        if answer:
            assert answer.refusal is None
            policy.demand(person(role), command, situation(state, relation))
        else:
            assert str(answer.refusal).count(".") >= 2 or ":" in str(answer.refusal), answer
            with pytest.raises(NotAllowed):
                policy.demand(person(role), command, situation(state, relation))


def test_every_command_has_its_permission_its_checks_and_its_row_in_the_table() -> None:
    assert set(NEEDS) == set(CHECKS) == set(TABLE) == set(Command)


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_each_role_carries_what_it_is_for_and_nothing_else(role: Role, permission: Permission) -> None:
    if permission in MAY[role]:
        policy.require(person(role), permission)
    else:
        with pytest.raises(NotAllowed, match=f"may not {permission}. Ask an administrator"):
            policy.require(person(role), permission)


@pytest.mark.parametrize("permission", Permission)
def test_who_has_no_role_may_do_nothing_and_the_system_everything(permission: Permission) -> None:
    assert not person().can(permission)
    assert SYSTEM.can(permission)


@pytest.mark.parametrize(
    ("role", "command", "ties", "words"),
    [
        (Role.REVIEWER, Command.JUDGE, Ties(wrote_it_up=True, is_assigned=True), "You wrote this claim up"),
        (Role.REVIEWER, Command.JUDGE, Ties(experts=("Expert one",), is_assigned=True), "a tie to Expert one"),
        (Role.ADJUDICATOR, Command.ADJUDICATE, Ties(organizations=("A maker",)), "a tie to A maker, without an end"),
        (
            Role.REVIEWER,
            Command.JUDGE,
            Ties(organizations=("A maker",), until=date(2026, 3, 31), is_assigned=True),
            "You declared a tie to A maker, which counts until 2026-03-31. Another reviewer must judge this",
        ),
        (Role.EDITOR, Command.ATTRIBUTE, Ties(has_judged=True), "You judged or decided this claim. Somebody who did"),
        (Role.EDITOR, Command.ATTRIBUTE, Ties(experts=("Expert one",)), "a tie to Expert one. Another editor"),
        (Role.ADJUDICATOR, Command.ADJUDICATE, Ties(is_assigned=True), "asked to judge"),
        (Role.ADJUDICATOR, Command.ADJUDICATE, Ties(has_judged=True), "somebody who has not"),
        (Role.REVIEWER, Command.JUDGE, Ties(is_assigned=True, judged_before=True), "for somebody new"),
    ],
)
def test_who_stands_too_near_is_told_to_what(role: Role, command: Command, ties: Ties, words: str) -> None:
    contested = Situation(status=Status.OPEN, is_due=True, is_contested=True, ties=ties)

    with pytest.raises(ConflictOfInterest, match=words):
        policy.demand(person(role), command, contested)


def test_who_judged_or_decided_a_claim_or_is_tied_to_its_speaker_does_not_open_it_again() -> None:
    for ties in (Ties(judged_before=True), Ties(experts=("Expert one",))):
        resolved = Situation(status=Status.RESOLVED, is_due=True, ties=ties)

        with pytest.raises(ConflictOfInterest, match=r"(did neither|who has none)"):
            policy.demand(person(Role.EDITOR), Command.REOPEN, resolved)


def test_whoever_may_uphold_an_objection_may_open_the_claim_again() -> None:
    everything = person(*Role)
    for relation in RELATIONS:
        met = situation("resolved", relation)
        if policy.may(everything, Command.ANSWER_OBJECTION, met):
            assert policy.may(everything, Command.REOPEN, met), relation


def test_a_claim_that_is_not_there_yet_is_the_wrong_moment_and_not_the_wrong_person() -> None:
    not_due = Situation(status=Status.OPEN, ties=Ties(is_assigned=True))

    with pytest.raises(WrongMoment, match="not due yet"):
        policy.demand(person(Role.REVIEWER), Command.JUDGE, not_due)


@pytest.mark.parametrize("command", [Command.BE_ASSIGNED, Command.JUDGE])
def test_who_may_read_disputed_verdicts_judges_nothing_blind(command: Command) -> None:
    due = Situation(status=Status.OPEN, is_due=True, ties=Ties(is_assigned=True))

    with pytest.raises(ConflictOfInterest, match="may open disputed rounds"):
        policy.demand(person(Role.REVIEWER, Role.ADJUDICATOR), command, due)
