"""The revisions of a claim as a reader sees them: who, when, why, and what changed, newest first.

Verdicts, priors and assignments have streams of their own and never appear here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext, pgettext_lazy

from predictions.models import FACTS, TOMBSTONE, Claim, Entry, Evidence, Expert, Fact, Round
from predictions.people import names
from predictions.policy import SYSTEM_REF
from predictions.templatetags.drawings import score
from predictions.templatetags.words import grade_word, outcome_word, partial_date, stance_word, strength_word, tier_word

# Columns that say nothing to a reader: keys, numbers, and who did it, which each revision says anyway.
SILENT = frozenset({
    "id", "version", "claim_id", "collection_id", "round_id", "number", "key", "contact", "cites", "replaces_id",
    "status", "publication", "written_by", "published_by", "seconded_by", "decided_by", "published_at", "closed_at",
    "criteria_frozen_at", "due_at", "opened_at", "decided_at", "offered_by", "offered_at", "answered_by",
    "resolution_id", "language", "quote_prefix", "quote_suffix", "quote_start", "quote_end", "retracted_at",
    "retracted_by", "retraction_reason", "file_type", "file_size",
})  # fmt: skip
# What a column is called where it changed. Others go by the name that the model gives them.
LABELS = {
    "proposition": gettext_lazy("Proposition"),
    "question": gettext_lazy("Question"),
    "conditions": gettext_lazy("Conditions"),
    "grades": gettext_lazy("What earns which grade"),
    "source_of_truth": gettext_lazy("Where to look"),
    "edge_cases": gettext_lazy("In doubt"),
    "annul_if": gettext_lazy("Annulled if"),
    "said_on": pgettext_lazy("date of a claim", "Said"),
    "due_on": pgettext_lazy("date of a claim", "Due"),
    "due_precision": gettext_lazy("How exactly the date is known"),
    "deadline_assigned": gettext_lazy("Deadline assigned"),
    "criteria_written_on": gettext_lazy("Criteria written on"),
    "checkability": gettext_lazy("Checkable"),
    "near_certain": gettext_lazy("Nearly certain"),
    "extra_reviewers": gettext_lazy("Extra reviewers, drawn by lot"),
    "is_scored": gettext_lazy("To be scored"),
    "scored_reason": gettext_lazy("Why it is scored or not"),
    "topics": gettext_lazy("Topics"),
    "neighbours": gettext_lazy("Close claims"),
    "expert_id": gettext_lazy("Speaker"),
    "voice": gettext_lazy("Unnamed voice"),
    "kind_of": gettext_lazy("How it was said"),
    "quote": gettext_lazy("Quote"),
    "quote_language": gettext_lazy("Language of the quote"),
    "locator": gettext_lazy("Place"),
    "hedge_words": gettext_lazy("Hedge"),
    "hedge_class": gettext_lazy("Sort of hedge"),
    "role": gettext_lazy("Role"),
    "organization": gettext_lazy("Organization"),
    "probability": gettext_lazy("Probability"),
    "title": gettext_lazy("Title"),
    "publisher": gettext_lazy("Publisher"),
    "published": gettext_lazy("Published"),
    "url": gettext_lazy("Address"),
    "stance": gettext_lazy("Stance"),
    "strength": gettext_lazy("Strength"),
    "tier": gettext_lazy("Sort of document"),
    "retrieved_on": gettext_lazy("Read on"),
    "recheck": gettext_lazy("Second reading"),
    "summary": gettext_lazy("Summary"),
    "note": gettext_lazy("Note"),
    "archived_url": gettext_lazy("Archived address"),
    "excerpt": gettext_lazy("Excerpt"),
    "identifier": gettext_lazy("Identifier"),
    "file_name": gettext_lazy("File"),
    "file_sha256": gettext_lazy("Fingerprint of the file"),
    "state": gettext_lazy("State"),
    "answer": gettext_lazy("Answer"),
    "visibility": gettext_lazy("Visibility"),
    "restricted_cause": gettext_lazy("Why it is restricted"),
    "reasons": gettext_lazy("Reasons"),
}
# What stands for a mark of a column.
WORDS: dict[tuple[str, str], Callable[[Any], str]] = {
    ("evidence", "stance"): stance_word,
    ("evidence", "strength"): strength_word,
    ("evidence", "tier"): tier_word,
    ("evidence", "published"): partial_date,
}
# In place of a name that would lean.
UNNAMED = gettext_noop("Named when the round closes")
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
    subject is the kind of fact that changed, is_first whether this began it, settles whether it resolved the claim.
    also holds the numbers of revisions that were told together with this one, see `folded`.
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
    subject: str
    is_first: bool
    settles: bool
    differences: list[Change] = field(default_factory=list)
    also: list[int] = field(default_factory=list)


def revisions(claim: Claim, *, since: int = 0) -> list[Revision]:
    """The revisions of `claim` after number `since`, newest first. A fixed number of queries."""
    entries = list(Entry.objects.filter(stream_kind="claim", stream_id=claim.pk).order_by("stream_version"))
    return [one for one in of_entries(entries) if one.number > since][::-1]


def of_entries(entries: list[Entry], *, beside: Iterable[tuple[str, str]] = ()) -> list[Revision]:
    """The revisions that `entries` of claims recorded, in their order. A fixed number of queries.

    beside  more subjects (kind, id) to compare with: the resolutions that others replaced, where not all are among them
    """
    rows = _rows({(entry.subject_kind, entry.subject_id) for entry in entries} | set(beside))
    called = names(entry.actor_ref for entry in entries)
    sealed = _sealed(entries)
    found = [
        _revision(entry, rows, _(UNNAMED) if entry.position in sealed else called[entry.actor_ref])
        for entry in entries
        if (entry.subject_kind, entry.subject_id, entry.subject_version) in rows
    ]
    return _with_speakers(found)


def _with_speakers(found: list[Revision]) -> list[Revision]:
    """`found` with the names of speakers in place of their ids."""
    ids = {
        text for one in found for change in one.differences if change.column == "expert_id" for text in _sides(change)
    }
    if not ids:
        return found
    called = dict(Expert.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [replace(one, differences=[_named(change, called) for change in one.differences]) for one in found]


def _sides(change: Change) -> tuple[str, str]:
    return change.before, change.after


def _named(change: Change, called: dict[str, str]) -> Change:
    if change.column != "expert_id":
        return change
    before, after = (called.get(text, "") for text in _sides(change))
    return replace(change, before=before, after=after)


def _sealed(entries: list[Entry]) -> set[int]:
    """The positions that are not to name who acted: what was done to documents since a round opened that still is.

    Who lists a document says which way it points; a reviewer who does would lean before the others have filed.
    """
    asked = [one for one in entries if one.subject_kind == Evidence.kind() and one.actor_ref != SYSTEM_REF]
    if not asked:
        return set()
    still_open = Round.objects.filter(claim__in={one.stream_id for one in asked}, closed_at__isnull=True)
    opened = Entry.objects.filter(subject_kind=Round.kind(), subject_id__in=still_open.values("pk"), subject_version=1)
    since = dict(opened.values_list("stream_id", "position"))
    return {one.position for one in asked if one.stream_id in since and one.position > since[one.stream_id]}


# What is told together when one person did it in one go: which facts, and the one that gives the title, first.
DRAFT = ("claim", "wording", "statement")
DECISION = ("resolution", "claim", "round")
OPENING = ("claim", "round")


def folded(found: list[Revision]) -> list[Revision]:
    """`found`, newest first, with what was recorded in one go told once; every number stays an address.

    A draft with its wordings and statements is one line, a run of documents another, a decision with the round that it
    closed a third.
    """
    told: list[list[Revision]] = []
    for revision in found:
        if told and _together(told[-1][-1], revision):
            told[-1].append(revision)
        else:
            told.append([revision])
    return [_fold(group) if len(group) > 1 else group[0] for group in told]


def _together(newer: Revision, older: Revision) -> bool:
    chapter = _chapter(newer)
    return chapter is not None and chapter == _chapter(older) and (newer.by, newer.at) == (older.by, older.at)


def _chapter(revision: Revision) -> tuple[str, ...] | None:
    if revision.subject == "evidence":
        return ("evidence",) if revision.is_first else None
    if revision.is_first and revision.subject in DRAFT:
        return DRAFT
    if revision.subject == "round":
        return OPENING if revision.is_first else DECISION
    if revision.is_decision:
        return DECISION if revision.subject == "resolution" or revision.settles else OPENING
    return None


def _fold(group: list[Revision]) -> Revision:
    chapter = _chapter(group[0]) or ()
    head = min(group, key=lambda one: chapter.index(one.subject))
    also = [one.number for one in group if one is not head]
    if chapter == ("evidence",):
        count = {"count": len(group)}
        words = ngettext("%(count)s document added", "%(count)s documents added", len(group)) % count
        return replace(head, title=words, differences=[], also=also)
    return replace(head, differences=[] if chapter == DRAFT else head.differences, also=also)


def _rows(subjects: set[tuple[str, str]]) -> dict[tuple[str, str, int], Any]:
    ids: dict[str, set[str]] = defaultdict(set)
    for kind, pk in subjects:
        ids[kind].add(pk)
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
        subject=entry.subject_kind,
        is_first=before is None,
        settles=entry.subject_kind == "claim" and row.status == "resolved",
        differences=list(_changes(entry.subject_kind, row, before, rows)),
    )


def _changes(kind: str, row: Any, before: Any, rows: dict[tuple[str, str, int], Any]) -> Iterator[Change]:
    if kind == "resolution" and before is None:
        replaced = rows.get(("resolution", row.replaces_id or "", 1))
        yield Change("outcome", "", _outcome(replaced) if replaced else "", _outcome(row))
    else:
        yield from _differences(MODELS[kind], row, before)


def _outcome(resolution: Any) -> str:
    if resolution.grade is None:
        return outcome_word(resolution.outcome)
    return f"{grade_word(resolution.grade)}, {score(resolution.grade)}"


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
    if kind == "evidence" and changed and (before.retracted_at is None) != (row.retracted_at is None):
        said = _("Document %(number)s restored") if row.retracted_at is None else _("Document %(number)s retracted")
        return said % {"number": row.number}
    numbered = {"number": getattr(row, "number", ""), "language": getattr(row, "language", "")}
    words = {
        "statement": (_("Statement %(number)s recorded"), _("Statement %(number)s changed")),
        "wording": (_("Wording written (%(language)s)"), _("Wording changed (%(language)s)")),
        "evidence": (_("Document %(number)s added"), _("Document %(number)s changed")),
        "resolution": (_resolved(row), _("Resolution changed")),
        "objection": (_("Objection received"), _("Objection answered")),
    }
    return words.get(kind, (kind, kind))[changed] % numbered


def _resolved(row: Any) -> str:
    if getattr(row, "replaces_id", None):
        return _("Resolution replaced")
    return {
        "quorum": _("Resolved by quorum"),
        "adjudication": _("Resolved by an adjudicator"),
        "sample": _("Resolved from a sample reading"),
    }.get(getattr(row, "decided", ""), _("Resolved"))


def _claim_title(row: Any, before: Any) -> str:
    if before is None:
        return _("Draft written")
    if before.status != row.status:
        return {
            "open": _("Opened again") if before.status == "resolved" else _("Published, criteria frozen"),
            "resolved": _("Claim resolved"),
            "unscored": _("Published without a score"),
        }.get(row.status, _("Claim changed"))
    if (row.offered_at is None) != (before.offered_at is None):
        return _("Sent back to the writer") if row.offered_at is None else _("Offered for publication")
    return _("Claim changed")


def _differences(model: type[Fact], row: Any, before: Any) -> Iterator[Change]:
    """What a reader can compare. Of the first version of a text, what it is."""
    shown_at_first = {"wording": {"proposition"}, "evidence": {"title"}}
    for column in model._meta.concrete_fields:
        name = column.attname
        if name in SILENT or (before is None and name not in shown_at_first.get(model.kind(), set())):
            continue
        said = WORDS.get((model.kind(), name), _text)
        old, new = said(getattr(before, name)) if before is not None else "", said(getattr(row, name))
        if old != new:
            yield Change(name, str(LABELS.get(name, str(column.verbose_name).capitalize())), old, new)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case date():
            return formats.date_format(value, "DATETIME_FORMAT" if isinstance(value, datetime) else "DATE_FORMAT")
        case Decimal():
            return format(value, "f")
        case dict():
            return "\n".join(f"{key}: {_text(item)}" for key, item in value.items())
        case list():
            return ", ".join(_text(item) for item in value)
    return _("(erased)") if value == TOMBSTONE else str(value)
