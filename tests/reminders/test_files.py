"""Mails as files: whole, readable by any mail program, one for each Message-ID."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from reminders import actions
from reminders.backends import EmlFiles
from tests.reminders import mails

MONDAY = mails.MONDAY


def read(path: Path) -> EmailMessage:
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.EMAIL_BACKEND = "reminders.backends.EmlFiles"
    settings.SITE_URL = "https://record-of-predictions.department.university.example.org"
    return tmp_path / "mail"


@pytest.mark.django_db
def test_a_mail_program_reads_the_file_with_both_parts_and_the_headers_it_looks_for(folder: Path) -> None:
    claim = mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    (path,) = folder.iterdir()
    mail = read(path)
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert all(claim.key in part.get_content() for part in mail.iter_parts())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_long_headers_reach_mailboxes_as_they_were_written(folder: Path) -> None:
    mails.waiting("one")
    actions.plan_week(at=MONDAY)

    actions.send_due(at=MONDAY)

    # Read without a library: what a provider sees that neither unfolds nor decodes.
    (path,) = folder.iterdir()
    lines = path.read_bytes().decode().partition("\n\n")[0].splitlines()
    headers = dict(line.split(": ", 1) for line in lines if not line.startswith(" "))
    stop = headers["List-Unsubscribe"]
    assert stop.startswith("<https://record-of-predictions.department.university.example.org/mail/unsubscribe/")
    assert stop.endswith("/>")
    assert " " not in stop
    assert headers["Message-ID"].startswith("<weekly.")
    assert headers["Message-ID"].endswith("@record-of-predictions.department.university.example.org>")


def test_an_address_of_any_length_and_spelling_makes_a_name_that_disks_take(folder: Path) -> None:
    to = f"{'é/..' * 60}@example.org"
    mail = EmailMultiAlternatives("Subject", "Text", to=["reviewer-one@example.org"], headers={"Message-ID": "<1@a>"})
    mail.to = [to]
    mail.extra_headers["To"] = "reviewer-one@example.org"

    EmlFiles().send_messages([mail])

    (path,) = folder.iterdir()
    assert len(path.name.encode()) <= 255
    assert read(path)["Subject"] == "Subject"


def test_a_file_that_could_not_be_written_leaves_nothing_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reminders.backends.os.fsync", full)
    mail = EmailMultiAlternatives("Subject", "Text", to=["reviewer-one@example.org"])

    with pytest.raises(OSError, match="No space left"):
        EmlFiles().send_messages([mail])

    assert list(folder.iterdir()) == []
