"""Boards as they stood: the same on every call, with the names of then, and never more than could be seen then.

Decisions, weights and the clock are those of the place in the ledger that is asked for. Numbers that were worked out
are kept under their place, instant and method; names are read anew each time, so that what was erased stays erased.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext as _

from predictions.models import TOMBSTONE, Affiliation, Collection, Expert, Organization, Refusal, Statement
from predictions.steps.notices import waits
from scoring import leaderboard, limiting, moments, recounting, showing
from scoring.facts import as_of
from scoring.leaderboard import Board
from scoring.models import Release, Standing
from scoring.moments import Past
from scoring.rules.method import FAIR

KEPT = 24 * 60 * 60


def board(collection: Collection, past: Past, *, visitor: str, now: datetime) -> Board:
    """The board of `collection` at `past`. `visitor` is charged where it has to be worked out.

    raises  limiting.TooMany, limiting.TooSlow
    """
    if past.release is not None:
        release, standings = past.release, list(past.release.standings.select_related("expert"))
        call_as_stored(standings)
    else:
        release, standings = _worked_out(collection, past, visitor=visitor, now=now)
        _call_as_then(standings, past.position)
    quoted_only = _quoted_only(collection, past.position)
    if _was_hidden(collection, past, release):
        return Board(
            collection=collection,
            release=None,
            finding=_("Not shown with scores then"),
            gloss=_(
                "The people whose predictions are judged here were still to be told, or had time to answer. "
                "What nobody could see then is not shown for then."
            ),
            is_withheld=True,
            quoted_only=quoted_only,
            past=past,
        )
    return leaderboard.composed(collection, release, standings, quoted_only=quoted_only, past=past)


def asked_for(collection: Collection, asked: str, *, visitor: str, now: datetime) -> Board:
    """The board of `collection` that an address asks for: an older one, or the one that is shown where it says nothing.

    raises  moments.NoBoard
    """
    if not asked:
        return leaderboard.current(collection)
    return board(collection, moments.find(collection, asked, now=now), visitor=visitor, now=now)


def _was_hidden(collection: Collection, past: Past, release: Release) -> bool:
    """Whether nobody could see these scores then."""
    if past.release is not None:
        return not showing.visible(collection).filter(pk=past.release.pk).exists()
    return release.decided > 0 and waits(collection, at=past.at)


def policy_then(collection: Collection, position: int) -> Collection:
    """`collection` with the minimum and the basis that it had at `position`."""
    (then,) = as_of(Collection, position, ("minimum", "basis"), id=collection.pk)
    earlier = copy(collection)
    earlier.minimum, earlier.basis = then["minimum"], then["basis"]
    return earlier


def _worked_out(collection: Collection, past: Past, *, visitor: str, now: datetime) -> tuple[Release, list[Standing]]:
    """The figures of a day, kept or new. What is kept has no names: those follow from the record at each call."""
    key = f"past-board:{collection.pk}:{past.position}:{past.at.isoformat()}:{FAIR.label}".replace(" ", "_")
    found = caches["boards"].get(key)
    if found is None:
        limiting.count(visitor, now=now)
        with limiting.hurried():
            found = _counted(policy_then(collection, past.position), past)
        caches["boards"].set(key, found, timeout=KEPT)
    head, lines = found
    release = Release(**head | {"collection": collection})
    people = Expert.objects.in_bulk(lines)
    return release, [Standing(release=release, expert=people[pk], **figures) for pk, figures in lines.items()]


def _counted(collection: Collection, past: Past) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The head of the board and the figures of each line by expert id, as plain values."""
    then: dict[str, Any] = {"method": FAIR.label, "position": past.position, "at": past.at}
    sums = recounting.sums(collection, **then)
    ids = [one.expert_id for one in sums]
    slugs = dict(Expert.objects.filter(pk__in=ids).values_list("pk", "slug"))
    names = names_then(ids, past.position)
    made = recounting.recount(sums, slugs=slugs, names=names, minimum=collection.minimum)
    release = recounting.release(collection, tiers=made.tiers, **then)
    columns = [column.attname for column in Release._meta.concrete_fields if not column.primary_key]
    return {name: getattr(release, name) for name in columns}, dict(made.figures)


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
