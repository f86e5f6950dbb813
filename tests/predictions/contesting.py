"""Objections to claims, through the actions that the pages use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from predictions import actions
from predictions.models import Claim, Objection, PendingObjection
from predictions.policy import Person
from predictions.steps.objecting import Contested
from tests import builders
from tests.builders import NOW

SENDER = "somebody@example.org"
TEXT = "It was said in June, as the document shows."
DOCUMENT = "https://example.org/june"
A_DAY = timedelta(days=1)


def contested(about: str = "grade", **given: str) -> Contested:
    """What somebody says against a claim."""
    filled = {"about": about, "text": TEXT, "document_url": DOCUMENT, "contact": SENDER, "language": "en"}
    return Contested(**filled | given)


def sent(
    claim: Claim, about: str = "grade", *, at: datetime = NOW, network: str = "one", **given: str
) -> PendingObjection:
    """An objection that waits for its sender to confirm it."""
    pending = actions.ask_to_object(claim_id=claim.pk, contested=contested(about, **given), network=network, at=at)
    assert pending is not None
    return pending


def raised(claim: Claim, about: str = "grade", *, at: datetime = NOW, **given: Any) -> Objection:
    """An objection that is confirmed and on record."""
    return actions.confirm_objection(pending_id=sent(claim, about, at=at, **given).pk, at=at)


def answered(objection: Objection, by: Person, *, accepted: bool = True, at: datetime = NOW) -> Objection:
    """`objection`, answered by `by`."""
    return actions.answer_objection(
        objection_id=objection.pk, accepted=accepted, answer="We read the document.", by=by, at=at
    )


def a_resolved_claim(**columns: Any) -> Claim:
    """A claim of a record that reviewers one and two have resolved."""
    builders.a_record()
    return builders.resolved(builders.a_claim(**columns), "1")
