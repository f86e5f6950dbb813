"""What changed from one board that was shown to the next, claim by claim, and why: every cause from the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Q
from django.utils.translation import gettext as _

from predictions.models import Claim, Collection
from scoring import causes, limiting, moments, showing
from scoring.causes import Cause, Why
from scoring.models import DECIDED, Contribution, Release, Standing, State
from scoring.moments import NotOnRecord
from scoring.past import FORMAT, call_as_stored

# More claims than these are not compared one by one; a table of so many sentences is read by nobody.
MOST = 5000
KEPT = 60 * 60
Key = tuple[str, str]
COMPARED = ("is_own", "state", "topics", "weight", "credit", "due_at", "official_at")


@dataclass(frozen=True)
class Side:
    """What a claim gave somebody on one of the two boards."""

    row: Contribution
    is_overdue: bool
    is_provisional: bool

    @classmethod
    def of(cls, row: Contribution, at: datetime) -> Side:
        """`row` by the clock of `at`."""
        return cls(
            row,
            is_overdue=row.state == State.OPEN and row.due_at <= at,
            is_provisional=row.state in DECIDED and (row.official_at is None or row.official_at > at),
        )

    @property
    def said(self) -> tuple[Any, ...]:
        """Everything about it that a board rests on."""
        return (self.is_overdue, self.is_provisional, *(getattr(self.row, name) for name in COMPARED))


@dataclass(frozen=True)
class Move:
    """What one claim gave one expert before and after, if anything, and why that differs."""

    expert_id: str
    claim_id: str
    before: Side | None
    after: Side | None
    causes: list[Cause]


@dataclass(frozen=True)
class Shift:
    """A line that reads differently: as it was, if it was there, and as it is."""

    before: Standing | None
    after: Standing | None


@dataclass(frozen=True)
class Changes:
    """Two boards that were shown one after the other, and what lies between them."""

    collection: Collection
    release: Release
    since: Release | None
    """None for the first one that was shown."""
    moves: list[Move] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    is_cut: bool = False
    """Whether more claims moved than are compared."""

    @property
    def is_comparable(self) -> bool:
        """Whether both were made by one method: a new version is another figure, not a change of the old one."""
        return self.since is not None and self.since.method == self.release.method


def release_at(collection: Collection, asked: str, *, now: datetime) -> Release | None:
    """The release whose changes are asked for: that of a release, of a day's end, or the newest; None before any.

    raises  moments.NoBoard, saying what would be right
    """
    shown = showing.visible(collection).order_by("-pk")
    if not asked:
        return shown.first()
    past = moments.find(collection, asked, now=now)
    if past.release is None:
        return shown.filter(made_at__lt=past.at).first()
    found = shown.filter(pk=past.release.pk).first()
    if found is None:
        raise NotOnRecord(_("%(name)s was not shown with scores, so nothing changed with it.") % {"name": asked})
    return found


@dataclass(frozen=True)
class Found:
    """What differs between two releases, without a name: what was erased meanwhile is not kept here."""

    lines: list[tuple[int | None, int | None]]
    """The ids of the standings before and after of each line that reads differently."""
    moves: list[Move]
    is_cut: bool


def changes(release: Release, *, visitor: str, now: datetime) -> Changes:
    """What changed with `release`, which was shown, since the one that was shown before it.

    What was found is kept for a while; where it has to be looked for, `visitor` is charged for it.
    raises  moments.NotFollowed where the claims behind it are not all at hand; limiting.TooMany, limiting.TooSlow
    """
    collection = release.collection
    since = showing.visible(collection).filter(pk__lt=release.pk).order_by("-pk").first()
    if since is None:
        return Changes(collection, release, None)
    if since.method == release.method:
        moments.require_worked_out(release)
    key = ":".join((f"changes:{FORMAT}", *(f"{one.pk}:{one.made_at.isoformat()}" for one in (since, release))))
    found = caches["boards"].get(key)
    if found is None:
        limiting.count(visitor, now=now)
        with limiting.hurried():
            found = _found(since, release)
        caches["boards"].set(key, found, timeout=KEPT)
    return Changes(collection, release, since, found.moves, _shifts(found), is_cut=found.is_cut)


def _found(since: Release, release: Release) -> Found:
    lines = list(_lines(since, release))
    if since.method != release.method:
        return Found(lines, [], is_cut=False)
    keys = _touched(since, release)
    return Found(lines, _moves(keys[:MOST], since, release), is_cut=len(keys) > MOST)


SHOWN = ("name", "organization", "score", "points", "weight", "rank_low", "rank_high", "tier", "p_best", "is_leader")


def _lines(since: Release, release: Release) -> Iterator[tuple[int | None, int | None]]:
    """The lines that read differently, in the order of the newer board; those that are gone at the end."""
    before = {one.expert_id: one for one in since.standings.all()}
    for after in release.standings.all():
        earlier = before.pop(after.expert_id, None)
        if earlier is None or any(getattr(earlier, name) != getattr(after, name) for name in SHOWN):
            yield earlier.pk if earlier else None, after.pk
    for gone in before.values():
        yield gone.pk, None


def _shifts(found: Found) -> list[Shift]:
    """The lines as they were published, by the names that may be shown now."""
    wanted = {pk for pair in found.lines for pk in pair if pk is not None}
    lines = Standing.objects.select_related("expert").in_bulk(wanted)
    call_as_stored(lines.values())
    return [Shift(lines.get(before or 0), lines.get(after or 0)) for before, after in found.lines]


def _touched(since: Release, release: Release) -> list[Key]:
    """Whose claims may have moved between the two places, or by the clock; one more than are compared at most."""
    held = Contribution.objects.filter(collection=release.collection, method=release.method)
    between = (since.position + 1, release.position)
    moved = held.filter(Q(valid_from__range=between) | Q(valid_to__range=between))
    earlier, later = sorted((since.made_at, release.made_at))
    ticked = held.in_force(release.collection, method=release.method, position=release.position).filter(
        Q(state=State.OPEN, due_at__gt=earlier, due_at__lte=later)
        | Q(state__in=DECIDED, official_at__gt=earlier, official_at__lte=later)
    )
    pairs = (rows.order_by("claim_id", "expert_id").values_list("claim_id", "expert_id") for rows in (moved, ticked))
    return sorted({key for rows in pairs for key in rows.distinct()[: MOST + 1]})


def _moves(keys: list[Key], since: Release, release: Release) -> list[Move]:
    before, after = _sides(keys, since), _sides(keys, release)
    differing = [key for key in keys if _said(before.get(key)) != _said(after.get(key))]
    at = _positions(differing, since, release)
    happened = causes.at_positions({position for places in at.values() for position in places})
    return [
        Move(
            expert_id=key[1],
            claim_id=key[0],
            before=before.get(key),
            after=after.get(key),
            causes=_why(
                key[0], before.get(key), after.get(key), [happened.get(place, []) for place in sorted(at[key])]
            ),
        )
        for key in differing
    ]


def _said(side: Side | None) -> tuple[Any, ...]:
    return side.said if side else ()


def _sides(keys: list[Key], release: Release) -> dict[Key, Side]:
    """What was in force of these on one board."""
    held = Contribution.objects.in_force(release.collection, method=release.method, position=release.position)
    wanted, rows = set(keys), held.filter(claim__in={claim for claim, _ in keys})
    return {
        (row.claim_id, row.expert_id): Side.of(row, release.made_at)
        for row in rows
        if (row.claim_id, row.expert_id) in wanted
    }


def _positions(keys: list[Key], since: Release, release: Release) -> Mapping[Key, set[int]]:
    """Where between the two boards each of these moved: what went at one place came at the same, if it came."""
    found: dict[Key, set[int]] = defaultdict(set)
    between = (since.position + 1, release.position)
    rows = Contribution.objects.filter(
        Q(valid_from__range=between) | Q(valid_to__range=between),
        collection=release.collection,
        method=release.method,
        claim__in={claim for claim, _ in keys},
    )
    for claim, expert, *places in rows.values_list("claim_id", "expert_id", "valid_from", "valid_to"):
        found[claim, expert] |= {place for place in places if place and since.position < place <= release.position}
    return found


def _why(claim_id: str, before: Side | None, after: Side | None, happened: Iterable[list[Cause]]) -> list[Cause]:
    found = [cause for at_one_place in happened for cause in at_one_place]
    if before and after and before.row.state == after.row.state:
        if not before.is_overdue and after.is_overdue and before.row.due_at == after.row.due_at:
            found.append(Cause(Why.OVERDUE, claim_id=claim_id, recorded_at=after.row.due_at))
        is_final = before.is_provisional and not after.is_provisional
        if is_final and before.row.official_at == after.row.official_at:
            found.append(Cause(Why.FINAL, claim_id=claim_id, recorded_at=after.row.official_at))
    return found or [Cause(Why.UNKNOWN, claim_id=claim_id)]


def claims_of(moves: Iterable[Move]) -> dict[str, Claim]:
    """The claims that these moves and their causes speak of, as far as they are shown to everybody now."""
    ids = {move.claim_id for move in moves} | {one.claim_id for move in moves for one in move.causes if one.claim_id}
    ids |= {one.after for move in moves for one in move.causes if one.why is Why.MERGED and one.after}
    return Claim.objects.shown().in_bulk(ids)


def people_of(moves: Iterable[Move]) -> set[str]:
    """The ids of the experts that these moves and their causes speak of."""
    named = {Why.STATEMENT, Why.REATTRIBUTED}
    spoken_of = {pk for move in moves for one in move.causes if one.why in named for pk in (one.before, one.after)}
    return {move.expert_id for move in moves} | {pk for pk in spoken_of if pk}
