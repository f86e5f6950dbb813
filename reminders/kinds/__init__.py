"""Every kind of mail, each described in one place: who gets it, when, how often, how it is stopped, what in doubt.

A new kind that tells news is a module here, its name in `models.Kind`, and the words of its headline and introduction.
"""

from __future__ import annotations

from accounts.roles import Role
from reminders.kinds import answers, assignment, contested, following, objection, overdue, security, superseded, weekly
from reminders.kinds.described import Described, InDoubt
from reminders.models import Kind

# In the order in which pages list them.
ALL: tuple[Described, ...] = (
    weekly.DESCRIBED,
    assignment.DESCRIBED,
    contested.DESCRIBED,
    objection.DESCRIBED,
    overdue.DESCRIBED,
    superseded.DESCRIBED,
    *answers.DESCRIBED,
    *following.DESCRIBED,
    security.DESCRIBED,
)
NEWS = tuple(one for one in ALL if one.news is not None)
COUNTED = tuple(one.kind for one in ALL if one.counts and one.kind is not None)
# Of these a second copy does more harm than a late one: in doubt, they wait for a person. All others are sent again
# under the same Message-ID, because a copy is a nuisance, and a missing mail a missed deadline or somebody never told.
HELD_IN_DOUBT = frozenset(one.kind for one in ALL if one.in_doubt is InDoubt.HOLD)
_BY_KIND = {one.kind: one for one in ALL if one.kind is not None}


def of(kind: str) -> Described:
    """The description of `kind`. Raises ValueError for a word that is none."""
    return _BY_KIND[Kind(kind)]


def for_roles(roles: frozenset[Role]) -> list[Described]:
    """The kinds that somebody with an account and `roles` can get."""
    return [one for one in ALL if one.is_for(roles)]
