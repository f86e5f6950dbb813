"""Editors read every mail in both languages before anybody gets it; nothing real is in what they read."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from reminders.models import Delivery, Kind, Subscription
from reminders.previews import samples
from tests import builders
from tests.predictions.desk import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    builders.a_record()
    return desks.somebody(Role.EDITOR)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_has_subject_text_and_page_and_asks_the_database_nothing(
    language: str, django_assert_num_queries: Any
) -> None:
    for kind in Kind:
        with django_assert_num_queries(0):
            mail = samples.mail(kind, language)

        assert mail.subject, kind
        assert len(mail.body) > 100, kind
        assert f'<html lang="{language}"' in str(mail.alternatives[0][0]), kind


def test_the_list_leads_to_each(editor: Client) -> None:
    page = editor.get("/desk/mails/").content.decode()

    for kind in Kind:
        assert f"/desk/mails/{kind}/en/" in page
        assert f"/desk/mails/{kind}/fr/" in page
    shown = editor.get("/desk/mails/weekly/fr/")
    assert shown.status_code == 200
    assert 'sandbox="" src="/desk/mails/weekly/fr/page/"' in shown.content.decode()
    assert "frame-src 'self'" in shown.headers["Content-Security-Policy"]


def test_the_page_of_a_mail_runs_nothing_and_stands_in_our_frame_only(editor: Client) -> None:
    answer = editor.get("/desk/mails/followed/en/page/")
    rules = answer.headers["Content-Security-Policy"]

    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "style-src 'unsafe-inline'" in rules
    assert "sandbox" in rules
    assert "default-src 'none'" in rules
    assert "script-src" not in rules


def test_reading_owes_nothing_and_the_links_are_nobodys(editor: Client) -> None:
    for kind in (Kind.WEEKLY, Kind.FOLLOWED):
        mail = samples.mail(kind, "en")
        stop = mail.extra_headers["List-Unsubscribe"].strip("<>")
        status = Client().post(stop[stop.index("/mail/") :]).status_code
        assert status == (404 if kind is Kind.WEEKLY else 200)

    assert not Delivery.objects.exists()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CONTRIBUTOR])
def test_who_does_not_mind_mails_does_not_come_in(role: Role) -> None:
    builders.a_record()

    assert desks.somebody(role).get("/desk/mails/").status_code == 403
    assert desks.somebody(Role.EDITOR).get("/desk/mails/nothing/en/").status_code == 404
    assert desks.somebody(Role.EDITOR).get("/desk/mails/weekly/de/").status_code == 404
