"""What a page to judge from never shows before its reader has filed, and whom it never shows more to."""

from __future__ import annotations

import re

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions import actions
from predictions.models import Prior, PriorBasis, Statement
from predictions.policy import SYSTEM
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

LEANING = {
    "en": r"supports|contradicts|\bcontext\b|\bweak\b|\bmoderate\b|\bstrong\b",
    "fr": r"appui\b|encontre|\bcontexte\b|\bfaible\b|\bmoyenne\b|\bforte\b",
}
SIDES = r"class=\"evidence (?:for|against|context)"


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def case(html: str, language: str = "en") -> str:
    """What the page says of the case, once it is certain that this leans nowhere in words or in its drawing."""
    shown = html.partition('<article class="case"')[2].partition("</article>")[0]
    assert shown
    assert re.findall(f"{LEANING[language]}|{SIDES}", shown, re.IGNORECASE) == []
    return shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_no_class_and_no_order_of_the_documents_leans(claim, language):
    for stance, strength in (("contradicts", 3), ("context", 1), ("supports", 3)):
        builders.a_document(claim, stance=stance, strength=strength, title="A page")
    reviewer = desks.somebody(claim=claim, language=language)

    page = reviewer.get(desks.address(claim)).content.decode()

    html = case(page, language)
    numbers = [int(number) for number in re.findall(r'name="cites" value="(\d+)"', html)]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_what_was_expected_beforehand_and_who_spoke_are_hidden(claim):
    prior = Prior(
        claim=claim,
        set_by=SYSTEM.ref,
        expected="0.35",
        basis=PriorBasis.BLIND,
        set_on=builders.SAID,
        reason="It was early days.",
    )
    builders.saved(prior)

    html = desks.somebody(claim=claim).get(desks.address(claim)).content.decode()

    for hidden in (
        "It was early days.",
        "0.35",
        desks.SPEAKER,
        desks.EMPLOYER,
        claim.source.publisher.name,
        "va changer",
    ):
        assert hidden not in html


def test_a_late_form_shows_that_a_statement_changed_and_not_what_it_says(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim)
    said = Statement.objects.get(claim=claim)
    said.organization = "A leaning employer"
    builders.saved(said, reason="The speaker works at a leaning employer")
    builders.a_document(claim, title="Came in between", stance="contradicts", strength=3)

    html = case(reviewer.post(desks.address(claim), filled).content.decode())

    assert "Came in between" in html
    assert "leaning employer" not in html
    assert "Found while searching" not in html  # why somebody added a document can say which way it points


def test_a_late_form_shows_changed_words_with_their_reason(claim):
    reviewer = desks.somebody(claim=claim)
    filled = desks.ballot(reviewer, claim, reasons="Typed before")
    editor = desks.somebody(Role.EDITOR)
    editor.post(
        desks.address(claim, "wording/en/"), desks.wording(editor, claim, question="Did it really?", reason="Sharper")
    )

    answer = reviewer.post(desks.address(claim), filled)
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "Sharper" in html
    assert "<ins>" in html
    assert "<del>" in html
    assert html.count("Did it really?") >= 1  # the case beside the form is the one that stands now
    assert "Typed before" in html


def test_filing_opens_ones_own_view_and_still_no_other_verdict(claim):
    first, second = desks.somebody(claim=claim), desks.somebody(number="two", claim=claim)
    second.post(desks.address(claim), desks.ballot(second, claim, grade="0", reasons="Sealed reasons"))
    first.post(desks.address(claim), desks.ballot(first, claim, grade="1", reasons="My own reasons"))

    html = first.get(desks.address(claim)).content.decode()

    assert "My own reasons" in html
    assert "Supports" in html
    assert "Sealed reasons" not in html
    assert "Reviewer two" not in html
    assert "Contested" not in html + first.get("/desk/").content.decode()


def test_a_changed_mind_starts_from_what_one_thought(claim):
    reviewer = desks.somebody(claim=claim)
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, grade="0.25", confidence="3", cites=["2"]))

    html = reviewer.get(desks.address(claim)).content.decode()

    assert re.search(r'name="grade" value="0\.25" checked', html)
    assert re.search(r'name="confidence" value="3" checked', html)
    assert re.findall(r'name="cites" value="(\d)" checked', html) == ["2"]


def test_who_is_asked_to_judge_learns_of_no_dispute_even_as_an_adjudicator():
    claim = desks.contested()
    both = desks.somebody(claim=claim)
    user = User.objects.get(username="reviewer-one")
    RoleGrant.objects.create(user=user, role=Role.ADJUDICATOR, starts=builders.NOW)

    desk = both.get("/desk/").content.decode()
    deciding = both.get(desks.address(claim, "adjudicate/"))

    assert "Contested" not in desk.partition('<nav class="queue"')[2]
    assert deciding.status_code == 403
    assert "You are asked to judge this claim" in deciding.content.decode()


def test_an_adjudicator_with_a_tie_is_neither_shown_nor_let_in():
    claim = desks.contested()
    adjudicator = desks.somebody(Role.ADJUDICATOR)
    listed = claim.key in adjudicator.get("/desk/").content.decode()
    expert = claim.statements.get().expert_id
    adjudicator.post("/desk/interests/", {"expert": expert, "kind": "tie", "starts": "2020-01-01"})

    desk = adjudicator.get("/desk/").content.decode()
    deciding = adjudicator.get(desks.address(claim, "adjudicate/"))

    assert listed
    assert claim.key not in desk
    assert deciding.status_code == 403
    assert "declared a tie" in deciding.content.decode()


def test_a_second_reading_of_the_page_differs_in_nothing_when_others_disagree(claim):
    third = desks.somebody(number="three", claim=claim)
    pages = ["/desk/", desks.address(claim), desks.address(claim, "evidence/"), "/desk/interests/"]
    before = [desks.anonymous_text(third.get(page).content) for page in pages]

    for reviewer, grade in zip(builders.reviewers("eight", "nine"), ("1", "0"), strict=True):
        actions.assign(claim_id=claim.pk, reviewer=reviewer, by=SYSTEM, at=builders.NOW, reason="Their turn")
        builders.a_verdict(claim, reviewer, grade)

    assert [desks.anonymous_text(third.get(page).content) for page in pages] == before
