"""The documents of a claim as its lists at the desk show them, each with the door to change it for who may."""

from __future__ import annotations

from accounts.roles import Permission
from predictions.models import Claim, Evidence
from predictions.policy import Person

Listed = tuple[Evidence, bool]


def listed_for(person: Person, claim: Claim) -> list[Listed]:
    """Every document of `claim`, with whether `person` may change it, as far as their role goes."""
    own = Evidence.history.filter(claim_id=claim.pk, version=1, history_user_id=person.ref)
    mine = set(own.values_list("id", flat=True))
    edits = person.can(Permission.PUBLISH)
    documents = claim.evidence.order_by("number")
    return [(one, edits or one.pk in mine or one.retracted_by == person.ref) for one in documents]
