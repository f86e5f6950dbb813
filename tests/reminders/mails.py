"""A record in which something waits for reviewers, and a real SMTP sink."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.db.models import Q

from accounts.models import RoleGrant, User
from accounts.roles import Role
from predictions.models import Claim
from reminders.actions import sending, weeks
from reminders.actions.preparing import Prepared
from reminders.emails import Mail
from reminders.models import Delivery
from tests import builders

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def waiting(*numbers: str, at: datetime = MONDAY) -> Claim:
    """A due claim that waits for reviewers of these numbers."""
    builders.a_record()
    claim = builders.a_claim(documents=1)
    for reviewer in builders.reviewers(*numbers):
        builders.assigned(claim, reviewer, at=at)
    return claim


def more(*numbers: str, at: datetime = MONDAY) -> None:
    """The same claim waits for reviewers of these numbers too."""
    for reviewer in builders.reviewers(*numbers):
        builders.assigned(Claim.objects.get(), reviewer, at=at)


def many(number: int, monkeypatch: Any) -> None:
    """Reviewers by the hundred, who are owed short mails: for tests in which it does not matter what those say."""
    builders.a_record()
    names = [f"reviewer-n{one}" for one in range(number)]
    users = User.objects.bulk_create(User(username=name, email=f"{name}@example.org") for name in names)
    since = MONDAY - timedelta(days=400)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=Role.REVIEWER, starts=since) for user in users)
    monkeypatch.setattr(weeks, "_something_to_say", lambda at: Q())
    monkeypatch.setattr(sending, "prepare", short)


def short(delivery: Delivery, *, at: datetime) -> Prepared:
    """What stands in for the real text of a mail."""
    mail = Mail("Subject", f"Your week, as of {at}.", "Hindcast <desk@localhost>", [delivery.recipient.email])
    mail.extra_headers = {"Message-ID": delivery.message_id}
    return Prepared(lambda: mail, is_demonstration=False)


class Sink:
    """What a mail server does with what it is sent: takes it, or fails in the way it is told to.

    answer        what it says to a recipient, by address; "*" is everybody
    after_text    what it says after a text, by address
    hangs_up      after it took a text it says nothing and closes
    leaves        says 250 and closes
    stalls        seconds for which it says nothing after a text, by address
    log           where it writes, as Exim does, what it took, before it says so
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer: dict[str, str] = {}
        self.after_text: dict[str, str] = {}
        self.hangs_up = False
        self.leaves = False
        self.stalls: dict[str, float] = {}
        self.log: Path | None = None
        self.conversations = 0

    # The names are those that aiosmtpd looks for.
    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        refusal = self.answer.get(address) or self.answer.get("*")
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        refusal = self.after_text.get(address) or self.after_text.get("*")
        if refusal:
            return refusal
        await asyncio.sleep(self.stalls.get(address, 0))
        self._take(message_from_bytes(envelope.content, policy=policy.default))
        if self.hangs_up:
            server.transport.close()
        if self.leaves:
            asyncio.get_running_loop().call_later(0.001, server.transport.close)
        return "250 OK"

    def _take(self, mail: EmailMessage) -> None:
        self.taken.append(mail)
        if self.log is not None:
            name = str(mail["Message-ID"]).strip("<>")
            with self.log.open("a") as log:
                log.write(
                    f"2026-11-23 09:00:00 1vNabc-{len(self.taken):06}-AB <= desk@localhost H=[127.0.0.1] id={name}\n"
                )

    def to(self) -> list[str]:
        """Who got something, in order."""
        return [str(mail["To"]) for mail in self.taken]


@contextmanager
def a_mail_server(settings: Any) -> Iterator[Sink]:
    """A real SMTP server on this machine, to which the site sends its mails."""
    sink, port = Sink(), a_free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "reminders.backends.Smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = (
        False,
        False,
        "",
        5,
    )
    try:
        yield sink
    finally:
        controller.stop()


def a_free_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
