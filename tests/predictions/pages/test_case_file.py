"""The case of a claim on one page: all of the record that the public may see, and nothing that is sealed."""

from __future__ import annotations

import pytest
import time_machine

from predictions import actions
from predictions.models import Reply, Visibility
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


def page(client, claim) -> str:
    answer = client.get(f"/claims/{claim.pk}/case/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_case_file_holds_the_whole_record_of_a_closed_claim(client):
    claim = builders.one_of_each()
    document = builders.a_document(claim, title="A second reading", url="https://example.org/second")
    actions.retract_evidence(
        evidence_id=document.pk, seen_version=1, by=builders.a_person("editor", "nine"), at=builders.NOW, reason="Wrong"
    )

    html = page(client, claim)

    words = claim.wordings.get(language="fr")
    for text in (
        f"Proposition of {claim.key} (en).",
        words.proposition,
        words.question,
        "va changer",
        "Public announcements.",
        "Reasons of",
        "Reviewer one",
        "Reviewer two",
        "Resolution in force",
        "A second reading",
        "It happened in June.",
        "I meant it.",
        "Published, criteria frozen",
        "Reason: Written up from the source",
    ):
        assert text in html, text
    assert "somebody@example.org" not in html


def test_a_case_file_tells_nothing_of_a_round_that_is_open(client):
    claim = desks.a_claim_to_judge()
    with time_machine.travel(builders.NOW, tick=False):
        before = desks.anonymous_text(client.get(f"/claims/{claim.pk}/case/").content)

        builders.a_verdict(claim, builders.reviewers("one")[0], "0")

        after = desks.anonymous_text(client.get(f"/claims/{claim.pk}/case/").content)

    assert after == before
    assert b"Verdicts stay sealed until the round closes." in after


def test_a_case_file_has_one_address_and_the_claim_leads_to_it(client):
    claim = desks.a_claim_to_judge()

    moved = client.get(f"/claims/{claim.pk.lower()}/case/")

    assert (moved.status_code, moved["Location"]) == (301, f"/claims/{claim.pk}/case/")
    assert f'href="/claims/{claim.pk}/case/"' in client.get(f"/claims/{claim.pk}/").content.decode()


def test_a_draft_and_a_restricted_claim_have_no_public_case_file(client):
    draft = builders.a_draft()
    restricted = builders.a_claim(visibility=Visibility.RESTRICTED, restricted_cause="A court order")

    assert [client.get(f"/claims/{one.pk}/case/").status_code for one in (draft, restricted)] == [404, 404]


def test_a_case_file_asks_as_often_however_much_is_in_it(client, django_assert_max_num_queries):
    claim = builders.one_of_each()
    for number in range(4):
        builders.a_document(claim)
        reply = Reply(
            expert=claim.statements.get().expert,
            claim=claim,
            text=f"Again {number}.",
            language="en",
            received_at=builders.NOW,
            verified_how="By letter",
        )
        builders.saved(reply)

    with django_assert_max_num_queries(34):
        page(client, claim)
