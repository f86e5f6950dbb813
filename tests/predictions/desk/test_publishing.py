"""The second person at the desk: comparing a source, publishing one draft or several, and sending one back."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from predictions.lifecycle import Status
from predictions.models import Claim, Reading, WorkingText
from predictions.people import names, person_of
from predictions.steps.versions import claim_version
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db

LIST = "/desk/publishing/"
TEXT = "Before.\n\nThe market va changer this year.\n\nAfter."


@pytest.fixture
def writer():
    builders.a_record()
    return builders.a_person(Role.CONTRIBUTOR)


@pytest.fixture
def draft(writer):
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    return builders.offered(builders.a_draft(by=writer, collection=collection), by=writer)


@pytest.fixture
def editor():
    return desks.somebody(Role.EDITOR)


def read(claim):
    return f"/desk/sources/{claim.source.slug}/read/"


def page(claim):
    return f"{LIST}{claim.pk}/"


def compared(editor, claim):
    assert editor.post(read(claim)).status_code == 302


def test_the_list_says_what_is_offered_by_whom_and_why_it_cannot_be_published_yet(draft, editor):
    builders.a_draft(key="SC-99", collection=draft.collection)

    html = editor.get(LIST).content.decode()

    assert f"Proposition of {draft.key} (en)." in html
    assert "Offered by Contributor one" in html
    assert "You have not opened the source yet." in html
    assert 'name="draft"' not in html
    assert "SC-99" not in html


def test_quotes_stand_beside_the_text_they_were_taken_from(draft, editor):
    WorkingText.objects.create(source=draft.source, text=TEXT, brought_by=draft.written_by, brought_at=builders.NOW)

    html = editor.get(read(draft)).content.decode()

    assert '<span id="place-1"></span><mark><a href="#quote-1">va changer</a></mark>' in html
    assert "The market " in html
    assert 'href="#place-1"' in html


def test_a_quote_that_is_not_in_the_text_is_called_out(draft, editor):
    WorkingText.objects.create(
        source=draft.source, text="Nothing.", brought_by=draft.written_by, brought_at=builders.NOW
    )

    html = editor.get(read(draft)).content.decode()

    assert "These words do not stand in the text." in html


def test_a_quote_whose_place_holds_something_else_shows_what_stands_there(draft, editor):
    WorkingText.objects.create(source=draft.source, text=TEXT, brought_by=draft.written_by, brought_at=builders.NOW)
    statement = draft.statements.get()
    statement.quote_start, statement.quote_end = 0, 6
    builders.saved(statement)

    html = editor.get(read(draft)).content.decode()

    assert "Something else stands there:" in html
    assert ">Before</q>" in html


def test_without_a_text_at_the_desk_the_page_says_so(draft, editor):
    assert "The text is not kept at the desk." in editor.get(read(draft)).content.decode()


def test_to_say_that_one_compared_the_quotes_is_on_record(draft, editor):
    compared(editor, draft)

    reading = Reading.objects.get()
    assert reading.source == draft.source
    assert names([reading.reader_ref]) == {reading.reader_ref: "Editor one"}
    assert f'value="{draft.pk}:' in editor.get(LIST).content.decode()


def test_one_draft_is_published_from_its_page(draft, editor):
    compared(editor, draft)
    html = editor.get(page(draft)).content.decode()
    assert "Condition for 0.75 (en)" in html

    answer = editor.post(page(draft), {"do": "publish", "seen": desks.hidden(html, "seen"), "reason": "Compared"})

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.status == Status.OPEN
    public = editor.get(answer["Location"]).content.decode()
    assert "Criteria frozen" in public
    assert "offered by Contributor one, and published by Editor one, who compared it with the source." in public


def test_a_late_form_shows_what_changed_and_keeps_what_was_typed(draft, editor):
    compared(editor, draft)
    seen = desks.hidden(editor.get(page(draft)).content.decode(), "seen")
    wording = draft.wordings.get(language="en")
    wording.proposition = "Another proposition."
    builders.saved(wording)

    answer = editor.post(page(draft), {"do": "publish", "seen": seen, "reason": "Compared with care"})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Compared with care" in html
    assert "Another proposition." in html
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT


def test_all_that_are_ready_are_published_with_one_click(draft, writer, editor):
    second = builders.offered(builders.a_draft(by=writer, collection=draft.collection, source=draft.source), by=writer)
    compared(editor, draft)
    marks = [f"{claim.pk}:{claim_version(claim)}" for claim in (draft, second)]
    html = editor.get(LIST).content.decode()
    assert "Publish all that are ready (2)" in html
    assert all(f'value="{mark}" checked' in html for mark in marks)

    answer = editor.post(LIST, {"draft": marks, "reason": "Compared"})

    assert answer.status_code == 200
    assert "2 claims are published." in answer.content.decode()
    assert Claim.objects.filter(status=Status.OPEN).count() == 2


def test_what_cannot_be_published_keeps_no_other_back_and_says_why(draft, writer, editor):
    second = builders.offered(builders.a_draft(by=writer, collection=draft.collection, source=draft.source), by=writer)
    compared(editor, draft)

    answer = editor.post(LIST, {"draft": [f"{draft.pk}:1", f"{second.pk}:5"], "reason": "Compared"})

    html = answer.content.decode()
    assert answer.status_code == 409
    assert f"{draft.key} was not published." in html
    assert "has changed since you opened it" in html
    assert list(Claim.objects.filter(status=Status.OPEN)) == [second]


@pytest.mark.parametrize(
    ("marks", "words"), [([], "No draft is ticked"), (["nonsense"], "is not an id"), (["00000000:1"], "")]
)
def test_a_form_that_names_no_draft_publishes_nothing_and_keeps_what_was_typed(draft, editor, marks, words):
    compared(editor, draft)

    answer = editor.post(LIST, {"draft": marks, "reason": "Compared by me", "source": draft.source.slug})

    html = answer.content.decode()
    assert not Claim.objects.filter(status=Status.OPEN).exists()
    assert words in html
    if words:
        assert answer.status_code == 422
        assert 'value="Compared by me"' in html


def test_a_draft_sent_back_leaves_the_list_with_a_reason(draft, editor):
    seen = desks.hidden(editor.get(page(draft)).content.decode(), "seen")

    refused = editor.post(page(draft), {"do": "send back", "seen": seen, "reason": ""})
    answer = editor.post(page(draft), {"do": "send back", "seen": seen, "reason": "No date in the text"})

    assert refused.status_code == 422
    assert answer["Location"] == LIST
    assert f"Proposition of {draft.key}" not in editor.get(LIST).content.decode()
    assert editor.get(page(draft)).status_code == 404


def test_who_offered_it_is_told_that_somebody_else_publishes(draft, writer):
    own = desks.somebody(Role.EDITOR, "two")
    collection = draft.collection
    person = person_of(User.objects.get(username="editor-two"), at=builders.NOW)
    mine = builders.offered(builders.a_draft(by=person, collection=collection), by=person)

    assert "another editor publishes it" in own.get(page(mine)).content.decode()


def test_what_is_not_scored_says_so_before_and_after(writer, editor):
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    wish = builders.a_draft(
        by=writer, collection=collection, is_scored=False, scored_reason={"en": "It is a wish.", "fr": "Un vœu."}
    )
    builders.offered(wish, by=writer)
    compared(editor, wish)
    html = editor.get(page(wish)).content.decode()
    assert "It goes on record without a score" in html

    answer = editor.post(page(wish), {"do": "publish", "seen": desks.hidden(html, "seen"), "reason": "Compared"})

    assert "It is a wish." in editor.get(answer["Location"]).content.decode()
