"""What is said again elsewhere, and what a text becomes: no one person changes what two have read."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from predictions import actions
from predictions.models import Expert, InterestKind
from predictions.policy import ConflictOfInterest, NotAllowed
from predictions.steps.speakers import Speaker
from predictions.steps.versions import claim_version
from tests import builders
from tests.builders import NOW
from tests.predictions.articles import ARTICLE
from tests.predictions.desk import benches

pytestmark = pytest.mark.django_db

ELSEWHERE = ARTICLE + "\n\nUne dernière phrase, ajoutée le lendemain."


@pytest.fixture
def draft():
    builders.a_record()
    unshown = benches.a_collection(scores_shown_at=None, scores_shown_by=None)
    return benches.a_draft(benches.a_text(), unshown)


def offer(draft):
    actions.offer(claim_id=draft.pk, by=benches.a_writer(), at=NOW, reason="Ready")


def publish(draft, by):
    actions.publish(claim_id=draft.pk, seen_version=claim_version(draft), by=by, at=NOW, reason="Read against it")


def say_again(draft, source, *, by=None, **given):
    said = benches.said(source, **given)
    actions.say_again(
        claim_id=draft.pk, source_id=source.pk, said=said, by=by or benches.a_writer(), at=NOW, reason="Said again"
    )


def test_what_is_said_again_has_to_be_offered_again(draft):
    offer(draft)

    say_again(draft, benches.a_text(ELSEWHERE))

    draft.refresh_from_db()
    assert draft.offered_at is None


def test_who_publishes_has_opened_every_source(draft):
    other = benches.a_text(ELSEWHERE)
    say_again(draft, other)
    offer(draft)
    second = benches.a_writer(number="two")
    actions.read_source(source_id=draft.source_id, by=second, at=NOW)

    with pytest.raises(NotAllowed, match="not opened the source"):
        publish(draft, second)
    actions.read_source(source_id=other.pk, by=second, at=NOW)
    publish(draft, second)

    draft.refresh_from_db()
    assert draft.published_at == NOW


@pytest.mark.parametrize("near", ["the speaker", "the publisher"])
def test_nobody_adds_a_speaker_to_a_published_claim_who_is_tied_to_them(draft, near):
    offer(draft)
    second = benches.a_writer(number="two")
    actions.read_source(source_id=draft.source_id, by=second, at=NOW)
    publish(draft, second)
    friend, other = builders.an_expert("Experte Deux"), benches.a_text(ELSEWHERE)
    to = {"expert_id": friend.pk} if near == "the speaker" else {"organization_id": other.publisher_id}
    actions.declare_interest(kind=InterestKind.TIE, starts=builders.SAID, by=second, at=NOW, reason="Declared", **to)

    with pytest.raises(ConflictOfInterest, match="You declared a tie to"):
        say_again(draft, other, by=second, speaker=Speaker(expert_id=friend.pk))
    assert draft.statements.count() == 1
    say_again(draft, other, speaker=Speaker(expert_id=friend.pk))

    assert draft.statements.count() == 2
    assert Expert.objects.filter(statements__claim=draft).count() == 2


def test_the_text_of_what_is_published_is_put_right_by_an_editor(draft):
    offer(draft)
    second = benches.a_writer(number="two")
    actions.read_source(source_id=draft.source_id, by=second, at=NOW)
    given = {
        "source_id": draft.source_id,
        "seen_version": 1,
        "text": ELSEWHERE,
        "at": NOW,
        "reason": "A sentence was missing",
    }
    contributor = benches.a_writer(Role.CONTRIBUTOR)
    publish(draft, second)

    with pytest.raises(NotAllowed, match="may not publish claims"):
        actions.correct_text(**given, by=contributor)
    actions.correct_text(**given, by=second)

    draft.source.refresh_from_db()
    assert "ajoutée le lendemain." in draft.source.working_text.text
