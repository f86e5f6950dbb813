"""What a role is called, and what it is for, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import Role

ROLES: Mapping[Role, Promise] = {
    Role.CONTRIBUTOR: pgettext_lazy("role", "contributor"),
    Role.REVIEWER: pgettext_lazy("role", "reviewer"),
    Role.ADJUDICATOR: pgettext_lazy("role", "adjudicator"),
    Role.EDITOR: pgettext_lazy("role", "editor"),
    Role.AUDITOR: pgettext_lazy("role", "auditor"),
    Role.ADMINISTRATOR: pgettext_lazy("role", "administrator"),
}
FOR: Mapping[Role, Promise] = {
    Role.CONTRIBUTOR: gettext_lazy("writes up claims and adds evidence; publishes nothing and judges nothing"),
    Role.REVIEWER: gettext_lazy("files verdicts on the claims assigned to them"),
    Role.ADJUDICATOR: gettext_lazy("decides where reviewers are far apart"),
    Role.EDITOR: gettext_lazy("writes up, publishes and assigns"),
    Role.AUDITOR: gettext_lazy("reads everything that was decided, and writes nothing"),
    Role.ADMINISTRATOR: gettext_lazy("keeps the accounts and answers requests for erasure; judges nothing"),
}


def role_word(role: str) -> str:
    """What a role is called. Raises ValueError for an unknown one."""
    return str(ROLES[Role(role)])


def role_words(roles: Iterable[str]) -> str:
    """Several roles in the order in which they are always named: "reviewer, editor"."""
    held = set(roles)
    return ", ".join(role_word(role) for role in Role if role in held)
