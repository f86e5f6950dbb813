"""Reading reports of mails that came back (RFC 3464) as mail servers really write them. Standard library only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

LARGEST = 262_144  # bytes: a report with the mail it is about is a fraction of that
MOST_PARTS = 50
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
CODE = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
WRITTEN = re.compile(r"^(?:rfc822|utf-8)\s*;\s*", re.IGNORECASE)
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Report:
    """What somebody says of one mail of ours.

    message_id  of the mail, with its angle brackets
    addresses   whom it was for, as the report and the mail that it brings back say
    code        why (RFC 3463), like 5.1.1; empty where it does not say
    words       what the mail server said
    """

    message_id: str
    addresses: frozenset[str]
    code: str
    words: str
    is_complaint: bool = False


def read(raw: bytes) -> list[Report]:
    """What `raw` reports, one for each recipient for whom a mail failed for good. Empty for any other mail.

    Never raises: anybody may send us anything.
    """
    if len(raw) > LARGEST:
        return []
    try:
        return list(_read(message_from_bytes(raw)))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []  # what the standard library says of headers and character sets that are none


def _read(mail: Message) -> Iterator[Report]:
    if mail.get_content_type() != "multipart/report":
        return
    parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
    message_id, to = _brought_back(parts)
    fields = [part for part in parts if part.get_content_type() == "text/plain" and "Action" in part]
    if not message_id:
        return
    for one in fields:
        if _text(one, "Action").lower() != "failed":
            continue
        named = {_address(_text(one, name)) for name in ("Final-Recipient", "Original-Recipient")}
        said = WRITTEN.sub("", re.sub(r"^smtp\s*;\s*", "", _text(one, "Diagnostic-Code"), flags=re.IGNORECASE))
        yield Report(
            message_id=message_id,
            addresses=frozenset(filter(None, {*named, *to})),
            code=_code(_text(one, "Status"), said),
            words=said[:LONGEST_WORDS],
        )


def _brought_back(parts: list[Message]) -> tuple[str, list[str]]:
    """Message-ID and recipients of the mail that the report brings back, whole or as its headers."""
    for number, part in enumerate(parts):
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            inner = message_from_bytes(payload if isinstance(payload, bytes) else b"")
        elif kind == "message/rfc822" and number + 1 < len(parts):
            inner = parts[number + 1]
        else:
            continue
        found = MESSAGE_ID.search(_text(inner, "Message-ID"))
        if found:
            return found.group(), [address for _name, address in getaddresses(inner.get_all("To", []))]
    return "", []


def _code(status: str, said: str) -> str:
    """The more exact of the two codes: many servers write 5.0.0 beside an answer that says 5.1.1."""
    codes = [found.group() for text in (status, said) if (found := CODE.search(text))]
    exact = [code for code in codes if not code.endswith(".0.0")]
    return next(iter(exact or codes), "")


def _text(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


def _address(written: str) -> str:
    return WRITTEN.sub("", written).strip("<> ")
