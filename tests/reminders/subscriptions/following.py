"""Somebody without an account who follows something, and what they get."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from predictions.models import Claim
from reminders import actions
from reminders.models import Pace, Subscription, What
from tests import builders
from tests.builders import NOW

READER = "reader@example.org"


def asked(
    claim: Claim,
    *,
    what: What = What.CLAIM,
    pace: Pace = Pace.AT_ONCE,
    address: str = READER,
    network: str = "n",
    language: str = "en",
    at: datetime = NOW,
) -> None:
    """`address` was typed into the form for the claim, its collection or who said it."""
    subject = {
        What.CLAIM: claim.pk,
        What.COLLECTION: claim.collection_id,
        What.BOARD: claim.collection_id,
        What.EXPERT: claim.statements.all()[0].expert_id,
    }[what]
    actions.subscribe(
        address=address, what=what, subject=str(subject), pace=pace, language=language, network=network, at=at
    )


def followed(claim: Claim, *, at: datetime = NOW, **given: Any) -> Subscription:
    """The same, confirmed."""
    asked(claim, at=at, **given)
    one = Subscription.objects.latest("pk")
    actions.confirm(ref=one.ref, at=at)
    one.refresh_from_db()
    return one


def an_open_claim(**columns: Any) -> Claim:
    """A due claim that somebody is named in."""
    columns.setdefault("experts", [builders.an_expert()])
    return builders.a_claim(documents=2, **columns)


def sent_out(at: datetime) -> Counter[str]:
    """Plan and send, as the schedule does."""
    actions.plan_letters(at=at)
    actions.plan_following(at=at)
    return actions.send_due(at=at)
