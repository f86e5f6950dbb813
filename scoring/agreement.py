"""How far reviewers agreed before they knew of each other: blind rounds that are closed, and nothing of an open one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

import numpy as np
from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from predictions.lifecycle import GRADES
from predictions.models import Claim, Collection, Round
from scoring.rules.agreement import (
    Agreement,
    AgreementRange,
    Scale,
    Tallies,
    Undefined,
    agreement,
    agreement_range,
)
from scoring.rules.method import label
from scoring.rules.rounding import stored

METHOD = label("agreement", 1)
RISING = sorted(GRADES)
Counts = tuple[int, ...]
"""How often each grade was given in a round, from 0 to 1."""

NO_ALPHA: dict[Undefined, Promise] = {
    Undefined.NO_PAIRS: gettext_lazy("no blind round with two grades is closed yet."),
    Undefined.NO_VARIATION: gettext_lazy("every grade given so far is the same, and chance would agree as well."),
}
NO_RANGE: dict[Undefined, Promise] = {
    Undefined.FEW_UNITS: gettext_lazy("with fewer than ten rounds it would promise too much."),
    Undefined.NO_DISAGREEMENT: gettext_lazy("nobody has differed yet, and from that alone it would promise too much."),
    Undefined.FRAGILE: gettext_lazy("the grades given so far are too much alike for one."),
}


@dataclass(frozen=True)
class Agreed:
    """How far the reviewers of a collection agreed, or those of all; decimals are rounded to a millionth."""

    collection: Collection | None
    """None for all of them together."""
    closed: int
    """Blind rounds that are closed, whatever was filed in them."""
    rounds: int
    """Those among them with two first verdicts that are grades, or more."""
    verdicts: int
    """First verdicts with a grade in `rounds`."""
    alpha: Decimal | None
    low: Decimal | None
    high: Decimal | None
    no_alpha: Undefined | None
    no_range: Undefined | None

    @property
    def why_no_alpha(self) -> Promise | str:
        """Why there is no figure, as the end of a sentence; nothing where there is one."""
        return NO_ALPHA[self.no_alpha] if self.no_alpha else ""

    @property
    def why_no_range(self) -> Promise | str:
        """Why there is no interval around a figure, as the end of a sentence; nothing where there is one."""
        return NO_RANGE[self.no_range] if self.no_range and not self.no_alpha else ""


def overall() -> Agreed:
    """The agreement in all collections together. One query."""
    return _agreed(None, Counter(counts for _collection, counts in _closed_rounds()))


def everywhere() -> list[Agreed]:
    """All collections together, then each that has a closed blind round, the newest first. Two queries."""
    together: Counter[Counts] = Counter()
    by_collection: dict[str, Counter[Counts]] = {}
    for pk, counts in _closed_rounds():
        together[counts] += 1
        by_collection.setdefault(pk, Counter())[counts] += 1
    collections = Collection.objects.filter(pk__in=by_collection).order_by("-ends", "slug")
    return [_agreed(None, together), *(_agreed(one, by_collection[one.pk]) for one in collections)]


def _closed_rounds() -> Iterator[tuple[str, Counts]]:
    """The collection of each closed blind round of a public claim, and how often each grade was given in it.

    A reviewer's first verdict alone is taken: a later one in the same round may follow a talk with somebody.
    """
    rounds = Round.objects.filter(is_blind=True, closed_at__isnull=False, claim__in=Claim.objects.visible())
    tallied = rounds.order_by().annotate(
        **{f"given_{place}": _first_verdicts(grade) for place, grade in enumerate(RISING)}
    )
    names = [f"given_{place}" for place in range(len(RISING))]
    counts_of = itemgetter(*range(1, 1 + len(RISING)))
    for row in tallied.values_list("claim__collection_id", *names).iterator():
        yield row[0], counts_of(row)


def _first_verdicts(grade: Decimal) -> Count:
    return Count("verdicts", filter=Q(verdicts__number=1, verdicts__grade=grade))


def _agreed(collection: Collection | None, rounds: Counter[Counts]) -> Agreed:
    found, reach = _figures(tuple(sorted(rounds.items())))
    return Agreed(
        collection=collection,
        closed=rounds.total(),
        rounds=found.units,
        verdicts=found.values,
        alpha=_stored(found.alpha),
        low=_stored(reach.low),
        high=_stored(reach.high),
        no_alpha=found.why_not,
        no_range=reach.why_not,
    )


@lru_cache(maxsize=128)
def _figures(rounds: tuple[tuple[Counts, int], ...]) -> tuple[Agreement, AgreementRange]:
    """The figures of so many rounds of each sort. Kept, because they follow from nothing else and cost a while."""
    alike = np.array([counts for counts, _times in rounds], dtype=np.int64).reshape(-1, len(RISING))
    counts = np.repeat(alike, [times for _counts, times in rounds], axis=0)
    given = Tallies(values=np.array(RISING, dtype=np.float64), counts=counts)
    return agreement(given, scale=Scale.ORDINAL), agreement_range(given, scale=Scale.ORDINAL)


def _stored(value: float | None) -> Decimal | None:
    return None if value is None else stored(value)
