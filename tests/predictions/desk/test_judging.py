"""Judging a claim at the desk."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from predictions.desk.views import judging
from predictions.lifecycle import Judgement, Status
from predictions.models import Assignment, Resolution, Verdict
from predictions.steps.situations import situation_of
from predictions.steps.versions import claim_version
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def test_the_desk_lists_what_waits_for_me_and_says_when_nothing_does(claim):
    asked = desks.somebody(claim=claim).get("/desk/").content.decode()
    idle = desks.somebody(number="two").get("/desk/").content.decode()

    assert claim.key in asked
    assert claim.key not in idle
    assert "Nothing waits for you" in idle


def test_the_page_to_judge_from_leans_nowhere_until_one_has_filed(claim):
    reviewer = desks.somebody(claim=claim)

    before = reviewer.get(desks.address(claim)).content.decode()
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim))
    after = reviewer.get(desks.address(claim)).content.decode()

    for leaning in (desks.SPEAKER, desks.EMPLOYER, "Supports", "Contradicts", "Moderate", claim.source.publisher.name):
        assert leaning not in before
    assert desks.SPEAKER in after
    assert "Supports" in after


def test_nothing_a_reviewer_can_reach_changes_when_another_files(claim):
    first, second = desks.somebody(claim=claim), desks.somebody(number="two", claim=claim)
    pages = ["/desk/", desks.address(claim), claim.get_absolute_url(), f"/api/v1/claims/{claim.pk}/", "/leaderboard/"]
    before = [desks.anonymous_text(second.get(page).content) for page in pages]

    first.post(desks.address(claim), desks.ballot(first, claim, reasons="Seen by nobody yet"))

    assert Verdict.objects.count() == 1
    assert [desks.anonymous_text(second.get(page).content) for page in pages] == before


def test_two_who_agree_resolve_the_claim_and_both_stand_on_its_page(claim):
    for number in ("one", "two"):
        reviewer = desks.somebody(number=number, claim=claim)
        answer = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, reasons=f"Says {number}."))
        assert answer.status_code == 302

    claim.refresh_from_db()
    page = reviewer.get(claim.get_absolute_url()).content.decode()
    assert claim.status == Status.RESOLVED
    assert "Says one." in page
    assert "Says two." in page


def test_verdicts_far_apart_wait_for_an_adjudicator_who_has_not_judged(claim):
    for number, grade in (("one", "1"), ("two", "0.5")):
        reviewer = desks.somebody(number=number, claim=claim)
        reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade=grade))
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    assert claim.key in adjudicator.get("/desk/").content.decode()
    html = adjudicator.get(desks.address(claim, "adjudicate/")).content.decode()

    decision = {"seen": desks.hidden(html, "seen"), "grade": "0.75", "reasons": "Both count part.", "cites": ["1"]}
    answer = adjudicator.post(desks.address(claim, "adjudicate/"), decision)

    assert "The second document counts four." in html
    assert answer.status_code == 302
    assert str(Resolution.objects.get(claim=claim).grade) == "0.75"


def test_a_changed_mind_is_a_second_verdict_that_points_at_the_first(claim):
    reviewer = desks.somebody(claim=claim)

    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="1"))
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="0.5"))

    first, second = Verdict.objects.order_by("number")
    assert second.replaces == first
    assert (str(first.grade), str(second.grade)) == ("1.00", "0.50")


def test_a_double_click_files_once(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim)

    answers = [reviewer.post(desks.address(claim), filled).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Verdict.objects.count() == 1


def test_somebody_was_first_shows_what_changed_and_keeps_what_was_typed(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons="Typed with care & <b>thought</b>")
    builders.a_document(claim, title="Came in between", stance="contradicts")

    answer = reviewer.post(desks.address(claim), filled)
    page = answer.content.decode()
    again = filled | {"seen": desks.hidden(page, "seen"), "key": desks.hidden(page, "key")}

    assert answer.status_code == 409
    assert "Came in between" in page
    assert "contradicts" not in page.lower()
    assert "Typed with care &amp; &lt;b&gt;thought&lt;/b&gt;" in page
    assert reviewer.post(desks.address(claim), again).status_code == 302


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"grade": ""}, "Choose a grade"),
        ({"grade": "0.6"}, "0.6"),
        ({"cites": []}, "at least one document"),
        ({"reasons": ""}, "required"),
        ({"reasons": "x" * 5001}, "5000"),
        ({"reasons": "nul \0"}, "unreadable"),
        ({"confidence": "9"}, "9"),
        ({"tie": "some"}, "somebody else has to judge"),
        ({"cites": ["99"]}, "99"),
    ],
)
def test_a_verdict_that_cannot_be_taken_says_why_and_loses_nothing(claim, given, says):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons="Kept") | given

    answer = reviewer.post(desks.address(claim), filled)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Verdict.objects.count() == 0
    if filled["reasons"] == "Kept":
        assert "Kept" in answer.content.decode()


def test_nobody_judges_what_they_were_not_asked_for(claim):
    stranger = desks.somebody(number="three")

    answer = stranger.get(desks.address(claim))

    assert answer.status_code == 403
    assert "not assigned to you" in answer.content.decode()


def test_a_tie_declared_afterwards_keeps_one_from_judging(claim):
    reviewer = desks.somebody(claim=claim)
    employer = claim.statements.get().expert.affiliations.get().organization
    declared = {"organization": employer.pk, "kind": "member", "starts": "2020-01-01", "ends": "2026-01-01"}

    declaring = reviewer.post("/desk/interests/", declared)
    judging = reviewer.get(desks.address(claim))

    assert declaring.status_code == 302
    assert judging.status_code == 403
    assert desks.EMPLOYER in judging.content.decode()


def test_who_cannot_assess_is_replaced(claim):
    reviewer = desks.somebody(claim=claim)

    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="cannot-assess", cites=[]))

    assert Verdict.objects.get().judgement == Judgement.CANNOT_ASSESS
    assert Assignment.objects.count() == 1
    claim.refresh_from_db()
    assert claim.status == Status.OPEN


def test_filing_moves_no_version_that_others_can_see(claim):
    reviewer = desks.somebody(claim=claim)
    before = claim_version(claim)

    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim))

    assert claim_version(claim) == before


def test_the_desk_asks_as_often_however_long_the_queue_is(django_assert_max_num_queries):
    first = desks.a_claim_to_judge()
    reviewer = desks.somebody(claim=first)
    for _ in range(4):
        desks.somebody(claim=builders.a_claim(collection=first.collection, source=first.source))

    with django_assert_max_num_queries(14):
        page = reviewer.get("/desk/").content.decode()

    assert page.count("aria-current") <= 1
    assert "5 things wait for you" in page


def test_a_round_that_closes_while_a_verdict_arrives_is_told_as_closed_and_not_as_somebody_elses(claim, monkeypatch):
    late = desks.somebody(number="late", claim=claim)
    form = desks.ballot(late, claim, reasons="Typed in the same second")

    def others_first(*args, **named):
        monkeypatch.setattr(judging, "situation_of", situation_of)
        for reviewer in builders.reviewers("one", "two"):
            builders.a_verdict(claim, reviewer, "1")
        return situation_of(*args, **named)

    monkeypatch.setattr(judging, "situation_of", others_first)
    answer = late.post(desks.address(claim), form)

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "is resolved and not being judged" in page
    assert "Typed in the same second" in page
