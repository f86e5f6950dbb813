"""The ways on which mails leave: as files, by SMTP, by a mail service. A demonstration knows only the first."""

from __future__ import annotations

import hashlib
import os
import smtplib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import EmailMessage
from django.utils.module_loading import import_string

from predictions.models import Record

PATIENCE = 30.0  # seconds for one mail, and for opening a conversation; a lease lasts longer than three of them
A_MOMENT = 0.1  # seconds
END_OF_MAIL = b"\r\n.\r\n"
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


class Doubtful(OSError):
    """The whole text was handed over, and then no answer came: perhaps the mail left, perhaps not."""


class Smtp(EmailBackend):
    """Sends by the configured server; in a demonstration writes files, whoever the mail is from and for."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The conversation that knows whether a text was handed over."""
        return TlsConversation if self.use_ssl else Conversation

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send all of `email_messages`, or keep them here. Returns how many."""
        return EmlFiles().send_messages(email_messages) if is_demonstration() else super().send_messages(email_messages)


class Conversation(smtplib.SMTP):
    """SMTP that tells a mail which was not handed over from one of which nobody knows whether it was taken."""

    handed_over = False

    def __init__(self, *args: Any, **options: Any) -> None:
        self.until = time.monotonic() + PATIENCE
        super().__init__(*args, **options)

    def mail(self, sender: str, options: Sequence[str] = ()) -> tuple[int, bytes]:
        """Begin one mail: from here on it has `PATIENCE` seconds, however slowly the server says each of its words."""
        self.until = time.monotonic() + PATIENCE
        return super().mail(sender, options)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer as long as a command may take, and no longer than this mail has."""
        if self.sock is not None:
            said: object = self.timeout  # smtplib's own mark where nobody says
            most = said if isinstance(said, int | float) else PATIENCE
            self.sock.settimeout(max(A_MOMENT, min(self.until - time.monotonic(), most)))
        return super().getreply()

    def send(self, s: Any) -> None:
        """Send `s`; the one text that ends as a mail ends hands it over."""
        super().send(s)
        self.handed_over = isinstance(s, bytes) and s.endswith(END_OF_MAIL)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over a text. Raises `Doubtful` where no answer comes after that."""
        self.handed_over = False
        try:
            return super().data(msg)
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if self.handed_over and not isinstance(error, smtplib.SMTPResponseException):
                raise Doubtful(f"No answer came after the text was handed over ({error}).") from error
            raise


class TlsConversation(Conversation, smtplib.SMTP_SSL):
    """The same through TLS from the first byte on."""


class Service(BaseEmailBackend):
    """Sends by django-anymail, through the mail service that is configured; in a demonstration writes files."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.within = import_string(settings.MAIL_SERVICE)(*args, **options)

    def open(self) -> bool | None:
        """Open what the service uses for many mails, its HTTP session."""
        opened: bool | None = self.within.open()
        return opened

    def close(self) -> None:
        """Close it."""
        self.within.close()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send all of `email_messages`, or keep them here. Returns how many. Raises `Doubtful` where no answer came."""
        if is_demonstration():
            return EmlFiles().send_messages(email_messages)
        try:
            return int(self.within.send_messages(email_messages))
        except Exception as error:
            if type(error).__module__.startswith("anymail.") and getattr(error, "response", error) is None:
                raise Doubtful(f"The mail service did not answer ({error}).") from error
            raise


def is_demonstration() -> bool:
    """Whether no mail leaves this site, whatever is configured. Asked each time: a site may have no record yet."""
    record = Record.objects.first()
    return record is not None and record.is_demonstration
