"""What the digest says, and what it never says."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from reminders import actions, emails, links
from reminders.digest import digest
from reminders.models import Delivery, Kind, Stop
from tests import builders
from tests.reminders import mails

pytestmark = pytest.mark.django_db

MONDAY = mails.MONDAY


def written(username: str = "reviewer-one") -> bytes:
    user = User.objects.get(username=username)
    delivery = Delivery(message_id="<weekly@example.org>", recipient=user, period="2026-W48")
    mail = emails.weekly(delivery, digest(user, period="2026-W48", at=MONDAY))
    return mail.body.encode() + mail.subject.encode() + str(mail.alternatives[0][0]).encode()


def test_it_has_a_text_and_a_page_and_the_headers_that_mailboxes_look_for(mailoutbox):
    claim = mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    (mail,) = mailoutbox
    message = mail.message()
    assert [part.get_content_type() for part in message.walk()][1:] == ["text/plain", "text/html"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert claim.key in mail.body
    assert f"/desk/claims/{claim.pk}/" in mail.body
    assert "style=" in str(mail.alternatives[0][0])
    assert max(len(line) for line in mail.body.splitlines() if "http" not in line) <= 78


def test_it_speaks_the_language_of_the_person():
    mails.waiting("one")
    english = written().decode()
    User.objects.filter(username="reviewer-one").update(language="fr")

    french = written().decode()

    assert "Open your desk" in english
    assert "(fr)" in french
    assert "Open your desk" not in french


def test_it_does_not_tell_whether_anybody_else_has_filed():
    claim = mails.waiting("one", "two")
    before = written("reviewer-two")

    builders.a_verdict(claim, builders.reviewers("one")[0], "1", at=MONDAY)

    assert written("reviewer-two") == before


def test_it_tells_what_was_decided_since_last_week():
    claim = mails.waiting("one", "two", "three")
    builders.resolved(claim, "1", at=MONDAY)

    assert f"Proposition of {claim.key} (en)" in written("reviewer-three").decode()


def test_a_name_cannot_write_headers(mailoutbox):
    mails.waiting("one")
    User.objects.filter(username="reviewer-one").update(display_name="One\r\nBcc: everybody@example.org")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    assert mailoutbox[0].recipients() == ["reviewer-one@example.org"]
    assert "Bcc" not in mailoutbox[0].message()


def test_opening_the_link_changes_nothing_and_pressing_the_button_twice_stops_once():
    mails.waiting("one")
    user = User.objects.get(username="reviewer-one")
    path = links.unsubscribe(user, Kind.WEEKLY).removeprefix("http://").partition("/")[2]
    stranger = Client(enforce_csrf_checks=True)

    opened = [stranger.get(f"/{path}").status_code for _ in range(3)]
    untouched = Stop.objects.count()
    pressed = [stranger.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]

    assert opened == [200] * 3
    assert untouched == 0
    assert pressed == [200] * 2
    assert Stop.objects.get().user == user


def test_a_link_that_we_did_not_sign_is_not_found():
    assert Client().post("/mail/unsubscribe/nonsense/").status_code == 404


def test_the_person_chooses_language_zone_and_mail():
    user = builders.a_user(Role.REVIEWER)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    saved = client.post("/mail/", {"language": "fr", "time_zone": "Europe/Paris"})
    wrong = client.post("/mail/", {"language": "xx", "time_zone": "Mars/Olympus"})

    user.refresh_from_db()
    assert (saved.status_code, wrong.status_code) == (302, 422)
    assert (user.language, user.time_zone) == ("fr", "Europe/Paris")
    assert actions.is_stopped(user, Kind.WEEKLY)
