"""A demonstration writes to nobody, whatever sends the mail and whatever server is configured."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from predictions.models import RecordKind
from tests import builders
from tests.reminders import mails

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("kind", "sent", "kept"), [(RecordKind.DEMONSTRATION, 0, 1), (RecordKind.RECORD, 1, 0)])
def test_a_new_password_is_mailed_by_a_record_and_kept_by_a_demonstration(kind, sent, kept, settings, tmp_path):
    settings.DATA = tmp_path
    builders.a_record(kind)
    builders.a_user(Role.REVIEWER)

    with mails.a_mail_server(settings) as sink:
        settings.EMAIL_BACKEND = "reminders.backends.Smtp"
        Client().post("/accounts/password/reset/", {"email": "reviewer-one@example.org"})
        Client().post("/accounts/password/reset/", {"email": "stranger@example.org"})

    assert len(sink.taken) == sent
    assert len(list(tmp_path.glob("mail/*.eml"))) == kept
