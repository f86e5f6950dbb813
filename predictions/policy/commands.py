"""Everything that can be done to a claim, and which permission it takes. Roles carry permissions (`accounts.roles`)."""

from __future__ import annotations

from enum import StrEnum

from accounts.roles import Permission


class Command(StrEnum):
    """One thing that somebody does to a claim."""

    WRITE_UP = "write up"
    OFFER = "offer for publication"
    PUBLISH = "publish"
    SEND_BACK = "send back to the writer"
    MERGE = "merge"
    REVISE = "revise"
    CORRECT = "correct"
    ATTRIBUTE = "say who said a published claim"
    ADD_EVIDENCE = "add evidence"
    REVISE_EVIDENCE = "revise evidence"
    RETRACT_EVIDENCE = "retract evidence"
    RESTORE_EVIDENCE = "restore evidence"
    SET_PRIOR = "set a prior"
    ASSIGN = "assign"
    BE_ASSIGNED = "be assigned"
    LET_GO = "let a reviewer go"
    JUDGE = "judge"
    ADJUDICATE = "adjudicate"
    REOPEN = "reopen"
    ANSWER_OBJECTION = "answer an objection"
    RECORD_REPLY = "record a reply"


NEEDS: dict[Command, Permission] = {
    Command.WRITE_UP: Permission.WRITE_UP,
    Command.OFFER: Permission.WRITE_UP,
    Command.PUBLISH: Permission.PUBLISH,
    Command.SEND_BACK: Permission.PUBLISH,
    Command.MERGE: Permission.PUBLISH,
    Command.REVISE: Permission.WRITE_UP,
    Command.CORRECT: Permission.PUBLISH,
    Command.ATTRIBUTE: Permission.PUBLISH,
    Command.ADD_EVIDENCE: Permission.ADD_EVIDENCE,
    Command.REVISE_EVIDENCE: Permission.ADD_EVIDENCE,
    Command.RETRACT_EVIDENCE: Permission.ADD_EVIDENCE,
    Command.RESTORE_EVIDENCE: Permission.ADD_EVIDENCE,
    Command.SET_PRIOR: Permission.JUDGE,
    Command.ASSIGN: Permission.ASSIGN,
    Command.BE_ASSIGNED: Permission.JUDGE,
    Command.LET_GO: Permission.ASSIGN,
    Command.JUDGE: Permission.JUDGE,
    Command.ADJUDICATE: Permission.ADJUDICATE,
    Command.REOPEN: Permission.PUBLISH,
    Command.ANSWER_OBJECTION: Permission.ANSWER_OBJECTIONS,
    Command.RECORD_REPLY: Permission.PUBLISH,
}
