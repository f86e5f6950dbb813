"""A source on the workbench: its text with what was taken and what was not, and how far the work has come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from predictions import anchoring, drafting
from predictions.checkability import GRADES
from predictions.desk.forms.drafts import GRADE_NAMES, PARTS
from predictions.lifecycle import Status
from predictions.models import Claim, Refusal, Source, Statement, WorkingText
from predictions.policy import Person


@dataclass(frozen=True)
class Mark:
    """What became of a passage. Without a place it is known to lie in a paragraph, but not where."""

    kind: str
    label: str
    title: str
    url: str
    paragraph: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what became of it; `kind` is that of the first mark."""

    text: str
    kind: str = ""


@dataclass
class Part:
    """A paragraph of the text."""

    number: int
    start: int
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


@dataclass
class Progress:
    """How far a source is written up. Unread are the paragraphs from which nothing was taken nor refused."""

    source: Source
    drafts: int = 0
    offered: int = 0
    taken: int = 0
    refused: int = 0
    unread: int = 0
    has_text: bool = False


def progress() -> list[Progress]:
    """Every source, the newest first, in a fixed number of queries."""
    found = {
        one.pk: Progress(one) for one in Source.objects.select_related("publisher").order_by("-published_on", "pk")
    }
    seen: dict[str, set[int]] = defaultdict(set)
    for claim in Claim.objects.filter(merged_into=None).only("source_id", "status", "offered_at"):
        line = found[claim.source_id]
        line.drafts += claim.status == Status.DRAFT
        line.offered += claim.status == Status.DRAFT and claim.offered_at is not None
        line.taken += claim.status != Status.DRAFT
    for source, paragraph in Statement.objects.order_by().values_list("source_id", "paragraph"):
        seen[source].add(paragraph or 0)
    for source, paragraph in Refusal.objects.order_by().values_list("source_id", "paragraph"):
        found[source].refused += 1
        seen[source].add(paragraph)
    texts = set(WorkingText.objects.values_list("source_id", flat=True))
    for pk, line in found.items():
        line.unread = max(0, line.source.paragraphs - len(seen[pk] - {0}))
        line.has_text = pk in texts
    return list(found.values())


def marks(source: Source, text: str) -> list[Mark]:
    """What became of the passages of `source`, in the order of the text."""
    said = Prefetch("claim", Claim.objects.select_related("source").prefetch_related("wordings"))
    statements = source.statements.filter(claim__merged_into=None).prefetch_related(said).select_related("expert")
    found = [_taken(one, text) for one in statements]
    found += [_refused(one) for one in source.refusals.all()]
    return sorted(found, key=lambda one: (one.paragraph, one.start or 0, one.label))


def _taken(statement: Statement, text: str) -> Mark:
    claim, start, end = statement.claim, statement.quote_start, statement.quote_end
    if start is None and statement.quote:
        start, end = _place(statement, text)
    is_draft = claim.status == Status.DRAFT
    wordings = claim.wordings.all()
    title = claim.wording("").proposition if wordings else ""
    address = reverse("desk_draft", args=[claim.source.slug, claim.pk]) if is_draft else claim.get_absolute_url()
    kind = "draft" if is_draft else "taken"
    return Mark(kind, claim.key, title or statement.quote, address, statement.paragraph or 0, start, end)


def _place(statement: Statement, text: str) -> tuple[int | None, int | None]:
    """Where a quote stands that was put on record without its place, if it stands in its paragraph once."""
    try:
        found = anchoring.find(text, statement.quote, paragraph=statement.quote_paragraph)
    except anchoring.NotAnchored:
        return None, None
    return found.start, found.end


def _refused(refusal: Refusal) -> Mark:
    what = next(iter(refusal.what.values()), "")
    return Mark("refused", "", what, "", refusal.paragraph, refusal.start, refusal.end)


def parts(text: str, found: Iterable[Mark]) -> list[Part]:
    """The paragraphs of `text`, cut where a mark begins or ends."""
    laid: dict[int, list[Mark]] = defaultdict(list)
    for mark in found:
        laid[mark.paragraph].append(mark)
    return [
        Part(one.number, one.start, list(_pieces(text, one.start, one.end, laid[one.number])), laid[one.number])
        for one in anchoring.paragraphs(text)
    ]


def _pieces(text: str, start: int, end: int, here: list[Mark]) -> Iterable[Piece]:
    placed = [
        (max(start, mark.start), min(end, mark.end), mark.kind)
        for mark in here
        if mark.start is not None and mark.end is not None
    ]
    cuts = sorted({start, end, *(cut for one in placed for cut in one[:2] if start < cut < end)})
    for left, right in pairwise(cuts):
        kind = next((kind for begins, ends, kind in placed if begins <= left and right <= ends), "")
        yield Piece(text[left:right], kind)


def remembered(source: Source, person: Person) -> dict[str, Any]:
    """What a new draft takes over from the last one that `person` wrote up, of this source if there is one."""
    mine = Claim.objects.filter(written_by=person.ref, merged_into=None).order_by("-criteria_written_on")
    before = _latest(mine.filter(source=source)) or _latest(mine)
    if before is None:
        return {"speaker": "voice:article", "said_on": source.published_on}
    is_here = before.source_id == source.pk
    given = filled(before, with_passage=False)
    kept = ["collection", "binding"]
    if is_here:
        kept += ["speaker", "said_on", "kind", "resolve_by"]
    return {"speaker": "voice:article", "said_on": source.published_on} | {name: given[name] for name in kept}


def _latest(claims: Any) -> Claim | None:
    """The one that was made last: the highest key, and keys count upwards."""
    found: Claim | None = max(claims, key=lambda one: (one.criteria_written_on, len(one.key), one.key), default=None)
    return found


def filled(claim: Claim, *, with_passage: bool = True) -> dict[str, Any]:
    """A draft as its form shows it."""
    statement = claim.statements.order_by("number").first()
    given: dict[str, Any] = {
        "collection": claim.collection_id,
        "resolve_by": drafting.shown(claim.due_on, claim.due_precision),
        "checkability": claim.checkability,
        "topics": claim.topics,
        "near_certain": claim.near_certain,
        "is_unscored": not claim.is_scored,
        "because": next(iter(claim.scored_reason.values()), ""),
    }
    for wording in claim.wordings.all():
        code = wording.language
        if wording.is_binding:
            given["binding"] = code
        given[f"{code}_proposition"] = wording.proposition
        given |= {f"{code}_{GRADE_NAMES[grade]}": wording.grades.get(grade, "") for grade in GRADES}
        given |= {f"{code}_{part}": getattr(wording, part) for part in PARTS}
    given.setdefault("binding", "en")
    if statement is not None:
        given |= _speaking(statement)
        if with_passage:
            given |= passage(statement)
    return given


def _speaking(statement: Statement) -> dict[str, Any]:
    who = f"expert:{statement.expert_id}" if statement.expert_id else f"voice:{statement.voice}"
    return {
        "speaker": who,
        "role": statement.role,
        "organization": statement.organization,
        "kind": statement.kind_of,
        "said_on": statement.said_on,
        "hedge_words": statement.hedge_words,
        "hedge_class": statement.hedge_class,
        "chance": None if statement.probability is None else format((statement.probability * 100).normalize(), "f"),
        "horizon_words": statement.horizon_words,
    }


def passage(statement: Statement) -> dict[str, Any]:
    """The quote of a statement, as the form of a draft takes it."""
    return {
        "exact": statement.quote,
        "before": statement.quote_prefix,
        "after": statement.quote_suffix,
        "start": statement.quote_start,
        "end": statement.quote_end,
        "paragraph": statement.quote_paragraph,
    }
