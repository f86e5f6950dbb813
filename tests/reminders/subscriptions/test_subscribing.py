"""Nobody is written to who has not said so from their own mailbox, and no address is kept longer than it is needed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from predictions.models import Claim
from reminders import actions
from reminders.actions import TooManyAsked
from reminders.models import Asked, Delivery, Kind, Subscription, What
from tests import builders
from tests.builders import NOW
from tests.reminders import mails
from tests.reminders.subscriptions import following
from tests.reminders.subscriptions.following import READER

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
GIVEN = {"address": READER, "pace": "weekly", "language": "en"}


@pytest.fixture
def sink(settings: Any) -> Any:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return following.an_open_claim()


def test_from_the_page_of_a_claim_to_the_first_mail(claim: Claim, sink: Any, client: Client, settings: Any) -> None:
    form = f"/follow/claims/{claim.pk}/"
    assert form in client.get(claim.get_absolute_url()).content.decode()

    assert client.post(form, GIVEN).status_code == 200
    following.sent_out(timezone.now())
    (mail,) = sink.taken
    (link,) = re.findall(rf"{re.escape(settings.SITE_URL)}(/follow/confirm/\S+)", text_of(mail))
    for _ in range(3):
        assert "Do you want these mails?" in client.get(link).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    assert "You follow this now" in client.post(link, follow=True).content.decode()

    assert mail["To"] == READER
    assert mail["List-Unsubscribe"] is None
    assert Subscription.objects.get().confirmed_at is not None


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


@pytest.mark.parametrize("what", ["collections", "experts", "claims", "leaderboard"])
def test_the_form_stands_there_for_everything_in_both_languages(claim: Claim, client: Client, what: str) -> None:
    expert = claim.statements.get().expert
    slug = {"experts": expert.slug, "claims": claim.pk}.get(what, claim.collection.slug)

    answers = [client.get(f"{prefix}/follow/{what}/{slug}/") for prefix in ("", "/fr")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert ('name="pace"' in answers[0].content.decode()) == (what != "leaderboard")


def test_one_mailbox_is_asked_once_a_day_and_answers_for_everything(claim: Claim, sink: Any) -> None:
    following.asked(claim)
    following.asked(claim, what=What.COLLECTION, address="Reader+more@example.org", at=NOW + timedelta(hours=1))
    following.asked(claim, what=What.EXPERT, at=NOW + timedelta(hours=2))
    following.sent_out(NOW + timedelta(hours=3))

    assert len(sink.taken) == 1
    assert actions.confirm(ref=Subscription.objects.earliest("pk").ref, at=NOW + timedelta(hours=4)) == 3


def test_who_confirmed_today_is_asked_about_more_tomorrow(claim: Claim, sink: Any) -> None:
    following.followed(claim)
    following.asked(claim, what=What.COLLECTION, at=NOW + timedelta(hours=1))
    following.sent_out(NOW + timedelta(hours=2))
    before = sink.to()
    following.sent_out(NOW + A_DAY)

    assert before == []
    assert sink.to() == [READER]


def test_the_answer_is_the_same_whatever_is_known_of_the_address(claim: Claim, client: Client) -> None:
    form = f"/follow/claims/{claim.pk}/"
    new = client.post(form, GIVEN)
    waits = client.post(form, GIVEN)
    actions.confirm(ref=Subscription.objects.get().ref, at=timezone.now())
    known = client.post(form, GIVEN)

    assert new.content == waits.content == known.content
    assert {answer.status_code for answer in (new, waits, known)} == {200}
    assert Subscription.objects.count() == 1


def test_one_network_asks_ten_times_a_day(claim: Claim, client: Client) -> None:
    for number in range(10):
        following.asked(claim, address=f"r{number}@example.org")

    with pytest.raises(TooManyAsked):
        following.asked(claim, address="r10@example.org", at=NOW + timedelta(hours=23))
    following.asked(claim, address="r11@example.org", network="another")
    following.asked(claim, address="r12@example.org", at=NOW + A_DAY)


def test_what_nobody_confirms_is_forgotten_with_its_address(claim: Claim) -> None:
    following.asked(claim)
    ref = Subscription.objects.get().ref

    assert actions.forget_lapsed(at=NOW + 3 * A_DAY - timedelta(seconds=1)) == 0
    assert actions.confirm(ref=ref, at=NOW + 3 * A_DAY) == 0
    assert actions.forget_lapsed(at=NOW + 3 * A_DAY) == 1
    assert not Asked.objects.exists()


def test_an_address_that_stopped_is_kept_nowhere(claim: Claim, sink: Any) -> None:
    one = following.followed(claim)
    following.sent_out(NOW)
    actions.leave(ref=one.ref)
    actions.forget_lapsed(at=NOW + A_DAY)

    for model in (Subscription, Asked, Delivery):
        assert READER not in str([vars(row) for row in model.objects.all()])


def test_who_stopped_before_the_mail_left_gets_none(claim: Claim, sink: Any) -> None:
    one = following.followed(claim, at=NOW - A_DAY)
    builders.resolved(claim, at=NOW)
    assert actions.plan_following(at=NOW + timedelta(hours=1)) == 1
    actions.leave(ref=one.ref)

    actions.send_due(at=NOW + timedelta(hours=1))

    assert sink.taken == []
    assert Delivery.objects.get(kind=Kind.FOLLOWED).state == "cancelled"


@pytest.mark.parametrize("wrong", [{"address": "nobody"}, {"leave_empty": "x"}, {"pace": "hourly"}, {"language": "de"}])
def test_what_is_wrong_is_said_and_nothing_kept(claim: Claim, client: Client, wrong: dict[str, str]) -> None:
    answer = client.post(f"/follow/claims/{claim.pk}/", GIVEN | wrong)

    assert answer.status_code == 422
    assert not Subscription.objects.exists()


def test_what_is_not_public_cannot_be_followed(claim: Claim, client: Client) -> None:
    draft = builders.a_draft(collection=claim.collection)

    assert client.get(f"/follow/claims/{draft.pk}/").status_code == 404
    assert client.get("/follow/nothing/at-all/").status_code == 404
