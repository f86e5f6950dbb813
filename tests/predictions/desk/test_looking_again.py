"""A claim that changed after one had filed, a verdict that is passed on, and what a form asks beside the grade."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from predictions import actions, policy
from predictions.desk.queue import contested
from predictions.lifecycle import Fault, Judgement, Opening, Status
from predictions.models import Assignment, Resolution, Tier, Verdict
from predictions.people import person_of
from predictions.policy import Command
from predictions.steps.situations import situation_of
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def filed(claim, number="one", **given):
    """The browser of a reviewer who has filed."""
    reviewer = desks.somebody(number=number, claim=claim)
    assert reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, **given)).status_code == 302
    return reviewer


def reword(claim, question="Did it really?"):
    editor = desks.somebody(Role.EDITOR)
    form = desks.wording(editor, claim, question=question, reason="Sharper")
    assert editor.post(desks.address(claim, "wording/en/"), form).status_code == 302


def confirming(reviewer, claim):
    """What the button to confirm sends."""
    form = re.search(
        r'name="seen" value="(\d+)"><input type="hidden" name="key" value="([^"]+)"',
        reviewer.get(desks.address(claim)).content.decode(),
    )
    assert form, "nothing to confirm"
    return {"confirm": "1", "seen": form[1], "key": form[2]}


def test_changed_criteria_bring_a_claim_back_and_one_click_confirms(claim):
    reviewer = filed(claim, reasons="As I said")
    reword(claim)

    html = reviewer.get(desks.address(claim)).content.decode()
    desk = reviewer.get("/desk/").content.decode()
    answer = reviewer.post(desks.address(claim), confirming(reviewer, claim))
    after = reviewer.get(desks.address(claim)).content.decode()

    assert "please look again" in html
    assert "your verdict does not count" in html
    assert "Sharper" in html
    assert claim.key in desk
    assert answer.status_code == 302
    assert [one.reasons for one in Verdict.objects.order_by("number")] == ["As I said", "As I said"]
    assert "please look again" not in after


def test_a_new_document_says_that_the_verdict_still_counts(claim):
    reviewer = filed(claim)
    builders.a_document(claim, title="Came in later")

    html = reviewer.get(desks.address(claim)).content.decode()

    assert "Your verdict still counts" in html
    assert "Came in later" in html
    assert "please look again" not in html


@pytest.mark.parametrize("by", ["somebody else", "the reviewer"])
def test_who_loses_the_documents_of_a_verdict_is_told_and_files_it_again_with_others(claim, by):
    reviewer = filed(claim, cites=["1"])
    who, document = builders.a_person(Role.EDITOR), claim.evidence.order_by("number")[0]
    if by == "the reviewer":
        who = person_of(User.objects.get(username="reviewer-one"), at=builders.NOW)
        document = builders.a_document(claim, by=who)
        sent = desks.ballot(reviewer, claim, cites=[document.number])
        assert reviewer.post(desks.address(claim), sent).status_code == 302
    actions.retract_evidence(
        evidence_id=document.pk, seen_version=1, by=who, at=builders.NOW, reason="Withdrawn by its author"
    )

    html = reviewer.get(desks.address(claim)).content.decode()
    desk = reviewer.get("/desk/?state=changed").content.decode()
    answer = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, cites=["2"]))
    after = reviewer.get(desks.address(claim)).content.decode()

    assert "The documents that your verdict rests on are gone: please look again" in html
    assert "Confirm my verdict as it stands" not in html
    assert claim.key in desk
    assert answer.status_code == 302
    assert "please look again" not in after
    assert claim.key not in reviewer.get("/desk/?state=changed").content.decode()


def test_nothing_is_confirmed_that_changed_once_more_meanwhile(claim):
    reviewer = filed(claim)
    reword(claim)
    form = confirming(reviewer, claim)
    reword(claim, "Did it, truly?")

    answer = reviewer.post(desks.address(claim), form)

    assert answer.status_code == 409
    assert "has changed since you opened it" in answer.content.decode()
    assert Verdict.objects.count() == 1
    assert reviewer.post(desks.address(claim), confirming(reviewer, claim)).status_code == 302


@pytest.mark.parametrize("sent", [{"confirm": "1"}, {"confirm": "1", "seen": "x", "key": "k"}])
def test_a_confirmation_that_cannot_be_read_changes_nothing(claim, sent):
    reviewer = filed(claim)
    reword(claim)

    assert reviewer.post(desks.address(claim), sent).status_code == 422
    assert Verdict.objects.count() == 1


def test_a_confirmation_without_anything_new_says_what_to_do(claim):
    reviewer = filed(claim)
    html = reviewer.get(desks.address(claim)).content.decode()

    answer = reviewer.post(desks.address(claim), {"confirm": "1", "seen": desks.hidden(html, "seen"), "key": "another"})

    assert answer.status_code == 422
    assert "Choose a grade, give your reasons, and file it" in answer.content.decode()


def test_who_cannot_assess_a_claim_has_it_on_their_desk_no_longer(claim):
    reviewer = desks.somebody(claim=claim)

    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="cannot-assess", cites=[]))
    again = reviewer.get(desks.address(claim))

    assert claim.key not in reviewer.get("/desk/").content.decode()
    assert again.status_code == 403
    assert "You were let go from judging this claim" in again.content.decode()
    assert Assignment.objects.get().released_at is not None


def test_to_pass_a_claim_on_shows_nothing_more_of_it_even_to_who_is_asked_again(claim):
    reviewer = desks.somebody(claim=claim)
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="cannot-assess", cites=[]))
    desks.somebody(claim=claim)

    html = reviewer.get(desks.address(claim)).content.decode()

    assert desks.SPEAKER not in html
    assert "Supports" not in html


def test_annulling_asks_what_is_wrong_and_keeps_it(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, grade="annul", cites=[], reasons="Kept")

    refused = reviewer.post(desks.address(claim), filled)
    page = refused.content.decode()
    taken = reviewer.post(
        desks.address(claim), filled | {"fault": Fault.PREMISE, "key": desks.hidden(page, "key") + "b"}
    )

    assert refused.status_code == 422
    assert "Choose what is wrong with it from the list" in page
    assert "Kept" in page
    assert taken.status_code == 302
    assert (Verdict.objects.get().judgement, Verdict.objects.get().fault) == (Judgement.ANNUL, Fault.PREMISE)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_second_hand_documents_alone_are_refused_by_number_and_sort_in_the_readers_language(claim, language):
    digest = builders.a_document(claim, tier=Tier.SECONDARY)
    reviewer = desks.somebody(claim=claim, language=language)

    answer = reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, cites=[str(digest.number)]))

    assert answer.status_code == 422
    assert {"en": "4 (second hand)", "fr": "4 (de seconde main)"}[language] in answer.content.decode()


def test_a_doubtful_grade_says_what_would_change_it_and_the_page_shows_that(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, confidence="1")

    refused = reviewer.post(desks.address(claim), filled)
    key = desks.hidden(refused.content.decode(), "key") + "b"
    taken = reviewer.post(desks.address(claim), filled | {"would_change": "The yearly figures", "key": key})
    filed(claim, "two")
    page = reviewer.get(claim.get_absolute_url()).content.decode()

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "What would change this verdict:" in page
    assert "The yearly figures" in page


def test_a_closed_round_shows_every_verdict_struck_where_it_was_replaced_and_marked_where_it_differs(claim):
    filed(claim, "one", grade="0", reasons="At first I thought not")
    one = desks.somebody(number="one", claim=claim)
    one.post(desks.address(claim), desks.ballot(one, claim, grade="1", reasons="Then I saw the second"))
    filed(claim, "two", grade="0.75", reasons="Most of it")

    page = one.get(claim.get_absolute_url()).content.decode()

    claim.refresh_from_db()
    assert claim.status == Status.RESOLVED
    assert "At first I thought not" in page
    assert page.count("replaced by a later one") == 1
    assert page.count("differs from the resolution") == 1  # the 1 beside the 0.75; what was replaced is no dissent
    assert page.index("At first I thought not") < page.index("Then I saw the second") < page.index("Most of it")


def test_both_resolutions_stand_on_the_page_when_a_later_round_finds_the_same(claim):
    builders.resolved(claim, "1")
    editor = builders.a_person(Role.EDITOR)
    actions.reopen(claim_id=claim.pk, why=Opening.OBJECTION, by=editor, at=builders.NOW, reason="A new document")
    builders.resolved(claim, "1")

    page = desks.somebody().get(claim.get_absolute_url()).content.decode()

    assert Resolution.objects.count() == 2
    assert page.count("Resolution in force") >= 1
    assert page.count("Earlier resolution") == 1


def test_an_adjudicator_answers_beside_every_verdict_and_names_the_fault(claim):
    filed(claim, "one", grade="1", reasons="It did")
    filed(claim, "two", grade="annul", fault=Fault.SEVERAL, cites=[], reasons="It asks two things")
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    html = adjudicator.get(desks.address(claim, "adjudicate/")).content.decode()
    decision = {"seen": desks.hidden(html, "seen"), "grade": "annulled", "reasons": "It does ask two things"}

    refused = adjudicator.post(desks.address(claim, "adjudicate/"), decision)
    taken = adjudicator.post(desks.address(claim, "adjudicate/"), decision | {"fault": Fault.SEVERAL})
    page = adjudicator.get(claim.get_absolute_url()).content.decode()

    assert "It did" in html
    assert "It asks two things" in html
    assert "It is several claims in one" in html
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert Resolution.objects.get().fault == Fault.SEVERAL
    assert "It is several claims in one" in page


def test_the_list_of_disputes_holds_what_one_may_decide_and_nothing_else(claim):
    for number, grade in (("eight", "1"), ("nine", "0")):
        builders.a_verdict(claim, builders.reviewers(number)[0], grade)
    decided = desks.somebody(Role.ADJUDICATOR)
    html = decided.get(desks.address(claim, "adjudicate/")).content.decode()
    decided.post(
        desks.address(claim, "adjudicate/"),
        {"seen": desks.hidden(html, "seen"), "grade": "ambiguous", "reasons": "Unclear"},
    )
    actions.reopen(
        claim_id=claim.pk, why=Opening.OBJECTION, by=builders.a_person(Role.EDITOR), at=builders.NOW, reason="New"
    )
    for number, grade in (("six", "1"), ("seven", "0")):
        builders.a_verdict(claim, builders.reviewers(number)[0], grade)
    claim.refresh_from_db()
    people = [builders.a_person(Role.ADJUDICATOR, "fresh"), person_of_adjudicator()]

    for person in people:
        listed = claim.pk in {one.claim_id for one in contested(person, at=builders.NOW)}
        situation = situation_of(claim, person.ref, at=builders.NOW)
        assert listed == bool(policy.may(person, Command.ADJUDICATE, situation))
    assert claim.pk in {one.claim_id for one in contested(people[0], at=builders.NOW)}
    assert claim.pk not in {one.claim_id for one in contested(people[1], at=builders.NOW)}


def person_of_adjudicator():
    return person_of(User.objects.get(username="adjudicator-one"), at=builders.NOW)


def test_a_tie_that_begins_later_says_from_when_it_counts(claim):
    reviewer = desks.somebody(claim=claim)
    later = (timezone.now() + timedelta(days=30)).date()
    tie = {"organization": claim.source.publisher_id, "kind": "tie", "starts": later.isoformat()}

    page = reviewer.post("/desk/interests/", tie, follow=True).content.decode()

    assert "until then you may be asked" in page
    assert reviewer.get(desks.address(claim)).status_code == 200


def test_a_refusal_for_a_tie_says_until_when_and_who_judges_instead(claim):
    reviewer = desks.somebody(claim=claim)
    ends = (timezone.now() + timedelta(days=30)).date()
    tie = {
        "organization": claim.source.publisher_id,
        "kind": "tie",
        "starts": "2020-01-01",
        "ends": ends.isoformat(),
    }
    reviewer.post("/desk/interests/", tie)

    page = reviewer.get(desks.address(claim)).content.decode()

    assert f"You declared a tie to {claim.source.publisher.name}, which counts until {ends.day} {ends:%B %Y}." in page
    assert "Another reviewer must judge this." in page
