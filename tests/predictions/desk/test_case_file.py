"""The case on one page for somebody who is asked to judge: their own view of it, printed."""

from __future__ import annotations

import re

import pytest
import time_machine

from accounts.roles import Role
from tests import builders
from tests.predictions.desk import desks
from tests.predictions.desk.test_blindness import LEANING, SIDES

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_printed_case_leans_nowhere_until_its_reader_has_filed(claim, language):
    for stance, strength in (("contradicts", 3), ("supports", 3)):
        builders.a_document(claim, stance=stance, strength=strength, title="A page")
    reviewer = desks.somebody(claim=claim, language=language)

    page = reviewer.get(desks.address(claim, "case/")).content.decode()
    html = page.partition("<article")[2].partition("</article>")[0]

    assert claim.wording(language).question in html
    assert "A page" in html
    assert re.findall(f"{LEANING[language]}|{SIDES}", html, re.IGNORECASE) == []
    for hidden in (desks.SPEAKER, desks.EMPLOYER, claim.source.publisher.name, "va changer"):
        assert hidden not in html


def test_the_printed_case_is_the_same_whatever_others_have_filed(claim):
    reviewer = desks.somebody(claim=claim)
    with time_machine.travel(builders.NOW, tick=False):
        before = desks.anonymous_text(reviewer.get(desks.address(claim, "case/")).content)

        builders.a_verdict(claim, builders.reviewers("two")[0], "0")

        assert desks.anonymous_text(reviewer.get(desks.address(claim, "case/")).content) == before


def test_who_has_filed_finds_their_verdict_and_the_speaker_in_it(claim):
    reviewer = desks.somebody(claim=claim)
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim, reasons="I counted four."))

    html = reviewer.get(desks.address(claim, "case/")).content.decode()

    assert "I counted four." in html
    assert desks.SPEAKER in html


def test_only_who_is_asked_has_a_case_to_print(claim):
    met = [
        one.get(desks.address(claim, "case/")).status_code
        for one in (desks.somebody(claim=claim), desks.somebody(number="two"), desks.somebody(Role.EDITOR))
    ]

    assert met == [200, 403, 403]
