"""A bundle that has been read and checked: everything the format `hindcast/1` holds, typed and frozen.

All text is NFC. Days are dates; `published` of evidence stays text, because a page may show only a year or a month.
Grades are quarters with two decimals, probabilities have six; there is no float anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Text = dict[str, str]
"""The same text in English and French, under `en` and `fr`."""

SourceKind = Literal["article", "talk", "post", "report", "interview", "other"]
RefusalReason = Literal["present", "past", "opinion", "capability", "announcement", "unreadable"]
StatementKind = Literal["quoted", "reported", "endorsed"]
HedgeClass = Literal["flat", "belief", "expectation", "suggestion", "possibility", "hope"]
Voice = Literal["experts", "research", "article"]
Checkability = Literal["yes", "partly", "no"]
Stance = Literal["supports", "contradicts", "context"]
Tier = Literal["primary", "press", "analysis", "secondary"]
Recheck = Literal["page", "elsewhere", "none"]
AssessmentOutcome = Literal["graded", "ambiguous", "annulled", "undecided"]


@dataclass(frozen=True, slots=True)
class TopicData:
    """A topic claims can have."""

    key: str
    title: Text


@dataclass(frozen=True, slots=True)
class TermData:
    """A rule of the collection, or a condition of one claim's criteria, under the key others refer to it by."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class RefusalData:
    """A statement of the source that was considered and not taken, and why."""

    paragraph: int
    expert: str | None
    reason: RefusalReason
    what: Text


@dataclass(frozen=True, slots=True)
class SelectionData:
    """How statements were chosen; `considered` is `taken` and the refused together."""

    how: Text
    considered: int
    taken: int
    refused: tuple[RefusalData, ...]


@dataclass(frozen=True, slots=True)
class CollectionData:
    """The collection of the bundle; `slug` is its identity."""

    slug: str
    title: Text
    description: Text
    starts: date
    ends: date
    quorum: int
    rules: tuple[TermData, ...]
    selection_note: SelectionData


@dataclass(frozen=True, slots=True)
class SourceData:
    """Where claims were made. `title` and `url` are None until someone has confirmed them."""

    key: str
    kind: SourceKind
    language: str
    published_on: date
    publisher: str
    title: str | None
    url: str | None
    content_sha256: str
    paragraphs: int
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AffiliationData:
    """What an expert was, and where, according to a source."""

    role: Text
    organization: str
    as_of: date
    source: str


@dataclass(frozen=True, slots=True)
class ExpertData:
    """A named person who is quoted."""

    key: str
    name: str
    aliases: tuple[str, ...]
    affiliations: tuple[AffiliationData, ...]
    interests: Text
    remark: str | None


@dataclass(frozen=True, slots=True)
class QuoteData:
    """At most 15 words of the source, letter for letter."""

    exact: str
    language: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class HedgeData:
    """How firmly something was said: the words of the source, and their class (`kind` here, `class` in the file)."""

    words: str
    kind: HedgeClass


@dataclass(frozen=True, slots=True)
class StatementData:
    """An expert saying the claim; role and organization as the source words them."""

    expert: str
    kind: StatementKind
    paragraph: int
    hedge: HedgeData
    role: str
    organization: str


@dataclass(frozen=True, slots=True)
class UnnamedData:
    """Who speaks when nobody is named, or the article's own wording that a person endorses."""

    voice: Voice
    hedge: HedgeData | None


@dataclass(frozen=True, slots=True)
class CriteriaData:
    """How a claim is judged. `grades` has exactly the keys 1.00, 0.75, 0.50, 0.25 and 0.00."""

    question: Text
    conditions: tuple[TermData, ...]
    grades: dict[Decimal, Text]
    source_of_truth: Text
    edge_cases: Text
    annul_if: Text


@dataclass(frozen=True, slots=True)
class PriorData:
    """The grade expected on the day the claim was made: `probability` in [0, 1], six decimals."""

    probability: Decimal
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class EvidenceData:
    """A public document about a claim. `strength` is 1 to 3; `published` is `2025`, `2025-01`, `2025-01-31` or None."""

    key: str
    stance: Stance
    strength: int
    tier: Tier
    title: str
    publisher: str
    published: str | None
    url: str
    identifier: str | None
    retrieved_on: date
    recheck: Recheck
    summary: str
    note: str | None


@dataclass(frozen=True, slots=True)
class AssessmentData:
    """One person's first reading of the evidence: a sample, never a verdict.

    `grade` is set exactly when `outcome` is graded.
    """

    outcome: AssessmentOutcome
    grade: Decimal | None
    rationale: str
    cites: tuple[str, ...]
    assessed_on: date
    basis: str


@dataclass(frozen=True, slots=True)
class ClaimData:
    """One claim with everything that belongs to it; `key` is its identity within the collection."""

    key: str
    source: str
    proposition: Text
    quote: QuoteData
    locator: str
    statements: tuple[StatementData, ...]
    unnamed: UnnamedData | None
    made_on: date
    resolve_by: date
    deadline_assigned: bool
    criteria_written_on: date
    checkability: Checkability
    scored: bool
    scored_reason: Text
    near_certain: bool
    topics: tuple[str, ...]
    same_topic_as: tuple[str, ...]
    criteria: CriteriaData
    prior: PriorData | None
    evidence: tuple[EvidenceData, ...]
    sample_assessment: AssessmentData | None


@dataclass(frozen=True, slots=True)
class Bundle:
    """A collection with everything it needs. Every key that is referred to exists. `language` is that of plain text."""

    language: str
    topics: tuple[TopicData, ...]
    collection: CollectionData
    sources: tuple[SourceData, ...]
    experts: tuple[ExpertData, ...]
    claims: tuple[ClaimData, ...]
