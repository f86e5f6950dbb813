"""Mails as files, for a site that sends none: one .eml file each, which any mail program opens."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage

from predictions.models import Record

LONGEST_NAME = 60  # characters of an address in the name of a file: 255 bytes is the most that disks take


class EmlFiles(BaseEmailBackend):
    """Writes each mail under a name made of its Message-ID, so that sending it again replaces it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder = Path(settings.DATA) / "mail"

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write all of `email_messages`; a file is there whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            self._write(mail)
        return len(email_messages)

    def _write(self, mail: EmailMessage) -> None:
        """Write one mail and have it on the disk before anybody calls it sent."""
        message = mail.message()
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:12]
        recipient = "".join(c if c.isalnum() or c in "@.-" else "_" for c in (mail.to or ["nobody"])[0])
        path = self.folder / f"{recipient[:LONGEST_NAME]}-{name}.eml"
        draft = path.with_suffix(f".{os.getpid()}.part")
        try:
            with draft.open("wb") as file:
                file.write(message.as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)


class Smtp(EmailBackend):
    """Sends by the configured server; in a demonstration writes files, whoever the mail is from and for."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send all of `email_messages`, or keep them here. Returns how many."""
        record = Record.objects.first()
        if record is not None and record.is_demonstration:
            return EmlFiles().send_messages(email_messages)
        return super().send_messages(email_messages)
