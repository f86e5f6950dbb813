"""Is what the scoring app keeps what the ledger gives? Everything is worked out once more and compared by equality.

Nothing is written and nothing locked. Where a worker moved on while two sides were read, they are read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Max, Sum

from predictions import ledger
from predictions.models import Claim, Collection, Expert
from scoring import adding
from scoring.actions.following import followed, sliced
from scoring.actions.rebuilding import SAID, said
from scoring.models import Clock, Contribution, Progress, Range, Release, Standing, Total
from scoring.releasing import Ground, Summed
from scoring.rules.method import FAIR

NO_ROW = "nothing"


@dataclass(frozen=True)
class Difference:
    """One figure that is stored otherwise than it is recounted."""

    where: str
    collection: str
    expert: str
    claim: str
    column: str
    stored: str
    recounted: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.where, self.collection, self.expert, self.claim) if part)
        return f"{place}: {self.column} is stored as {self.stored} and recounted as {self.recounted}."


@dataclass(frozen=True)
class Report:
    """What was compared, and what differs."""

    position: int
    claims: int
    totals: int
    releases: int
    of_other_methods: int
    """Releases that other libraries or rules made; those cannot be made again here."""
    differences: list[Difference]


def verify(*, most: int = 1000) -> Report:
    """Compare contributions with a rebuild from nothing, totals with a recount, and releases with both.

    most    differences after which looking on is not worth it
    raises  NotWhole while a rebuild has not worked out every claim yet
    """
    progress = Progress.objects.filter(method=FAIR.label).first() or Progress(method=FAIR.label)
    if not progress.is_whole:
        raise NotWhole("A rebuild is under way. Let it finish: ./hindcast manage compute_standings --rebuild")
    collections = list(Collection.objects.order_by("slug"))
    counts = {"claims": 0, "totals": 0, "releases": 0}
    found: list[Difference] = []
    for kind, size, differing in _everything(collections):
        counts[kind] += size
        found += differing
        if len(found) >= most:
            break
    return Report(
        position=progress.position,
        of_other_methods=Release.objects.exclude(method=FAIR.label).count(),
        differences=found + _of_position(),
        **counts,
    )


class NotWhole(RuntimeError):
    """There is nothing whole to compare with."""


def _everything(collections: list[Collection]) -> Iterator[tuple[str, int, list[Difference]]]:
    """What was compared, how many of it, and what differs, one thing after another."""
    for ids in sliced(Claim.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000)):
        yield "claims", len(ids), _steady(partial(of_claims, ids))
    for collection in collections:
        yield "totals", 1, _steady(partial(of_totals, collection))
    for release in Release.objects.filter(method=FAIR.label).select_related("collection").iterator(chunk_size=200):
        yield "releases", 1, list(_of_release(release))


def _steady(compare: Callable[[], list[Difference]]) -> list[Difference]:
    """What `compare` finds, read at a time when nobody moved on."""
    while True:
        before = _moved()
        found = compare()
        if not found or _moved() == before:
            return found


def _moved() -> tuple[Any, ...]:
    """Something that changes whenever contributions or totals do."""
    progress = Progress.objects.filter(method=FAIR.label).values_list("position", "is_whole").first()
    return progress, Clock.objects.aggregate(Max("at"), Max("pk")), Range.objects.aggregate(Sum("replaced"))


def _of_position() -> list[Difference]:
    progress = Progress.objects.filter(method=FAIR.label).first()
    counted = ledger.public_position(progress.position) if progress else 0
    if progress is None or progress.public_position == counted:
        return []
    return [Difference("progress", "", "", "", "public_position", str(progress.public_position), str(counted))]


def of_claims(ids: set[str]) -> list[Difference]:
    """Contributions of these claims against what their history gives from the first entry on."""
    position = Progress.objects.filter(method=FAIR.label).values_list("position", flat=True).first() or 0
    wanted = {
        (row.claim_id, row.expert_id, row.valid_from): said(row)[1]
        for row in followed(ids, {}, after=0, upto=position)[0]
    }
    held = Contribution.objects.filter(method=FAIR.label, claim__in=ids)
    stored = {(row.claim_id, row.expert_id, row.valid_from): said(row)[1] for row in held}
    slugs = _slugs({expert_id for _, expert_id, _ in (*wanted, *stored)})
    found: list[Difference] = []
    for key in sorted(wanted.keys() | stored.keys()):
        claim_id, expert_id, valid_from = key
        for name, before, after in _columns(stored.get(key), wanted.get(key)):
            where = f"contribution from position {valid_from}"
            found.append(Difference(where, "", slugs[expert_id], f"claim {claim_id}", name, before, after))
    return found


def _columns(stored: tuple[object, ...] | None, wanted: tuple[object, ...] | None) -> Iterator[tuple[str, str, str]]:
    """Name, stored and recounted value of each column that differs; the row itself where there is none."""
    if stored is None or wanted is None:
        yield "the row", NO_ROW if stored is None else _row(stored), NO_ROW if wanted is None else _row(wanted)
        return
    for name, before, after in zip(SAID, stored, wanted, strict=True):
        if before != after:
            yield name, str(before), str(after)


def _row(values: Iterable[object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in zip(SAID, values, strict=True) if name != "mark")


def _slugs(expert_ids: Iterable[str]) -> dict[str, str]:
    return dict(Expert.objects.filter(pk__in=set(expert_ids)).values_list("pk", "slug"))


def of_totals(collection: Collection) -> list[Difference]:
    """The totals of a collection against a recount of its contributions, by one GROUP BY."""
    held = Contribution.objects.now(collection.pk, method=FAIR.label)
    recounted = adding.totals(held, adding.by_clock(adding.clocks([collection.pk])[collection.pk]))
    wanted = {row.expert_id: row for row in recounted if not adding.is_nothing(row)}
    stored = {row.expert_id: row for row in Total.objects.filter(method=FAIR.label, collection=collection)}
    differing: list[tuple[str, str, int, int]] = []
    for expert_id in sorted(wanted.keys() | stored.keys()):
        rows = [side.get(expert_id) or Total() for side in (stored, wanted)]
        values = ((name, *(getattr(row, name) for row in rows)) for name in adding.COLUMNS)
        differing += [(expert_id, name, before, after) for name, before, after in values if before != after]
    slugs = _slugs(expert_id for expert_id, *_ in differing)
    return [
        Difference("total", collection.slug, slugs[expert_id], "", name, str(before), str(after))
        for expert_id, name, before, after in differing
    ]


NOT_COMPARED = {"id", "release_id"}
OF_RELEASE = ("tiers", "decided", "provisional", "public_position")


def _of_release(release: Release) -> Iterator[Difference]:
    """A release against what its contributions give once more. Names are those it was published with."""
    where = f"release {release.pk}"
    held = Contribution.objects.in_force(release.collection, method=release.method, position=release.position)
    stored = {row.expert_id: row for row in release.standings.all()}
    again = Ground(Release(minimum=release.minimum), list(_summed(held, stored, release)))
    wanted = {row.expert_id: row for row in again.lines().standings()}
    again.release.decided = sum(one.total.decided for one in again.summed)
    again.release.provisional = sum(one.total.provisional for one in again.summed)
    again.release.public_position = ledger.public_position(release.position)
    for name in OF_RELEASE:
        before, after = getattr(release, name), getattr(again.release, name)
        if before != after:
            yield Difference(where, release.collection.slug, "", "", name, str(before), str(after))
    slugs = _slugs(wanted.keys() | stored.keys())
    for expert_id in sorted(wanted.keys() | stored.keys()):
        for name, was, is_now in _of_standing(stored.get(expert_id), wanted.get(expert_id)):
            yield Difference(where, release.collection.slug, slugs[expert_id], "", name, was, is_now)


def _summed(held: Any, stored: dict[str, Standing], release: Release) -> Iterator[Summed]:
    totals = list(adding.totals(held, adding.by_clock(release.made_at)))
    people = Expert.objects.in_bulk([total.expert_id for total in totals])
    for total in totals:
        person = people[total.expert_id]
        line = stored.get(total.expert_id) or Standing(name=person.name)
        yield Summed(person.slug, line.name, line.organization, total)


def _of_standing(stored: Standing | None, wanted: Standing | None) -> Iterator[tuple[str, str, str]]:
    if stored is None or wanted is None:
        yield "the line", _score(stored), _score(wanted)
        return
    names = [column.attname for column in Standing._meta.concrete_fields if column.attname not in NOT_COMPARED]
    for name in names:
        before, after = getattr(stored, name), getattr(wanted, name)
        if before != after:
            yield name, str(before), str(after)


def _score(line: Standing | None) -> str:
    return NO_ROW if line is None else f"score {line.score}"
