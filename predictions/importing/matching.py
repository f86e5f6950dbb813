"""Matching what a bundle wants with what the record holds, row by row, and keeping count of the differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from predictions import revisions
from predictions.importing.holding import Held
from predictions.importing.wanted import Columns
from predictions.importing.wording import counted
from predictions.models import TOMBSTONE, Collection, Fact

CANNOT_BE_KEPT = (ValidationError, revisions.UnreadableText, revisions.NotInCalendar)
Change = tuple[str, Any, Any]


class Unfitting(Exception):
    """The file is sound, but this record cannot hold what it says. The text lists every reason, with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        lines = [f"The record cannot take this file: {counted(len(problems), 'reason')}. Nothing was written."]
        super().__init__("\n".join(lines + [f"{number}. {one}" for number, one in enumerate(problems, start=1)]))


@dataclass(frozen=True)
class Difference:
    """One row that the bundle adds or changes; `changes` holds (column, before, after), nothing for a new row."""

    fact: Fact
    label: str
    changes: tuple[Change, ...] = ()


@dataclass
class Plan:
    """Everything a bundle would do to the record, in the order in which it has to be done."""

    collection: Collection | None = None
    differences: list[Difference] = field(default_factory=list)
    # In the record and not in the file, or settled in the record and different in the file. Nothing is done.
    kept: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the record already holds what the file says."""
        return not self.differences


class Matcher:
    """Finds for each wanted row the one that the record holds, and notes what is new, changed, kept or impossible."""

    def __init__(self, held: Held) -> None:
        self.held = held
        self.result = Plan()
        self.problems: list[str] = []

    def want(self, model: type[Any], identity: Mapping[str, Any], columns: Columns, label: str, **more: Any) -> Any:
        """The row of `identity` as the file wants it: found, changed or new. `more` follows the file too."""
        return self.follow(self.held.take(model, identity), model, identity, columns, label, **more)

    def follow(
        self,
        found: Any | None,
        model: type[Any],
        identity: Mapping[str, Any],
        columns: Columns,
        label: str,
        **more: Any,
    ) -> Any:
        """The same for a row that the caller has found, or has not."""
        follow = dict(columns.follow) | more
        if found is None:
            row = model(**(dict(identity) | follow | dict(columns.once)))
            self.note(Difference(row, label))
            return row
        if changes := self._changes(found, follow, label):
            for column, _, after in changes:
                setattr(found, column, after)
            self.note(Difference(found, label, tuple(changes)))
        return found

    def _changes(self, found: Fact, follow: Mapping[str, Any], label: str) -> list[Change]:
        changes = []
        for column, wanted in follow.items():
            before, after = getattr(found, column), revisions.clean_json(wanted, column)
            if before == after:
                continue
            if before == TOMBSTONE and column in type(found).ERASABLE:
                self.result.kept.append(f"{found._meta.verbose_name} {label}: its {column} was erased and stays so")
                continue
            changes.append((column, before, after))
        return changes

    def note(self, difference: Difference) -> None:
        """Keep `difference`, or the reason why the database could not."""
        name = f"{difference.fact._meta.verbose_name} {difference.label}"
        try:
            revisions.clean(difference.fact)
        except ValidationError as error:
            for column, messages in error.message_dict.items():
                self.problems.append(f"{name}, {column}: {' '.join(messages)}")
        except CANNOT_BE_KEPT as error:
            self.problems.append(f"{name}: {error}")
        else:
            self.result.differences.append(difference)
