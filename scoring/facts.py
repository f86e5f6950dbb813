"""From the record to what each claim gives each of its experts, as it was at any place in the ledger.

The record is read from its history, change by change, never from the rows as they are now. So the same positions give
the same answer however late they are read, and in pieces of any size.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Max, Q

from predictions.models import Claim, Collection, Entry, Fact, Resolution, Statement
from scoring.giving import Given, given

READ: dict[type[Fact], tuple[str, ...]] = {
    Collection: ("objection_days",),
    Claim: ("collection_id", "family_id", "status", "visibility", "merged_into_id", "due_at", "due_on", "topics"),
    Statement: ("claim_id", "expert_id", "kind_of", "said_on", "number", "probability"),
    Resolution: ("claim_id", "number", "outcome", "grade", "decided", "decided_at", "known_on"),
}
KINDS = {model.kind(): model for model in READ}


@dataclass(frozen=True)
class Change:
    """One version of one fact, and where in the ledger it came to be."""

    position: int
    kind: str
    id: str
    row: Mapping[str, Any]


SUBJECT = ("subject_kind", "subject_id", "subject_version")
"""What an entry of the ledger is about: columns of `Entry`."""


def touched(entries: Iterable[tuple[str, str, int]]) -> set[str]:
    """The claims that changes of these subjects may bear on, those of their families among them."""
    subjects: dict[str, set[tuple[str, int]]] = {kind: set() for kind in KINDS}
    for kind, subject_id, version in entries:
        subjects.get(kind, set()).add((subject_id, version))
    ids = {pk for pk, _ in subjects[Claim.kind()]}
    for model in (Statement, Resolution):
        rows = model._default_manager.filter(pk__in={pk for pk, _ in subjects[model.kind()]})
        ids |= set(rows.values_list("claim_id", flat=True))
    policies = _with_another_policy(subjects[Collection.kind()])
    ids |= set(Claim.objects.filter(collection__in=policies).values_list("pk", flat=True))
    return with_families(ids)


def _with_another_policy(versions: set[tuple[str, int]]) -> set[str]:
    """Of these versions of collections the ids of those that differ from the version before in what is read here."""
    wanted = {pk for pk, _ in versions}
    rows = Collection.history.filter(id__in=wanted).order_by().values("id", "version", *READ[Collection])
    read = {(row["id"], row["version"]): [row[name] for name in READ[Collection]] for row in rows}
    return {pk for pk, version in versions if read.get((pk, version)) != read.get((pk, version - 1))}


def with_families(ids: set[str]) -> set[str]:
    """`ids` and every claim that was ever in a family with one of them: their weights hang together."""
    known: set[str] = set()
    while ids - known:
        known = set(ids)
        past: Any = Claim.history
        families = past.filter(id__in=known, family_id__isnull=False).order_by().values_list("family_id", flat=True)
        ids = known | set(past.filter(family_id__in=set(families)).order_by().values_list("id", flat=True))
    return ids


def replay(ids: set[str], *, after: int, upto: int) -> Iterator[tuple[int, set[str], dict[tuple[str, str], Given]]]:
    """What the claims of `ids` gave, each time that may have changed; call it with whole families.

    after, upto  ledger positions: changes above the first, up to and with the second
    yields       position, the claims concerned, and all they give from there on by (expert, claim)
    """
    then = Then()
    for change in _changes(ids, upto=upto):
        if change.position <= after or then.says_the_same(change):
            then.apply(change)
            continue
        concerned = then.concerned(change)
        then.apply(change)
        concerned |= then.concerned(change)
        if concerned:
            yield change.position, concerned, then.given(concerned)


def _changes(ids: set[str], *, upto: int) -> list[Change]:
    """The history of the claims of `ids` in the order of the ledger. Nine queries."""
    collections = Claim.objects.filter(pk__in=ids).values("collection_id")
    found = [
        *_versions(Collection, upto, id__in=set(collections.values_list("collection_id", flat=True))),
        *_versions(Claim, upto, id__in=ids),
        *_versions(Statement, upto, claim_id__in=ids),
        *_versions(Resolution, upto, claim_id__in=ids),
    ]
    return sorted(found, key=lambda change: change.position)


def _versions(model: type[Fact], upto: int, **which: Any) -> Iterator[Change]:
    kind = model.kind()
    rows = list(model.history.filter(**which).order_by().values("id", "version", *READ[model]))
    entries = Entry.objects.filter(subject_kind=kind, subject_id__in={row["id"] for row in rows}, position__lte=upto)
    position_of = {
        (subject_id, version): position
        for subject_id, version, position in entries.values_list("subject_id", "subject_version", "position")
    }
    for row in rows:
        position = position_of.get((row["id"], row["version"]))
        if position is not None:
            yield Change(position, kind, row["id"], row)


def as_of(model: type[Fact], position: int, columns: tuple[str, ...], **which: Any) -> list[Mapping[str, Any]]:
    """The rows of `model` as they stood at `position`, with `columns`; those that were not there yet are left out.

    which  conditions that hold for every revision of a row, such as the claim it belongs to
    """
    rows = list(model.history.filter(**which).order_by().values("id", "version", *columns))
    ids = {row["id"] for row in rows}
    entries = Entry.objects.filter(subject_kind=model.kind(), subject_id__in=ids, position__lte=position).order_by()
    newest = dict(entries.values_list("subject_id").annotate(Max("subject_version")))
    return [row for row in rows if newest.get(row["id"]) == row["version"]]


def as_of_each(
    model: type[Fact], places: Mapping[str, int], columns: tuple[str, ...], *, by: str
) -> list[Mapping[str, Any]]:
    """The same where rows are looked at at different places: each at that of what its column `by` says. Two queries.

    places  ledger positions by value of that column
    """
    if not places:
        return []
    rows = list(model.history.filter(**{f"{by}__in": places}).order_by().values("id", "version", *{by, *columns}))
    ids: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        ids[places[row[by]]].add(row["id"])
    there = [Q(subject_id__in=these, position__lte=position) for position, these in ids.items()]
    entries = Entry.objects.filter(reduce(or_, there or [Q(pk__in=[])]), subject_kind=model.kind()).order_by()
    newest = dict(entries.values_list("subject_id").annotate(Max("subject_version")))
    return [row for row in rows if newest.get(row["id"]) == row["version"]]


Rows = dict[str, Mapping[str, Any]]


@dataclass
class Then:
    """The facts at one place in the ledger: the newest version of each, by id; what was said and decided by claim."""

    collections: Rows = field(default_factory=dict)
    claims: Rows = field(default_factory=dict)
    statements: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))
    resolutions: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))

    def apply(self, change: Change) -> None:
        """Go on to the next change."""
        self._rows(change)[change.id] = change.row

    def says_the_same(self, change: Change) -> bool:
        """Whether `change` leaves everything that is read here as it was."""
        before = self._rows(change).get(change.id)
        return before is not None and all(before[name] == change.row[name] for name in READ[KINDS[change.kind]])

    def _rows(self, change: Change) -> Rows:
        model = KINDS[change.kind]
        if model is Collection:
            return self.collections
        if model is Claim:
            return self.claims
        by_claim = self.statements if model is Statement else self.resolutions
        return by_claim[change.row["claim_id"]]

    def concerned(self, change: Change) -> set[str]:
        """The claims that `change` bears on as things stand: one claim and its family, or a whole collection."""
        if change.kind == Collection.kind():
            return {pk for pk, claim in self.claims.items() if claim["collection_id"] == change.id}
        pk = change.id if change.kind == Claim.kind() else change.row["claim_id"]
        if pk not in self.claims:
            return set()
        family = self.claims[pk]["family_id"]
        if family is None:
            return {pk}
        return {pk for pk, claim in self.claims.items() if claim["family_id"] == family}

    def given(self, ids: set[str]) -> dict[tuple[str, str], Given]:
        """What the claims of `ids` give, by (expert, claim)."""
        return given(
            {pk: self.claims[pk] for pk in ids},
            statements=[row for pk in ids for row in self.statements[pk].values()],
            resolutions=[row for pk in ids for row in self.resolutions[pk].values()],
            objection_days={pk: row["objection_days"] for pk, row in self.collections.items()},
        )
