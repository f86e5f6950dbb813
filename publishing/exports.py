"""What a list shows, as rows for a spreadsheet or a program, each with the labels that belong to it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from predictions import saying
from predictions.models import Affiliation, Claim, Expert, Statement
from predictions.reading import public_experts
from predictions.templatetags.words import in_this_language
from publishing import labels

ROWS = 1_000  # of one file; the next page of the same address goes on
CLAIM_COLUMNS = (
    "id", "key", "collection", "proposition", "language", "speakers", "endorsed_by", "status", "is_overdue", "outcome",
    "grade", "said_on", "due_on", "decided_at", "labels", "address",
)  # fmt: skip
EXPERT_COLUMNS = ("slug", "name", "role", "organization", "own_claims", "endorsed_claims", "labels", "address")
# What a spreadsheet would take for a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def claim_rows(
    claims: Iterable[Claim], *, language: str, is_demonstration: bool, at: datetime
) -> Iterator[dict[str, Any]]:
    """One row a claim, with the grade as the API writes it."""
    for claim in claims:
        wording, resolution = claim.wording(language), claim.resolution
        yield {
            "id": claim.pk,
            "key": claim.key,
            "collection": claim.collection.slug,
            "proposition": wording.proposition,
            "language": wording.language,
            "speakers": [one.slug for one in saying.speakers(claim.statements.all())],
            "endorsed_by": [one.slug for one in saying.endorsers(claim.statements.all())],
            "status": claim.status,
            "is_overdue": claim.is_overdue(at),
            "outcome": resolution.outcome if resolution else None,
            "grade": str(resolution.grade) if resolution and resolution.grade is not None else None,
            "said_on": claim.said_on.isoformat(),
            "due_on": claim.due_on.isoformat(),
            "decided_at": resolution.decided_at.isoformat().replace("+00:00", "Z") if resolution else None,
            "labels": [str(one) for one in labels.of_claim(claim, is_demonstration=is_demonstration, at=at)],
            "address": settings.SITE_URL + claim.get_absolute_url(),
        }


def experts() -> QuerySet[Expert]:
    """Everybody who is quoted, with what a row says of them. Three queries."""
    newest = Prefetch("affiliations", Affiliation.objects.select_related("organization"))
    said = Prefetch("statements", Statement.objects.filter(claim__in=Claim.objects.visible()))
    return public_experts().prefetch_related(newest, said).order_by("name", "slug")


def expert_rows(people: Iterable[Expert], *, is_demonstration: bool) -> Iterator[dict[str, Any]]:
    """One row a person; no score, as in the list."""
    for person in people:
        affiliation = next(iter(person.affiliations.all()), None)
        own, endorsed = saying.counts(person.statements.all())
        yield {
            "slug": person.slug,
            "name": person.name,
            "role": in_this_language(affiliation.role) if affiliation else "",
            "organization": affiliation.organization.name if affiliation else "",
            "own_claims": own,
            "endorsed_claims": endorsed,
            "labels": [str(labels.Label.DEMONSTRATION)] if is_demonstration else [],
            "address": settings.SITE_URL + person.get_absolute_url(),
        }


def as_csv(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> str:
    """The rows as RFC 4180 has them, lists joined by a semicolon, nothing for None, and no cell that is a formula."""
    columns = list(columns)
    kept = StringIO()
    writer = csv.writer(kept, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[name]) for name in columns])
    return kept.getvalue()


def cell(value: Any) -> str:
    """One cell. A text that a spreadsheet would run gets an apostrophe before it, which a spreadsheet does not show."""
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case list():
            text = "; ".join(value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
