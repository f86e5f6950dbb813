"""What somebody has begun and not finished: forms of the desk, and claims they wrote up and have not offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, gettext

from predictions.desk.drafts import Begun
from predictions.lifecycle import Status
from predictions.models import Claim
from predictions.policy import Person


@dataclass(frozen=True)
class Draft:
    """One thing begun: what it is, of which claim, and where it is finished."""

    name: str
    key: str
    path: str


def own_drafts(person: Person, forms: Iterable[Begun]) -> list[Draft]:
    """The `forms` that `person` has begun, and the claims that they wrote up and have not offered for publication."""
    mine = Claim.objects.with_drafts().filter(status=Status.DRAFT, written_by=person.ref, offered_at=None)
    claims = mine.select_related("source").prefetch_related("wordings").order_by("collection", "key")
    written = [
        Draft(
            one.wording(get_language() or "en").proposition or gettext("A draft without words yet"),
            one.key,
            reverse("desk_draft", args=[one.source.slug, one.pk]),
        )
        for one in claims
    ]
    return [Draft(one.name, one.key, one.place) for one in forms] + written
