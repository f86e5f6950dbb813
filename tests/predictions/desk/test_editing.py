"""Documents, words and ties, put on record from the desk."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from predictions.models import Evidence
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return desks.a_claim_to_judge()


def test_a_document_is_listed_once_however_often_one_clicks(claim):
    reviewer = desks.somebody(claim=claim)

    answers = [reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Evidence.objects.get(title="A new report").key == f"{claim.key}-R4"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "https://user:pw@example.org/"}, "user name"),
        ({"url": "http://127.0.0.1/admin"}, "public host"),
        ({"published": "next year"}, "is not a date"),
        ({"retrieved_on": "9999-01-01"}, "between 1900 and 2200"),
        ({"strength": "7"}, "7"),
        ({"summary": ""}, "required"),
        ({"title": "x" * 501}, "500"),
        ({"title": "nul\0"}, "unreadable character U+0000"),
        ({"reason": " "}, "required"),
    ],
)
def test_a_document_that_cannot_be_listed_says_why_at_its_field(claim, given, says):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | given)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "It counts four." in answer.content.decode() or "summary" in given
    assert Evidence.objects.filter(key__contains="-R4").count() == 0


def test_the_same_address_is_not_listed_twice(claim):
    reviewer = desks.somebody(claim=claim)
    reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT)

    answer = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | {"key": "another", "title": "Again"})

    assert answer.status_code == 422
    assert "is already document 4" in answer.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE predictions_claim; --",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "مرحبا بالعالم",
        "👩‍🔬 e\u0301",
        "{{ 7|add:7 }}{% debug %}",
    ],
)
def test_hostile_and_foreign_text_is_kept_and_shown_as_text(claim, text):
    reviewer = desks.somebody(claim=claim)
    given = {"title": text, "summary": text, "publisher": text, "note": text, "reason": text}

    answer = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | given)
    page = reviewer.get(claim.get_absolute_url()).content.decode()

    assert answer.status_code == 302
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "14{" not in page
    assert Evidence.objects.get(key=f"{claim.key}-R4").title.startswith(text[:3])


def test_words_are_revised_with_a_reason_that_the_page_shows(claim):
    editor = desks.somebody(Role.EDITOR)

    answer = editor.post(
        desks.address(claim, "wording/en/"), desks.wording(editor, claim, proposition="Better words.", reason="Vague")
    )
    page = editor.get(claim.get_absolute_url()).content.decode()

    assert answer.status_code == 302
    assert "Better words." in page
    assert "Vague" in page
    assert "Editor one" in page


def test_who_comes_second_sees_both_versions_and_loses_nothing(claim):
    first, second = desks.somebody(Role.EDITOR), desks.somebody(Role.EDITOR, "two")
    theirs = desks.wording(second, claim, proposition="The second editor's words.")
    first.post(desks.address(claim, "wording/en/"), desks.wording(first, claim, proposition="The first one's words."))

    answer = second.post(desks.address(claim, "wording/en/"), theirs)
    page = answer.content.decode()
    again = second.post(desks.address(claim, "wording/en/"), theirs | {"seen": desks.hidden(page, "seen")})

    assert answer.status_code == 409
    assert "The first one&#x27;s words." in page
    assert "The second editor&#x27;s words." in page
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Nothing was changed"),
        ({"proposition": " "}, "required"),
        ({"proposition": "New.", "reason": ""}, "required"),
    ],
)
def test_a_revision_that_changes_nothing_or_says_no_reason_is_refused(claim, given, says):
    editor = desks.somebody(Role.EDITOR)

    answer = editor.post(desks.address(claim, "wording/en/"), desks.wording(editor, claim, **given))

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_tie_names_one_organization_or_one_person(claim):
    reviewer = desks.somebody(claim=claim)

    neither = reviewer.post("/desk/interests/", {"kind": "tie", "starts": "2020-01-01"})
    backwards = reviewer.post(
        "/desk/interests/",
        {"expert": claim.statements.get().expert_id, "kind": "tie", "starts": "2020-01-01", "ends": "2019-01-01"},
    )

    assert (neither.status_code, backwards.status_code) == (422, 422)
    assert "one organization or one person" in neither.content.decode()
    assert "before it begins" in backwards.content.decode()


def test_a_form_of_ten_megabytes_is_refused_in_a_sentence(claim):
    reviewer = desks.somebody(claim=claim)

    answer = reviewer.post(desks.address(claim, "evidence/"), desks.DOCUMENT | {"summary": "x" * 10_000_000})

    assert answer.status_code == 400
    assert "A form may hold up to one megabyte" in answer.content.decode()


def test_the_line_ends_of_a_browser_are_no_change(claim):
    editor = desks.somebody(Role.EDITOR)
    lines = desks.wording(editor, claim, edge_cases="One.\r\nTwo.")
    assert editor.post(desks.address(claim, "wording/en/"), lines).status_code == 302

    again = editor.post(desks.address(claim, "wording/en/"), desks.wording(editor, claim, edge_cases="One.\r\nTwo."))

    assert claim.wordings.get(language="en").edge_cases == "One.\nTwo."
    assert again.status_code == 422
    assert "Nothing was changed" in again.content.decode()


def test_who_comes_second_learns_who_was_first_and_why(claim):
    first, second = desks.somebody(Role.EDITOR), desks.somebody(Role.EDITOR, "two")
    theirs = desks.wording(second, claim, proposition="The same words.")
    mine = desks.wording(first, claim, proposition="The same words.", reason="Sharper now")
    first.post(desks.address(claim, "wording/en/"), mine)

    answer = second.post(desks.address(claim, "wording/en/"), theirs)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Editor one" in page
    assert "Sharper now" in page
    assert "What you typed is what stands now" in page


def test_a_document_brings_its_finder_back_to_where_they_may_be(claim):
    asked, stranger = desks.somebody(claim=claim), desks.somebody(number="two")

    back = [
        one.post(desks.address(claim, "evidence/"), desks.DOCUMENT | {"url": f"https://example.org/{place}"})[
            "Location"
        ]
        for place, one in enumerate((asked, stranger))
    ]

    assert back == [desks.address(claim), claim.get_absolute_url()]
