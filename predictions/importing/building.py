"""From checked values to a `Bundle`. Nothing is checked here: the shape and the references have been."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from predictions.importing.bundle import (
    AffiliationData,
    AssessmentData,
    Bundle,
    ClaimData,
    CollectionData,
    CriteriaData,
    EvidenceData,
    ExpertData,
    HedgeData,
    PriorData,
    QuoteData,
    RefusalData,
    SelectionData,
    SourceData,
    StatementData,
    TermData,
    TopicData,
    UnnamedData,
)

QUARTER = Decimal("0.01")
MILLIONTH = Decimal("0.000001")

Fields = dict[str, Any]


def build(fields: Fields) -> Bundle:
    """The bundle with these fields, which must have the shape of the format."""
    return Bundle(
        language=fields["language"],
        topics=tuple(TopicData(**topic) for topic in fields["topics"]),
        collection=_collection(fields["collection"]),
        sources=tuple(_source(source) for source in fields["sources"]),
        experts=tuple(_expert(expert) for expert in fields["experts"]),
        claims=tuple(_claim(claim) for claim in fields["claims"]),
    )


def _collection(fields: Fields) -> CollectionData:
    note = fields["selection_note"]
    selection = SelectionData(
        how=note["how"],
        considered=note["considered"],
        taken=note["taken"],
        refused=tuple(RefusalData(**refusal) for refusal in note["refused"]),
    )
    return CollectionData(
        slug=fields["slug"],
        title=fields["title"],
        description=fields["description"],
        starts=_day(fields["starts"]),
        ends=_day(fields["ends"]),
        quorum=fields["quorum"],
        rules=tuple(_term(rule) for rule in fields["rules"]),
        selection_note=selection,
    )


def _source(fields: Fields) -> SourceData:
    changed = {"published_on": _day(fields["published_on"]), "remarks": tuple(fields["remarks"])}
    return SourceData(**(fields | changed))


def _expert(fields: Fields) -> ExpertData:
    affiliations = tuple(AffiliationData(**(held | {"as_of": _day(held["as_of"])})) for held in fields["affiliations"])
    return ExpertData(**(fields | {"aliases": tuple(fields["aliases"]), "affiliations": affiliations}))


def _claim(fields: Fields) -> ClaimData:
    changed = {
        "quote": QuoteData(**fields["quote"]),
        "statements": tuple(_statement(statement) for statement in fields["statements"]),
        "unnamed": _unnamed(fields["unnamed"]),
        "made_on": _day(fields["made_on"]),
        "resolve_by": _day(fields["resolve_by"]),
        "criteria_written_on": _day(fields["criteria_written_on"]),
        "topics": tuple(fields["topics"]),
        "same_topic_as": tuple(fields["same_topic_as"]),
        "criteria": _criteria(fields["criteria"]),
        "prior": _prior(fields["prior"]),
        "evidence": tuple(_evidence(evidence) for evidence in fields["evidence"]),
        "sample_assessment": _assessment(fields["sample_assessment"]),
    }
    return ClaimData(**(fields | changed))


def _statement(fields: Fields) -> StatementData:
    return StatementData(**(fields | {"hedge": _hedge(fields["hedge"])}))


def _hedge(fields: Fields) -> HedgeData:
    return HedgeData(words=fields["words"], kind=fields["class"])


def _unnamed(fields: Fields | None) -> UnnamedData | None:
    if fields is None:
        return None
    hedge = fields["hedge"]
    return UnnamedData(voice=fields["voice"], hedge=None if hedge is None else _hedge(hedge))


def _criteria(fields: Fields) -> CriteriaData:
    changed = {
        "conditions": tuple(_term(condition) for condition in fields["conditions"]),
        "grades": {_grade(grade): text for grade, text in fields["grades"].items()},
    }
    return CriteriaData(**(fields | changed))


def _prior(fields: Fields | None) -> PriorData | None:
    if fields is None:
        return None
    return PriorData(**(fields | {"probability": Decimal(fields["probability"]).quantize(MILLIONTH)}))


def _evidence(fields: Fields) -> EvidenceData:
    absent: Fields = {"identifier": None, "note": None}
    return EvidenceData(**(absent | fields | {"retrieved_on": _day(fields["retrieved_on"])}))


def _assessment(fields: Fields | None) -> AssessmentData | None:
    if fields is None:
        return None
    changed = {
        "grade": None if fields["grade"] is None else _grade(fields["grade"]),
        "cites": tuple(fields["cites"]),
        "assessed_on": _day(fields["assessed_on"]),
    }
    return AssessmentData(**(fields | changed))


def _term(fields: Fields) -> TermData:
    return TermData(key=fields["key"], text={language: text for language, text in fields.items() if language != "key"})


def _grade(value: str | int | Decimal) -> Decimal:
    return Decimal(value).quantize(QUARTER)


def _day(text: str) -> date:
    return date.fromisoformat(text)
