"""The standing of one expert over time: their line in each release that was shown, and the steps between them."""

from __future__ import annotations

from django.db.models import QuerySet

from predictions.models import Collection, Expert
from scoring import showing
from scoring.models import Standing

# Of somebody whose board moves every day, a page looks a year and more back; programs get everything.
LOOKED_AT = 500
STEPS = 12
SHOWN = ("score", "low", "high", "points", "weight", "rank_low", "rank_high", "tier")


def lines(expert: Expert, collection: Collection) -> QuerySet[Standing]:
    """The line of `expert` in every release of `collection` that somebody could see, the oldest first."""
    found = Standing.objects.filter(expert=expert, release__in=showing.visible(collection))
    return found.select_related("release", "expert").order_by("release_id")


def steps(expert: Expert, collection: Collection) -> list[Standing]:
    """The newest lines with other figures than the one before them, the newest first. A standing moves in steps."""
    newest = list(lines(expert, collection).reverse()[:LOOKED_AT])
    found: list[Standing] = []
    earlier: Standing | None = None
    for one in reversed(newest):
        if earlier is None or any(getattr(one, name) != getattr(earlier, name) for name in SHOWN):
            found.append(one)
        earlier = one
    return found[: -STEPS - 1 : -1]
