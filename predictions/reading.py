"""What the page of one claim shows, gathered in a fixed number of queries. Nothing of an open round is in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from predictions import timeline
from predictions.lifecycle import GRADES, Judgement, Outcome, Status
from predictions.models import (
    Claim,
    DecidedBy,
    Evidence,
    Expert,
    HedgeClass,
    Objection,
    Prior,
    PriorBasis,
    Publication,
    Refusal,
    Reply,
    Resolution,
    Source,
    Stance,
    Statement,
    StatementKind,
    Topic,
    Verdict,
    Voice,
    Wording,
)
from predictions.people import names
from predictions.quorum import Weight
from predictions.steps.counting import Tally, tallies
from predictions.steps.priors import FEWEST, median_of
from predictions.templatetags.words import fault_word
from predictions.timeline import Revision

VOICES = {
    Voice.EXPERTS: gettext_lazy("Unnamed experts"),
    Voice.RESEARCH: gettext_lazy("Research"),
    Voice.ARTICLE: gettext_lazy("The article itself"),
}
KINDS = {
    StatementKind.QUOTED: gettext_lazy("quoted"),
    StatementKind.REPORTED: gettext_lazy("reported"),
    StatementKind.ENDORSED: gettext_lazy("endorsed"),
}
HEDGES = {
    HedgeClass.FLAT: gettext_lazy("a plain statement"),
    HedgeClass.BELIEF: gettext_lazy("a belief"),
    HedgeClass.EXPECTATION: gettext_lazy("an expectation"),
    HedgeClass.SUGGESTION: gettext_lazy("a suggestion"),
    HedgeClass.POSSIBILITY: gettext_lazy("a possibility"),
    HedgeClass.HOPE: gettext_lazy("a hope"),
}
DECIDED = {
    DecidedBy.QUORUM: gettext_lazy("by quorum"),
    DecidedBy.ADJUDICATION: gettext_lazy("by an adjudicator"),
    DecidedBy.SAMPLE: gettext_lazy("from a sample reading"),
}
# Why a verdict does not count.
WEIGHTS: dict[Weight, list[Promise]] = {
    Weight.COUNTS: [],
    Weight.SUPERSEDED: [gettext_lazy("replaced by a later one")],
    Weight.TIED: [gettext_lazy("does not count: the reviewer declared a tie")],
    Weight.STALE: [gettext_lazy("does not count: filed before the criteria changed")],
    Weight.UNSUPPORTED: [gettext_lazy("does not count: what it cites was retracted or is second-hand")],
}
OUTCOME_OF = {
    Judgement.GRADED: Outcome.GRADED,
    Judgement.AMBIGUOUS: Outcome.AMBIGUOUS,
    Judgement.ANNUL: Outcome.ANNULLED,
    Judgement.CANNOT_ASSESS: None,
}
CONFIDENCE = {1: gettext_lazy("low"), 2: gettext_lazy("medium"), 3: gettext_lazy("high")}


@dataclass(frozen=True)
class Step:
    """What earns one grade."""

    grade: Decimal
    text: str

    @property
    def value(self) -> str:
        """How a form names the grade: 1, 0.75, 0.5, 0.25 or 0."""
        return format(self.grade.normalize(), "f")


@dataclass(frozen=True)
class Judged:
    """A resolution or a verdict of a closed round, as the page lists it."""

    title: str
    on: datetime
    notes: list[str | Promise]
    grade: Decimal | None
    word: str
    reasons: str
    cites: list[int]
    state: str = ""
    retracted: set[int] = field(default_factory=set)
    would_change: str = ""


@dataclass(frozen=True)
class Thread:
    """What an expert answers now, and what they answered before, the newest first."""

    latest: Reply
    earlier: list[Reply]


def threads(replies: Iterable[Reply]) -> list[Thread]:
    """`replies` with each behind the one that came after it; the longest-standing answer first."""
    everything = sorted(replies, key=lambda reply: (reply.received_at, reply.pk))
    by_id = {reply.pk: reply for reply in everything}
    replaced = {reply.replaces_id for reply in everything}
    return [Thread(reply, list(_before(reply, by_id))) for reply in everything if reply.pk not in replaced]


def _before(reply: Reply, by_id: dict[str, Reply]) -> Iterable[Reply]:
    earlier = by_id.get(reply.replaces_id or "")
    while earlier is not None:
        yield earlier
        earlier = by_id.get(earlier.replaces_id or "")


@dataclass(frozen=True)
class Expectation:
    """What reviewers expected before the deadline: how many said so, and the median where they are enough."""

    stated: int
    median: Decimal | None
    needed: int = FEWEST


@dataclass(frozen=True)
class ClaimPage:
    """Everything the page of a claim shows."""

    claim: Claim
    wording: Wording
    others: list[Wording]
    statements: list[Statement]
    steps: list[Step]
    topics: list[Topic]
    neighbours: list[Claim]
    supports: list[Evidence]
    contradicts: list[Evidence]
    background: list[Evidence]
    resolution: Resolution | None
    judged: list[Judged]
    priors: list[Prior]
    expectation: Expectation | None
    replies: list[Thread]
    objections: list[Objection]
    revisions: list[Revision]
    notices: list[tuple[str, str]]
    is_overdue: bool

    @property
    def binding(self) -> Wording:
        """The text that decides where two languages differ."""
        return next(one for one in (self.wording, *self.others) if one.is_binding)

    @property
    def version(self) -> int:
        """The claim's revision on this page."""
        return self.revisions[0].number if self.revisions else 0

    @property
    def told(self) -> list[Revision]:
        """The revisions with what was done in one go told once."""
        return timeline.folded(self.revisions)

    @property
    def recorded_at(self) -> datetime | None:
        """When the ledger took in the decision in force, or the newest revision while there is none."""
        decisions = (one for one in self.revisions if one.subject == "resolution")
        shown = next(decisions if self.resolution is not None else iter(self.revisions), None)
        return shown.recorded_at if shown else None

    @property
    def word(self) -> str:
        """The status or outcome where there is no grade to show."""
        if self.resolution is not None:
            return self.resolution.outcome
        return "overdue" if self.is_overdue else self.claim.status

    @property
    def interests(self) -> list[tuple[str, dict[str, str]]]:
        """The stake of each speaker in the topic."""
        speakers = {one.expert for one in self.statements if one.expert is not None and one.expert.interests}
        return sorted((expert.name, expert.interests) for expert in speakers)


def public_sources() -> QuerySet[Source]:
    """Those from which something was taken that everybody can see; until then a source is work at the desk."""
    claimed = Claim.objects.visible().filter(source=OuterRef("pk"))
    said = Statement.objects.filter(source=OuterRef("pk"), claim__in=Claim.objects.visible())
    return Source.objects.filter(Exists(claimed) | Exists(said))


def public_experts() -> QuerySet[Expert]:
    """Who is quoted in a claim that the public may see, or in a statement that was not taken. Nobody of a draft."""
    claimed = Statement.objects.filter(expert=OuterRef("pk"), claim__in=Claim.objects.visible())
    refused = Refusal.objects.filter(expert=OuterRef("pk"), source__in=public_sources())
    return Expert.objects.filter(Exists(claimed) | Exists(refused))


def steps(wording: Wording) -> list[Step]:
    """The criteria of `wording`, best grade first."""
    return [Step(grade, wording.grades[format(grade.normalize(), "f")]) for grade in GRADES]


def claim_page(claim: Claim, *, language: str, at: datetime) -> ClaimPage:
    """Gather the page of `claim` in `language` as it stands at `at`."""
    wording = claim.wording(language)
    evidence = list(claim.evidence.order_by("number"))
    priors = list(_shown_priors(claim, at))
    sides = {stance: [one for one in evidence if one.stance == stance] for stance in Stance}
    return ClaimPage(
        claim=claim,
        wording=wording,
        others=[one for one in claim.wordings.all() if one.pk != wording.pk and one.proposition],
        statements=list(claim.statements.all()),
        steps=steps(wording),
        topics=list(Topic.objects.filter(key__in=claim.topics)),
        neighbours=list(_neighbours(claim)),
        supports=sides[Stance.SUPPORTS],
        contradicts=sides[Stance.CONTRADICTS],
        background=sides[Stance.CONTEXT],
        resolution=claim.resolution,
        judged=judged(claim, evidence),
        replies=threads(claim.replies.select_related("expert")),
        objections=list(claim.objections.select_related("round__resolution").order_by("-raised_at", "-pk")),
        priors=[one for one in priors if one.basis == PriorBasis.HINDSIGHT],
        expectation=_expectation([one for one in priors if one.basis == PriorBasis.BLIND]),
        revisions=timeline.revisions(claim),
        notices=list(_notices(claim)),
        is_overdue=claim.is_overdue(at),
    )


def _neighbours(claim: Claim) -> Iterable[Claim]:
    found = Claim.objects.visible().filter(collection=claim.collection, key__in=claim.neighbours)
    return found.prefetch_related("wordings").order_by("key")


def _shown_priors(claim: Claim, at: datetime) -> Iterable[Prior]:
    """Priors are sealed until they can no longer lean on anybody: before the deadline none is shown."""
    return claim.priors.order_by("set_on", "pk") if claim.due_at <= at else []


def _expectation(blind: list[Prior]) -> Expectation | None:
    """The median of `blind`; nothing at all where nobody said anything."""
    return Expectation(len(blind), median_of(one.expected for one in blind)) if blind else None


def judged(claim: Claim, evidence: list[Evidence]) -> list[Judged]:
    """Resolutions, newest first, each before the verdicts of its round. Verdicts of an open round are not in it."""
    numbers = {one.pk: one.number for one in evidence}
    found: list[Judged] = []
    closed = claim.resolutions.select_related("round__claim__collection").order_by("-number")
    closed = closed.prefetch_related("round__verdicts", "round__assignments")
    standing = tallies(resolution.round for resolution in closed)
    called = names(verdict.reviewer_ref for one in standing.values() for verdict in one.verdicts)
    in_force = claim.resolution
    for resolution in closed:
        is_in_force = in_force is not None and resolution.pk == in_force.pk
        found.append(_resolution(resolution, numbers, is_in_force=is_in_force))
        found += judged_verdicts(standing[resolution.round_id], called, evidence, resolution=resolution)
    return _marked(found, evidence)


def _marked(found: list[Judged], evidence: list[Evidence]) -> list[Judged]:
    """`found` with what it cites of documents that were retracted since."""
    retracted = {one.number for one in evidence if one.retracted_at is not None}
    return [replace(one, retracted=retracted & set(one.cites)) for one in found] if retracted else found


def _resolution(resolution: Resolution, numbers: dict[str, int], *, is_in_force: bool) -> Judged:
    title = _("Resolution in force") if is_in_force else _("Earlier resolution")
    return Judged(
        title=title,
        on=resolution.decided_at,
        notes=[str(DECIDED[DecidedBy(resolution.decided)]), *_fault(resolution.fault)],
        grade=resolution.grade,
        word=resolution.outcome,
        reasons=resolution.reasons,
        cites=sorted(numbers[pk] for pk in resolution.cites if pk in numbers),
        state="in-force" if is_in_force else "superseded",
    )


def judged_verdicts(
    standing: Tally, called: dict[UUID, str], evidence: list[Evidence], *, resolution: Resolution | None = None
) -> list[Judged]:
    """Every verdict of a round in the order in which they came in, for those who may see them.

    resolution  that closed the round: those that count and say something else are marked as dissent
    """
    numbers = {one.pk: one.number for one in evidence}
    found = [
        _verdict(verdict, weight, called[verdict.reviewer_ref], numbers, resolution)
        for verdict, weight in zip(standing.verdicts, standing.weights, strict=True)
    ]
    return _marked(found, evidence)


def _verdict(
    verdict: Verdict, weight: Weight, name: str, numbers: dict[str, int], resolution: Resolution | None
) -> Judged:
    notes = [_("filed blind"), _("Confidence: %(how)s") % {"how": CONFIDENCE[verdict.confidence]}]
    is_apart = weight is Weight.COUNTS and resolution is not None and _differs(verdict, resolution)
    return Judged(
        title=name,
        on=verdict.filed_at,
        notes=[*notes, *_fault(verdict.fault), *WEIGHTS[weight], *([_("differs from the resolution")] * is_apart)],
        grade=verdict.grade,
        word=verdict.judgement,
        reasons=verdict.reasons,
        cites=sorted(numbers[pk] for pk in verdict.cites if pk in numbers),
        state="" if weight is Weight.COUNTS else "superseded",
        would_change=verdict.would_change,
    )


def _differs(verdict: Verdict, resolution: Resolution) -> bool:
    if verdict.grade is not None or resolution.grade is not None:
        return verdict.grade != resolution.grade
    return OUTCOME_OF[Judgement(verdict.judgement)] != resolution.outcome


def _fault(fault: str) -> list[str]:
    return [fault_word(fault)] if fault else []


def _instant(at: datetime | None) -> str:
    """An instant in a sentence, in UTC like everything that is kept: 2 March 2026, 09:00 UTC."""
    return f"{date_format(at.astimezone(UTC), pgettext('an instant', 'j F Y, H:i'))} UTC" if at else ""


def _notices(claim: Claim) -> Iterable[tuple[str, str]]:
    """Standing cautions, each a short name and its sentence."""
    if claim.criteria_written_on > claim.due_on:
        yield (
            _("Criteria written after the deadline"),
            _("Whoever wrote them could know how things had turned out. The claim counts in a retrospective table."),
        )
    if claim.deadline_assigned:
        yield _("Deadline assigned"), _("The speaker named no date. The deadline, and “by then”, are ours.")
    if claim.publication == Publication.PEOPLE and claim.published_by and claim.seconded_by:
        called = names([claim.published_by, claim.seconded_by])
        yield (
            _("Criteria frozen"),
            _("Since %(when)s: offered by %(first)s, and published by %(second)s, who compared it with the source.")
            % {
                "when": _instant(claim.criteria_frozen_at),
                "first": called[claim.published_by],
                "second": called[claim.seconded_by],
            },
        )
    if claim.publication == Publication.BUNDLED:
        yield (
            _("Not checked here"),
            _(
                "Published with the record that ships with the software; nobody of this site has yet read it against "
                "its source."
            ),
        )
    if claim.extra_reviewers:
        yield (
            _("More reviewers"),
            ngettext(
                "Drawn by lot when it was published: its first round asks one reviewer more than it needs, to measure "
                "how far they agree.",
                "Drawn by lot when it was published: its first round asks %(count)s reviewers more than it needs, to "
                "measure how far they agree.",
                claim.extra_reviewers,
            )
            % {"count": claim.extra_reviewers},
        )
    if claim.near_certain:
        yield _("Nearly certain"), _("This was close to certain when it was said; raw accuracy rewards it.")
    if claim.status == Status.UNSCORED:
        yield _("Not scored"), _("Kept on record; nobody gains or loses by it.")
