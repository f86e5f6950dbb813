"""What can be followed, as far as everybody may see it: its name, its page, and what was decided of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from predictions import public_ids
from predictions.models import Claim, Collection, DecidedBy, Expert, Resolution
from predictions.reading import public_experts
from predictions.templatetags.words import in_this_language
from reminders.models import What


@dataclass(frozen=True)
class Subject:
    """One thing to follow: its id, the name by which addresses have it, its name in the language that is set."""

    what: What
    pk: str
    slug: str
    name: str
    path: str


def named(what: str, slug: str) -> Subject | None:
    """What an address names, of a claim in any spelling and by any of its duplicates; None where nothing is public."""
    if what in {What.COLLECTION, What.BOARD}:
        return _of(What(what), Collection.objects.filter(slug=slug).first())
    if what == What.EXPERT:
        return _of(What.EXPERT, public_experts().filter(slug=slug).first())
    if what != What.CLAIM:
        return None
    try:
        found = Claim.objects.shown().filter(pk=public_ids.clean(slug)).first()
    except public_ids.NotAPublicId:
        return None
    return _of(What.CLAIM, _visible(found.standing_for.pk) if found else None)


def by_id(what: str, pk: str) -> Subject | None:
    """What a subscription is to; None where it is not public any more. Of a duplicate, what it stands for."""
    if what == What.CLAIM:
        found = Claim.objects.shown().filter(pk=pk).first()
        return _of(What.CLAIM, _visible(found.standing_for.pk) if found else None)
    if what == What.EXPERT:
        return _of(What.EXPERT, public_experts().filter(pk=pk).first())
    return _of(What(what), Collection.objects.filter(pk=pk).first())


def _visible(pk: str) -> Claim | None:
    return Claim.objects.visible().prefetch_related("wordings").filter(pk=pk).first()


def _of(what: What, found: Claim | Expert | Collection | None) -> Subject | None:
    if found is None:
        return None
    path = found.get_absolute_url()
    if isinstance(found, Claim):
        return Subject(what, found.pk, found.pk, found.wording(get_language() or "en").proposition, path)
    if isinstance(found, Expert):
        return Subject(what, found.pk, found.slug, found.name, path)
    title = in_this_language(found.title)
    if what is What.BOARD:
        path = f"{reverse('leaderboard')}?collection={found.slug}"
        title = _("Leaderboard: %(title)s") % {"title": title}
    return Subject(what, found.pk, found.slug, title, path)


def decided(*, since: datetime, until: datetime) -> QuerySet[Resolution]:
    """Decisions in force that everybody may see, made after `since` and until `until`. Sample readings are no news."""
    found = Resolution.objects.filter(
        decided_at__gt=since, decided_at__lte=until, replaced_by=None, claim__in=Claim.objects.visible()
    )
    return found.filter(claim__status="resolved").exclude(decided=DecidedBy.SAMPLE)


def of(found: QuerySet[Resolution], what: str, pk: str) -> QuerySet[Resolution]:
    """Those of `found` that concern this subject."""
    if what == What.CLAIM:
        return found.filter(claim=pk)
    if what == What.EXPERT:
        return found.filter(claim__statements__expert=pk).distinct()
    return found.filter(claim__collection=pk)


@dataclass(frozen=True)
class Decision:
    """That something was decided: of which subjects, when, and whether it replaced another decision."""

    subjects: frozenset[tuple[str, str]]
    at: datetime
    is_correction: bool


def decisions(*, since: datetime, until: datetime) -> list[Decision]:
    """Every decision of that time with all that it is about. Three queries."""
    found = decided(since=since, until=until).select_related("claim").prefetch_related("claim__statements")
    return [
        Decision(frozenset(_subjects(one.claim)), one.decided_at, one.replaces_id is not None)
        for one in found.order_by("decided_at", "pk")
    ]


def _subjects(claim: Claim) -> Iterable[tuple[str, str]]:
    yield What.CLAIM, claim.pk
    yield What.COLLECTION, claim.collection_id
    yield What.BOARD, claim.collection_id
    for statement in claim.statements.all():
        if statement.expert_id:
            yield What.EXPERT, statement.expert_id
