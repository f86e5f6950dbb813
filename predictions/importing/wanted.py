"""What a bundle wants the record to hold, as rows: one small function for each kind of thing in the file.

Each row has an identity, columns that follow the file, and columns that are set once and then belong to the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from predictions import lifecycle
from predictions.importing.bundle import Bundle, ClaimData, CriteriaData, StatementData, TermData
from predictions.models import Basis, PriorBasis, StatementKind


@dataclass(frozen=True)
class Columns:
    """The columns of one wanted row, without those that point at other rows."""

    follow: Mapping[str, Any]
    once: Mapping[str, Any] = field(default_factory=dict)


def grade_key(grade: Any) -> str:
    """'1', '0.75', '0.5', '0.25' or '0': how wordings name a grade."""
    return format(grade.normalize(), "f")


def collection(bundle: Bundle) -> Columns:
    """The collection; retrospective as soon as one scored claim's criteria were written after its deadline."""
    found = bundle.collection
    late = any(claim.scored and claim.criteria_written_on > claim.resolve_by for claim in bundle.claims)
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


def claim(found: ClaimData) -> Columns:
    """The claim itself, as a draft."""
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
        once={"is_scored": found.scored},
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
    """A statement and the key of the expert who makes it, None for an unnamed voice."""

    expert: str | None
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
        yield WantedStatement(statement.expert, _named(found, statement, with_quote=with_quote))
    if found.unnamed is not None:
        hedge = found.unnamed.hedge
        words = {"hedge_words": hedge.words if hedge else "", "hedge_class": hedge.kind if hedge else ""}
        voice = {
            "voice": found.unnamed.voice,
            "kind_of": StatementKind.QUOTED,
            "paragraph": found.quote.paragraph,
            "role": "",
            "organization": "",
        }
        yield WantedStatement(None, Columns(voice | words | _said(found, with_quote=True)))


def _named(found: ClaimData, statement: StatementData, *, with_quote: bool) -> Columns:
    own = {
        "voice": "",
        "kind_of": statement.kind,
        "paragraph": statement.paragraph,
        "hedge_words": statement.hedge.words,
        "hedge_class": statement.hedge.kind,
        "role": statement.role,
        "organization": statement.organization,
    }
    return Columns(own | _said(found, with_quote=with_quote))


def _said(found: ClaimData, *, with_quote: bool) -> dict[str, Any]:
    quote = found.quote
    return {
        "said_on": found.made_on,
        "locator": found.locator,
        "quote": quote.exact if with_quote else "",
        "quote_language": quote.language if with_quote else "",
        "quote_paragraph": quote.paragraph if with_quote else None,
    }


def prior(found: ClaimData) -> Columns | None:
    """The expected grade, set in hindsight: kept and shown, never used for scoring."""
    if found.prior is None:
        return None
    return Columns(
        {
            "expected": found.prior.probability,
            "set_on": found.criteria_written_on,
            "reason": found.prior.reason,
            "note": found.prior.note,
            "basis": PriorBasis.HINDSIGHT,
        }
    )
