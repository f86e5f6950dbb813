"""Adding public documents to a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import count

from django.db.models import Max

from predictions import revisions, web_addresses
from predictions.models import Claim, Evidence, Recheck
from predictions.policy import Command, Person
from predictions.sentences import gettext_noop
from predictions.steps.situations import demand


@dataclass(frozen=True)
class Document:
    """What a person says of a public document: where it is, what it says, which way it points and how strongly."""

    url: str
    title: str
    publisher: str
    published: str
    stance: str
    strength: int
    tier: str
    summary: str
    retrieved_on: date
    note: str = ""
    identifier: str = ""
    recheck: str = Recheck.NONE


class AlreadyListed(ValueError):
    """The same document already stands with this claim."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        super().__init__(
            gettext_noop(
                "This address is already document %(number)s of the claim (%(title)s). "
                "If it says more than its summary tells, ask an editor to revise the summary.",
                number=evidence.number,
                title=evidence.title,
            )
        )


def add_document(
    claim: Claim,
    document: Document,
    *,
    by: Person,
    at: datetime,
    reason: str,
    key: str = "",
) -> Evidence:
    """List `document` with `claim`, after the ones already there.

    raises  policy.NotAllowed without the role; web_addresses.NotAWebAddress; AlreadyListed
    """
    demand(by, Command.ADD_EVIDENCE, claim, at=at)
    url = web_addresses.clean(document.url)
    if twin := claim.evidence.filter(url=url).first():
        raise AlreadyListed(twin)
    number = 1 + (claim.evidence.aggregate(last=Max("number"))["last"] or 0)
    evidence = Evidence(
        claim=claim,
        number=number,
        key=key or _free_key(claim, number),
        url=url,
        title=document.title.strip(),
        publisher=document.publisher.strip(),
        published=document.published.strip(),
        stance=document.stance,
        strength=document.strength,
        tier=document.tier,
        summary=document.summary.strip(),
        note=document.note.strip(),
        identifier=document.identifier.strip(),
        retrieved_on=document.retrieved_on,
        recheck=document.recheck,
    )
    revisions.save(evidence, by=by.ref, at=at, reason=reason)
    return evidence


def _free_key(claim: Claim, number: int) -> str:
    """The first key from `number` on that no document has: R for found in review, so that no file's E ever meets it."""
    taken = set(claim.evidence.values_list("key", flat=True))
    return next(key for place in count(number) if (key := f"{claim.key}-R{place}") not in taken)
