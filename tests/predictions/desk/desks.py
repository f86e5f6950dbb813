"""A record with a claim to judge, and people who sit at their desks."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from accounts import factors
from accounts.models import User
from accounts.roles import Role
from predictions.models import Claim
from predictions.people import person_of
from tests import builders

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SPEAKER = "Expert at large"
EMPLOYER = "Employer at large"


def a_claim_to_judge(**columns: Any) -> Claim:
    """An open, due claim by one speaker, with three documents."""
    builders.a_record()
    employer = builders.an_organization(EMPLOYER)
    expert = builders.an_expert(SPEAKER, of=employer)
    return builders.a_claim(documents=3, experts=[expert], **columns)


def contested(**columns: Any) -> Claim:
    """A claim on which reviewers eight and nine have filed verdicts far apart."""
    claim = a_claim_to_judge(**columns)
    for reviewer, grade in zip(builders.reviewers("eight", "nine"), ("1", "0"), strict=True):
        builders.a_verdict(claim, reviewer, grade)
    return claim


def somebody(
    role: Role | None = Role.REVIEWER, number: str = "one", *, claim: Claim | None = None, language: str = "en"
) -> Client:
    """The browser of somebody with `role` and a second factor, signed in; asked to judge `claim` where it is given."""
    user = User.objects.filter(username=f"{role or 'nobody'}-{number}").first() or builders.a_user(role, number)
    if not factors.has_one(user):
        builders.a_factor(user)
    User.objects.filter(pk=user.pk).update(language=language)
    if claim is not None:
        builders.assigned(claim, person_of(user, at=builders.NOW))
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def address(claim: Claim, rest: str = "") -> str:
    """The address of the judging page, or of what lies under it."""
    return f"/desk/claims/{claim.pk}/{rest}"


def links(html: str) -> set[str]:
    """Where the page of a desk leads, on the desk and to claims."""
    return set(re.findall(r'href="(/(?:desk|claims)/[^"#?]+)"', html))


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return found[1]


def ballot(client: Client, claim: Claim, **given: Any) -> dict[str, Any]:
    """A filled-in verdict form, as the page hands it out."""
    html = client.get(address(claim)).content.decode()
    filled = {
        "seen": hidden(html, "seen"),
        "key": hidden(html, "key"),
        "grade": "0.75",
        "confidence": "2",
        "reasons": "The second document counts four.",
        "tie": "none",
        "cites": ["1", "2"],
    }
    return filled | given


def wording(client: Client, claim: Claim, **given: Any) -> dict[str, Any]:
    """A filled-in form to revise the English words of a claim."""
    html = client.get(address(claim, "wording/en/")).content.decode()
    words = claim.wordings.get(language="en")
    columns = ("proposition", "question", "source_of_truth", "edge_cases", "annul_if")
    filled = {column: getattr(words, column) for column in columns}
    return filled | {"seen": hidden(html, "seen"), "reason": "Clearer"} | given


DOCUMENT = {
    "url": "https://example.org/new",
    "title": "A new report",
    "publisher": "A maker",
    "published": "2025-06",
    "stance": "supports",
    "strength": "2",
    "tier": "primary",
    "retrieved_on": "2026-01-05",
    "summary": "It counts four.",
    "note": "",
    "identifier": "",
    "reason": "It was missing",
    "language": "en",
    "key": "one-key",
}


def anonymous_text(html: bytes) -> bytes:
    """A page without what differs at each request: tokens and keys."""
    return re.sub(rb'(name="(?:csrfmiddlewaretoken|key)" value=")[^"]*', rb"\1", html)
