"""What would lose updates or mails without anybody noticing is found by a system check."""

from __future__ import annotations

from typing import Any

import pytest

from config.checks import mail_problems, problems
from config.env import Env
from config.settings import POSTGRESQL_OPTIONS, SQLITE_OPTIONS

SQLITE: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": SQLITE_OPTIONS}
POSTGRESQL: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "OPTIONS": POSTGRESQL_OPTIONS}


@pytest.mark.parametrize("database", [SQLITE, POSTGRESQL])
def test_our_own_options_pass(database: dict[str, Any]) -> None:
    assert problems(database) == []


@pytest.mark.parametrize(
    ("database", "found"),
    [
        ({**SQLITE, "ATOMIC_REQUESTS": True}, ["config.E001"]),
        ({**SQLITE, "OPTIONS": {}}, ["config.E002", "config.E003"]),
        ({**SQLITE, "OPTIONS": {**SQLITE_OPTIONS, "init_command": "PRAGMA journal_mode=WAL"}}, ["config.E003"]),
        ({**POSTGRESQL, "OPTIONS": {}}, ["config.E003"]),
    ],
)
def test_a_dangerous_database_is_an_error(database: dict[str, Any], found: list[str]) -> None:
    assert [problem.id for problem in problems(database)] == found


def mail(url: str, sender: str = "Hindcast <desk@example.org>") -> list[str | None]:
    """The problems found with mails that leave by `url`."""
    return [problem.id for problem in mail_problems(Env(mail_url=url, mail_from=sender))]


def test_mails_that_nobody_can_answer_are_warned_of_where_mails_leave() -> None:
    assert mail("smtp://mail.example.org:25", "Hindcast <desk@localhost>") == ["config.W001"]
    assert mail("smtp://mail.example.org:25") == []
    assert mail_problems(Env(mail_url=None)) == []


def test_a_password_that_everybody_can_read_on_its_way_is_warned_of() -> None:
    assert mail("smtp://site:secret@mail.example.org:587") == ["config.W002"]
    assert mail("smtp://site:secret@mail.example.org:587/?tls=true") == []
    assert mail("smtps://site:secret@mail.example.org") == []
    assert mail("smtp://site:secret@127.0.0.1:25") == []


def test_a_mail_service_without_its_package_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.checks.find_spec", lambda name: None)
    without = mail("anymail://postmark")
    monkeypatch.setattr("config.checks.find_spec", lambda name: name)

    assert (without, mail("anymail://postmark")) == (["config.E004"], [])
