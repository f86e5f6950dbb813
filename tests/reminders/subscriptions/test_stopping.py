"""Links that end mails: looking changes nothing, pressing twice is pressing once, and each is good for one thing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from predictions.models import Claim
from reminders import links as account
from reminders.models import Kind, Pace, Stop, Subscription, What
from reminders.subscriptions import links
from tests import builders
from tests.builders import NOW
from tests.reminders import mails
from tests.reminders.subscriptions import following

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim() -> Claim:
    builders.a_record()
    return following.an_open_claim()


def path(address: str) -> str:
    return address.removeprefix(settings.SITE_URL)


@pytest.mark.parametrize("times", [50, pytest.param(1_000, marks=pytest.mark.long)])
def test_looking_at_a_link_any_number_of_times_changes_nothing(claim: Claim, times: int) -> None:
    user = builders.a_user()
    one = following.followed(claim)
    following.asked(claim, what=What.COLLECTION, at=timezone.now())
    asked = Subscription.objects.latest("pk")
    visitor = Client(enforce_csrf_checks=True)
    places = [account.unsubscribe(user, Kind.WEEKLY), links.stop(one), links.confirm(asked)]
    before = list(Subscription.objects.order_by("pk").values())

    for number in range(times):
        answer = visitor.get(path(places[number % 3])) if number % 2 else visitor.head(path(places[number % 3]))
        assert answer.status_code == 200

    assert list(Subscription.objects.order_by("pk").values()) == before
    assert not Stop.objects.exists()


def test_posting_twice_is_posting_once_without_a_cookie(claim: Claim) -> None:
    one, other = following.followed(claim), following.followed(claim, what=What.COLLECTION)
    mail_program = Client(enforce_csrf_checks=True)

    answers = [mail_program.post(path(links.stop(one)), {"List-Unsubscribe": "One-Click"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Stopped." in answer.content.decode() for answer in answers)
    assert list(Subscription.objects.all()) == [other]
    assert mail_program.get(path(links.stop(one))).status_code == 200


def test_a_link_of_one_person_or_purpose_does_nothing_to_another(claim: Claim) -> None:
    user, one = builders.a_user(), following.followed(claim)
    theirs = following.followed(claim, address="another@example.org")
    tokens = {
        "account": account.unsubscribe(user, Kind.WEEKLY),
        "preferences": account.preferences(user),
        "confirm": links.confirm(one),
        "stop": links.stop(one),
    }
    doors = {"account": "/mail/unsubscribe/", "preferences": "/mail/of/", "confirm": "/follow/confirm/"}
    doors["stop"] = "/mail/following/"

    for name, address in tokens.items():
        token = address.rstrip("/").rpartition("/")[2]
        for other, door in doors.items():
            if other != name:
                assert Client().post(f"{door}{token}/").status_code == 404, (name, other)
    assert Client().post(path(links.stop(one))).status_code == 200

    assert list(Subscription.objects.all()) == [theirs]
    assert not Stop.objects.exists()


def test_a_link_that_was_changed_is_nobodys(claim: Claim) -> None:
    address = path(links.stop(following.followed(claim)))
    broken = re.sub(r"[^/](?=/$)", lambda end: "A" if end[0] != "A" else "B", address)

    assert Client().post(broken).status_code == 404
    assert Subscription.objects.exists()


def test_each_mail_carries_what_ends_it_at_one_click(claim: Claim, settings: Any) -> None:
    one = following.followed(claim, at=NOW - timedelta(days=1), pace=Pace.AT_ONCE)
    builders.resolved(claim, at=NOW)
    with mails.a_mail_server(settings) as sink:
        following.sent_out(NOW + timedelta(hours=1))

    (mail,) = sink.taken
    assert mail["List-Unsubscribe"] == f"<{links.stop(one)}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<followed.127.0.0.1>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert links.stop(one) in str(mail.get_body(("plain",)).get_content())
