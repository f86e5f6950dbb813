"""Operators see what is owed, sent and why not, do what can be done, and learn nothing that is not theirs to know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.policy import NotAllowed
from reminders import actions
from reminders.models import Deed, Delivery, Intervention, Kind, State, Suppression
from tests import builders
from tests.reminders import mails
from tests.reminders.mails import MONDAY

pytestmark = pytest.mark.django_db
OUTBOX = "/desk/outbox/"
LATER = MONDAY + timedelta(minutes=10)


@pytest.fixture
def sink(settings: Any) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def week(sink: mails.Sink) -> None:
    """One digest left, one was refused, one waits because the mailbox is full."""
    mails.waiting("one", "two", "three")
    sink.answer["reviewer-two@example.org"] = "550 5.1.1 <reviewer-two@example.org> unknown"
    sink.answer["reviewer-three@example.org"] = "452 4.2.2 the mailbox is full"
    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)


def signed_in(*roles: Role) -> Client:
    """A browser of somebody with these roles, and a second factor."""
    user = builders.a_user(roles[0], "ninety")
    for role in roles[1:]:
        RoleGrant.objects.create(user=user, role=role, starts=MONDAY - timedelta(days=400))
    builders.a_factor(user)
    client = Client()
    client.force_login(user)
    return client


def of(number: str) -> Delivery:
    """The delivery of one reviewer."""
    return Delivery.objects.get(recipient__username=f"reviewer-{number}")


def in_doubt(number: str) -> Delivery:
    """The same, of which nobody knows whether it left."""
    Delivery.objects.filter(pk=of(number).pk).update(state=State.IN_DOUBT, sent_at=None)
    return of(number)


def test_an_editor_sees_who_got_what_and_why_not_and_no_address(week: None) -> None:
    page = signed_in(Role.EDITOR).get(OUTBOX).content.decode()

    assert "2 mails went wrong" not in page
    assert "1 mail went wrong." in page
    assert "550 5.1.1 &lt;[address]&gt; unknown" in page
    assert "452 4.2.2 the mailbox is full" in page
    assert all(f"Weekly digest, Reviewer {number}" in page for number in ("one", "two", "three"))
    assert "@example.org" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("state=failed", ["two"]),
        ("state=owed", ["three"]),
        ("state=sent", ["one"]),
        ("person=Reviewer+T", ["three", "two"]),
        ("kind=notice", []),
        ("state=nonsense&kind=nonsense", ["one", "three", "two"]),
    ],
)
def test_it_is_searched_by_person_kind_and_state(asked: str, shown: list[str], week: None) -> None:
    page = signed_in(Role.EDITOR).get(f"{OUTBOX}?{asked}").content.decode()

    assert [number for number in ("one", "three", "two") if f"digest, Reviewer {number}" in page] == shown


def test_a_person_is_found_by_the_reference_that_the_record_knows_them_by(week: None) -> None:
    ref = User.objects.get(username="reviewer-two").actor_ref

    page = signed_in(Role.ADMINISTRATOR).get(f"{OUTBOX}?person={ref}").content.decode()

    assert "digest, Reviewer two" in page
    assert "digest, Reviewer one" not in page


def test_a_long_list_comes_in_pages_with_a_fixed_number_of_questions(
    week: None, django_assert_max_num_queries: Any
) -> None:
    first = of("one")
    Delivery.objects.bulk_create(
        Delivery(
            key=f"weekly:{number}",
            message_id=f"<{number}@example.org>",
            kind=Kind.WEEKLY,
            recipient=first.recipient,
            due_at=MONDAY,
            wall_time="",
            time_zone="UTC",
        )
        for number in range(120)
    )
    client = signed_in(Role.EDITOR)

    # Session, account, roles and factor; record; rows, their number, how many went wrong, suppressed ones; the alarm.
    with django_assert_max_num_queries(20):
        page = client.get(f"{OUTBOX}?page=3").content.decode()

    assert "Page 3 of 3" in page


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADJUDICATOR, Role.AUDITOR, Role.CONTRIBUTOR])
def test_nobody_else_comes_in(role: Role, week: None) -> None:
    client = signed_in(role)

    assert client.get(OUTBOX).status_code == 403
    assert client.post(f"{OUTBOX}{of('two').pk}/again/", {"reason": "Try"}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.mind(
            delivery_id=of("two").pk, deed=Deed.AGAIN, by=builders.a_person(role, "eighty"), at=MONDAY, reason="Try"
        )


def test_who_judges_learns_of_colleagues_only_what_went_wrong(week: None) -> None:
    page = signed_in(Role.EDITOR, Role.REVIEWER).get(OUTBOX).content.decode()

    assert "digest, Reviewer two" in page
    assert "digest, Reviewer one" not in page
    assert "digest, Reviewer three" not in page


def test_why_a_digest_is_put_off_is_nobodys_business(week: None) -> None:
    put_off = {"state": State.PENDING, "attempts": 0, "sent_at": None, "last_error": "Nothing waits."}
    Delivery.objects.filter(pk=of("one").pk).update(**put_off)

    page = signed_in(Role.EDITOR).get(OUTBOX).content.decode()

    assert "digest, Reviewer one" in page
    assert "Nothing waits" not in page


def test_that_verdicts_do_not_agree_is_in_nobodys_list(week: None) -> None:
    Delivery.objects.filter(pk=of("one").pk).update(kind=Kind.CONTESTED)

    client = signed_in(Role.EDITOR)
    listed = client.get(OUTBOX).content.decode()
    alone = client.get(f"{OUTBOX}{of('one').pk}/again/")

    assert "Reviewer two" in listed
    assert "Reviewer one" not in listed
    assert alone.status_code == 404


def test_whether_a_digest_of_an_adjudicator_left_is_not_told_unless_it_went_wrong(week: None) -> None:
    for number in ("one", "two"):
        user = User.objects.get(username=f"reviewer-{number}")
        RoleGrant.objects.create(user=user, role=Role.ADJUDICATOR, starts=MONDAY - timedelta(days=400))

    page = signed_in(Role.EDITOR).get(OUTBOX).content.decode()

    assert "digest, Reviewer one" not in page
    assert "digest, Reviewer two" in page
    assert "digest, Reviewer three" in page


def test_a_failed_mail_is_sent_again_with_a_reason_that_is_kept(week: None, sink: mails.Sink) -> None:
    Suppression.objects.all().delete()
    client, address = signed_in(Role.EDITOR), f"{OUTBOX}{of('two').pk}/again/"
    looked = client.get(address)
    without = client.post(address, {"reason": ""})
    sink.answer.clear()

    answer = client.post(address, {"reason": "The mailbox exists now"})
    twice = client.post(address, {"reason": "The mailbox exists now"})

    assert (looked.status_code, without.status_code) == (200, 422)
    assert (answer.status_code, twice.status_code) == (302, 409)
    kept = Intervention.objects.get()
    assert (kept.what, kept.reason, kept.delivery) == (Deed.AGAIN, "The mailbox exists now", of("two"))
    assert kept.by == User.objects.get(username="editor-ninety").actor_ref


def test_sent_again_it_leaves_under_the_same_id(week: None, sink: mails.Sink) -> None:
    Suppression.objects.all().delete()
    sink.answer.clear()
    editor = builders.a_person(Role.EDITOR)

    actions.mind(delivery_id=of("two").pk, deed=Deed.AGAIN, by=editor, at=MONDAY, reason="It exists now")
    actions.send_due(at=MONDAY)

    assert (of("two").state, of("two").attempts) == (State.SENT, 1)
    assert sink.taken[-1]["Message-ID"] == of("two").message_id


def test_an_address_is_written_to_again_once_somebody_says_so(week: None, sink: mails.Sink) -> None:
    editor = builders.a_person(Role.EDITOR)
    page = signed_in(Role.ADMINISTRATOR).get(f"{OUTBOX}?state=failed").content.decode()
    sink.answer.clear()

    actions.mind(delivery_id=of("two").pk, deed=Deed.LIFT, by=editor, at=MONDAY, reason="A typing error of ours")
    actions.mind(delivery_id=of("two").pk, deed=Deed.AGAIN, by=editor, at=MONDAY, reason="Now it works")
    actions.send_due(at=MONDAY)

    assert "Write to the address again" in page
    assert "Send again:" not in page
    assert of("two").state == State.SENT
    assert Suppression.objects.get().lifted_at == MONDAY
    with pytest.raises(actions.NotThatOne, match="not on the list"):
        actions.mind(delivery_id=of("two").pk, deed=Deed.LIFT, by=editor, at=MONDAY, reason="Once more")


def test_what_is_in_doubt_can_be_counted_as_sent(week: None, sink: mails.Sink) -> None:
    delivery, editor = in_doubt("one"), builders.a_person(Role.EDITOR)

    actions.mind(delivery_id=delivery.pk, deed=Deed.ARRIVED, by=editor, at=LATER, reason="They told us")
    actions.send_due(at=LATER)

    assert (of("one").state, of("one").sent_at) == (State.SENT, LATER)
    assert sink.to() == ["reviewer-one@example.org"]


def test_a_mail_that_left_cannot_be_sent_again_and_what_cannot_be_done_has_no_page(week: None) -> None:
    client, delivery = signed_in(Role.EDITOR), of("one")

    assert client.get(f"{OUTBOX}{delivery.pk}/again/").status_code == 404
    assert client.get(f"{OUTBOX}{delivery.pk}/nonsense/").status_code == 404
    assert client.post(f"{OUTBOX}{delivery.pk}/nonsense/", {"reason": "x"}).status_code == 404
    assert client.post(f"{OUTBOX}{delivery.pk}/again/", {"reason": "x"}).status_code == 409
    assert Intervention.objects.count() == 0


def test_what_was_done_by_hand_stands_where_it_is_done_again(week: None) -> None:
    Delivery.objects.filter(pk=of("two").pk).update(sent_to="")
    delivery, editor = of("two"), builders.a_person(Role.EDITOR)
    actions.mind(delivery_id=delivery.pk, deed=Deed.AGAIN, by=editor, at=MONDAY, reason="Perhaps now")
    Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED)

    page = signed_in(Role.ADMINISTRATOR).get(f"{OUTBOX}{delivery.pk}/again/").content.decode()

    assert "Editor one: Perhaps now" in page


def test_that_none_leaves_stands_above_everything(week: None) -> None:
    Delivery.objects.filter(state=State.SENT).update(state=State.PENDING, sent_at=None)

    page = signed_in(Role.EDITOR).get(OUTBOX).content.decode()

    assert "Mails are owed, and none leaves." in page


def test_in_french_it_is_french(week: None) -> None:
    client = signed_in(Role.EDITOR)
    User.objects.update(language="fr")

    page = client.get(OUTBOX, headers={"Accept-Language": "fr"}).content.decode()

    assert "Courriels dus et envoyés" in page
    assert "Courrier de la semaine, Reviewer one" in page


def test_the_desk_leads_to_it(week: None) -> None:
    assert f'href="{OUTBOX}"' in signed_in(Role.EDITOR).get("/desk/").content.decode()
