"""A record in which something waits for reviewers, and a real SMTP sink."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from predictions.models import Claim
from tests import builders

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def waiting(*numbers: str, at: datetime = MONDAY) -> Claim:
    """A due claim that waits for reviewers of these numbers."""
    builders.a_record()
    claim = builders.a_claim(documents=1)
    for reviewer in builders.reviewers(*numbers):
        builders.assigned(claim, reviewer, at=at)
    return claim


class Sink:
    """What a mail server does with what it is sent: takes it, or refuses as it is told to."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer: dict[str, str] = {}
        self.hangs_up = False

    # The names are those that aiosmtpd looks for.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        refusal = self.answer.get(address) or self.answer.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.close()
        return "250 OK"

    def to(self) -> list[str]:
        """Who got something, in order."""
        return [str(mail["To"]) for mail in self.taken]


@contextmanager
def a_mail_server(settings: Any) -> Iterator[Sink]:
    """A real SMTP server on this machine, to which the site sends its mails."""
    sink = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = False, "", 5
    try:
        yield sink
    finally:
        controller.stop()
