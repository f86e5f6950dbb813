"""The ways from public pages to the desk, for those who may go there: nobody else sees that there are any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission
from predictions import policy
from predictions.lifecycle import Status
from predictions.models import Claim, Collection
from predictions.people import person_of
from predictions.policy import Command, Person, Situation


@dataclass(frozen=True)
class Door:
    """One way to the desk: where it leads and what is done there."""

    address: str
    words: str


def of_claim(claim: Claim, user: User | AnonymousUser, *, at: datetime) -> list[Door]:
    """What `user` can do to `claim` at the desk as far as their role and the moment go; ties are looked at there."""
    person = _person(user, at)
    if person is None:
        return []
    situation = Situation(
        status=Status(claim.status), is_merged=claim.merged_into_id is not None, is_due=claim.due_at <= at
    )
    ways = {
        Command.SET_PRIOR: ("desk_prior", _("Say what you expect")),
        Command.ASSIGN: ("desk_assign", _("Who judges")),
        Command.REOPEN: ("desk_reopen", _("Open again")),
        Command.MERGE: ("desk_merge", _("It repeats another claim")),
    }
    return [
        Door(reverse(name, args=[claim.pk]), words)
        for command, (name, words) in ways.items()
        if policy.may(person, command, situation)
    ]


def of_collection(collection: Collection, user: User | AnonymousUser, *, at: datetime) -> list[Door]:
    """What `user` can do to `collection` at the desk."""
    person = _person(user, at)
    if person is None or not person.can(Permission.PUBLISH):
        return []
    return [
        Door(reverse("desk_publishing"), _("Publishing")),
        Door(reverse("desk_notices", args=[collection.slug]), _("Notices, and showing scores")),
    ]


def _person(user: User | AnonymousUser, at: datetime) -> Person | None:
    return person_of(user, at=at) if isinstance(user, User) else None
