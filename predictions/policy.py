"""May this person do this to this claim: one pure function for pages, programs and actions alike.

Standard library only; it is given facts and asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from accounts.roles import Permission, Role, permissions
from predictions.sentences import gettext_noop

# Days for which a past membership still counts as a tie.
MEMBERSHIP_DAYS = 730

SYSTEM_REF = UUID("00000000-0000-5000-8000-000000000001")


@dataclass(frozen=True)
class Person:
    """Who acts: the reference that history keeps, and the roles held at this moment."""

    ref: UUID
    roles: frozenset[Role] = frozenset()
    is_system: bool = False

    def can(self, permission: Permission) -> bool:
        """Whether any role held carries `permission`."""
        return self.is_system or permission in permissions(self.roles)


SYSTEM = Person(ref=SYSTEM_REF, is_system=True)


@dataclass(frozen=True)
class Ties:
    """How one person stands to one claim."""

    wrote_it_up: bool = False
    is_assigned: bool = False
    has_judged: bool = False
    organizations: tuple[str, ...] = field(default=())
    experts: tuple[str, ...] = field(default=())


class NotAllowed(Exception):
    """The person may not do this; the message says why and what would be right."""


class ConflictOfInterest(NotAllowed):
    """The person stands too near to the claim to judge it."""


def require(person: Person, permission: Permission) -> None:
    """Raise `NotAllowed` unless one of the person's roles carries `permission`."""
    if not person.can(permission):
        raise NotAllowed(
            gettext_noop(
                "Your account may not %(permission)s. Ask an administrator for the role that may.",
                permission=permission,
            )
        )


def require_judge(person: Person, ties: Ties) -> None:
    """Raise unless the person may file a verdict: the role, an assignment, and no tie."""
    require(person, Permission.JUDGE)
    require_no_tie(ties)
    if not ties.is_assigned:
        raise NotAllowed(
            gettext_noop("This claim is not assigned to you. Reviewers are assigned, so that nobody picks a claim.")
        )


def require_adjudicator(person: Person, ties: Ties) -> None:
    """Raise unless the person may decide between verdicts: the role, no tie, and no verdict of their own."""
    require(person, Permission.ADJUDICATE)
    require_no_tie(ties)
    if ties.has_judged:
        raise ConflictOfInterest(gettext_noop("You have judged this claim. An adjudicator is somebody who has not."))
    if ties.is_assigned:
        raise ConflictOfInterest(
            gettext_noop("You are asked to judge this claim. Somebody who is not decides between the verdicts.")
        )


def require_no_tie(ties: Ties) -> None:
    """Raise `ConflictOfInterest` when the person wrote the claim up or is tied to a speaker or the publisher."""
    if ties.wrote_it_up:
        raise ConflictOfInterest(gettext_noop("You wrote this claim up. Somebody else has to judge it."))
    if ties.experts:
        raise ConflictOfInterest(
            gettext_noop(
                "You have declared a tie to %(names)s. Somebody else has to judge.", names=", ".join(ties.experts)
            )
        )
    if ties.organizations:
        raise ConflictOfInterest(
            gettext_noop(
                "You are tied to %(names)s, now or in the last 24 months. Somebody else has to judge.",
                names=", ".join(ties.organizations),
            )
        )
