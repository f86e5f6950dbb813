"""Reading a bundle: from a file to typed data, or to the list of everything that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from predictions.importing import bundle as parts
from predictions.importing.bundle import Bundle
from predictions.importing.checking import check_references
from predictions.importing.composing import Unreadable, compose, decoded
from predictions.importing.errors import BundleErrors
from predictions.importing.nodes import Faults, Node, TooManyFaults
from predictions.importing.shape import check_shape

QUARTER = Decimal("0.01")
MILLIONTH = Decimal("0.000001")

Part = TypeVar("Part")


def read(source: Path | bytes) -> Bundle:
    """The bundle in a file, or in the bytes of one.

    raises  BundleErrors with every error at once; OSError when the file cannot be opened
    """
    name = source.name if isinstance(source, Path) else "The bundle"
    data = source.read_bytes() if isinstance(source, Path) else source
    faults = Faults()
    root: Node | None = None
    try:
        root = compose(decoded(data, faults), faults)
        check_shape(root, faults)
        check_references(root, faults)
    except (Unreadable, TooManyFaults):
        pass
    if faults or root is None:
        raise BundleErrors(faults.placed(root), name=name)
    return _bundle(_plain(root))


def digest(source: Path) -> str:
    """The SHA-256 of the file, in hexadecimal."""
    return hashlib.sha256(source.read_bytes()).hexdigest()


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    return node.value


def _each(build: Callable[[Any], Part], found: list[Any]) -> tuple[Part, ...]:
    return tuple(build(one) for one in found)


def _bundle(file: dict[str, Any]) -> Bundle:
    return Bundle(
        language=file["language"],
        topics=_each(lambda topic: parts.TopicData(**topic), file["topics"]),
        collection=_collection(file["collection"]),
        sources=_each(_source, file["sources"]),
        experts=_each(_expert, file["experts"]),
        claims=_each(_claim, file["claims"]),
    )


def _term(term: dict[str, str]) -> parts.TermData:
    return parts.TermData(key=term["key"], text={"en": term["en"], "fr": term["fr"]})


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _collection(found: dict[str, Any]) -> parts.CollectionData:
    note = found["selection_note"]
    selection = parts.SelectionData(
        how=note["how"],
        considered=note["considered"],
        taken=note["taken"],
        refused=_each(lambda refusal: parts.RefusalData(**refusal), note["refused"]),
    )
    return parts.CollectionData(
        slug=found["slug"],
        title=found["title"],
        description=found["description"],
        starts=_day(found["starts"]),
        ends=_day(found["ends"]),
        quorum=found["quorum"],
        rules=_each(_term, found["rules"]),
        selection_note=selection,
    )


def _source(found: dict[str, Any]) -> parts.SourceData:
    return parts.SourceData(**found | {"published_on": _day(found["published_on"]), "remarks": tuple(found["remarks"])})


def _expert(found: dict[str, Any]) -> parts.ExpertData:
    affiliations = _each(
        lambda one: parts.AffiliationData(**one | {"as_of": _day(one["as_of"])}), found["affiliations"]
    )
    return parts.ExpertData(**found | {"aliases": tuple(found["aliases"]), "affiliations": affiliations})


def _hedge(found: dict[str, Any] | None) -> parts.HedgeData | None:
    return parts.HedgeData(words=found["words"], kind=found["class"]) if found else None


def _statement(found: dict[str, Any]) -> parts.StatementData:
    return parts.StatementData(**found | {"hedge": _hedge(found["hedge"])})


def _criteria(found: dict[str, Any]) -> parts.CriteriaData:
    grades = {Decimal(grade).quantize(QUARTER): text for grade, text in found["grades"].items()}
    return parts.CriteriaData(**found | {"conditions": _each(_term, found["conditions"]), "grades": grades})


def _evidence(found: dict[str, Any]) -> parts.EvidenceData:
    optional = {"identifier": found.get("identifier"), "note": found.get("note")}
    return parts.EvidenceData(**found | optional | {"retrieved_on": _day(found["retrieved_on"])})


def _prior(found: dict[str, Any] | None) -> parts.PriorData | None:
    if found is None:
        return None
    return parts.PriorData(**found | {"probability": Decimal(found["probability"]).quantize(MILLIONTH)})


def _assessment(found: dict[str, Any] | None) -> parts.AssessmentData | None:
    if found is None:
        return None
    grade = None if found["grade"] is None else Decimal(found["grade"]).quantize(QUARTER)
    return parts.AssessmentData(
        **found | {"grade": grade, "cites": tuple(found["cites"]), "assessed_on": _day(found["assessed_on"])}
    )


def _claim(found: dict[str, Any]) -> parts.ClaimData:
    unnamed = found["unnamed"]
    return parts.ClaimData(
        **found
        | {
            "quote": parts.QuoteData(**found["quote"]),
            "statements": _each(_statement, found["statements"]),
            "unnamed": unnamed and parts.UnnamedData(voice=unnamed["voice"], hedge=_hedge(unnamed["hedge"])),
            "made_on": _day(found["made_on"]),
            "resolve_by": _day(found["resolve_by"]),
            "criteria_written_on": _day(found["criteria_written_on"]),
            "topics": tuple(found["topics"]),
            "same_topic_as": tuple(found["same_topic_as"]),
            "criteria": _criteria(found["criteria"]),
            "prior": _prior(found["prior"]),
            "evidence": _each(_evidence, found["evidence"]),
            "sample_assessment": _assessment(found["sample_assessment"]),
        }
    )
