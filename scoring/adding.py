"""What contributions add up to, for each expert of a collection: moved by whole differences, or counted anew.

Two ways to the same numbers. `move` adds in Python what a few contributions change; `counted` lets the database add all
of them. Whoever doubts the first compares it with the second, by equality.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple, cast

from django.db import connection
from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from scoring import bulk
from scoring.models import DECIDED, Clock, Contribution, State, Total
from scoring.rules.method import FAIR

UNIQUE = ("collection", "method", "expert")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Added(NamedTuple):
    """What one expert has in one collection: the figures of a `Total`, without a row."""

    expert_id: str
    graded: int = 0
    ambiguous: int = 0
    annulled: int = 0
    open: int = 0
    unscored: int = 0
    overdue: int = 0
    weight: int = 0
    credit: int = 0
    unknown: int = 0
    decided: int = 0
    provisional: int = 0
    mark: int = 0


COLUMNS = Added._fields[1:]

Key = tuple[str, str]
Sums = dict[Key, Counter[str]]
"""Column to amount, by collection and expert."""


def clocks(collection_ids: Iterable[str]) -> dict[str, datetime]:
    """By which moment the totals of each collection were counted."""
    held = Clock.objects.filter(method=FAIR.label, collection__in=set(collection_ids))
    return dict.fromkeys(collection_ids, LONG_AGO) | dict(held.values_list("collection_id", "at"))


def added_up(rows: Iterable[Contribution], clock: Mapping[str, datetime]) -> Sums:
    """The sums of `rows`, by collection and expert, as each collection's clock stands."""
    found: Sums = defaultdict(Counter)
    for row in rows:
        _add(found[row.collection_id, row.expert_id], row, clock[row.collection_id])
    return found


def _add(sums: Counter[str], row: Contribution, clock: datetime) -> None:
    sums["mark"] += row.mark
    if not row.is_own:
        return
    is_overdue = row.state == State.OPEN and row.due_at <= clock
    sums[row.state] += 1
    sums["overdue"] += is_overdue
    if row.state == State.GRADED:
        sums["weight"] += row.weight
        sums["credit"] += row.credit
    if row.state == State.AMBIGUOUS or is_overdue:
        sums["unknown"] += row.weight
    if row.state in DECIDED and row.is_first:
        sums["decided"] += 1
        sums["provisional"] += row.official_at is None or row.official_at > clock


def move(before: Iterable[Contribution], after: Iterable[Contribution]) -> None:
    """Move the totals from what `before` gave to what `after` gives, in the transaction that moves those."""
    before, after = list(before), list(after)
    clock = clocks({row.collection_id for row in (*before, *after)})
    change = added_up(after, clock)
    for key, sums in added_up(before, clock).items():
        change[key].subtract(sums)
    _change({key: sums for key, sums in change.items() if any(sums.values())})


def _change(change: Mapping[Key, Counter[str]]) -> None:
    """Add `change` to the totals; what adds up to nothing is kept as no row."""
    if not change:
        return
    collections, experts = {key[0] for key in change}, {key[1] for key in change}
    held = Total.objects.filter(method=FAIR.label, collection__in=collections, expert__in=experts)
    totals = {(row.collection_id, row.expert_id): row for row in held}
    changed: list[Total] = []
    for key, sums in change.items():
        total = totals.get(key) or Total(method=FAIR.label, collection_id=key[0], expert_id=key[1])
        for column, amount in sums.items():
            setattr(total, column, getattr(total, column) + amount)
        changed.append(total)
    gone = [total.pk for total in totals.values() if is_nothing(total)]
    kept = [total for total in changed if not is_nothing(total)]
    for total in kept:
        total.pk = None  # told apart by what they are totals of
    Total.objects.bulk_create(kept, batch_size=500, update_conflicts=True, update_fields=COLUMNS, unique_fields=UNIQUE)
    Total.objects.filter(pk__in=gone).delete()


def is_nothing(total: Total | Added) -> bool:
    """Whether there is nothing left that `total` would be the sum of."""
    return not any(getattr(total, column) for column in COLUMNS)


def set_clock(collection_id: str, at: datetime) -> None:
    """Let the totals of a collection stand for the moment `at`, earlier or later than the one they stand for.

    Reads only the contributions that the clock changes on its way.
    """
    then = clocks([collection_id])[collection_id]
    start, end = sorted((then, at))
    sign = 1 if at > then else -1
    own = Contribution.objects.now(collection_id, method=FAIR.label).filter(is_own=True).order_by()
    change: Sums = defaultdict(Counter)
    # Added up here: told to group by expert, SQLite would rather walk through all of the collection in that order.
    overdue = own.filter(state=State.OPEN, due_at__gt=start, due_at__lte=end)
    for expert_id, weighs in overdue.values_list("expert_id", "weight").iterator(chunk_size=2000):
        change[collection_id, expert_id].update({"overdue": sign, "unknown": sign * weighs})
    official = own.filter(is_first=True, official_at__gt=start, official_at__lte=end)
    for expert_id in official.values_list("expert_id", flat=True).iterator(chunk_size=2000):
        change[collection_id, expert_id].update({"provisional": -sign})
    _change(change)
    Clock.objects.update_or_create(method=FAIR.label, collection_id=collection_id, defaults={"at": at})


def next_change(collection_id: str, at: datetime) -> datetime | None:
    """The first moment after `at` when a claim becomes overdue or stops being provisional. Two queries, by index."""
    own = Contribution.objects.now(collection_id, method=FAIR.label).filter(is_own=True).order_by()
    due = own.filter(state=State.OPEN, due_at__gt=at).aggregate(first=Min("due_at"))
    official = own.filter(official_at__gt=at).aggregate(first=Min("official_at"))
    return min((one["first"] for one in (due, official) if one["first"] is not None), default=None)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """How contributions are added up: by which clock, with which weights, and whether endorsed ones count."""

    due: Q
    """Those whose deadline has passed."""
    final: Q
    """Those that nobody can ask to have judged again."""
    weight: Any = field(default_factory=partial(F, "weight"))
    credit: Any = field(default_factory=partial(F, "credit"))
    endorsed_too: bool = False


def by_clock(clock: datetime) -> Measure:
    """How totals are counted that stand for the moment `clock`."""
    return Measure(due=Q(due_at__lte=clock), final=Q(official_at__lte=clock))


def parts(held: QuerySet[Contribution], measure: Measure) -> QuerySet[Contribution, dict[str, Any]]:
    """What `held` gives each expert, in parts of one sort each; added up they are totals.

    SQLite adds the lines of a sort up as they come in the order of the covering index, which takes two thirds of the
    time of a sum for each column of a total. For PostgreSQL, which takes twice as long so, each line is a part.
    """
    late = Q(state=State.OPEN) & measure.due
    sorts = held.order_by().values("expert_id", "state", "is_own", "is_first")
    if connection.vendor == "sqlite":
        found = sorts.annotate(
            lines=Count("*"),
            weighs=Sum(measure.weight),
            credits=Sum(measure.credit, default=0),
            marks=Sum("mark"),
            late=Count("due_at", filter=late),
            late_weighs=Sum(measure.weight, filter=late, default=0),
            final=Count("official_at", filter=measure.final),
        )
    else:
        found = sorts.annotate(
            lines=Value(1),
            weighs=measure.weight,
            credits=Coalesce(measure.credit, 0),
            marks=F("mark"),
            late=Case(When(late, then=1), default=0),
            late_weighs=Case(When(late, then=measure.weight), default=0),
            final=Case(When(measure.final, then=1), default=0),
        )
    return cast("QuerySet[Contribution, dict[str, Any]]", found)


GRADED, AMBIGUOUS = (f"state = '{state}'" for state in (State.GRADED, State.AMBIGUOUS))
IS_DECIDED = f"is_first AND state IN ({', '.join(repr(state.value) for state in DECIDED)})"
OWN = {state.value: (f"state = '{state}'", "lines") for state in State} | {
    "overdue": ("TRUE", "late"),
    "weight": (GRADED, "weighs"),
    "credit": (GRADED, "credits"),
    "unknown": ("TRUE", f"CASE WHEN {AMBIGUOUS} THEN weighs ELSE late_weighs END"),
    "decided": (IS_DECIDED, "lines"),
    "provisional": (IS_DECIDED, "lines - final"),
}
"""Of which of somebody's own parts a column of a total is the sum, and of what in them."""


def counted(held: QuerySet[Contribution], measure: Measure) -> tuple[str, list[Any]]:
    """The totals that `held` adds up to, as SQL and its values: a row for each expert, with `expert_id` and `COLUMNS`.

    Every board that is not moved by differences is counted by this one query.
    """
    found = [parts(some, measure).query.sql_with_params() for some in _apart(held)]
    every = " UNION ALL ".join(query for query, _ in found)
    counts = "TRUE" if measure.endorsed_too else "is_own"
    sums = {name: f"SUM(CASE WHEN {counts} AND {which} THEN {what} ELSE 0 END)" for name, (which, what) in OWN.items()}
    sums["mark"] = "SUM(marks)"
    columns = ", ".join(f"{sums[name]} AS {name}" for name in COLUMNS)
    # Names of our own columns and queries that Django wrote; every value is a parameter.
    query = f"SELECT expert_id, {columns} FROM ({every}) AS parts GROUP BY expert_id"  # noqa: S608
    return query, [value for _, values in found for value in values]


def _apart(held: QuerySet[Contribution]) -> list[QuerySet[Contribution]]:
    """`held` in sets that share nothing: SQLite has what still counts in its covering index, and the rest beside it."""
    if connection.vendor != "sqlite":
        return [held]
    return [held.filter(valid_to__isnull=True), held.filter(valid_to__isnull=False)]


def totals(held: QuerySet[Contribution], measure: Measure) -> Iterator[Added]:
    """The same as plain values, by the id of the expert."""
    query, values = counted(held, measure)
    with connection.cursor() as cursor:
        cursor.execute(f"{query} ORDER BY expert_id", values)
        for expert_id, *sums in cursor.fetchall():
            yield Added(expert_id, *map(int, sums))


def recount(collection_id: str) -> None:
    """Write the totals of a collection anew from its contributions, of which none leaves the database.

    Its sums do: PostgreSQL shares a SELECT among processes, but never one that inserts.
    """
    Total.objects.filter(method=FAIR.label, collection=collection_id).delete()
    held = Contribution.objects.now(collection_id, method=FAIR.label)
    found = totals(held, by_clock(clocks([collection_id])[collection_id]))
    names = ("method", "collection_id", *Added._fields)
    bulk.write(Total, names, ((FAIR.label, collection_id, *one) for one in found))
