"""What a desk lists, in which order and under which heading, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from predictions.models import Claim, Topic, Visibility
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
    assert once <= 24  # one asks whose words each claim is, one what became of the documents that verdicts cite


def test_a_page_to_judge_from_asks_as_often_however_many_documents_there_are():
    claim = desks.a_claim_to_judge()
    reviewer = desks.somebody(claim=claim)
    reviewer.get(desks.address(claim))
    few = questions(reviewer, desks.address(claim))

    for _ in range(5):
        builders.a_document(claim)

    assert questions(reviewer, desks.address(claim)) == few
    assert few <= 29


# --- Filters, pages, and what changed ---------------------------------------------------------------------------------


def two_collections() -> tuple[Claim, Claim]:
    """Two claims on the desk of reviewer one, of different collections, the second about models."""
    builders.saved(Topic(key="models", title={"en": "Models", "fr": "Modèles"}))
    first = desks.a_claim_to_judge()
    second = builders.a_claim(source=first.source, topics=["models"])
    for claim in (first, second):
        desks.somebody(claim=claim)
    return first, second


@pytest.mark.parametrize("by", ["collection", "topic", "q", "state"])
def test_a_filter_shows_what_fits_and_stays_in_every_address(by):
    first, second = two_collections()
    reviewer = desks.somebody()
    builders.a_verdict(first, builders.reviewers("one")[0])
    given = {"collection": second.collection.slug, "topic": "models", "q": second.key.lower(), "state": "later"}[by]

    with time_machine.travel(ASKED, tick=False):
        html = reviewer.get("/desk/", {by: given}).content.decode()
        page = reviewer.get(f"{desks.address(second)}?{by}={given}").content.decode()

    assert headings(html) == headings(page) == {"Later": [second.key]}
    assert f'href="{desks.address(second)}?{by}={given}"' in html
    assert f'href="/desk/?{by}={given}"' in page
    assert "Waiting for you, of what you chose to see: 1." in html


def test_a_filter_that_fits_nothing_says_so_and_leads_back():
    reviewer = desks.somebody(claim=desks.a_claim_to_judge())

    html = reviewer.get("/desk/", {"q": "no such words\0"}).content.decode()

    assert headings(html) == {}
    assert "Nothing of what you chose to see waits for you." in html
    assert 'href="/desk/">Show all</a>' in html


def test_after_filing_the_next_of_what_was_chosen_is_open_and_then_the_desk():
    first, second = two_collections()
    third = another(second)
    reviewer = desks.somebody(claim=third)
    query = f"?collection={second.collection.slug}"

    went = reviewer.post(desks.address(second) + query, desks.ballot(reviewer, second, cites=["1"]))
    said = reviewer.get(went["Location"]).content.decode()
    then = reviewer.post(desks.address(third) + query, desks.ballot(reviewer, third, cites=["1"]))

    assert went["Location"] == desks.address(third) + query
    assert f"Your verdict on {second.key} is filed." in said
    assert then["Location"] == "/desk/", "the first claim is not of what was chosen"
    assert first.key in reviewer.get("/desk/").content.decode()


def test_what_others_changed_after_i_filed_waits_for_another_look_until_i_file_again():
    claim = desks.a_claim_to_judge()
    reviewer = desks.somebody(claim=claim)
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim))
    me = builders.reviewers("one")[0]
    builders.a_document(claim, by=me)
    before = headings(reviewer.get("/desk/").content.decode())

    builders.a_document(claim)
    changed = headings(reviewer.get("/desk/").content.decode())
    reviewer.post(desks.address(claim), desks.ballot(reviewer, claim))

    assert before == {"Filed, round still open": [claim.key]}
    assert changed == {"Changed since you filed": [claim.key]}
    assert headings(reviewer.get("/desk/").content.decode()) == {"Filed, round still open": [claim.key]}


@pytest.mark.parametrize("more", [60, pytest.param(500, marks=pytest.mark.long)])
def test_a_long_queue_comes_in_pages_and_costs_as_much_as_a_short_one(more):
    first = desks.a_claim_to_judge()
    reviewer = desks.somebody(claim=first)
    me = builders.reviewers("one")[0]
    reviewer.get("/desk/")
    short = questions(reviewer, "/desk/")
    for _ in range(more):
        builders.assigned(another(first, documents=0), me)

    assert questions(reviewer, "/desk/") == short
    last = -(-(more + 1) // 50)
    html, rest = (reviewer.get("/desk/", {"page": page}).content.decode() for page in (1, last))
    assert [sum(map(len, headings(one).values())) for one in (html, rest)] == [50, (more + 1) % 50]
    assert f"{more + 1} things wait for you" in html
    assert f"Page 1 of {last}" in html


# --- What editors see of collections ----------------------------------------------------------------------------------


def progress_of(client) -> list[int]:
    html = client.get("/desk/").content.decode()
    row = html.partition('id="progress"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [int(number) for number in re.findall(r"<td>(\d+)</td>", row)]


def test_an_editor_sees_how_far_a_collection_is():
    first = desks.a_claim_to_judge()  # overdue: months ago
    collection = {"collection": first.collection, "source": first.source}
    builders.a_draft(**collection)
    builders.offered(builders.a_draft(**collection))
    builders.a_claim(due_on=date(2150, 12, 31), **collection)
    builders.a_claim(due_on=(timezone.now() - timedelta(days=3)).date(), **collection)
    builders.resolved(another(first))
    builders.a_claim(is_scored=False, scored_reason={"en": "A wish.", "fr": "Un vœu."}, **collection)
    builders.a_draft(visibility=Visibility.PUBLIC, **collection)

    assert progress_of(desks.somebody(Role.EDITOR)) == [2, 1, 1, 1, 1, 1, 1]


def test_no_verdict_changes_what_an_editor_sees():
    claim = desks.a_claim_to_judge()
    desks.somebody(claim=claim)
    editor = desks.somebody(Role.EDITOR)
    before = desks.anonymous_text(editor.get("/desk/").content)

    builders.a_verdict(claim, builders.reviewers("one")[0])

    assert desks.anonymous_text(editor.get("/desk/").content) == before


def test_only_who_writes_up_sees_the_progress_of_collections():
    desks.a_claim_to_judge()

    shown = {
        role: "Progress of the collections" in desks.somebody(role).get("/desk/").content.decode() for role in Role
    }

    assert {role for role, is_shown in shown.items() if is_shown} == {Role.EDITOR, Role.CONTRIBUTOR}


def test_claims_to_look_after_come_in_pages_of_their_own():
    first = desks.a_claim_to_judge()
    for _ in range(26):
        another(first, documents=0)
    editor = desks.somebody(Role.EDITOR)

    pages = [editor.get("/desk/", {"claims": number}).content.decode() for number in (1, 2)]

    assert [html.count("Revise the words in English") for html in pages] == [25, 2]
    assert 'href="?claims=2"' in pages[0]
