"""The editor's page on which the people of a collection are told, and scores are shown at last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from celery import current_app
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


def a_notice(expert, collection, *, days=0, **columns):
    return builders.a_mailed_notice(expert, collection, at=timezone.now() - timedelta(days=days), **columns)


def a_failed_one(expert, collection):
    at = timezone.now()
    failed = {"failed_at": at, "failure": "refused", "failure_words": "550 no such person"}
    return a_notice(expert, collection, taken_at=None, text="In my own words.", **failed)


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

    assert "Expert named: Not told yet" in html
    assert "Missing: a notice for" in html
    assert "Show scores" not in html


@pytest.mark.parametrize(
    ("language", "greeting", "pages"), [("en", "Dear Expert named,", ""), ("fr", "Expert named,", "/fr")]
)
def test_the_text_is_proposed_in_both_languages_with_the_ways_that_matter(
    collection, expert, editor, language, greeting, pages
):
    html = editor.get(page(collection, expert), {"language": language}).content.decode()

    assert greeting in html
    assert f"http://testserver{pages}/experts/{expert.slug}/" in html
    assert f"http://testserver{pages}/methodology/" in html
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
    assert "A mail to expert@example.org has waited to be sent since" in html
    assert "Waiting to be sent" in html
    assert "Missing: a notice for" in html


def test_asking_for_a_mail_says_that_it_is_on_its_way_and_rings_for_it(
    collection, expert, editor, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: rung.append(name))

    with django_capture_on_commit_callbacks(execute=True):
        answer = editor.post(page(collection, expert), filled(editor, collection, expert), follow=True)

    assert "The mail to Expert named is on its way." in answer.content.decode()
    assert "reminders.tasks.send_letters" in rung


def test_once_the_mail_server_took_it_the_page_says_told_and_from_when_scores_may_be_shown(collection, expert, editor):
    a_notice(expert, collection)

    html = editor.get(page(collection)).content.decode()

    assert "Expert named: Told<" in html
    assert "Told by mail on" in html
    assert "Everybody was told. Scores can be shown from" in html


def test_a_mail_that_waits_for_more_than_an_hour_says_whom_to_ask(collection, expert, editor):
    a_notice(expert, collection, days=1, taken_at=None)

    assert "ask whoever runs the site" in editor.get(page(collection)).content.decode()


def test_a_mail_that_failed_says_why_and_what_can_be_done(collection, expert, editor):
    failed = a_failed_one(expert, collection)

    html = editor.get(page(collection)).content.decode()

    assert "Expert named: Not reached by mail" in html
    assert "the mail server refused the address for good." in html
    assert "<q>550 no such person</q>" in html
    assert f"{page(collection, expert)}?after={failed.pk}" in html


@pytest.mark.parametrize(
    ("way", "chosen", "address"), [("", "mail", "expert@example.org"), ("&way=by-hand", "by-hand", "")]
)
def test_telling_again_begins_with_the_words_that_did_not_arrive(collection, expert, editor, way, chosen, address):
    failed = a_failed_one(expert, collection)

    form = editor.get(f"{page(collection, expert)}?after={failed.pk}{way}").context["form"]

    assert form["text"].value() == "In my own words."
    assert (form["way"].value(), form["address"].value() or "") == (chosen, address)


@pytest.mark.parametrize("after", ["nonsense", "%00", "000000011"])
def test_telling_again_after_a_notice_that_is_none_begins_with_the_proposal(collection, expert, editor, after):
    assert "Dear Expert named," in editor.get(f"{page(collection, expert)}?after={after}").content.decode()


def test_after_one_that_failed_the_page_goes_on_with_another_way(collection, expert, editor):
    a_failed_one(expert, collection)

    editor.post(page(collection, expert), filled(editor, collection, expert, way="by-hand", address="A letter"))

    html = editor.get(page(collection)).content.decode()
    assert "Expert named: Told<" in html
    assert "Everybody was told. Scores can be shown from" in html


def test_a_mail_that_came_back_is_noted_with_what_it_says(collection, expert, editor):
    notice = a_notice(expert, collection, days=20)
    came_back = f"{page(collection, expert)}{notice.pk}/"
    assert came_back in editor.get(page(collection)).content.decode()

    answer = editor.post(came_back, {"words": "Mailbox unknown."}, follow=True)
    again = editor.post(came_back, {"words": "Mailbox unknown."})

    html = answer.content.decode()
    assert "it came back." in html
    assert "<q>Mailbox unknown.</q>" in html
    assert "Missing: a notice for" in html
    assert (again.status_code, Notice.objects.get().failure) == (409, "came-back")


def test_what_came_back_is_a_mail_of_this_collection(collection, expert, editor):
    by_hand = a_notice(expert, collection, way=NoticeWay.BY_HAND, taken_at=None)

    for pk in (by_hand.pk, "nonsense", "%00"):
        assert editor.get(f"{page(collection, expert)}{pk}/").status_code == 404


def test_a_site_that_sends_no_mail_says_so_and_what_is_right_instead(collection, expert, editor, settings):
    settings.SENDS_MAIL = False
    page_to_tell = editor.get(page(collection, expert))
    answer = editor.post(page(collection, expert), filled(editor, collection, expert))

    assert page_to_tell.context["form"]["way"].value() == NoticeWay.BY_HAND
    assert "This site sends no mail. Write to the person yourself" in page_to_tell.content.decode()
    assert answer.status_code == 422
    assert "it would be a file that nobody gets" in answer.content.decode()
    assert not Notice.objects.exists()


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
