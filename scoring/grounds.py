"""What a board is counted from: the contributions in force, of each collection at a place and by a clock of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import MAXYEAR, UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import NullIf
from django.utils.translation import gettext as _

from predictions.models import Basis, Collection
from scoring import showing
from scoring.facts import as_of
from scoring.models import DECIDED, Contribution, ContributionQuerySet, Progress, Published, Release, State
from scoring.moments import NotFollowed, Past
from scoring.rules.method import FAIR
from scoring.scopes import Scope


@dataclass(frozen=True)
class Part:
    """A collection as it is counted: where in the ledger, by which clock, and by which rules of its own."""

    collection: Collection
    position: int
    at: datetime
    minimum: int
    is_retrospective: bool
    release: Release | None = None
    """The release at whose place it is counted; None on a day of the past."""


@dataclass(frozen=True)
class Ground:
    """Everything that the figures of a board follow from."""

    scope: Scope
    parts: tuple[Part, ...]
    left_out: list[Collection] = field(default_factory=list)
    """Collections of the scope that are not shown with scores, or were not then."""
    method: str = FAIR.label

    @property
    def minimum(self) -> int:
        """Resolved claims that a rank needs: what the strictest of the collections asks for."""
        return max((part.minimum for part in self.parts), default=FAIR.minimum)

    @property
    def position(self) -> int:
        """The farthest place in the ledger that anything here is counted at."""
        return max((part.position for part in self.parts), default=0)

    @property
    def at(self) -> datetime | None:
        """The latest clock; None with nothing to count."""
        return max((part.at for part in self.parts), default=None)

    @property
    def key(self) -> list[Any]:
        """What tells it from every other, without a name."""
        scope = self.scope
        cut = [scope.topic.key if scope.topic else "", str(scope.year or ""), str(scope.with_endorsements)]
        parts = [[part.collection.pk, part.position, part.at, part.minimum] for part in self.parts]
        return [self.method, cut, parts]

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it can be shown, because scores of it are not."""
        return bool(self.left_out) and not self.parts

    @property
    def retrospective(self) -> list[Collection]:
        """The collections among its parts whose criteria were written after the outcome could be known."""
        return [part.collection for part in self.parts if part.is_retrospective]

    def held(self, *, endorsed_too: bool = False) -> ContributionQuerySet:
        """The contributions that count, and with `endorsed_too` those that are shown and do not."""
        found = Contribution.objects.filter(_in_force(self.parts), method=self.method)
        if self.scope.topic:
            found = found.about(self.scope.topic.key)
        if self.scope.year:
            # A claim is due at the end of a day, and that of 31 December is the first instant of the next year.
            found = found.filter(due_at__gt=datetime(self.scope.year, 1, 1, tzinfo=UTC))
            if self.scope.year < MAXYEAR:
                found = found.filter(due_at__lte=datetime(self.scope.year + 1, 1, 1, tzinfo=UTC))
        return found if endorsed_too or self.scope.with_endorsements else found.filter(is_own=True)

    def by_clock(self, lookup: str) -> Q:
        """Those for which `lookup`, such as `due_at__lte`, is true of the clock of their collection."""
        clocks: dict[datetime, list[str]] = defaultdict(list)
        for part in self.parts:
            clocks[part.at].append(part.collection.pk)
        if len(clocks) == 1:
            return Q(**{lookup: next(iter(clocks))})
        return _any(Q(**{lookup: at, "collection__in": ids}) for at, ids in clocks.items())

    @property
    def overdue(self) -> Q:
        """Those of claims past their deadline and undecided."""
        return Q(state=State.OPEN) & self.by_clock("due_at__lte")

    @property
    def provisional(self) -> Q:
        """Those that rest on a decision which can still be contested, or on a sample."""
        return Q(state__in=DECIDED) & (Q(official_at__isnull=True) | self.by_clock("official_at__gt"))

    @property
    def weight(self) -> Any:
        """What a contribution weighs here, in millionths."""
        return F(self.weight_column)

    @property
    def weight_column(self) -> str:
        """The column of it: families are shared among what counts."""
        return "joint_weight" if self.scope.with_endorsements else "weight"

    @property
    def credit(self) -> Any:
        """What a contribution gives here, in quarter-millionths: whole weights times whole quarters, so it is exact."""
        if not self.scope.with_endorsements:
            return F("credit")
        return F("credit") / NullIf(F("weight"), 0) * F("joint_weight")

    def credit_of(self, row: Contribution) -> int:
        """The same of a row that was read."""
        if not self.scope.with_endorsements or not row.weight:
            return row.credit
        return row.credit // row.weight * row.joint_weight

    def part_of(self, row: Contribution) -> Part:
        """That of the collection of `row`."""
        return next(part for part in self.parts if part.collection.pk == row.collection_id)


def of_release(scope: Scope, release: Release) -> Ground:
    """What a release was made from."""
    return Ground(scope, (_of_release(release),), method=release.method)


def shown(scope: Scope) -> Ground:
    """What is counted for a cut of what is shown now: each collection at the place and by the clock of its release.

    raises  NotFollowed while the claims behind a release are not all at hand
    """
    published = Published.objects.filter(release__isnull=False).select_related("release__collection")
    if scope.collection:
        published = published.filter(collection=scope.collection)
    releases = [row.release for row in published.order_by("collection__slug") if row.release]
    parts = [_of_release(release) for release in releases]
    if releases:
        held = Progress.objects.filter(method=FAIR.label, is_whole=True)
        is_held = held.filter(position__gte=max(release.position for release in releases)).exists()
        if not is_held or any(release.method != FAIR.label for release in releases):
            raise NotFollowed(_("This board is still being worked out. Ask again in a minute."), retry_after=60)
    return _without_hidden(scope, parts, at=None)


def then(scope: Scope, past: Past) -> Ground:
    """What is counted for a day of the past: every collection that was there, at the end of that day."""
    chosen = {"id": scope.collection.pk} if scope.collection else {}
    rows = {row["id"]: row for row in as_of(Collection, past.position, ("minimum", "basis"), **chosen)}
    parts = [
        Part(
            collection=one,
            position=past.position,
            at=past.at,
            minimum=rows[one.pk]["minimum"],
            is_retrospective=rows[one.pk]["basis"] == Basis.RETROSPECTIVE,
        )
        for one in Collection.objects.filter(pk__in=rows).order_by("slug")
    ]
    return _without_hidden(scope, parts, at=past.at)


def _of_release(release: Release) -> Part:
    return Part(
        collection=release.collection,
        position=release.position,
        at=release.made_at,
        minimum=release.minimum,
        is_retrospective=release.is_retrospective,
        release=release,
    )


def _without_hidden(scope: Scope, parts: list[Part], *, at: datetime | None) -> Ground:
    """The ground of these parts but those with decisions whose scores nobody may see, or might at `at`."""
    waiting = {one.pk for one in showing.waiting([part.collection for part in parts], at=at)}
    kept_back = [part for part in parts if part.collection.pk in waiting]
    hidden: set[str] = set()
    if kept_back:
        held = Contribution.objects.filter(_in_force(kept_back), method=FAIR.label, state__in=DECIDED).order_by()
        decided = held if scope.with_endorsements else held.filter(is_own=True)
        hidden = set(decided.values_list("collection_id", flat=True).distinct())
    return Ground(
        scope,
        tuple(part for part in parts if part.collection.pk not in hidden),
        left_out=[part.collection for part in parts if part.collection.pk in hidden],
    )


def _in_force(parts: Iterable[Part]) -> Q:
    """What counts in these collections, each at its own place."""
    places: dict[int, list[str]] = defaultdict(list)
    for part in parts:
        places[part.position].append(part.collection.pk)
    return _any(_at(position, ids) for position, ids in places.items())


def _at(position: int, collection_ids: list[str]) -> Q:
    holds = Q(valid_to__isnull=True) | Q(valid_to__gt=position)
    return Q(collection__in=collection_ids, valid_from__lte=position) & holds


def _any(each: Iterable[Q]) -> Q:
    """Any of these conditions; nothing fits none of them."""
    return reduce(or_, list(each) or [Q(pk__in=[])])
