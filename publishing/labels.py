"""The labels that travel with every figure and decision that leaves this site: on cards, in feeds, in files."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from predictions.lifecycle import Status
from predictions.models import Basis, Claim, Record, Resolution
from predictions.templatetags.words import grade_word
from scoring.giving import official_from
from scoring.models import Release


class Label(StrEnum):
    """What a reader must know before quoting. `demonstration` stands in place of the first two."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"
    RETROSPECTIVE = "retrospective"
    ASSIGNED = "assigned"
    DEMONSTRATION = "demonstration"


WORDS: dict[Label, Promise] = {
    Label.OFFICIAL: gettext_lazy("Official"),
    Label.PROVISIONAL: gettext_lazy("Provisional"),
    Label.RETROSPECTIVE: gettext_lazy("Retrospective"),
    Label.ASSIGNED: gettext_lazy("Deadline set by us"),
    Label.DEMONSTRATION: gettext_lazy("Demonstration"),
}


def words(labels: Iterable[Label]) -> list[str]:
    """The labels as a reader reads them, in the language that is set."""
    return [str(WORDS[label]) for label in labels]


def is_demonstration() -> bool:
    """Whether this database is one. One query."""
    record = Record.objects.first()
    return record is not None and record.is_demonstration


def of_claim(claim: Claim, *, is_demonstration: bool, at: datetime) -> list[Label]:
    """The labels of `claim` at `at`. Without a decision it is neither official nor provisional."""
    resolution = claim.resolution if claim.status == Status.RESOLVED else None
    return of_decision(claim, resolution, is_demonstration=is_demonstration, at=at)


def of_decision(claim: Claim, resolution: Resolution | None, *, is_demonstration: bool, at: datetime) -> list[Label]:
    """The labels of one decision of `claim`; one that is not in force, or nobody's yet, is never official."""
    found: list[Label] = []
    if is_demonstration:
        found.append(Label.DEMONSTRATION)
    elif resolution is not None:
        found.append(Label.OFFICIAL if _is_final(claim, resolution, at) else Label.PROVISIONAL)
    if claim.collection.basis == Basis.RETROSPECTIVE:
        found.append(Label.RETROSPECTIVE)
    if claim.deadline_assigned:
        found.append(Label.ASSIGNED)
    return found


def final_at(claim: Claim, resolution: Resolution) -> datetime | None:
    """When `resolution` becomes official, by the rule of the scores; None for one not in force and for a sample."""
    in_force = claim.resolution
    if in_force is None or in_force.pk != resolution.pk:
        return None
    days = timedelta(days=claim.collection.objection_days)
    return official_from(resolution.decided, resolution.decided_at, days=days, due_at=claim.due_at)


def _is_final(claim: Claim, resolution: Resolution, at: datetime) -> bool:
    since = final_at(claim, resolution)
    return since is not None and since <= at


def grade_words(claim: Claim, grade: Decimal) -> str:
    """What `grade` says of `claim`; where the speaker named no date, the lowest says by whose date it is meant."""
    if claim.deadline_assigned and grade == 0:
        return _("Not come true by the date we set")
    return grade_word(grade)


def of_release(release: Release) -> list[Label]:
    """The labels of a board."""
    found: list[Label] = []
    if release.is_demonstration:
        found.append(Label.DEMONSTRATION)
    elif release.decided:
        found.append(Label.OFFICIAL if release.is_official else Label.PROVISIONAL)
    if release.is_retrospective:
        found.append(Label.RETROSPECTIVE)
    return found
