"""What a desk lists, in which order and under which heading, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from predictions.models import Claim
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

ASKED = builders.NOW


def headings(html: str) -> dict[str, list[str]]:
    """The keys of the claims under each heading of the queue, in order."""
    queue = html.partition('<nav class="queue"')[2].partition("</nav>")[0]
    parts = re.split(r"<h3>(.+?) <span>\d+</span></h3>", queue)
    return {
        name: re.findall(r"<small>(SC-\d+)</small>", body) for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def another(first: Claim, **columns: object) -> Claim:
    """A claim of the same collection and source."""
    return builders.a_claim(collection=first.collection, source=first.source, **columns)


def test_what_is_wanted_first_comes_first_under_its_heading():
    first = desks.a_claim_to_judge()
    claims = [first, *(another(first) for _ in range(3))]
    for claim, days in zip(claims, (9, 20, 0, 1), strict=True):
        reviewer = desks.somebody()
        builders.assigned(claim, builders.reviewers("one")[0], at=ASKED + timedelta(days=days))

    with time_machine.travel(ASKED + timedelta(days=16), tick=False):
        shown = headings(reviewer.get("/desk/").content.decode())

    keys = [claim.key for claim in claims]
    assert shown == {"Overdue": [keys[2], keys[3]], "Due this week": [keys[0]], "Later": [keys[1]]}


def test_a_claim_that_is_not_due_is_announced_and_does_not_wait_yet():
    claim = desks.a_claim_to_judge(due_on=builders.DUE.replace(year=2150))
    reviewer = desks.somebody(claim=claim)

    desk = reviewer.get("/desk/").content.decode()
    page = reviewer.get(desks.address(claim)).content.decode()

    assert headings(desk) == {"Not due yet": [claim.key]}
    assert "Nothing waits for you" in desk
    assert "31 December 2150" in page
    assert "File verdict" not in page


def test_what_i_have_filed_is_listed_apart_and_says_nothing_of_others():
    claim = desks.a_claim_to_judge()
    mine, theirs = desks.somebody(claim=claim), desks.somebody(number="two", claim=claim)
    mine.post(desks.address(claim), desks.ballot(mine, claim, grade="1"))
    mine.get("/desk/")  # says once that the verdict is filed
    alone = desks.anonymous_text(mine.get("/desk/").content)

    theirs.post(desks.address(claim), desks.ballot(theirs, claim, grade="0"))

    assert list(headings(alone.decode())) == ["Filed, round still open"]
    assert desks.anonymous_text(mine.get("/desk/").content) == alone


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (Role.REVIEWER, "You are asked when a claim falls due"),
        (Role.ADJUDICATOR, "You are asked when a claim falls due"),
        (Role.ADMINISTRATOR, "your account is not asked to judge"),
        (Role.EDITOR, "your account is not asked to judge"),
        (None, "your account is not asked to judge"),
    ],
)
def test_an_empty_desk_says_so_in_words(role, says):
    desks.a_claim_to_judge()

    html = desks.somebody(role).get("/desk/").content.decode()

    assert says in html
    assert "Nothing waits for you, " in html


def test_an_editor_finds_the_open_claims_with_ways_to_their_words():
    claim = desks.a_claim_to_judge()
    resolved = builders.resolved(another(claim))

    html = desks.somebody(Role.EDITOR).get("/desk/").content.decode()

    assert f'href="{desks.address(claim, "wording/en/")}"' in html
    assert f'href="{desks.address(claim, "wording/fr/")}"' in html
    assert resolved.key not in html


def questions(client, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR, Role.ADJUDICATOR])
def test_a_desk_asks_the_database_as_often_however_much_is_on_it(role):
    first = desks.contested()
    person = desks.somebody(role, claim=first if role is Role.REVIEWER else None)
    person.get("/desk/")
    once = questions(person, "/desk/")

    for _ in range(3):
        claim = another(first)
        for reviewer, grade in zip(builders.reviewers("eight", "nine"), ("1", "0"), strict=True):
            builders.a_verdict(claim, reviewer, grade)
        if role is Role.REVIEWER:
            desks.somebody(role, claim=claim)

    assert questions(person, "/desk/") == once
    assert once <= 22


def test_a_page_to_judge_from_asks_as_often_however_many_documents_there_are():
    claim = desks.a_claim_to_judge()
    reviewer = desks.somebody(claim=claim)
    reviewer.get(desks.address(claim))
    few = questions(reviewer, desks.address(claim))

    for _ in range(5):
        builders.a_document(claim)

    assert questions(reviewer, desks.address(claim)) == few
    assert few <= 29
