"""What a verdict or a decision has to hold: one that does not hang together is refused, with what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from predictions import lifecycle
from predictions.lifecycle import Fault, Judgement
from predictions.models import Claim, Tier
from predictions.sentences import Cited, gettext_noop

LOW = 1


class WrongVerdict(ValueError):
    """The verdict does not hang together; the message says which part and what would be right."""


@dataclass(frozen=True)
class Given:
    """What one reviewer says of a claim, or an adjudicator where they decide.

    fault         what is wrong with the claim, when it is to be annulled
    confidence    from 1 (low) to 3 (high); 0 in a decision, which has none
    would_change  what would change this verdict
    cites         ids of evidence
    """

    judgement: Judgement
    grade: Decimal | None
    reasons: str
    fault: Fault | None = None
    confidence: int = 0
    would_change: str = ""
    cites: list[str] = field(default_factory=list)


def check(claim: Claim, given: Given) -> None:
    """Raise `WrongVerdict` unless the parts of `given` fit each other and the claim."""
    try:
        lifecycle.check_grade(given.judgement, given.grade)
        lifecycle.check_fault(given.judgement, given.fault)
    except ValueError as error:
        raise WrongVerdict(error.args[0]) from error
    if not given.reasons.strip():
        raise WrongVerdict(gettext_noop("A verdict needs reasons. Say in a sentence or two what decided you."))
    _check_doubt(given)
    _check_evidence(claim, given)


def carries(judgement: Judgement, tiers: Iterable[str]) -> bool:
    """Whether documents of these tiers are enough for such a verdict: a grade needs one that is not second-hand."""
    return judgement is not Judgement.GRADED or any(tier != Tier.SECONDARY for tier in tiers)


def _check_doubt(given: Given) -> None:
    """Who is not sure of a grade knows what they lack; who is sure is not made to invent something."""
    if given.judgement is Judgement.GRADED and given.confidence == LOW and not given.would_change.strip():
        raise WrongVerdict(
            gettext_noop(
                "You are not sure of this grade. Say what would change your verdict, so that others know what to look "
                "for."
            )
        )


def _check_evidence(claim: Claim, given: Given) -> None:
    known = {document.pk: document for document in claim.evidence.all()}
    if foreign := [cited for cited in given.cites if cited not in known]:
        raise WrongVerdict(
            gettext_noop(
                "%(cited)s is not evidence of claim %(key)s. Cite documents listed on its page.",
                cited=repr(foreign[0]),
                key=claim.key,
            )
        )
    if retracted := [known[cited] for cited in given.cites if known[cited].retracted_at is not None]:
        raise WrongVerdict(
            gettext_noop(
                "Document %(number)s was retracted, so nothing new rests on it. Cite others.",
                number=retracted[0].number,
            )
        )
    if given.judgement is not Judgement.GRADED:
        return
    if not given.cites:
        raise WrongVerdict(
            gettext_noop("A grade rests on evidence. Cite at least one document, or add the one you used.")
        )
    cited = [known[pk] for pk in given.cites]
    if not carries(given.judgement, [document.tier for document in cited]):
        raise WrongVerdict(
            gettext_noop(
                "These documents alone do not carry a grade: %(cited)s. Cite a first-hand document, the press or an "
                "analysis as well, or add one; second-hand ones can only stand beside it.",
                cited=Cited((document.number, document.tier) for document in cited),
            )
        )
