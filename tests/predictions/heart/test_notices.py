"""Telling the people who are judged before a collection is shown with scores."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from predictions import actions, verifying
from predictions.models import Collection, Expert, Notice, NoticeWay, RecordKind
from predictions.policy import NotAllowed, Person
from predictions.steps.notices import NotTold, ShownAlready, WrongNotice, told, waits
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
    tell(collection, one, editor)
    with pytest.raises(NotTold, match=r"Not told yet: Expert two\."):
        show(collection, editor, at=NOW + FORTNIGHT)
    tell(collection, two, editor, at=NOW + timedelta(days=2))
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
    tell(collection, expert, editor)
    tell(collection, expert, editor, way=NoticeWay.BY_HAND, address="A letter", at=NOW + timedelta(days=10))

    with pytest.raises(NotTold):
        show(collection, editor, at=NOW + FORTNIGHT)


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

    tell(collection, new, editor, at=NOW - FORTNIGHT)

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
