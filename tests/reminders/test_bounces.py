"""A mail that came back is believed of our own mails only, once, and its address is not written to again."""

from __future__ import annotations

import io
import json
import mailbox
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from reminders import actions, bounces, signatures
from reminders.models import Delivery, Proof, State, Suppression
from tests.reminders import mails
from tests.reminders.mails import MONDAY

A_WEEK = timedelta(weeks=1)
KEY = "a key of the mail service, long enough"
ADDRESS = "reviewer-one@example.org"
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
To: desk@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4B2C91A0F1"

--4B2C91A0F1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4B2C91A0F1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--4B2C91A0F1
Content-Type: {kind}

From: Hindcast <desk@example.org>
To: {address}
Message-ID: {message_id}
Subject: Your week

--4B2C91A0F1--
"""


def a_report(message_id: str, **said: str) -> bytes:
    """A report as a mail server writes it."""
    usual = {
        "address": ADDRESS,
        "action": "failed",
        "status": "5.1.1",
        "words": f"550 5.1.1 <{ADDRESS}>: no such person",
        "kind": "message/rfc822",
    }
    return POSTFIX.format(message_id=message_id, **{**usual, **said}).replace("\n", "\r\n").encode()


@pytest.fixture
def sink(settings: Any) -> Iterator[mails.Sink]:
    with mails.a_mail_server(settings) as server:
        yield server


@pytest.fixture
def sent(sink: mails.Sink) -> Delivery:
    """The digest of reviewer one, which the mail server took."""
    mails.waiting("one")
    actions.plan_week(at=MONDAY)
    actions.send_due(at=MONDAY)
    return Delivery.objects.get()


def hear(raw: bytes) -> dict[str, int]:
    """What becomes of a report in a mailbox."""
    return dict(actions.believe(bounces.read(raw), source=Proof.REPORT, at=MONDAY))


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_says_of_which_mail_for_whom_and_why(kind: str) -> None:
    (report,) = bounces.read(a_report("<one@example.org>", kind=kind))

    assert report.message_id == "<one@example.org>"
    assert report.addresses == {ADDRESS}
    assert (report.code, report.words) == ("5.1.1", f"550 5.1.1 <{ADDRESS}>: no such person")


def test_a_server_that_writes_a_vague_code_is_taken_by_its_words() -> None:
    (report,) = bounces.read(a_report("<one@example.org>", status="5.0.0"))

    assert report.code == "5.1.1"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_has_not_failed_is_no_report(action: str) -> None:
    assert bounces.read(a_report("<one@example.org>", action=action)) == []


@given(raw=st.binary(max_size=400), place=st.integers(0, 1500))
def test_whatever_anybody_sends_is_read_without_a_crash(raw: bytes, place: int) -> None:
    whole = a_report("<one@example.org>")

    bounces.read(raw)
    bounces.read(whole[:place] + raw + whole[place:])


@pytest.mark.django_db
def test_an_address_that_does_not_exist_is_not_written_to_again(sent: Delivery, sink: mails.Sink) -> None:
    heard = hear(a_report(sent.message_id))
    actions.plan_week(at=MONDAY + A_WEEK)
    actions.send_due(at=MONDAY + A_WEEK)

    sent.refresh_from_db()
    assert heard == {"believed": 1, "address on the list": 1}
    assert len(sink.taken) == 1
    assert (sent.state, sent.bounced_at) == (State.SENT, MONDAY)
    assert sent.last_error == "5.1.1 550 5.1.1 <[address]>: no such person"
    assert Delivery.objects.get(state=State.FAILED).last_error.startswith("A mail to this address came back")


@pytest.mark.django_db
def test_whoever_changes_their_address_is_written_to(sent: Delivery, sink: mails.Sink) -> None:
    hear(a_report(sent.message_id))
    User.objects.update(email="reviewer-one@new.example.org")
    actions.plan_week(at=MONDAY + A_WEEK)

    actions.send_due(at=MONDAY + A_WEEK)

    assert sink.to() == [ADDRESS, "reviewer-one@new.example.org"]


@pytest.mark.django_db
def test_the_list_keeps_no_address(sent: Delivery) -> None:
    hear(a_report(sent.message_id))

    rows = [*Suppression.objects.values_list(), *Delivery.objects.values_list()]
    assert Suppression.objects.count() == 1
    assert ADDRESS not in str(rows)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["5.2.2", "5.7.1", "5.4.7"])
def test_a_full_mailbox_or_a_refused_text_is_noted_and_the_address_stays(code: str, sent: Delivery) -> None:
    heard = hear(a_report(sent.message_id, status=code, words="not this time"))

    sent.refresh_from_db()
    assert heard == {"believed": 1}
    assert (sent.bounced_at, Suppression.objects.count()) == (MONDAY, 0)


@pytest.mark.django_db
def test_nobody_can_silence_somebody_with_a_report_of_a_mail_we_did_not_send(sent: Delivery) -> None:
    forged = [
        a_report("<another@example.org>"),
        a_report(sent.message_id, address="somebody-else@example.org", words="550 5.1.1 no such person"),
    ]

    assert [hear(one) for one in forged] == [{"not of a mail of ours, or known already": 1}] * 2
    assert Suppression.objects.count() == 0


@pytest.mark.django_db
def test_a_report_that_is_heard_again_changes_nothing_also_after_the_address_was_taken_off(sent: Delivery) -> None:
    hear(a_report(sent.message_id))
    Suppression.objects.update(lifted_at=MONDAY)

    heard = hear(a_report(sent.message_id))

    assert heard == {"not of a mail of ours, or known already": 1}
    assert not Suppression.objects.filter(lifted_at=None).exists()


# --- Mailboxes --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_mailbox_is_read_as_often_as_one_likes(
    sent: Delivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = mailbox.mbox(tmp_path / "box")
    box.add(a_report(sent.message_id))
    box.add(b"From: somebody@example.org\r\nSubject: Hello\r\n\r\nHello")
    box.close()

    for _ in range(2):
        call_command("read_bounces", mbox=tmp_path / "box")

    first, second = capsys.readouterr().out.splitlines()
    assert first == "Read 2: 1 address on the list, 1 believed."
    assert second == "Read 2: 1 not of a mail of ours, or known already."


@pytest.mark.django_db
def test_of_a_maildir_what_is_new_is_read_and_marked(
    sent: Delivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mailbox.Maildir(tmp_path / "box").add(a_report(sent.message_id))

    for _ in range(2):
        call_command("read_bounces", maildir=tmp_path / "box")

    assert capsys.readouterr().out.splitlines() == [
        "Read 1: 1 address on the list, 1 believed.",
        "Read 0: no report of a failure.",
    ]


@pytest.mark.django_db
def test_one_report_comes_by_a_pipe(
    sent: Delivery, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(a_report(sent.message_id))))

    call_command("read_bounces")

    assert "Read 1: 1 address on the list, 1 believed." in capsys.readouterr().out


def test_a_mailbox_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a file"):
        call_command("read_bounces", mbox=tmp_path)
    with pytest.raises(CommandError, match="is not a Maildir"):
        call_command("read_bounces", maildir=tmp_path)


# --- The signed way ---------------------------------------------------------------------------------------------------


def post(client: Client, body: Any, *, key: str = KEY, at: datetime | None = None, **headers: str) -> Any:
    """Send a signed request."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Hindcast-Signature": signatures.sign(raw, key=key, at=at or datetime.now(UTC)), **headers}
    kind = headers.pop("type", "application/json")
    return client.post("/mail/bounces/", raw, content_type=kind, headers=given)


@pytest.fixture
def listening(settings: Any) -> None:
    """A site that knows the key of its mail service."""
    settings.BOUNCE_KEY = KEY


@pytest.mark.django_db
def test_a_mail_service_reports_by_json(listening: None, sent: Delivery, client: Client) -> None:
    told = {"message_id": sent.message_id, "code": "5.1.1", "words": "no such person"}

    answers = [post(client, {"reports": [told]}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == {"reports": 1, "believed": 1, "address on the list": 1}
    assert answers[1].json() == {"reports": 1, "not of a mail of ours, or known already": 1}
    assert Suppression.objects.get().source == Proof.WEBHOOK


@pytest.mark.django_db
def test_a_complaint_puts_the_address_on_the_list(listening: None, sent: Delivery, client: Client) -> None:
    answer = post(client, {"reports": [{"message_id": sent.message_id, "complaint": True}]})

    assert answer.json()["address on the list"] == 1


@pytest.mark.django_db
def test_a_report_of_a_mail_server_is_taken_as_it_is(listening: None, sent: Delivery, client: Client) -> None:
    answer = post(client, a_report(sent.message_id), type="message/rfc822")

    assert answer.json() == {"reports": 1, "believed": 1, "address on the list": 1}


@pytest.mark.django_db
def test_nothing_is_believed_without_a_fresh_signature(listening: None, sent: Delivery, client: Client) -> None:
    body = json.dumps({"reports": [{"message_id": sent.message_id, "code": "5.1.1"}]}).encode()
    signed = signatures.sign(body, key=KEY, at=MONDAY)
    with time_machine.travel(MONDAY, tick=False):
        refused = [
            post(client, body, key="another key, long enough as well"),
            post(client, body, at=MONDAY - timedelta(minutes=6)),
            post(client, body, at=MONDAY + timedelta(minutes=6)),
            post(client, body + b" ", **{"Hindcast-Signature": signed}),
            post(client, body, **{"Hindcast-Signature": "t=1,v1=nonsense"}),
            client.post("/mail/bounces/", body, content_type="application/json"),
        ]

    assert {answer.status_code for answer in refused} == {403}
    assert Suppression.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"nothing", "The body is not JSON"),
        ([], "`reports` is not a list"),
        ({"reports": [1]}, "reports[0] is not an object"),
        ({"reports": [{"message_id": "x"}]}, "reports[0].message_id is not"),
        ({"reports": [{"message_id": "<x@y>", "code": "dead"}]}, "reports[0].code is not"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_would_be_right(
    body: Any, says: str, listening: None, client: Client
) -> None:
    answer = post(client, body)

    assert answer.status_code == 400
    assert says in answer.json()["detail"]


@pytest.mark.django_db
def test_without_a_key_nothing_listens_and_a_huge_body_is_not_read(client: Client, settings: Any) -> None:
    settings.BOUNCE_KEY = ""
    without = post(client, {"reports": []})
    settings.BOUNCE_KEY = KEY

    assert without.status_code == 404
    assert post(client, b"x" * (bounces.LARGEST + 1)).status_code == 413
