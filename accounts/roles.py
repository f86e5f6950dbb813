"""Roles and what each may do, as data. No Django here, so that the pure policy of `predictions` may read it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is trusted with. One person may hold several."""

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
    ASSIGN = "assign reviewers"
    ERASE = "erase personal text"
    READ_ALL = "read everything"
    MANAGE_ACCOUNTS = "manage accounts"


PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REVIEWER: frozenset({Permission.ADD_EVIDENCE, Permission.JUDGE}),
    Role.ADJUDICATOR: frozenset({Permission.ADD_EVIDENCE, Permission.ADJUDICATE}),
    Role.EDITOR: frozenset(
        {
            Permission.WRITE_UP,
            Permission.PUBLISH,
            Permission.ADD_EVIDENCE,
            Permission.ASSIGN,
        },
    ),
    Role.AUDITOR: frozenset({Permission.READ_ALL}),
    # An administrator keeps the accounts and answers requests for erasure; verdicts are not theirs to give.
    Role.ADMINISTRATOR: frozenset({Permission.ERASE, Permission.MANAGE_ACCOUNTS}),
}


def permissions(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that any of `roles` may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))
