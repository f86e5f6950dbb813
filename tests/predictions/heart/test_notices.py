"""Telling the people who are judged before a collection is shown with scores."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.roles import Role
from predictions import actions, verifying
from predictions.models import Collection, Expert, MailFailure, Notice, NoticeWay, RecordKind
from predictions.policy import SYSTEM, NotAllowed, Person
from predictions.steps.notices import NotTaken, NotTold, ShownAlready, WrongNotice, told, waits
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW, reviewers

pytestmark = pytest.mark.django_db

FORTNIGHT = timedelta(days=14)


def a_collection() -> Collection:
    return builders.a_collection(scores_shown_at=None, scores_shown_by=None)


@pytest.fixture
def editor() -> Person:
    builders.a_record()
    return builders.a_person(Role.EDITOR)


def tell(collection: Collection, expert: Expert, by: Person, **given: Any) -> Notice:
    usual: dict[str, Any] = {
        "way": NoticeWay.MAIL,
        "address": "expert@example.org",
        "text": "You are quoted.",
        "language": "en",
        "at": NOW,
        "reason": "Told before scores are shown",
    }
    return actions.record_notice(collection_id=collection.pk, expert_id=expert.pk, by=by, **usual | given)


def taken(notice: Notice, *, at: datetime | None = None) -> Notice:
    """The mail of `notice`, taken by the mail server as it was asked for, or at `at`."""
    when = at or notice.told_at
    return actions.record_notice_taken(notice_id=notice.pk, taken_at=when, message_id="<notice@example.org>", at=when)


def show(collection: Collection, by: Person, **given: Any) -> Collection:
    return actions.show_scores(
        collection_id=collection.pk, by=by, **{"at": NOW, "reason": "Everybody had time"} | given
    )


def test_scores_wait_for_a_notice_to_everybody_and_a_fortnight(editor: Person) -> None:
    collection = a_collection()
    one, two = builders.an_expert("Expert one"), builders.an_expert("Expert two")
    builders.a_claim(collection=collection, experts=[one, two])

    with pytest.raises(NotTold, match="Expert one, Expert two"):
        show(collection, editor)
    taken(tell(collection, one, editor))
    with pytest.raises(NotTold, match=r"Not told yet: Expert two\."):
        show(collection, editor, at=NOW + FORTNIGHT)
    taken(tell(collection, two, editor, at=NOW + timedelta(days=2)))
    with pytest.raises(NotTold, match="from 2026-03-18 on"):
        show(collection, editor, at=NOW + FORTNIGHT)
    shown = show(collection, editor, at=NOW + FORTNIGHT + timedelta(days=2))

    assert (shown.scores_shown_at, shown.scores_shown_by) == (NOW + FORTNIGHT + timedelta(days=2), editor.ref)
    assert verifying.verify().is_sound
    with pytest.raises(ShownAlready):
        show(collection, editor)


def test_somebody_told_once_more_has_the_whole_time_again(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert()
    builders.a_claim(collection=collection, experts=[expert])
    taken(tell(collection, expert, editor))
    tell(collection, expert, editor, way=NoticeWay.BY_HAND, address="A letter", at=NOW + timedelta(days=10))

    with pytest.raises(NotTold):
        show(collection, editor, at=NOW + FORTNIGHT)


def test_a_mail_counts_from_when_the_mail_server_took_it_and_not_from_when_it_was_asked_for(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert("Expert one")
    builders.a_claim(collection=collection, experts=[expert])
    notice = tell(collection, expert, editor)

    with pytest.raises(NotTold, match=r"Not told yet: Expert one\."):
        show(collection, editor, at=NOW + 2 * FORTNIGHT)
    taken(notice, at=NOW + timedelta(days=3))
    with pytest.raises(NotTold, match="from 2026-03-19 on"):
        show(collection, editor, at=NOW + FORTNIGHT)

    assert show(collection, editor, at=NOW + FORTNIGHT + timedelta(days=3)).scores_shown_at


def test_what_the_mail_server_did_is_on_record_once_with_the_id_of_the_mail(editor: Person) -> None:
    notice = tell(a_collection(), builders.an_expert(), editor)

    taken(notice)
    for _ in range(2):
        taken(notice, at=NOW + timedelta(days=3))
    actions.record_notice_not_sent(notice_id=notice.pk, failure=MailFailure.REFUSED, words="550", at=NOW)

    revision = Notice.history.filter(id=notice.pk).latest("version")
    assert (revision.version, revision.taken_at, revision.failed_at) == (2, NOW, None)
    assert revision.history_change_reason == "The mail server took the mail <notice@example.org>"
    assert revision.history_user_id == SYSTEM.ref
    assert verifying.verify().is_sound


def test_a_mail_that_reached_nobody_tells_nobody_and_does_not_keep_another_way_from_counting(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert("Expert one")
    builders.a_claim(collection=collection, experts=[expert])
    notice = tell(collection, expert, editor)

    actions.record_notice_not_sent(notice_id=notice.pk, failure=MailFailure.REFUSED, words="550 no such", at=NOW)
    with pytest.raises(NotTold, match=r"Not told yet: Expert one\."):
        show(collection, editor, at=NOW + FORTNIGHT)
    tell(collection, expert, editor, way=NoticeWay.BY_HAND, address="A letter")

    assert show(collection, editor, at=NOW + FORTNIGHT).scores_shown_at
    assert verifying.verify().is_sound


def test_a_mail_that_came_back_later_told_nobody(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert("Expert one")
    builders.a_claim(collection=collection, experts=[expert])
    notice = taken(tell(collection, expert, editor))

    actions.record_notice_came_back(notice_id=notice.pk, words="No such person here.", by=editor, at=NOW)

    notice.refresh_from_db()
    assert (notice.failure, notice.failure_words, notice.counts_from) == ("came-back", "No such person here.", None)
    with pytest.raises(NotTold, match=r"Not told yet: Expert one\."):
        show(collection, editor, at=NOW + FORTNIGHT)
    with pytest.raises(NotTaken, match="only once"):
        actions.record_notice_came_back(notice_id=notice.pk, words="Again.", by=editor, at=NOW)
    with pytest.raises(NotAllowed, match="may not publish"):
        actions.record_notice_came_back(notice_id=notice.pk, words="Again.", by=reviewers("one")[0], at=NOW)


def test_while_a_second_mail_is_on_its_way_scores_wait_for_it(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert("Expert one")
    builders.a_claim(collection=collection, experts=[expert])
    taken(tell(collection, expert, editor))
    second = tell(collection, expert, editor, address="other@example.org", at=NOW + timedelta(days=10))

    with pytest.raises(NotTold, match="on its way to: Expert one"):
        show(collection, editor, at=NOW + FORTNIGHT)
    actions.record_notice_not_sent(notice_id=second.pk, failure=MailFailure.REFUSED, words="550", at=NOW)

    assert show(collection, editor, at=NOW + FORTNIGHT).scores_shown_at


def test_a_notice_of_an_early_release_that_says_no_way_was_given_by_hand(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert()
    builders.a_claim(collection=collection, experts=[expert])
    builders.saved(Notice(expert=expert, collection=collection, told_at=NOW, address="A letter"))

    assert show(collection, editor, at=NOW + FORTNIGHT).scores_shown_at


@pytest.mark.parametrize(("kind", "sends"), [(RecordKind.RECORD, False), (RecordKind.DEMONSTRATION, True)])
def test_where_a_mail_would_be_a_file_nobody_is_told_by_mail(kind: RecordKind, sends: bool, settings: Any) -> None:
    builders.a_record(kind)
    settings.SENDS_MAIL = sends
    editor, collection, expert = builders.a_person(Role.EDITOR), a_collection(), builders.an_expert()

    with pytest.raises(WrongNotice, match="Write to the person yourself"):
        tell(collection, expert, editor)

    assert not Notice.objects.exists()
    assert tell(collection, expert, editor, way=NoticeWay.BY_HAND, address="A letter").counts_from == NOW


def test_the_database_keeps_no_failure_without_its_reason_and_none_of_what_is_no_mail(editor: Person) -> None:
    given = {"expert": builders.an_expert(), "collection": a_collection(), "told_at": NOW, "address": "A letter"}

    for columns in ({"failed_at": NOW, "way": "mail"}, {"failure": "refused"}, {"taken_at": NOW, "way": "by-hand"}):
        with pytest.raises(IntegrityError):
            builders.saved(Notice(**given, **columns))


def test_where_nobody_was_reached_what_was_tried_counts_and_no_text_is_kept(editor: Person) -> None:
    collection = a_collection()
    expert = builders.an_expert()
    builders.a_claim(collection=collection, experts=[expert])

    notice = tell(collection, expert, editor, way=NoticeWay.NOT_REACHED, address="Two letters came back")

    assert (notice.address, notice.text) == ("Two letters came back", "")
    assert show(collection, editor, at=NOW + FORTNIGHT).scores_shown_at


def test_only_people_in_claims_that_are_scored_are_told(editor: Person) -> None:
    collection = a_collection()
    builders.a_claim(collection=collection, experts=[builders.an_expert("Not scored")], is_scored=False, documents=0)
    builders.a_draft(collection=collection, experts=[builders.an_expert("Of a draft")])
    scored = builders.an_expert("Scored")
    builders.a_claim(collection=collection, experts=[scored])

    assert told(collection).people == [scored]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"address": " "}, "where it was sent"),
        ({"address": "somewhere"}, "one mail address"),
        ({"text": " "}, "what the person was told"),
        ({"way": NoticeWay.NOT_REACHED, "address": ""}, "what was tried"),
    ],
)
def test_a_notice_proves_that_somebody_was_told(editor: Person, given: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongNotice, match=words):
        tell(a_collection(), builders.an_expert(), editor, **given)


def test_a_form_sent_twice_is_one_notice(editor: Person) -> None:
    collection, expert = a_collection(), builders.an_expert()

    first, second = (tell(collection, expert, editor, key="one") for _ in range(2))

    assert first == second == Notice.objects.get()


def test_telling_and_showing_are_for_editors(editor: Person) -> None:
    collection = a_collection()
    (reviewer,) = reviewers("one")

    with pytest.raises(NotAllowed, match="may not publish"):
        tell(collection, builders.an_expert(), reviewer)
    with pytest.raises(NotAllowed, match="may not publish"):
        show(collection, reviewer)


def test_whoever_is_new_in_a_collection_that_is_shown_is_told_before_the_claim_is_published(editor: Person) -> None:
    collection = builders.a_collection()
    new = builders.an_expert("Expert new")
    draft = builders.a_draft(collection=collection, experts=[new], by=editor)
    second = builders.a_person(Role.EDITOR, "two")
    with pytest.raises(NotTold, match="Expert new was not told of it 14 days"):
        builders.published(draft, first=editor, second=second)

    asked = tell(collection, new, editor, at=NOW - FORTNIGHT)
    with pytest.raises(NotTold, match="Expert new was not told of it 14 days"):
        actions.publish(
            claim_id=draft.pk,
            seen_version=claim_version(draft),
            by=second,
            at=NOW,
            reason="Compared",
            lot=builders.never,
        )
    taken(asked)

    draft.refresh_from_db()
    assert actions.publish(
        claim_id=draft.pk,
        seen_version=claim_version(draft),
        by=second,
        at=NOW,
        reason="Compared",
        lot=builders.never,
    ).published_at


@pytest.mark.parametrize(("kind", "expected"), [(RecordKind.RECORD, True), (RecordKind.DEMONSTRATION, False)])
def test_a_demonstration_does_not_wait(kind: RecordKind, expected: bool) -> None:
    builders.a_record(kind)

    assert waits(a_collection()) is expected


def test_as_it_was_before_the_scores_were_shown_they_are_not_shown(editor: Person) -> None:
    collection = builders.a_collection()

    assert not waits(collection)
    assert not waits(collection, at=NOW)
    assert waits(collection, at=NOW - timedelta(seconds=1))
