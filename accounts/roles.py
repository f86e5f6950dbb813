"""Roles and what each may do, as data. No Django here, so that the pure policy of `predictions` may read it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is trusted with. One person may hold several."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    ADJUDICATOR = "adjudicator"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One thing that can be done to the record."""

    WRITE_UP = "write up claims"
    PUBLISH = "publish claims"
    ADD_EVIDENCE = "add evidence"
    JUDGE = "file verdicts"
    ADJUDICATE = "adjudicate"
    ANSWER_OBJECTIONS = "answer objections"
    ASSIGN = "assign reviewers"
    ERASE = "erase personal text"
    READ_ALL = "read everything"
    MANAGE_ACCOUNTS = "manage accounts"
    MIND_MAILS = "mind the mails"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CONTRIBUTOR: frozenset({Permission.WRITE_UP, Permission.ADD_EVIDENCE}),
    Role.REVIEWER: frozenset({Permission.ADD_EVIDENCE, Permission.JUDGE}),
    Role.ADJUDICATOR: frozenset({Permission.ADD_EVIDENCE, Permission.ADJUDICATE, Permission.ANSWER_OBJECTIONS}),
    Role.EDITOR: frozenset(
        {
            Permission.WRITE_UP,
            Permission.PUBLISH,
            Permission.ADD_EVIDENCE,
            Permission.ASSIGN,
            Permission.ANSWER_OBJECTIONS,
            Permission.MIND_MAILS,
        },
    ),
    Role.AUDITOR: frozenset({Permission.READ_ALL}),
    # An administrator keeps the accounts and answers requests for erasure; verdicts are not theirs to give.
    Role.ADMINISTRATOR: frozenset({Permission.ERASE, Permission.MANAGE_ACCOUNTS, Permission.MIND_MAILS}),
}


# Whoever holds one of these decides what the record says.
JUDGING = frozenset(role for role, may in PERMISSIONS.items() if may & {Permission.JUDGE, Permission.ADJUDICATE})
# What goes wrong with such an account goes wrong with the record: a password alone does not open it.
GUARDED = frozenset(
    role
    for role, may in PERMISSIONS.items()
    if role in JUDGING or may & {Permission.PUBLISH, Permission.MANAGE_ACCOUNTS}
)


def clash(roles: frozenset[Role]) -> bool:
    """Whether one person may not hold all of `roles` at once: who keeps the accounts does not judge."""
    return bool(roles & JUDGING) and Permission.MANAGE_ACCOUNTS in permissions(roles)


def permissions(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that any of `roles` may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
