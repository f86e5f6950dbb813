"""The editor's pages about who judges: whom to ask, whom not and why, letting go, and opening a claim again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions
from predictions.lifecycle import Opening, Status
from predictions.models import Assignment, InterestKind
from predictions.people import person_of
from predictions.policy import SYSTEM
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


@pytest.fixture
def editor(claim):
    return desks.somebody(Role.EDITOR)


def section(html, name):
    found = re.search(rf'id="{name}">(.*?)</section>', html, re.DOTALL)
    assert found, f"no section {name}"
    return found[1]


def assigning(editor, claim):
    return editor.get(desks.address(claim, "assign/")).content.decode()


def send(editor, claim, do, reviewer, **given):
    return editor.post(desks.address(claim, "assign/"), {"do": do, "reviewer": str(reviewer.ref)} | given)


def test_each_reviewer_is_listed_with_what_they_are_asked_for_or_why_they_may_not_be(claim, editor):
    asked, free, tied, judged = builders.reviewers("one", "two", "three", "four")
    builders.a_verdict(claim, judged, "1")
    builders.a_verdict(claim, builders.reviewers("five")[0], "1")
    actions.reopen(claim_id=claim.pk, why=Opening.REOPENED, by=SYSTEM, at=builders.NOW, reason="A document")
    builders.assigned(claim, asked)
    builders.assigned(builders.a_claim(), asked)
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=builders.SAID,
        by=tied,
        at=builders.NOW,
        reason="Declared",
    )

    html = assigning(editor, claim)

    assert "Reviewer one" in section(html, "asked")
    assert "Asked for 2 claims in all." in section(html, "asked")
    assert re.findall(r"<span>(Reviewer \w+)</span>", section(html, "free")) == ["Reviewer two"]
    barred = section(html, "barred")
    assert f"Tied to {claim.source.publisher.name}." in barred
    assert "Judged this claim in an earlier round." in barred
    assert free.ref not in {one.reviewer_ref for one in Assignment.objects.all()}


def test_a_reviewer_is_asked_with_one_click(claim, editor):
    (one,) = builders.reviewers("one")

    answer = send(editor, claim, "ask", one)

    assert answer.status_code == 302
    assert Assignment.objects.get().reviewer_ref == one.ref
    assert "Reviewer one is asked to judge" in assigning(editor, claim)


def test_letting_go_takes_a_reason_and_keeps_what_was_typed(claim, editor):
    (one,) = builders.reviewers("one")
    builders.assigned(claim, one)

    refused = send(editor, claim, "let go", one, reason=" ")
    answer = send(editor, claim, "let go", one, reason="Away for a month")

    assert refused.status_code == 422
    assert "Say why this reviewer is let go." in refused.content.decode()
    assert answer.status_code == 302
    assert Assignment.objects.get().released_at is not None


def test_who_may_not_be_asked_is_not(claim, editor):
    (tied,) = builders.reviewers("one")
    actions.declare_interest(
        kind=InterestKind.TIE,
        organization_id=claim.source.publisher_id,
        starts=builders.SAID,
        by=tied,
        at=builders.NOW,
        reason="Declared",
    )

    answer = send(editor, claim, "ask", tied)

    assert answer.status_code == 422
    assert not Assignment.objects.exists()


def test_an_editor_who_judges_does_not_ask_themselves(claim):
    client = desks.somebody(Role.EDITOR, "both")
    user = User.objects.get(username="editor-both")
    RoleGrant.objects.create(user=user, role=Role.REVIEWER, starts=builders.NOW - timedelta(days=400))
    person = person_of(user, at=builders.NOW)

    assert "Nobody asks themselves." in section(assigning(client, claim), "barred")
    assert send(client, claim, "ask", person).status_code == 422


def test_the_page_is_the_same_before_and_after_somebody_filed(claim, editor):
    one, two = builders.reviewers("one", "two")
    for reviewer in (one, two):
        builders.assigned(claim, reviewer)
    before = desks.anonymous_text(assigning(editor, claim).encode())

    builders.a_verdict(claim, one, "1")

    assert desks.anonymous_text(assigning(editor, claim).encode()) == before


def test_letting_go_answers_the_same_to_who_filed_and_who_did_not(claim, editor):
    one, two = builders.reviewers("one", "two")
    for reviewer in (one, two):
        builders.assigned(claim, reviewer)
    builders.a_verdict(claim, one, "1")

    answers = [send(editor, claim, "let go", who, reason="Away") for who in (one, two)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, desks.address(claim, "assign/"))
    ] * 2


def test_a_claim_that_is_decided_asks_nobody(claim, editor):
    builders.resolved(claim)

    answer = editor.get(desks.address(claim, "assign/"))

    assert answer.status_code == 409
    assert "not being judged" in answer.content.decode()


# --- Opening again ----------------------------------------------------------------------------------------------------


def test_a_resolved_claim_is_opened_again_with_a_reason(claim, editor):
    builders.resolved(claim)
    public = editor.get(claim.get_absolute_url()).content.decode()
    assert desks.address(claim, "reopen/") in public

    refused = editor.post(desks.address(claim, "reopen/"), {"why": "re-review", "reason": ""})
    answer = editor.post(desks.address(claim, "reopen/"), {"why": "re-review", "reason": "To see whether others agree"})

    assert refused.status_code == 422
    assert answer["Location"] == claim.get_absolute_url()
    claim.refresh_from_db()
    assert claim.status == Status.OPEN
    assert claim.rounds.order_by("-number")[0].opened_for == Opening.RE_REVIEW
    assert "To see whether others agree" in editor.get(claim.get_absolute_url()).content.decode()


def test_an_open_claim_is_not_opened_again(claim, editor):
    answer = editor.get(desks.address(claim, "reopen/"))

    assert answer.status_code == 403
    assert "cannot be opened again" in answer.content.decode()


def test_the_ways_to_the_desk_are_shown_to_who_may_go_there(claim, editor):
    public = claim.get_absolute_url()

    assert desks.address(claim, "assign/") in editor.get(public).content.decode()
    for other in (desks.somebody(Role.REVIEWER), desks.somebody(None)):
        assert desks.address(claim, "assign/") not in other.get(public).content.decode()
