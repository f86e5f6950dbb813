"""A mail service is used like a mail server: one session for many mails, doubt where no answer comes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from predictions.models import RecordKind
from reminders.backends import Doubtful
from reminders.emails import Mail
from reminders.relay import Relay
from tests import builders

pytestmark = pytest.mark.django_db


class AnymailAPIError(Exception):
    """What django-anymail raises; without an answer of the service where none came."""

    response = None


AnymailAPIError.__module__ = "anymail.exceptions"


class Silent(EmailBackend):
    """A service that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise AnymailAPIError("timed out")


class Counting(EmailBackend):
    """A service that counts how often its session is opened."""

    opened = 0

    def open(self) -> None:
        Counting.opened += 1


def a_mail() -> Mail:
    return Mail("Subject", "Text", "desk@example.org", ["reviewer-one@example.org"])


def by(settings: Any, service: type[EmailBackend]) -> None:
    """Let mails leave by `service`."""
    settings.EMAIL_BACKEND = "reminders.backends.Service"
    settings.MAIL_SERVICE = f"{service.__module__}.{service.__qualname__}"


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The services of this file are found by their names."""
    known = {one.__qualname__: one for one in (Silent, Counting)}
    monkeypatch.setattr("reminders.backends.import_string", lambda path: known[path.rpartition(".")[2]])


def test_many_mails_go_over_one_session(settings: Any) -> None:
    builders.a_record()
    by(settings, Counting)
    relay = Relay()

    for _ in range(3):
        relay.send(a_mail(), as_file=False)
    relay.close()

    assert (len(mail.outbox), Counting.opened) == (3, 1)


def test_a_service_that_does_not_answer_leaves_the_mail_in_doubt(settings: Any) -> None:
    builders.a_record()
    by(settings, Silent)

    with pytest.raises(Doubtful, match="did not answer"):
        Relay().send(a_mail(), as_file=False)


def test_a_demonstration_asks_no_service(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    builders.a_record(RecordKind.DEMONSTRATION)
    by(settings, Silent)

    Relay().send(a_mail(), as_file=False)

    assert len(list((tmp_path / "mail").iterdir())) == 1
