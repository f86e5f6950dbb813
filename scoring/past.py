"""Boards that are worked out: as they stood, and cuts of the record. Never more than can be seen, or could then.

Decisions, weights and the clock are those of the places in the ledger that the board is counted at. Numbers that were
worked out are kept under place, instant, cut and method; names are read anew each time, so that what was erased stays
erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.core.cache import caches
from django.utils.translation import gettext as _

from predictions.ledger import canonical
from predictions.models import TOMBSTONE, Affiliation, Collection, Expert, Organization, Refusal, Statement
from scoring import grounds, leaderboard, limiting, moments, recounting, showing
from scoring.facts import as_of
from scoring.grounds import Ground
from scoring.leaderboard import Board
from scoring.models import Release, Standing
from scoring.moments import Past
from scoring.scopes import Scope

KEPT = 24 * 60 * 60
FORMAT = 1
"""Of everything that is kept under the ground it follows from. Raise it when the shape of any of that changes: a cache
outlives an upgrade, and what it returns has the fields of then."""
Kept = TypeVar("Kept")


def asked_for(scope: Scope, asked: str, *, visitor: str, now: datetime) -> Board:
    """The board that an address asks for. `visitor` is charged where it has to be worked out.

    asked   a day or a release; nothing for the board as it is shown now
    raises  moments.NoBoard
    """
    if not asked:
        if scope.collection is not None and scope.is_plain:
            return leaderboard.current(scope.collection)
        return _cut(scope, visitor, now)
    moment = moments.find(scope.collection, asked, now=now, is_cut=not scope.is_plain)
    return board(scope, moment, visitor=visitor, now=now)


def board(scope: Scope, past: Past, *, visitor: str, now: datetime) -> Board:
    """The board of `scope` at `past`.

    raises  limiting.TooMany, limiting.TooSlow
    """
    quoted_only = _quoted_only(scope.collection, past.position) if scope.collection and scope.is_plain else []
    if past.release is not None:
        ground, is_hidden = grounds.of_release(scope, past.release), _was_hidden(past.release)
    else:
        ground = grounds.then(scope, past)
        is_hidden = ground.is_hidden
    if is_hidden:
        return Board(
            scope=scope,
            release=None,
            finding=_("Not shown with scores then"),
            gloss=_(
                "The people whose predictions are judged here were still to be told, or had time to answer. "
                "What nobody could see then is not shown for then."
            ),
            ground=ground,
            is_withheld=True,
            quoted_only=quoted_only,
            past=past,
        )
    if past.release is not None:
        release, standings = past.release, list(past.release.standings.select_related("expert"))
        call_as_stored(standings)
    else:
        release, standings = _worked_out(ground, visitor=visitor, now=now)
    return leaderboard.composed(ground, release, standings, quoted_only=quoted_only, past=past)


def _cut(scope: Scope, visitor: str, now: datetime) -> Board:
    """A cut of what is shown now."""
    ground = grounds.shown(scope)
    if ground.is_hidden:
        return leaderboard.withheld(ground)
    if not ground.parts:
        return leaderboard.composed(ground, None, [], quoted_only=[])
    release, standings = _worked_out(ground, visitor=visitor, now=now)
    return leaderboard.composed(ground, release, standings, quoted_only=[])


def _was_hidden(release: Release) -> bool:
    """Whether nobody could see this release."""
    return not showing.visible(release.collection).filter(pk=release.pk).exists()


def _worked_out(ground: Ground, *, visitor: str, now: datetime) -> tuple[Release, list[Standing]]:
    """The figures that follow from `ground`, kept or new. What is kept has no names: those are read at each call."""
    head, lines = kept("board", ground, _counted, visitor=visitor, now=now)
    release = Release(**head | ({"collection": ground.scope.collection} if ground.scope.collection else {}))
    people = Expert.objects.in_bulk(lines)
    standings = [Standing(release=release, expert=people[pk], **figures) for pk, figures in lines.items()]
    _call_as_then(standings, ground.position)
    return release, standings


def kept(
    what: str,
    ground: Ground,
    work_out: Callable[[Ground], Kept],
    *,
    visitor: str | None,
    now: datetime,
    by: Iterable[str] = (),
    timeout: int = KEPT,
) -> Kept:
    """What follows from `ground`, without names: from the cache, or worked out, for which `visitor` is charged.

    what     tells it from other things that follow from the same ground
    visitor  None: somebody was charged for the whole of which this is a part
    by       what else decides it: the methods beside the one of the ground, and their numbers
    timeout  in seconds
    raises   limiting.TooMany, limiting.TooSlow
    """
    key = f"{what}:{hashlib.sha256(canonical([FORMAT, *by, ground.key])).hexdigest()}"
    found: Kept | None = caches["boards"].get(key)
    if found is None:
        if visitor is not None:
            limiting.count(visitor, now=now)
        with limiting.hurried():
            found = work_out(ground)
        caches["boards"].set(key, found, timeout=timeout)
    return found


def _counted(ground: Ground) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The head of the board and the figures of each line by expert id, as plain values."""
    sums = recounting.sums(ground)
    ids = [one.expert_id for one in sums]
    slugs = dict(Expert.objects.filter(pk__in=ids).values_list("pk", "slug"))
    made = recounting.recount(sums, slugs=slugs, names=names_then(ids, ground.position), minimum=ground.minimum)
    release = recounting.release(ground, sums, tiers=made.tiers)
    columns = [column.attname for column in Release._meta.concrete_fields if not column.primary_key]
    return {name: getattr(release, name) for name in columns if name != "collection_id"}, dict(made.figures)


def call_as_stored(standings: Iterable[Standing]) -> None:
    """Let each line go by the name it was published under, unless that was erased since."""
    for standing in standings:
        if standing.expert.name == TOMBSTONE:
            standing.name = TOMBSTONE
        standing.expert.name = standing.name


def _call_as_then(standings: list[Standing], position: int) -> None:
    """Give each line the name and the organization of then, and the place among equals that follows from the name."""
    ids = [standing.expert_id for standing in standings]
    names, organizations = names_then(ids, position), _organizations_then(ids, position)
    for standing in standings:
        standing.expert.name = standing.name = names[standing.expert_id]
        standing.organization = organizations.get(standing.expert_id, "")
    standings.sort(key=_order)
    for place, standing in enumerate(standings, start=1):
        standing.place = place


def _order(standing: Standing) -> tuple[bool, int, str, str]:
    return standing.tier is None, standing.tier or 0, standing.name.casefold(), standing.expert.slug


def names_then(ids: Iterable[str], position: int) -> dict[str, str]:
    """What each of these experts was called at `position`, by id."""
    return {row["id"]: row["name"] for row in as_of(Expert, position, ("name",), id__in=list(ids))}


def _organizations_then(ids: list[str], position: int) -> dict[str, str]:
    """The newest affiliation that each of these experts had at `position`, by the name that the body had then."""
    rows = as_of(Affiliation, position, ("expert_id", "organization_id", "starts"), expert_id__in=ids)
    newest = {
        row["expert_id"]: row["organization_id"] for row in sorted(rows, key=lambda row: (row["starts"], row["id"]))
    }
    bodies = as_of(Organization, position, ("name",), id__in=set(newest.values()))
    called = {row["id"]: row["name"] for row in bodies}
    return {expert: called[organization] for expert, organization in newest.items()}


def _quoted_only(collection: Collection, position: int) -> list[Expert]:
    """Who was quoted without a prediction at `position`, by the name of then."""
    refusals = as_of(Refusal, position, ("expert_id",), collection_id=collection.pk)
    refused = {row["expert_id"] for row in refusals if row["expert_id"] is not None}
    said = as_of(Statement, position, ("expert_id",), expert_id__in=refused, claim__collection=collection)
    people = Expert.objects.in_bulk(refused - {row["expert_id"] for row in said})
    names = names_then(people, position)
    for pk, person in people.items():
        person.name = names[pk]
    return sorted(people.values(), key=lambda person: (person.name, person.slug))
