"""One conversation with the mail server for many mails, and what its answers mean for the one that was to leave."""

from __future__ import annotations

import contextlib
import re
import smtplib

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from reminders import milestones
from reminders.backends import Doubtful, EmlFiles
from reminders.emails import Mail

CLOSING = 421  # the server ends the conversation, and nothing is wrong with the mail
MOST_BREAKS = 3  # broken conversations in a row after which the server counts as away
# Bad mailbox, bad domain, moved without address, no such recipient, disabled: RFC 3463 and RFC 7505.
DEAD = re.compile(r"\b5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


class Unreachable(OSError):
    """The mail server, or the folder for mails, takes nothing at all."""


class Relay:
    """Opens the connection when the first mail leaves, and again when it breaks."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._carried = 0
        self._breaks = 0

    def send(self, mail: Mail, *, as_file: bool) -> None:
        """Send `mail`, or keep it as a file.

        A server that hung up after an earlier mail is called again: that is no failure of this one. Raises
        `Unreachable` where the next mail would fare the same, `Doubtful`, or what the mail server said.
        """
        if as_file:
            EmlFiles().send_messages([mail])
            return
        try:
            self._carry(mail)
        except Exception as error:
            if not (self._carried and hung_up(error)):
                self._note(error)
                raise
            self.close()
            self._retry(mail)
        self._carried += 1
        self._breaks = 0

    def close(self) -> None:
        """End the conversation; how it ends says nothing about the mails before."""
        connection, self._connection, self._carried = self._connection, None, 0
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()

    def _retry(self, mail: Mail) -> None:
        try:
            self._carry(mail)
        except Exception as error:
            self._note(error)
            raise

    def _carry(self, mail: Mail) -> None:
        if self._connection is None:
            self._connection = self._opened()
        milestones.passed("connected")
        self._connection.send_messages([mail])

    def _opened(self) -> BaseEmailBackend:
        connection: BaseEmailBackend = get_connection()
        try:
            connection.open()
        except OSError as error:  # all of smtplib's are
            with contextlib.suppress(OSError):
                connection.close()
            raise Unreachable(in_words(error)) from error
        return connection

    def _note(self, error: Exception) -> None:
        """Nothing that follows a broken conversation is said in it; after several in a row the server is away."""
        if is_about_the_recipient(error):
            return
        if not is_answer(error):
            self.close()
        self._breaks += 1
        if self._breaks >= MOST_BREAKS and not isinstance(error, Doubtful):
            raise Unreachable(in_words(error)) from error


def is_answer(error: Exception) -> bool:
    """Whether the server said something about this one mail, and the conversation goes on."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code != CLOSING for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return True  # an address that this server has no letters for
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code != CLOSING


def hung_up(error: Exception) -> bool:
    """Whether the conversation ended before this mail was handed over."""
    if isinstance(error, Doubtful | TimeoutError | Unreachable):
        return False
    return isinstance(error, OSError) and not is_answer(error)


def is_final(error: Exception) -> bool:
    """Whether trying again is useless: the address is refused for good.

    A text or a sender that is refused is not: that is how a server speaks that was set up wrong, for every mail.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return type(error).__name__ == "AnymailRecipientsRefused"  # of an optional package


def is_about_the_recipient(error: Exception) -> bool:
    """Whether another mail may well leave: what was said is about this one alone."""
    alone = smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError | smtplib.SMTPNotSupportedError
    return (isinstance(error, alone) and is_answer(error)) or not isinstance(error, OSError)


def dead_code(error: Exception) -> str:
    """The code (RFC 3463) by which the server says that there is no such mailbox; empty where it says anything else."""
    if not (isinstance(error, smtplib.SMTPRecipientsRefused) and is_final(error)):
        return ""
    found = DEAD.search(in_words(error))
    return found.group() if found else ""


def in_words(error: Exception) -> str:
    """What a person can read of `error`: of a refusal the very words of the mail server."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(code, said) for code, said in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    if isinstance(error, Unreachable | Doubtful):
        return str(error)
    return f"{type(error).__name__}: {error}"


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
