"""Drafts that are offered for publication, and their quotes beside the text they were taken from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.db.models import Max

from predictions import policy
from predictions.desk.telling import in_words
from predictions.lifecycle import GRADES, Status
from predictions.models import Claim, Entry, Reading, Source, Statement, Wording, WorkingText
from predictions.models.claims import ClaimQuerySet
from predictions.people import names
from predictions.policy import Command, NotAllowed, Person, Situation, Ties
from predictions.reading import Step

MOST_TEXT = 400_000
"""Characters of a text that are shown beside its quotes; of a longer one only the first so many."""


@dataclass(frozen=True)
class Offered:
    """One draft on the list: who offered it, at which revision it is, and why this person may not publish it."""

    claim: Claim
    wording: Wording
    offered_by: str
    version: int
    refusal: NotAllowed | None

    @property
    def is_ready(self) -> bool:
        """Whether this person may publish it now."""
        return self.refusal is None

    @property
    def why_not(self) -> str:
        """Why this person may not publish it, in the reader's language; nothing where they may."""
        return in_words(self.refusal) if self.refusal else ""

    @property
    def mark(self) -> str:
        """How a form names the draft at the revision that was seen."""
        return f"{self.claim.pk}:{self.version}"


@dataclass
class FromSource:
    """The offered drafts of one source, and since when this person has compared it, if they have."""

    source: Source
    read_at: datetime | None
    drafts: list[Offered] = field(default_factory=list)

    @property
    def ready(self) -> list[Offered]:
        """Those that this person may publish now."""
        return [one for one in self.drafts if one.is_ready]


def offered() -> ClaimQuerySet:
    """Every draft that waits for a second person."""
    return Claim.objects.filter(status=Status.DRAFT, offered_at__isnull=False, merged_into=None)


def for_second_person(person: Person, *, language: str) -> list[FromSource]:
    """What is offered, source by source, as `person` may publish it. A fixed number of queries."""
    claims = list(
        offered()
        .select_related("collection", "source__publisher")
        .prefetch_related("wordings")
        .order_by("source__slug", "collection__slug", "key")
    )
    read = dict(Reading.objects.filter(reader_ref=person.ref).values_list("source_id", "opened_at"))
    called = names(claim.offered_by for claim in claims if claim.offered_by)
    versions = _versions(claims)
    found: dict[str, FromSource] = {}
    for claim in claims:
        place = found.setdefault(claim.source_id, FromSource(claim.source, read.get(claim.source_id)))
        answer = policy.may(person, Command.PUBLISH, _situation(claim, person, read.get(claim.source_id)))
        by = called[claim.offered_by] if claim.offered_by else ""
        place.drafts.append(Offered(claim, claim.wording(language), by, versions[claim.pk], answer.refusal))
    return list(found.values())


def _situation(claim: Claim, person: Person, read_at: datetime | None) -> Situation:
    """As much of the situation as publishing asks about, from what the list holds anyway."""
    return Situation(
        status=Status(claim.status),
        is_merged=claim.merged_into_id is not None,
        is_offered=claim.offered_at is not None,
        ties=Ties(
            wrote_it_up=claim.written_by == person.ref,
            offered_it=claim.offered_by == person.ref,
            has_read_source=read_at is not None and claim.offered_at is not None and read_at >= claim.offered_at,
        ),
    )


def _versions(claims: Iterable[Claim]) -> dict[str, int]:
    """The revision at which each claim is."""
    entries = Entry.objects.filter(stream_kind=Claim.kind(), stream_id__in=[claim.pk for claim in claims])
    return dict(entries.order_by().values_list("stream_id").annotate(Max("stream_version")))


def draft_steps(wording: Wording) -> list[Step]:
    """The criteria of a draft as far as they are written, best grade first."""
    return [Step(grade, wording.grades.get(format(grade.normalize(), "f"), "")) for grade in GRADES]


# --- A source read beside its quotes ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quoted:
    """One quote: of which claim, where it stands in the text, and what stands there if it is something else."""

    number: int
    claim: Claim
    statement: Statement
    start: int | None
    end: int | None
    stands_there: str = ""

    @property
    def is_found(self) -> bool:
        """Whether the words stand in the text, letter for letter."""
        return self.start is not None and not self.stands_there


@dataclass(frozen=True)
class Piece:
    """A run of the text: the numbers of the quotes it is part of, and of those that begin with it."""

    text: str
    quotes: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """A source with the quotes of its claims beside it. Without a text at the desk there are only the quotes."""

    source: Source
    quotes: list[Quoted]
    pieces: list[Piece]
    is_cut: bool


def compare(source: Source) -> Comparison:
    """The text of `source`, if it is at the desk, with the quotes of offered and published claims marked in it."""
    held = WorkingText.objects.filter(source=source).first()
    text = held.text[:MOST_TEXT] if held else ""
    said = (
        Statement.objects.filter(source=source)
        .exclude(claim__status=Status.DRAFT, claim__offered_at__isnull=True)
        .select_related("claim__collection", "expert")
        .order_by("paragraph", "claim__key", "number")
    )
    quotes = [_quoted(number, statement, text) for number, statement in enumerate(said, start=1)]
    return Comparison(source, quotes, list(_pieces(text, quotes)), is_cut=bool(held and len(held.text) > MOST_TEXT))


def _quoted(number: int, statement: Statement, text: str) -> Quoted:
    start, end = statement.quote_start, statement.quote_end
    stands_there = ""
    if start is None or end is None or end > len(text):
        start = text.find(statement.quote) if statement.quote and text else -1
        start, end = (start, start + len(statement.quote)) if start >= 0 else (None, None)
    elif text[start:end] != statement.quote:
        stands_there = text[start:end]
    return Quoted(number, statement.claim, statement, start, end, stands_there)


def _pieces(text: str, quotes: Iterable[Quoted]) -> Iterator[Piece]:
    """`text`, cut wherever a quote begins or ends; quotes may overlap."""
    placed = [(one.number, one.start, one.end) for one in quotes if one.start is not None and one.end is not None]
    edges = sorted({0, len(text), *(edge for _number, start, end in placed for edge in (start, end))})
    for start, end in pairwise(edges):
        yield Piece(
            text[start:end],
            quotes=tuple(number for number, first, last in placed if first <= start and end <= last),
            begins=tuple(number for number, first, _last in placed if first == start),
        )
