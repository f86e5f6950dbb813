"""The editor's page on which the people of a collection are told, and scores are shown at last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from predictions.models import Notice, NoticeWay, RecordKind
from predictions.people import names
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection():
    builders.a_record()
    return builders.a_collection(scores_shown_at=None, scores_shown_by=None)


@pytest.fixture
def expert(collection):
    expert = builders.an_expert("Expert named")
    builders.a_claim(collection=collection, experts=[expert])
    return expert


@pytest.fixture
def editor(collection):
    return desks.somebody(Role.EDITOR)


def page(collection, expert=None):
    return f"/desk/collections/{collection.slug}/notices/" + (f"{expert.slug}/" if expert else "")


def a_notice(expert, collection, *, days=0):
    told_at = timezone.now() - timedelta(days=days)
    return builders.saved(
        Notice(
            expert=expert,
            collection=collection,
            told_at=told_at,
            address="expert@example.org",
            way=NoticeWay.MAIL,
            language="en",
            text="You are quoted.",
        ),
        at=told_at,
    )


def filled(editor, collection, expert, **given):
    html = editor.get(page(collection, expert)).content.decode()
    return {
        "key": desks.hidden(html, "key"),
        "language": "en",
        "way": "mail",
        "address": "expert@example.org",
        "text": "You are quoted.",
    } | given


def test_the_page_says_who_is_missing(collection, expert, editor):
    html = editor.get(page(collection)).content.decode()

    assert "Not told yet." in html
    assert "Missing: a notice for" in html
    assert "Show scores" not in html


@pytest.mark.parametrize(("language", "greeting"), [("en", "Dear Expert named,"), ("fr", "Expert named,")])
def test_the_text_is_proposed_in_both_languages_with_the_ways_that_matter(
    collection, expert, editor, language, greeting
):
    html = editor.get(page(collection, expert), {"language": language}).content.decode()

    assert greeting in html
    assert f"http://testserver/experts/{expert.slug}/" in html
    assert "http://testserver/methodology/" in html
    assert f'name="language" value="{language}" id="id_language"' in html
    assert "14" in html


def test_a_notice_keeps_the_date_the_address_and_the_words(collection, expert, editor):
    answer = editor.post(page(collection, expert), filled(editor, collection, expert, text="In my own words."))

    notice = Notice.objects.get()
    assert answer["Location"] == page(collection)
    assert (notice.way, notice.address, notice.text, notice.language) == (
        NoticeWay.MAIL, "expert@example.org", "In my own words.", "en",
    )  # fmt: skip
    assert abs(notice.told_at - timezone.now()) < timedelta(minutes=1)
    html = editor.get(page(collection)).content.decode()
    assert "Told by mail on" in html
    assert "Everybody was told. Scores can be shown from" in html


@pytest.mark.parametrize(
    ("given", "words"),
    [({"address": ""}, "required"), ({"address": "no address"}, "one mail address"), ({"text": ""}, "has a text")],
)
def test_a_notice_that_proves_nothing_comes_back_with_what_was_typed(collection, expert, editor, given, words):
    answer = editor.post(
        page(collection, expert), filled(editor, collection, expert, **{"text": "My words stay."} | given)
    )

    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html
    assert ("My words stay." in html) or given == {"text": ""}
    assert not Notice.objects.exists()


def test_sent_twice_it_is_told_once(collection, expert, editor):
    form = filled(editor, collection, expert)

    for _ in range(2):
        editor.post(page(collection, expert), form)

    assert Notice.objects.count() == 1


def test_scores_wait_for_the_fortnight_of_the_last_who_was_told(collection, expert, editor):
    a_notice(expert, collection, days=13)
    early = editor.post(page(collection), {"reason": "They had time"})
    assert early.status_code == 409
    assert "14 days to answer. Scores can be shown from" in early.content.decode()

    other = builders.an_expert("Expert other")
    builders.a_claim(collection=collection, experts=[other])
    a_notice(other, collection, days=20)
    assert editor.post(page(collection), {"reason": "They had time"}).status_code == 409


def test_showing_is_on_record_with_who_did_it(collection, expert, editor):
    a_notice(expert, collection, days=15)
    assert "Show scores" in editor.get(page(collection)).content.decode()

    answer = editor.post(page(collection), {"reason": "They had time"})

    collection.refresh_from_db()
    assert answer["Location"] == f"/leaderboard/?collection={collection.slug}"
    assert names([collection.scores_shown_by]) == {collection.scores_shown_by: "Editor one"}
    assert "Shown with scores since" in editor.get(page(collection)).content.decode()


def test_somebody_who_is_not_named_in_the_collection_is_not_told_of_it(collection, editor):
    assert editor.get(page(collection, builders.an_expert())).status_code == 404


def test_a_demonstration_needs_no_notice():
    builders.a_record(RecordKind.DEMONSTRATION)
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)

    html = desks.somebody(Role.EDITOR).get(page(collection)).content.decode()

    assert "A demonstration shows its scores at once" in html
