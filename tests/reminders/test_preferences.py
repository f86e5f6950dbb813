"""Choosing one's mails: kinds, day and hour, a pause; signed in, or by the link in a mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from reminders import actions, links
from reminders.models import Delivery, Kind, Rhythm, Stop
from tests import builders
from tests.reminders import happenings, mails

pytestmark = pytest.mark.django_db

MONDAY = mails.MONDAY
CHOSEN = {"language": "en", "time_zone": "Europe/Paris", "weekday": "3", "hour": "18"}


@pytest.fixture
def user() -> User:
    return builders.a_user(Role.REVIEWER)


def path_of(address: str) -> str:
    return urlsplit(address).path


def test_the_link_in_a_mail_lets_choose_without_signing_in_and_opening_it_changes_nothing(user: User) -> None:
    path = path_of(links.preferences(user))
    stranger = Client()

    opened = {stranger.get(path).status_code for _ in range(5)}
    untouched = (Rhythm.objects.count(), Stop.objects.count())
    saved = stranger.post(path, CHOSEN | {"weekly": "on"})

    user.refresh_from_db()
    assert opened == {200}
    assert untouched == (0, 0)
    assert saved.status_code == 302
    assert (user.time_zone, actions.wanted(user).weekday, actions.wanted(user).hour) == ("Europe/Paris", 3, 18)
    assert actions.stopped(user) == {Kind.ASSIGNMENT, Kind.SUPERSEDED}
    assert "_auth_user_id" not in stranger.session


def test_the_link_of_one_person_or_for_one_thing_does_nothing_else(user: User) -> None:
    other = builders.a_user(Role.REVIEWER, "two")
    choosing, stopping = path_of(links.preferences(user)), path_of(links.unsubscribe(user, Kind.ASSIGNMENT))
    token = choosing.rstrip("/").rpartition("/")[2]

    Client().post(choosing, CHOSEN)
    Client().post(stopping)

    assert Stop.objects.exclude(user=user).count() == 0
    assert not Rhythm.objects.filter(user=other).exists()
    assert Client().post(f"/mail/unsubscribe/{token}/").status_code == 404
    assert Client().get(f"/mail/of/{stopping.rstrip('/').rpartition('/')[2]}/").status_code == 404
    assert Client().get("/mail/of/nonsense/").status_code == 404


def test_who_has_left_chooses_nothing(user: User) -> None:
    path = path_of(links.preferences(user))
    User.objects.update(is_active=False)

    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("kind", [Kind.WEEKLY, Kind.ASSIGNMENT, Kind.SUPERSEDED])
def test_one_click_stops_one_kind_and_says_which(user: User, kind: Kind) -> None:
    path = path_of(links.unsubscribe(user, kind))

    before = Client().get(path).content.decode()
    after = [Client(enforce_csrf_checks=True).post(path).content.decode() for _ in range(2)]

    assert "Nothing has been changed yet." in before
    assert all("Stopped." in page for page in after)
    assert actions.stopped(user) == {kind}


@pytest.mark.parametrize(
    ("day", "says"),
    [("2026-11-23", "past or today"), ("2028-01-01", "more than a year away"), ("soon", "valid date")],
)
def test_a_pause_that_cannot_be_is_refused_with_a_reason(user: User, day: str, says: str) -> None:
    with time_machine.travel(MONDAY, tick=False):
        page = Client().post(path_of(links.preferences(user)), CHOSEN | {"paused_until": day})

    assert page.status_code == 422
    assert says in page.content.decode()


def test_each_person_is_offered_the_kinds_of_their_roles() -> None:
    offered = {}
    for role in (Role.REVIEWER, Role.ADJUDICATOR, Role.EDITOR, Role.CONTRIBUTOR):
        page = Client().get(path_of(links.preferences(builders.a_user(role)))).content.decode()
        offered[role] = {kind for kind in Kind if f'name="{kind}"' in page}
        assert "The safety of your account" in page

    assert offered == {
        Role.REVIEWER: {Kind.WEEKLY, Kind.ASSIGNMENT, Kind.SUPERSEDED},
        Role.ADJUDICATOR: {Kind.WEEKLY, Kind.CONTESTED, Kind.SUPERSEDED},
        Role.EDITOR: {Kind.WEEKLY, Kind.OBJECTION, Kind.OVERDUE, Kind.SUPERSEDED},
        Role.CONTRIBUTOR: {Kind.SUPERSEDED},
    }


def chosen(user: User, **wants: Any) -> None:
    actions.choose(user=user, kinds=list(Kind), offered=[], wants=actions.Wanted(**wants), at=MONDAY)


def sent(*, hours: int) -> list[str]:
    """Plan and send every hour for so long. Returns the local time of each digest that left."""
    for hour in range(hours):
        at = MONDAY + timedelta(hours=hour)
        actions.plan_week(at=at)
        actions.send_due(at=at, kinds=[Kind.WEEKLY])
    return list(Delivery.objects.filter(sent_at__isnull=False).order_by("sent_at").values_list("wall_time", flat=True))


def test_the_digest_comes_on_the_day_and_at_the_hour_that_were_chosen() -> None:
    mails.waiting("one")
    chosen(User.objects.get(username="reviewer-one"), weekday=3, hour=18)

    assert sent(hours=80) == ["2026-11-25 18:00"]


def test_a_digest_that_waited_to_be_sent_follows_a_change_of_day() -> None:
    mails.waiting("one")
    user = User.objects.get(username="reviewer-one")
    actions.plan_week(at=MONDAY)
    chosen(user, weekday=2, hour=20)

    early = sent(hours=30)
    late = sent(hours=36)

    assert early == []
    assert len(late) == 1
    assert Delivery.objects.get(sent_at__isnull=False).sent_at == MONDAY + timedelta(hours=35)


def test_who_moves_gets_the_next_digest_by_the_clocks_there() -> None:
    mails.waiting("one")
    before = sent(hours=2)
    User.objects.update(time_zone="America/Los_Angeles")
    later = sent(hours=48)

    assert before == later == ["2026-11-23 08:00"]
    assert Rhythm.objects.get().next_at == MONDAY.replace(hour=16) + timedelta(days=7)


def test_a_deep_link_leads_to_the_claim_once_signed_in(user: User) -> None:
    claim = builders.a_claim()
    builders.a_record()
    happenings.asked(claim)
    stranger = Client()

    door = stranger.get(f"/desk/claims/{claim.pk}/", follow=True)
    signed_in = stranger.post(
        "/accounts/login/",
        {"login": user.username, "password": builders.PASSWORD, "next": door.context["redirect_field_value"]},
    )

    assert door.context["redirect_field_value"] == f"/desk/claims/{claim.pk}/"
    assert signed_in["Location"] == f"/desk/claims/{claim.pk}/"
