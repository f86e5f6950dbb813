"""What contributions add up to, for each expert of a collection: moved by whole differences, or counted anew.

Two ways to the same numbers. `move` adds in Python what a few contributions change; `counted` lets the database add all
of them. Whoever doubts the first compares it with the second, by equality.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from django.db import connection
from django.db.models import Count, Min, Q, QuerySet, Sum

from scoring.models import DECIDED, Clock, Contribution, State, Total
from scoring.rules.method import FAIR

COLUMNS = (
    "graded", "ambiguous", "annulled", "open", "unscored", "overdue", "weight", "credit", "unknown", "decided",
    "provisional", "mark",
)  # fmt: skip
UNIQUE = ("collection", "method", "expert")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

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


def is_nothing(total: Total) -> bool:
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
    overdue = own.filter(state=State.OPEN, due_at__gt=start, due_at__lte=end).values("expert_id")
    sums = overdue.annotate(lines=Count("pk"), weighs=Sum("weight"))
    for expert_id, lines, weighs in sums.values_list("expert_id", "lines", "weighs"):
        change[collection_id, expert_id].update({"overdue": sign * lines, "unknown": sign * weighs})
    official = own.filter(is_first=True, official_at__gt=start, official_at__lte=end).values("expert_id")
    for expert_id, lines in official.annotate(lines=Count("pk")).values_list("expert_id", "lines"):
        change[collection_id, expert_id].update({"provisional": -sign * lines})
    _change(change)
    Clock.objects.update_or_create(method=FAIR.label, collection_id=collection_id, defaults={"at": at})


def next_change(collection_id: str, at: datetime) -> datetime | None:
    """The first moment after `at` when a claim becomes overdue or stops being provisional. Two queries, by index."""
    own = Contribution.objects.now(collection_id, method=FAIR.label).filter(is_own=True).order_by()
    due = own.filter(state=State.OPEN, due_at__gt=at).aggregate(first=Min("due_at"))
    official = own.filter(official_at__gt=at).aggregate(first=Min("official_at"))
    return min((one["first"] for one in (due, official) if one["first"] is not None), default=None)


def counted(held: QuerySet[Contribution], clock: datetime) -> QuerySet[Contribution, dict[str, Any]]:
    """The totals that `held`, contributions of one collection, add up to at `clock`: one GROUP BY, a row an expert.

    returns  dictionaries with `expert_id` and, behind `all_`, the columns of a total
    """
    own = Q(is_own=True)
    overdue = own & Q(state=State.OPEN, due_at__lte=clock)
    decided = own & Q(is_first=True, state__in=DECIDED)
    later = Q(official_at__isnull=True) | Q(official_at__gt=clock)
    lines = {state.value: own & Q(state=state) for state in State}
    lines |= {"overdue": overdue, "decided": decided, "provisional": decided & later}
    graded = lines[State.GRADED]
    amounts = {
        "weight": Sum("weight", filter=graded, default=0),
        "credit": Sum("credit", filter=graded, default=0),
        "unknown": Sum("weight", filter=own & Q(state=State.AMBIGUOUS) | overdue, default=0),
        "mark": Sum("mark"),
    }
    columns = {name: Count("pk", filter=which) for name, which in lines.items()} | amounts
    sums = held.order_by().values("expert_id").annotate(**{f"all_{name}": columns[name] for name in COLUMNS})
    return cast("QuerySet[Contribution, dict[str, Any]]", sums)


def totals(held: QuerySet[Contribution], clock: datetime) -> Iterator[Total]:
    """The same as rows that are not saved, one at a time."""
    for row in counted(held, clock).order_by("expert_id").iterator(chunk_size=2000):
        yield Total(expert_id=row["expert_id"], **{name: int(row[f"all_{name}"]) for name in COLUMNS})


def recount(collection_id: str) -> None:
    """Write the totals of a collection anew from its contributions. No row leaves the database."""
    Total.objects.filter(method=FAIR.label, collection=collection_id).delete()
    held = Contribution.objects.now(collection_id, method=FAIR.label)
    query, values = counted(held, clocks([collection_id])[collection_id]).query.sql_with_params()
    names = ("method", "collection_id", "expert_id", *COLUMNS)
    into = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        # Names of our own columns and a query that Django wrote; every value is a parameter.
        cursor.execute(
            f"INSERT INTO {Total._meta.db_table} ({into}) SELECT %s, %s, counted.* FROM ({query}) AS counted",  # noqa: S608
            [FAIR.label, collection_id, *values],
        )
