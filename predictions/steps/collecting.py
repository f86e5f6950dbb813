"""Making a collection, and keeping what was considered for it and not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from predictions import anchoring, revisions
from predictions.anchoring import Anchor
from predictions.models import Basis, Collection, Expert, Refusal, Source, WorkingText
from predictions.policy import Person
from predictions.sentences import gettext_noop
from predictions.steps.slugs import next_number


class SlugTaken(ValueError):
    """Another collection has this address."""

    def __init__(self, slug: str) -> None:
        super().__init__(gettext_noop("There is a collection %(slug)s already. Choose another address.", slug=slug))


@dataclass(frozen=True)
class Planned:
    """What a new collection is. Texts are by language; rules hold a key and a text in each language."""

    slug: str
    title: Mapping[str, str]
    description: Mapping[str, str]
    selection_how: Mapping[str, str]
    starts: date
    ends: date
    quorum: int
    minimum: int
    objection_days: int
    rules: tuple[Mapping[str, str], ...] = ()


def basis(ends: date, *, made_on: date) -> Basis:
    """Prospective when its criteria are begun before the time that its claims speak of is over."""
    return Basis.PROSPECTIVE if made_on <= ends else Basis.RETROSPECTIVE


def start(planned: Planned, *, by: Person, at: datetime, reason: str) -> Collection:
    """Make a collection. Whether it is prospective follows from its dates. Raises SlugTaken."""
    if Collection.objects.filter(slug=planned.slug).exists():
        raise SlugTaken(planned.slug)
    collection = Collection(
        slug=planned.slug,
        title=dict(planned.title),
        description=dict(planned.description),
        selection_how=dict(planned.selection_how),
        starts=planned.starts,
        ends=planned.ends,
        basis=basis(planned.ends, made_on=at.date()),
        quorum=planned.quorum,
        minimum=planned.minimum,
        objection_days=planned.objection_days,
        rules=[dict(one) for one in planned.rules],
        considered=0,
    )
    revisions.save(collection, by=by.ref, at=at, reason=reason)
    return collection


def keep_refusal(
    source: Source,
    collection: Collection,
    passage: Anchor,
    *,
    why: str,
    what: Mapping[str, str],
    expert: Expert | None,
    by: Person,
    at: datetime,
    reason: str,
) -> Refusal:
    """Keep that a passage was considered and not taken: why, and in our words what it says."""
    text = WorkingText.objects.get(source=source).text
    refusal = Refusal(
        collection=collection,
        source=source,
        number=next_number(collection.refusals.all()),
        expert=expert,
        paragraph=anchoring.paragraph_at(text, passage.start),
        reason=why,
        what=dict(what),
        start=passage.start,
        end=passage.end,
    )
    revisions.save(refusal, by=by.ref, at=at, reason=reason)
    return refusal
