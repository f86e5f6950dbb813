"""Who has no account is written to when they are owed a word: once, soon, and with nothing that a stranger wrote."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, connections
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from predictions import actions as record
from predictions.models import Claim, Notice, NoticeWay, Objection, PendingObjection, RecordKind
from reminders import actions, doorbell, tasks
from reminders.models import LETTERS, Delivery, Kind, State
from tests import builders
from tests.builders import NOW
from tests.predictions import contesting
from tests.predictions.contesting import A_DAY, SENDER
from tests.reminders import mails

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any) -> Any:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def claim() -> Claim:
    return contesting.a_resolved_claim()


def sent_out(at: Any = NOW) -> Counter[str]:
    """Plan and send, as the schedule does."""
    actions.plan_letters(at=at)
    return actions.send_due(at=at)


def text_of(mail: Any) -> str:
    """The plain text of a mail that was taken."""
    return str(mail.get_body(("plain",)).get_content())


def test_who_objects_is_asked_once_whether_it_was_them(claim: Claim, sink: Any, settings: Any, client: Client) -> None:
    settings.SITE_URL = "https://hindcast.example"
    contesting.sent(claim, "quote", at=timezone.now())

    for _ in range(3):
        sent_out(timezone.now())

    (mail,) = sink.taken
    assert mail["To"] == SENDER
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    assert mail["Subject"] == f"Please confirm your objection to claim {claim.key}"
    (link,) = re.findall(r"https://hindcast\.example(/objections/\S+)", text_of(mail))
    assert client.get(link).status_code == 200
    assert client.post(link, follow=True).status_code == 200
    assert Objection.objects.get().contact == SENDER


def test_the_question_carries_nothing_that_the_stranger_wrote(claim: Claim, sink: Any) -> None:
    text, document = "Win money at https://evil.example today", "https://evil.example/win"
    contesting.sent(claim, "quote", text=text, document_url=document)

    sent_out()

    whole = sink.taken[0].as_string()
    assert "evil" not in whole
    assert "Win money" not in whole


def test_in_the_language_that_was_asked_for(claim: Claim, sink: Any) -> None:
    contesting.sent(claim, "quote", language="fr")

    sent_out()

    assert sink.taken[0]["Subject"] == f"Veuillez confirmer votre objection à la prédiction {claim.key}"
    assert '<html lang="fr"' in sink.taken[0].get_body(("html",)).get_content()


def test_what_was_confirmed_or_swept_meanwhile_is_not_asked_any_more(claim: Claim, sink: Any) -> None:
    confirmed = contesting.sent(claim, "quote")
    contesting.sent(claim, "quote", contact="other@example.org")
    actions.plan_letters(at=NOW)
    record.confirm_objection(pending_id=confirmed.pk, at=NOW)
    PendingObjection.objects.filter(contact="other@example.org").delete()

    actions.send_due(at=NOW)

    assert sink.taken == []
    assert {one.state for one in Delivery.objects.all()} == {State.CANCELLED}


def test_an_objector_is_told_that_it_came_what_is_answered_and_how_it_ended(claim: Claim, sink: Any) -> None:
    objection = contesting.raised(claim)
    sent_out()
    contesting.answered(objection, builders.a_person(Role.EDITOR), at=NOW + A_DAY)
    sent_out(NOW + A_DAY)
    builders.resolved(claim, "0", at=NOW + 2 * A_DAY)
    for _ in range(2):
        sent_out(NOW + 2 * A_DAY)

    assert [mail["Subject"] for mail in sink.taken] == [
        f"Your objection to claim {claim.key} is on record",
        f"Your objection to claim {claim.key} is accepted for examination",
        f"Claim {claim.key} was judged again",
    ]
    assert sink.to() == [SENDER] * 3
    received, answered, outcome = (text_of(mail) for mail in sink.taken)
    assert "answers it by 23 March 2026" in " ".join(received.split())
    assert "We read the document." in answered
    assert "Did not come true" in outcome


def test_a_refusal_says_why_by_mail(claim: Claim, sink: Any) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.EDITOR), accepted=False)

    sent_out()

    assert sink.taken[-1]["Subject"] == f"Your objection to claim {claim.key} is refused"
    assert "We read the document." in text_of(sink.taken[-1])


def test_an_answer_of_many_lines_stays_out_of_the_headers_and_is_text_in_html(claim: Claim, sink: Any) -> None:
    objection = contesting.raised(claim)
    record.answer_objection(
        objection_id=objection.pk,
        accepted=False,
        answer="First.\r\nBcc: other@example.org\n<script>alert(1)</script>",
        by=builders.a_person(Role.EDITOR),
        at=NOW,
    )

    sent_out()

    mail = sink.taken[-1]
    assert mail["Bcc"] is None
    assert "<script>" not in mail.get_body(("html",)).get_content()
    assert sink.to() == [SENDER] * 2


def test_whose_objection_is_erased_is_not_written_to_any_more(claim: Claim, sink: Any) -> None:
    objection = contesting.raised(claim)
    actions.plan_letters(at=NOW)
    record.erase(fact=objection, authority="The sender asked", by=builders.a_person(Role.ADMINISTRATOR), at=NOW)

    sent_out()

    assert sink.taken == []
    assert {one.state for one in Delivery.objects.all()} == {State.CANCELLED}


def test_no_delivery_keeps_an_address_not_even_when_it_is_refused(claim: Claim, sink: Any) -> None:
    sink.answer[SENDER] = f"550 no such person <{SENDER}>"
    contesting.sent(claim, "quote")

    sent_out()

    delivery = Delivery.objects.get()
    assert delivery.state == State.FAILED
    assert "no such person" in delivery.last_error
    assert SENDER not in str(Delivery.objects.values().get())


def test_a_busy_server_is_tried_again_under_the_same_id(claim: Claim, sink: Any) -> None:
    contesting.sent(claim, "quote")
    sink.answer["*"] = "451 come back later"
    sent_out()
    sink.answer.clear()

    sent_out(NOW + timedelta(minutes=5))

    assert sink.taken[0]["Message-ID"] == Delivery.objects.get().message_id


def a_notice(way: NoticeWay = NoticeWay.MAIL) -> Notice:
    """A named expert who is to be told of a collection."""
    text = "Dear expert,\n\nthese are your predictions."
    expert, collection = builders.an_expert(), builders.a_collection()
    return builders.a_mailed_notice(expert, collection, way=way, text=text, taken_at=None)


def test_a_named_expert_is_told_once_in_the_words_that_are_kept(sink: Any) -> None:
    builders.a_record()
    notice = a_notice()

    for _ in range(2):
        sent_out()

    (mail,) = sink.taken
    assert mail["To"] == "expert@example.org"
    assert "Dear expert,\n\nthese are your predictions." in text_of(mail).replace("\r\n", "\n")
    assert notice.expert.get_absolute_url() in text_of(mail)


@pytest.mark.parametrize("way", [NoticeWay.BY_HAND, NoticeWay.NOT_REACHED])
def test_who_was_told_by_hand_gets_no_mail_from_us(sink: Any, way: NoticeWay) -> None:
    builders.a_record()
    a_notice(way)

    sent_out()

    assert sink.taken == []


def test_a_restored_record_does_not_write_about_old_things_again(claim: Claim, sink: Any) -> None:
    contesting.answered(contesting.raised(claim), builders.a_person(Role.EDITOR), accepted=False)
    a_notice()

    sent_out(NOW + timedelta(days=31))

    assert sink.taken == []


def test_a_demonstration_writes_files_and_says_what_it_is(sink: Any, settings: Any, tmp_path: Any) -> None:
    settings.DATA = tmp_path
    builders.a_record(RecordKind.DEMONSTRATION)
    contesting.sent(builders.a_claim(), "quote")

    sent_out()

    assert sink.taken == []
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert "Subject: [Demonstration] Please confirm" in file.read_text()


def test_letters_do_not_wait_behind_the_digests(sink: Any) -> None:
    claim = mails.waiting("one", "two", at=mails.MONDAY)
    actions.plan_week(at=mails.MONDAY)
    contesting.sent(claim, "quote", at=mails.MONDAY)
    actions.plan_letters(at=mails.MONDAY)

    actions.send_due(at=mails.MONDAY, limit=1, kinds=LETTERS)

    assert sink.to() == [SENDER]


@pytest.mark.django_db(transaction=True)
def test_five_planners_and_five_senders_at_once_send_one_letter_each(sink: Any) -> None:
    claim = contesting.a_resolved_claim()
    for number in range(3):
        contesting.raised(claim, contact=f"sender-{number}@example.org")
    start = Barrier(5)

    def work(_number: int) -> None:
        start.wait()
        sent_out()
        connections.close_all()

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(work, range(5)))

    assert sorted(sink.to()) == [f"sender-{number}@example.org" for number in range(3)]


def test_the_database_keeps_letters_apart_from_digests(claim: Claim) -> None:
    given = {"key": "x", "message_id": "<x@example.org>", "due_at": NOW, "wall_time": "", "time_zone": "UTC"}

    with pytest.raises(IntegrityError):
        Delivery.objects.create(kind=Kind.RECEIVED, **given)


def test_sending_the_form_rings_and_a_lost_ring_is_made_good(
    claim: Claim, sink: Any, client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: rung.append(name))
    filled = {"about": "quote", "text": contesting.TEXT, "document_url": contesting.DOCUMENT, "language": "en"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/claims/{claim.pk}/object/", filled | {"contact": SENDER})

    assert rung == [tasks.send_letters.name]
    tasks.plan_and_send(from_a_newer_version="and not understood")
    tasks.send_letters()
    doorbell.ring()
    assert sink.to() == [SENDER]
