"""The revisions of a claim as a reader sees them: who, when, why, and what changed, newest first.

Verdicts, priors and assignments have streams of their own and never appear here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from predictions.models import FACTS, Claim, Entry, Fact
from predictions.people import names

# Columns that say nothing to a reader: keys, numbers, and who did it, which each revision says anyway.
SILENT = frozenset(
    (
        "id version claim_id collection_id round_id number key contact cites replaces_id status publication "
        "written_by published_by seconded_by decided_by published_at closed_at criteria_frozen_at due_at opened_at "
        "decided_at"
    ).split()
)
MODELS: dict[str, type[Fact]] = {model.kind(): model for model in FACTS if model.STREAM[0] == "claim"}


@dataclass(frozen=True)
class Change:
    """One column of a revision: the column, its name in words, and the text before and after."""

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Revision:
    """One recorded change of a claim.

    number is the claim's revision, from 1; position its place in the whole ledger, and hash what chains it there.
    """

    number: int
    position: int
    hash: str
    by: str
    at: datetime
    recorded_at: datetime
    reason: str
    title: str
    is_decision: bool
    differences: list[Change] = field(default_factory=list)

    def without(self, columns: set[str]) -> Revision:
        """The same revision without the differences of these columns."""
        return replace(self, differences=[one for one in self.differences if one.column not in columns])


def revisions(claim: Claim, *, since: int = 0) -> list[Revision]:
    """The revisions of `claim` after number `since`, newest first. A fixed number of queries."""
    entries = list(Entry.objects.filter(stream_kind="claim", stream_id=claim.pk).order_by("stream_version"))
    rows = _rows(entries)
    called = names(entry.actor_ref for entry in entries)
    found = [
        _revision(entry, rows, called[entry.actor_ref])
        for entry in entries
        if entry.stream_version > since and (entry.subject_kind, entry.subject_id, entry.subject_version) in rows
    ]
    return found[::-1]


def _rows(entries: list[Entry]) -> dict[tuple[str, str, int], Any]:
    ids: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_kind].add(entry.subject_id)
    return {
        (kind, row.id, row.version): row
        for kind, wanted in ids.items()
        if kind in MODELS
        for row in MODELS[kind].history.filter(id__in=wanted)
    }


def _revision(entry: Entry, rows: dict[tuple[str, str, int], Any], by: str) -> Revision:
    row = rows[entry.subject_kind, entry.subject_id, entry.subject_version]
    before = rows.get((entry.subject_kind, entry.subject_id, entry.subject_version - 1))
    return Revision(
        number=entry.stream_version,
        position=entry.position,
        hash=entry.hash,
        by=by,
        at=row.history_date,
        recorded_at=entry.recorded_at,
        reason=row.history_change_reason,
        title=title(entry.subject_kind, row, before),
        is_decision=_is_decision(entry.subject_kind, row, before),
        differences=list(_differences(MODELS[entry.subject_kind], row, before)),
    )


def _is_decision(kind: str, row: Any, before: Any) -> bool:
    return kind == "resolution" or (kind == "claim" and before is not None and before.status != row.status)


def title(kind: str, row: Any, before: Any) -> str:
    """What happened, in a few words."""
    if kind == "claim":
        return _claim_title(row, before)
    if kind == "round":
        if before is None:
            return _("Round %(number)s opened") % {"number": row.number}
        return _("Round %(number)s closed") % {"number": row.number}
    changed = before is not None
    numbered = {"number": getattr(row, "number", ""), "language": getattr(row, "language", "")}
    words = {
        "statement": (_("Statement %(number)s recorded"), _("Statement %(number)s changed")),
        "wording": (_("Wording written (%(language)s)"), _("Wording changed (%(language)s)")),
        "evidence": (_("Document %(number)s added"), _("Document %(number)s changed")),
        "resolution": (_("Resolved"), _("Resolution changed")),
        "objection": (_("Objection received"), _("Objection answered")),
    }
    return words.get(kind, (kind, kind))[changed] % numbered


def _claim_title(row: Any, before: Any) -> str:
    if before is None:
        return _("Draft written")
    if before.status != row.status:
        return {
            "open": _("Opened again") if before.status == "resolved" else _("Published, criteria frozen"),
            "resolved": _("Claim resolved"),
            "unscored": _("Published without a score"),
        }.get(row.status, _("Claim changed"))
    return _("Claim changed")


def _differences(model: type[Fact], row: Any, before: Any) -> Iterator[Change]:
    """What a reader can compare. The first version of a wording shows its proposition, of a resolution its outcome."""
    shown_at_first = {"wording": {"proposition"}, "resolution": {"outcome", "grade"}, "evidence": {"title"}}
    for column in model._meta.concrete_fields:
        name = column.attname
        if name in SILENT or (before is None and name not in shown_at_first.get(model.kind(), set())):
            continue
        old, new = _text(getattr(before, name)) if before is not None else "", _text(getattr(row, name))
        if old != new:
            yield Change(name, str(column.verbose_name).capitalize(), old, new)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return formats.date_format(value, "DATETIME_FORMAT")
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case Decimal():
            return format(value, "f")
        case dict():
            return "\n".join(f"{key}: {_text(item)}" for key, item in value.items())
        case list():
            return ", ".join(_text(item) for item in value)
    return str(value)
