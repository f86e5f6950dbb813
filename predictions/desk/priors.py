"""What one reviewer expects of claims whose deadline is still to come. Nothing in it tells what others expect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from predictions.desk.forms.priors import FIELDS
from predictions.lifecycle import Status
from predictions.models import TOMBSTONE, Claim, Prior, PriorBasis, Wording
from predictions.policy import Person
from predictions.steps.ties import tied_to


@dataclass(frozen=True)
class ToExpect:
    """A claim that is not due yet, and what this person said of it, if they did."""

    claim: Claim
    wording: Wording
    own: Prior | None


def own_prior(claim: Claim, person: Person) -> Prior | None:
    """What `person` stated of `claim`."""
    return Prior.objects.filter(claim=claim, set_by=person.ref, basis=PriorBasis.BLIND).first()


def given(prior: Prior | None) -> dict[str, Any]:
    """A prior as the form takes it."""
    if prior is None or prior.shares is None:
        return {}
    held = {Decimal(grade): Decimal(share) for grade, share in prior.shares.items()}
    shares = {name: format((held[grade] * 100).normalize(), "f") for name, grade in FIELDS.items()}
    return shares | {"reason": "" if prior.reason == TOMBSTONE else prior.reason}


def to_expect(person: Person, *, language: str, at: datetime) -> list[ToExpect]:
    """The claims of which `person` may say what they expect, the first deadline first. A fixed number of queries."""
    coming = Claim.objects.visible().filter(status=Status.OPEN, due_at__gt=at, merged_into=None)
    tied = tied_to(coming, at=at)
    own = {one.claim_id: one for one in Prior.objects.filter(set_by=person.ref, basis=PriorBasis.BLIND)}
    claims = coming.prefetch_related("wordings").order_by("due_at", "key")
    return [
        ToExpect(claim, claim.wording(language), own.get(claim.pk))
        for claim in claims
        if person.ref not in tied[claim.pk]
    ]
