"""What is said to somebody who may not: why, and what can be done."""

from __future__ import annotations

from accounts.roles import Permission
from predictions.policy.people import Person
from predictions.sentences import gettext_noop


class NotAllowed(Exception):
    """The person may not do this; the message says why and what would be right."""


class ConflictOfInterest(NotAllowed):
    """The person stands too near to the claim to do this."""


class WrongMoment(NotAllowed):
    """The claim is not at the point of its life at which this is done."""


def lacks(permission: Permission) -> NotAllowed:
    """The refusal of somebody whose roles do not carry `permission`."""
    return NotAllowed(
        gettext_noop(
            "Your account may not %(permission)s. Ask an administrator for the role that may.", permission=permission
        )
    )


def require(person: Person, permission: Permission) -> None:
    """Raise `NotAllowed` unless one of the person's roles carries `permission`: for what concerns no one claim."""
    if not person.can(permission):
        raise lacks(permission)
