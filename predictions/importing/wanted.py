"""What a bundle wants the record to hold, as rows: one small function for each kind of thing in the file.

Each row has an identity, columns that follow the file, and columns that are set once and then belong to the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from predictions import lifecycle
from predictions.importing.bundle import (
    Bundle,
    ClaimData,
    CriteriaData,
    EvidenceData,
    ExpertData,
    PriorData,
    SourceData,
    StatementData,
    TermData,
    UnnamedData,
)
from predictions.models import Basis, StatementKind


@dataclass(frozen=True)
class Columns:
    """The columns of one wanted row, without those that point at other rows."""

    follow: Mapping[str, Any]
    once: Mapping[str, Any] = field(default_factory=dict)


def grade_key(grade: Any) -> str:
    """'1', '0.75', '0.5', '0.25' or '0': how wordings name a grade."""
    return format(grade.normalize(), "f")


def collection(bundle: Bundle, *, is_late: bool) -> Columns:
    """The collection; retrospective as soon as one scored claim's criteria were written after its deadline.

    is_late  whether the record holds such a claim that the file does not name
    """
    found = bundle.collection
    late = is_late or any(claim.scored and claim.criteria_written_on > claim.resolve_by for claim in bundle.claims)
    return Columns(
        {
            "title": found.title,
            "description": found.description,
            "starts": found.starts,
            "ends": found.ends,
            "basis": Basis.RETROSPECTIVE if late else Basis.PROSPECTIVE,
            "quorum": found.quorum,
            "rules": [_both(rule) for rule in found.rules],
            "selection_how": found.selection_note.how,
            "considered": found.selection_note.considered,
        }
    )


def _both(term: TermData) -> dict[str, str]:
    return {"key": term.key} | term.text


def source(found: SourceData) -> Columns:
    """A source, without its publisher."""
    return Columns(
        {
            "form": found.kind,
            "language": found.language,
            "published_on": found.published_on,
            "title": found.title or "",
            "url": found.url or "",
            "content_sha256": found.content_sha256,
            "paragraphs": found.paragraphs,
            "remarks": list(found.remarks),
        }
    )


def expert(found: ExpertData) -> Columns:
    """A quoted person, without affiliations."""
    return Columns(
        {
            "name": found.name,
            "aliases": list(found.aliases),
            "interests": found.interests,
            "remark": found.remark or "",
        }
    )


def claim(found: ClaimData, *, written_by: UUID) -> Columns:
    """The claim itself, as a draft. Whether it is scored is settled when it is published."""
    return Columns(
        {
            "scored_reason": found.scored_reason,
            "said_on": found.made_on,
            "due_on": found.resolve_by,
            "due_at": lifecycle.due_instant(found.resolve_by),
            "deadline_assigned": found.deadline_assigned,
            "criteria_written_on": found.criteria_written_on,
            "checkability": found.checkability,
            "near_certain": found.near_certain,
            "topics": list(found.topics),
            "neighbours": list(found.same_topic_as),
        },
        once={"written_by": written_by},
    )


def wording(found: ClaimData, language: str, *, is_binding: bool) -> Columns:
    """The text of the claim in one language."""
    criteria: CriteriaData = found.criteria
    return Columns(
        {
            "is_binding": is_binding,
            "proposition": found.proposition[language],
            "question": criteria.question[language],
            "conditions": [{"key": term.key, "text": term.text[language]} for term in criteria.conditions],
            "grades": {grade_key(grade): text[language] for grade, text in criteria.grades.items()},
            "source_of_truth": criteria.source_of_truth[language],
            "edge_cases": criteria.edge_cases[language],
            "annul_if": criteria.annul_if[language],
        }
    )


@dataclass(frozen=True)
class WantedStatement:
    """A statement, by an expert (a key) or by an unnamed voice."""

    expert: str | None
    voice: str
    columns: Columns


def statements(found: ClaimData) -> Iterator[WantedStatement]:
    """The named statements in the order of the file, then the unnamed voice.

    The file quotes once a claim. The quote belongs to the article's own wording where the claim has one, else to the
    statement of its paragraph, else to the first.
    """
    places = [statement.paragraph for statement in found.statements]
    quoted = places.index(found.quote.paragraph) if found.quote.paragraph in places else 0
    for place, statement in enumerate(found.statements):
        with_quote = found.unnamed is None and place == quoted
        yield WantedStatement(statement.expert, "", _named(found, statement, with_quote=with_quote))
    if found.unnamed is not None:
        yield WantedStatement(None, found.unnamed.voice, _unnamed(found, found.unnamed))


def _named(found: ClaimData, statement: StatementData, *, with_quote: bool) -> Columns:
    own = {
        "kind_of": statement.kind,
        "paragraph": statement.paragraph,
        "hedge_words": statement.hedge.words,
        "hedge_class": statement.hedge.kind,
        "role": statement.role,
        "organization": statement.organization,
    }
    return Columns(own | _said(found, with_quote=with_quote))


def _unnamed(found: ClaimData, unnamed: UnnamedData) -> Columns:
    hedge = unnamed.hedge
    own = {
        "kind_of": StatementKind.QUOTED,
        "paragraph": found.quote.paragraph,
        "hedge_words": hedge.words if hedge else "",
        "hedge_class": hedge.kind if hedge else "",
        "role": "",
        "organization": "",
    }
    return Columns(own | _said(found, with_quote=True))


def _said(found: ClaimData, *, with_quote: bool) -> dict[str, Any]:
    quote = found.quote
    return {
        "said_on": found.made_on,
        "locator": found.locator,
        "quote": quote.exact if with_quote else "",
        "quote_language": quote.language if with_quote else "",
        "quote_paragraph": quote.paragraph if with_quote else None,
    }


def evidence(found: EvidenceData) -> Columns:
    """One document."""
    return Columns(
        {
            "stance": found.stance,
            "strength": found.strength,
            "tier": found.tier,
            "title": found.title,
            "publisher": found.publisher,
            "published": found.published or "",
            "url": found.url,
            "identifier": found.identifier or "",
            "retrieved_on": found.retrieved_on,
            "recheck": found.recheck,
            "summary": found.summary,
            "note": found.note or "",
        }
    )


def prior(found: PriorData, *, set_on: date, set_by: UUID) -> Columns:
    """The expected grade, set in hindsight: kept and shown, never used for scoring."""
    return Columns(
        {"expected": found.probability, "set_on": set_on, "reason": found.reason, "note": found.note},
        once={"set_by": set_by},
    )
