"""What the record holds of the things a bundle names: in one query a kind, taken row by row, and what is left."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from predictions.importing.bundle import Bundle
from predictions.models import (
    Affiliation,
    Claim,
    Collection,
    Evidence,
    Expert,
    Fact,
    Organization,
    Prior,
    PriorBasis,
    Refusal,
    Source,
    Statement,
    Topic,
    Wording,
)

Names = tuple[str, ...]


class Held:
    """The rows of the record that a bundle may mean. A row that was taken is not given again."""

    def __init__(self, bundle: Bundle) -> None:
        slug, experts = bundle.collection.slug, [expert.key for expert in bundle.experts]
        of_claims = {"claim__collection__slug": slug}
        self._rows: dict[type[Fact], list[Any]] = {
            Organization: list(Organization.objects.all()),
            Topic: list(Topic.objects.filter(key__in=[topic.key for topic in bundle.topics])),
            Source: list(Source.objects.filter(slug__in=[source.key for source in bundle.sources])),
            Expert: list(Expert.objects.filter(slug__in=experts)),
            Affiliation: list(Affiliation.objects.filter(expert__slug__in=experts)),
            Collection: list(Collection.objects.filter(slug=slug)),
            Refusal: list(Refusal.objects.filter(collection__slug=slug)),
            Claim: list(Claim.objects.filter(collection__slug=slug).order_by("key")),
            Wording: list(Wording.objects.filter(**of_claims)),
            Statement: list(Statement.objects.filter(**of_claims)),
            Evidence: list(Evidence.objects.filter(**of_claims)),
            Prior: list(Prior.objects.filter(**of_claims, basis=PriorBasis.HINDSIGHT)),
        }
        self._indexes: dict[tuple[type[Fact], Names], dict[tuple[Any, ...], list[Any]]] = {}
        self._numbers: dict[tuple[type[Fact], str], int] = {}
        self._taken: set[str] = set()

    def all(self, model: type[Fact]) -> list[Any]:
        """Every row of `model` that was fetched, taken or not."""
        return self._rows[model]

    def take(self, model: type[Fact], identity: Mapping[str, Any]) -> Any | None:
        """The first row with these values that was not taken yet, or None."""
        names = tuple(identity)
        if (model, names) not in self._indexes:
            self._indexes[model, names] = self._index(model, names)
        for row in self._indexes[model, names].get(_key(identity.values()), []):
            if row.pk not in self._taken:
                self._taken.add(row.pk)
                return row
        return None

    def _index(self, model: type[Fact], names: Names) -> dict[tuple[Any, ...], list[Any]]:
        index: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in self._rows[model]:
            index[_key(getattr(row, name) for name in names)].append(row)
        return index

    def next_number(self, model: type[Fact], owner: str, pk: str) -> int:
        """The next free `number` among the rows of `model` whose column `owner` is `pk`, from 1."""
        if (model, pk) not in self._numbers:
            taken = [row.number for row in self._rows[model] if getattr(row, owner) == pk]
            self._numbers[model, pk] = max(taken, default=0)
        self._numbers[model, pk] += 1
        return self._numbers[model, pk]

    def left(self, model: type[Fact]) -> list[Any]:
        """The rows of `model` that were not taken, in their order."""
        return [row for row in self._rows[model] if row.pk not in self._taken]


def _key(values: Iterable[Any]) -> tuple[Any, ...]:
    # PostgreSQL gives the keys of a text in an order of its own.
    return tuple(json.dumps(value, sort_keys=True) if isinstance(value, dict) else value for value in values)
