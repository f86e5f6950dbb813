"""What is offered for a document and what is done when it is asked for: the same, for everybody and at every moment."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions
from predictions.models import Claim, Evidence
from predictions.people import person_of
from tests import builders
from tests.builders import NOW
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


def opened(claim: Claim) -> None:
    """Leave the claim as it is: due, and being judged."""


def decided(claim: Claim) -> None:
    builders.resolved(claim)


def merged(claim: Claim) -> None:
    other = builders.a_claim(collection=claim.collection, source=claim.source)
    editor = person_of(User.objects.get(username="editor-one"), at=NOW)
    actions.merge(claim_id=claim.pk, into_id=other.pk, by=editor, at=NOW, reason="The same")


def everybody(claim: Claim) -> dict[str, Client]:
    """One browser for each way to stand to the documents of `claim`."""
    found = {role.value: desks.somebody(role, "nine") for role in Role}
    found |= {
        "nobody": desks.somebody(None),
        "who added it": desks.somebody(Role.REVIEWER, "three"),
        "who retracted it": desks.somebody(Role.EDITOR, "one"),
        "asked": desks.somebody(Role.REVIEWER, "four", claim=claim),
    }
    user = User.objects.get(username="reviewer-four")
    RoleGrant.objects.create(user=user, role=Role.EDITOR, starts=NOW - timedelta(days=1))
    return found


def documents(claim: Claim) -> list[Evidence]:
    """One that stands, and one that somebody other than who added it has retracted; both added by one reviewer."""
    adder = person_of(User.objects.get(username="reviewer-three"), at=NOW)
    editor = person_of(User.objects.get(username="editor-one"), at=NOW)
    stands, gone = builders.a_document(claim, by=adder), builders.a_document(claim, by=adder)
    actions.retract_evidence(evidence_id=gone.pk, seen_version=1, by=editor, at=NOW, reason="Another product")
    gone.refresh_from_db()
    return [stands, gone]


@pytest.mark.parametrize("moment", [opened, decided, merged])
def test_what_is_shown_for_a_document_is_never_refused_and_what_is_not_shown_always_is(
    moment: Callable[[Claim], None],
) -> None:
    claim = desks.a_claim_to_judge()
    people = everybody(claim)
    two = documents(claim)
    moment(claim)
    shown, wrong = 0, []

    for who, browser in people.items():
        listed = desks.links(browser.get(desks.address(claim, "evidence/")).content.decode())
        for document in two:
            page = desks.address(claim, f"evidence/{document.number}/")
            looked = browser.get(page)
            doors = set(re.findall(r'<form class="form"[^>]* action="([^"]+)"', looked.content.decode()))
            if (page in listed) != (looked.status_code == 200) or bool(doors) != (page in listed):
                wrong.append((who, page, "the list and the page differ"))
            ways = [f"{page}restore/"] if document.retracted_at else [page, f"{page}retract/"]
            for way in ways:
                sent = browser.post(way, {"seen": "1"}).status_code  # too little, so that nothing is done
                shown += way in doors
                if sent != (422 if way in doors else 403):
                    wrong.append((who, way, sent))

    assert wrong == []
    assert (shown > 0) == (moment is not merged)


def test_whose_document_somebody_else_retracted_first_is_told_and_shown_no_door_that_is_closed_to_them() -> None:
    claim = desks.a_claim_to_judge()
    desks.somebody(Role.EDITOR, "one")
    adder = desks.somebody(Role.REVIEWER, "three")
    gone = documents(claim)[1]
    page = desks.address(claim, f"evidence/{gone.number}/")

    html = adder.post(f"{page}retract/", {"seen": "1", "why": "I mistook it"}).content.decode()

    assert "has changed since you opened it" in html
    assert "I mistook it" in html
    assert "Restore the document" not in html
