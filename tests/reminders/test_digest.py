"""What the digest says, and what it never says."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from predictions.desk.queue import Part, Row, Waiting
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


def test_each_decision_is_told_once_even_when_a_mail_was_late(mailoutbox):
    first, second = mails.waiting("one", "two", "three"), builders.a_claim()
    late = MONDAY + timedelta(hours=30)
    builders.resolved(first, "1", at=MONDAY + timedelta(hours=1))
    actions.plan_week(at=late)
    actions.send_due(at=late)
    builders.resolved(second, "0", at=late + timedelta(hours=1))

    a_week_on = MONDAY + timedelta(weeks=1)
    actions.plan_week(at=a_week_on)
    actions.send_due(at=a_week_on)

    told = [mail.body for mail in mailoutbox if mail.to == ["reviewer-three@example.org"]]
    assert [first.key in body for body in told] == [True, False]
    assert [second.key in body for body in told] == [False, True]


def test_a_judge_of_a_contested_claim_is_not_told_that_it_is_and_an_adjudicator_is():
    claim = mails.waiting("one", "two", "three")
    adjudicator = builders.a_user(Role.ADJUDICATOR)
    before = written("reviewer-three")
    for reviewer, grade in zip(builders.reviewers("one", "two"), ("0", "1"), strict=True):
        builders.a_verdict(claim, reviewer, grade, at=MONDAY)

    assert written("reviewer-three") == before
    assert f"/desk/claims/{claim.pk}/adjudicate/" in written(adjudicator.username).decode()


def test_a_desk_that_runs_over_is_cut_in_the_mail_and_says_so():
    mails.waiting("one")
    claim = builders.a_claim(documents=0)
    user = User.objects.get(username="reviewer-one")
    full = digest(user, period="2026-W48", at=MONDAY)
    full.queue.parts[Part.LATER].extend([Waiting(claim, "Another one.")] * 40)
    full.queue.rows.extend([Row(Part.LATER, claim.pk, claim.key)] * 40)
    delivery = Delivery(message_id="<weekly@example.org>", recipient=user, period="2026-W48")

    mail = emails.weekly(delivery, full)

    page = str(mail.alternatives[0][0])
    assert "And 11 more on your desk." in mail.body
    assert "And 11 more on your desk." in page
    assert "Everything that waits for you" not in mail.body + page
    assert len(page) < 100_000


def test_its_styles_for_dark_and_narrow_screens_reach_the_reader():
    mails.waiting("one")

    page = written().decode()

    assert "prefers-color-scheme: dark" in page
    assert "max-width: 480px" in page


def test_a_name_is_text_in_the_page_and_never_markup():
    mails.waiting("one")
    User.objects.filter(username="reviewer-one").update(display_name="<b>One</b> & <script>alert(1)</script>")

    page = written().decode().partition("<!DOCTYPE")[2]

    assert "&lt;b&gt;One&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "<script>" not in page


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


def zones(html: str) -> list[str]:
    """The time zones among which a page lets choose."""
    (chosen,) = re.findall(r'<select name="time_zone".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="([^"]+)"', chosen)


def test_the_person_chooses_language_zone_and_mail():
    user = builders.a_user(Role.REVIEWER)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    saved = client.post("/mail/", {"language": "fr", "time_zone": "Europe/Paris", "weekday": "1", "hour": "8"})
    wrong = client.post("/mail/", {"language": "xx", "time_zone": "Mars/Olympus"})
    page, account = (client.get(path).content.decode() for path in ("/mail/", "/account/"))

    user.refresh_from_db()
    assert (saved.status_code, wrong.status_code) == (302, 422)
    assert (user.language, user.time_zone) == ("fr", "Europe/Paris")
    assert actions.is_stopped(user, Kind.WEEKLY)
    assert zones(page) == zones(account)
    assert len(zones(page)) > 300
