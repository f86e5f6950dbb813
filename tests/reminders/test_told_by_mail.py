"""From an editor who asks for it to the board with scores: a mail counts once a mail server took it, not before."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from accounts.roles import Role
from predictions import actions as record
from predictions import verifying
from predictions.models import Collection, Expert, MailFailure, Notice, NoticeWay
from predictions.policy import SYSTEM
from reminders import actions, emails, letters
from reminders.backends import EmlFiles
from reminders.models import Delivery, State
from scoring.actions import sweep
from tests import builders
from tests.builders import NOW
from tests.predictions.desk import desks
from tests.reminders import mails
from tests.reminders.killing import killed_at, leases_run_out
from tests.scoring.boards import a_ranked_expert

EXPERT = "expert@example.org"
FORTNIGHT = timedelta(days=14)
A_MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink(settings: Any) -> Any:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def collection() -> Collection:
    """One whose one named person would lead the board, and was not told."""
    builders.a_record()
    collection = builders.a_collection(scores_shown_at=None, scores_shown_by=None)
    a_ranked_expert(collection, "Expert ahead", "1", "1", "1", "1", "0.75")
    sweep(at=NOW, without_pause=True)
    return collection


def page(collection: Collection, rest: str = "") -> str:
    return f"/desk/collections/{collection.slug}/notices/{rest}"


def asked_for(collection: Collection, editor: Client, address: str = EXPERT) -> str:
    """The words of the notice that `editor` asks this site to send, as the page proposes them."""
    tell = page(collection, f"{Expert.objects.get().slug}/")
    form = editor.get(tell).context["form"]
    filled = {name: form[name].value() for name in ("key", "language", "way", "text")}
    editor.post(tell, filled | {"address": address})
    return str(filled["text"])


def sent_out(at: Any = NOW) -> None:
    """Plan and send, as the schedule does."""
    actions.plan_letters(at=at)
    actions.send_due(at=at)


def test_the_whole_path_from_the_editor_to_the_board(collection: Collection, sink: Any, settings: Any) -> None:
    settings.SITE_URL = "http://testserver"
    settings.DEFAULT_FROM_EMAIL = "Hindcast <desk@hindcast.example>"
    with time_machine.travel(NOW, tick=False):
        editor = desks.somebody(Role.EDITOR)
        asked_for(collection, editor)
        waiting = editor.get(page(collection)).content.decode()
    sent_out(NOW + A_MINUTE)

    (mail,) = sink.taken
    text = " ".join(str(mail.get_body(("plain",)).get_content()).split())
    assert "Expert ahead: Waiting to be sent" in waiting
    assert (mail["To"], mail["From"]) == (EXPERT, "Hindcast <desk@hindcast.example>")
    assert mail["Subject"] == "What is on record of you: Open-source AI in 2025"
    assert "Dear Expert ahead," in text
    assert "Scores are not shown before 16 March 2026." in text
    assert "you can write to desk@hindcast.example" in text
    assert f"http://testserver{Expert.objects.get().get_absolute_url()}" in text
    with time_machine.travel(NOW + A_MINUTE, tick=False):
        told = desks.somebody(Role.EDITOR).get(page(collection)).content.decode()
    assert "Expert ahead: Told<" in told
    assert "Everybody was told. Scores can be shown from" in told

    early, in_time = NOW + FORTNIGHT, NOW + FORTNIGHT + A_MINUTE
    with time_machine.travel(early, tick=False):
        refused = desks.somebody(Role.EDITOR).post(page(collection), {"reason": "They had time"})
        before = Client().get("/").content.decode()
    with time_machine.travel(in_time, tick=False):
        desks.somebody(Role.EDITOR).post(page(collection), {"reason": "They had time"})
        after = Client().get("/").content.decode()
    assert refused.status_code == 409
    assert "Expert ahead" not in before
    assert "Expert ahead" in after
    assert verifying.verify().is_sound


def test_a_recipient_whom_the_server_refuses_is_not_told_and_the_scores_stay_withheld(
    collection: Collection, sink: Any
) -> None:
    sink.answer[EXPERT] = f"550 no mailbox {EXPERT} here"
    with time_machine.travel(NOW, tick=False):
        asked_for(collection, desks.somebody(Role.EDITOR))
    sent_out()

    with time_machine.travel(NOW + 2 * FORTNIGHT, tick=False):
        editor = desks.somebody(Role.EDITOR)
        html = editor.get(page(collection)).content.decode()
        refused = editor.post(page(collection), {"reason": "They had time"})
        board = Client().get("/").content.decode()

    assert "Expert ahead: Not reached by mail" in html
    assert "the mail server refused the address for good." in html
    assert "550 no mailbox [address] here" in html
    assert refused.status_code == 409
    assert "Not told yet: Expert ahead." in refused.content.decode()
    assert "Expert ahead" not in board
    assert verifying.verify().is_sound


def test_after_a_refusal_it_goes_to_another_address_and_the_time_runs_from_there(
    collection: Collection, sink: Any
) -> None:
    sink.answer[EXPERT] = "550 no such person"
    with time_machine.travel(NOW, tick=False):
        asked_for(collection, desks.somebody(Role.EDITOR))
    sent_out()
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        asked_for(collection, desks.somebody(Role.EDITOR), "other@example.org")
    sent_out(NOW + timedelta(days=2))

    assert sink.to() == ["other@example.org"]
    proven = Notice.objects.proven().get()
    assert (proven.address, proven.counts_from) == ("other@example.org", NOW + timedelta(days=2))


def test_while_the_server_is_away_nobody_counts_as_told_and_in_the_end_the_page_says_so(
    collection: Collection, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    notice = a_notice(collection)

    sent_out()
    while_away = Notice.objects.get().counts_from
    for hour in range(1, 12):
        sent_out(NOW + timedelta(hours=6 * hour))

    notice.refresh_from_db()
    assert while_away is None
    assert notice.failure == MailFailure.GIVEN_UP
    assert "Refused" in notice.failure_words


def test_on_a_site_that_stopped_sending_mail_a_notice_is_no_file_that_counts(
    collection: Collection, settings: Any, tmp_path: Any
) -> None:
    notice = a_notice(collection)
    settings.DATA, settings.SENDS_MAIL = tmp_path, False
    settings.EMAIL_BACKEND = "reminders.backends.EmlFiles"

    sent_out()

    notice.refresh_from_db()
    assert (notice.failure, notice.counts_from) == (MailFailure.NO_MAIL, None)
    assert not list(tmp_path.glob("mail/*"))


def test_a_notice_whose_address_was_erased_before_it_left_told_nobody(collection: Collection, sink: Any) -> None:
    notice = a_notice(collection)
    administrator = builders.a_person(Role.ADMINISTRATOR)
    record.erase(fact=notice, authority="Asked for by the person", by=administrator, at=NOW)

    sent_out()

    notice.refresh_from_db()
    assert sink.taken == []
    assert (notice.failure, notice.counts_from) == (MailFailure.ERASED, None)
    assert verifying.verify().is_sound


def test_a_mail_that_nobody_sent_for_a_month_is_not_sent_any_more_and_told_nobody(
    collection: Collection, sink: Any
) -> None:
    notice = a_notice(collection)

    sent_out(NOW + timedelta(days=31))

    notice.refresh_from_db()
    assert sink.taken == []
    assert (notice.failure, notice.counts_from) == (MailFailure.TOO_OLD, None)


def test_what_a_sender_marked_and_did_not_record_is_recorded_by_the_next(collection: Collection, sink: Any) -> None:
    notice = a_notice(collection)
    actions.plan_letters(at=NOW)
    Delivery.objects.update(state=State.SENT, sent_at=NOW)

    for _ in range(2):
        actions.send_due(at=NOW + timedelta(days=1))

    notice.refresh_from_db()
    assert (notice.counts_from, notice.version) == (NOW, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("when", "copies"), [("connected", 1), ("taken", 2), ("marked", 1)])
def test_a_killed_sender_tells_nobody_by_itself_and_the_next_one_makes_it_good(
    when: str, copies: int, sink: Any
) -> None:
    builders.a_record()
    builders.a_claim(collection=builders.a_collection(scores_shown_at=None, scores_shown_by=None))
    notice = a_notice(Collection.objects.get())
    actions.plan_letters(at=NOW)

    assert killed_at(when, lambda: actions.send_due(at=NOW))
    held = Notice.objects.get().counts_from
    leases_run_out()
    actions.send_due(at=NOW + A_MINUTE)

    notice.refresh_from_db()
    assert held is None
    assert notice.counts_from == (NOW if when == "marked" else NOW + A_MINUTE)
    assert len(sink.taken) == copies
    assert len({mail["Message-ID"] for mail in sink.taken}) == 1


@pytest.mark.parametrize(
    ("sends", "is_a_file", "counts"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_of_an_early_release_a_sent_mail_counts_and_one_that_was_a_file_does_not(
    sends: bool, is_a_file: bool, counts: bool, collection: Collection, settings: Any, tmp_path: Any
) -> None:
    settings.DATA = tmp_path
    notice = a_notice(collection)
    actions.plan_letters(at=NOW)
    delivery = Delivery.objects.get()
    if is_a_file:
        EmlFiles().send_messages([emails.letter(delivery, letters.letter(delivery, at=NOW))])
    Delivery.objects.update(state=State.SENT, sent_at=NOW)

    settings.SENDS_MAIL = sends
    migration = importlib.import_module("reminders.migrations.0003_why_a_mail_ended")
    migration.take_no_file_for_a_mail(apps, None)
    actions.record_notices(at=NOW + timedelta(days=5))

    notice.refresh_from_db()
    assert notice.counts_from == (NOW if counts else None)


def a_notice(collection: Collection) -> Notice:
    """The notice to the one person named, as an editor asks for it."""
    return record.record_notice(
        collection_id=collection.pk,
        expert_id=Expert.objects.get().pk,
        way=NoticeWay.MAIL,
        address=EXPERT,
        text="You are quoted.",
        language="en",
        by=SYSTEM,
        at=NOW,
        reason="Told",
    )
