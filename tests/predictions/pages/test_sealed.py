"""Until a round closes, nothing that anybody can fetch changes by a single byte when a verdict is filed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from predictions.models import Claim, Entry, RecordKind, Round, Verdict
from predictions.models.claims import Visibility
from scoring import actions as scoring
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def addresses(claim: Claim) -> list[str]:
    """Every public address that could tell something about `claim`."""
    expert = claim.statements.get().expert
    assert expert is not None
    collection, source = claim.collection, claim.source
    return [
        "/",
        "/leaderboard/",
        "/claims/",
        "/claims/?status=open",
        "/claims/?status=overdue",
        claim.get_absolute_url(),
        "/experts/",
        expert.get_absolute_url(),
        "/collections/",
        collection.get_absolute_url(),
        "/sources/",
        source.get_absolute_url(),
        "/methodology/",
        "/agreement/",
        "/api/v1/",
        "/api/v1/agreement/",
        "/api/v1/stated-chances/",
        "/api/v1/leaderboard/",
        "/api/v1/claims/",
        f"/api/v1/claims/{claim.pk}/",
        "/api/v1/experts/",
        f"/api/v1/experts/{expert.slug}/",
        "/api/v1/sources/",
        f"/api/v1/sources/{source.slug}/",
    ]


def everything(claim: Claim, reader: Client) -> dict[str, bytes]:
    """What `reader` gets from each address, without the token that differs at each visit."""
    found = {}
    for address in addresses(claim):
        answer = reader.get(address)
        assert answer.status_code == 200, address
        found[address] = TOKEN.sub(b"", answer.content)
    return found


@pytest.fixture
def claim() -> Claim:
    """An open, overdue claim that two reviewers are asked to judge."""
    builders.a_record(RecordKind.RECORD)
    claim = builders.a_claim()
    for reviewer in builders.reviewers("one", "two", "three"):
        builders.assigned(claim, reviewer)
    scoring.sweep(at=NOW, without_pause=True)
    return claim


def stranger() -> Client:
    """Somebody who is not signed in."""
    return Client()


def reviewer_two() -> Client:
    """Somebody who is asked to judge as well and has not."""
    client = Client()
    client.force_login(User.objects.get(username="reviewer-two"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("reader", [stranger, reviewer_two])
def test_a_filed_verdict_changes_no_byte_that_anybody_else_can_read(claim: Claim, reader: Callable[[], Client]) -> None:
    before = everything(claim, reader())

    builders.a_verdict(claim, builders.reviewers("one")[0], "1", at=NOW + timedelta(hours=1))
    scoring.sweep(at=NOW + timedelta(hours=2), without_pause=True)

    assert Verdict.objects.count() == 1
    assert everything(claim, reader()) == before


def test_verdicts_that_do_not_agree_stay_sealed_until_an_adjudicator_decides(claim: Claim) -> None:
    before = everything(claim, stranger())

    one, two = builders.reviewers("one", "two")
    builders.a_verdict(claim, one, "1")
    builders.a_verdict(claim, two, "0")

    assert Round.objects.get(claim=claim).closed_at is None
    assert everything(claim, stranger()) == before


def test_when_the_round_closes_everybody_can_read_who_judged_what_and_why(claim: Claim) -> None:
    builders.resolved(claim, "0.75")

    page = stranger().get(claim.get_absolute_url()).content.decode()

    assert "Resolved by quorum" in page
    for verdict in Verdict.objects.all():
        assert verdict.reasons in page
    assert "Reviewer one" in page
    assert "Reviewer two" in page


def test_a_document_after_a_sealed_verdict_leaves_no_gap_in_the_numbers_of_revisions(claim: Claim) -> None:
    builders.a_verdict(claim, builders.reviewers("one")[0])
    document = builders.a_document(claim)

    page = stranger().get(claim.get_absolute_url()).content.decode()

    numbers = sorted(int(number) for number in re.findall(r'id="r(\d+)"', page))
    assert document.title in page
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("hidden", ["draft", "restricted"])
def test_a_draft_or_a_restricted_claim_is_on_no_page_and_its_speaker_neither(hidden: str) -> None:
    expert = builders.an_expert("Nobody yet")
    if hidden == "draft":
        claim = builders.a_draft(experts=[expert])
    else:
        claim = builders.a_claim(
            experts=[expert], visibility=Visibility.RESTRICTED, restricted_cause="An order of a court"
        )
    proposition = claim.wordings.get(language="en").proposition

    for address in (claim.get_absolute_url(), f"/api/v1/claims/{claim.pk}/", expert.get_absolute_url()):
        assert stranger().get(address).status_code == 404, address
    for address in ("/claims/", "/experts/", claim.collection.get_absolute_url(), claim.source.get_absolute_url()):
        page = stranger().get(address).content.decode()
        assert proposition not in page, address
        assert "Nobody yet" not in page, address
    for address in ("/api/v1/claims/", "/api/v1/experts/"):
        assert stranger().get(address).json()["count"] == 0, address


def test_no_number_that_anybody_is_shown_counts_what_is_sealed(claim: Claim) -> None:
    def shown() -> tuple[int, bytes]:
        builders.resolved(builders.a_claim(collection=claim.collection), "1")
        scoring.sweep(at=NOW, without_pause=True)
        board = stranger().get(f"/api/v1/leaderboard/?collection={claim.collection.slug}").json()
        return board["position"], stranger().get(f"/leaderboard/?collection={claim.collection.slug}").content

    first, _page = shown()
    second, _page = shown()
    a_quiet_step = second - first
    builders.a_verdict(claim, builders.reviewers("one")[0], "1")
    third, page = shown()

    assert third - second == a_quiet_step
    assert f"Position {third} among the public entries of the ledger".encode() in page
    assert third < Entry.objects.count()
