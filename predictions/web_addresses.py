"""Which addresses may stand in the record: public pages of the web, spelt one way. Standard library only."""

from __future__ import annotations

import ipaddress
import unicodedata
from urllib.parse import urlsplit, urlunsplit

LONGEST = 2048


class NotAWebAddress(ValueError):
    """The text is not the address of a public page; the message says what is wrong with it."""

    def __init__(self, address: str, wrong: str) -> None:
        super().__init__(
            f"{address[:80]!r} {wrong}. Give the full address of a public page, like https://example.org/a."
        )


def clean(address: str) -> str:
    """`address` with scheme and host in lower case and without a trailing fragment.

    raises  NotAWebAddress unless it is http or https, at most 2,048 characters, names a public host and carries no
            user name, no white space and no control character
    """
    text = address.strip()
    if len(text) > LONGEST:
        raise NotAWebAddress(text, f"is longer than {LONGEST} characters")
    if any(character.isspace() or unicodedata.category(character).startswith("C") for character in text):
        raise NotAWebAddress(text, "holds white space or a control character")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise NotAWebAddress(text, "cannot be read as an address") from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise NotAWebAddress(text, "does not begin with https:// or http://")
    if "@" in parts.netloc:
        raise NotAWebAddress(text, "carries a user name")
    host = (parts.hostname or "").rstrip(".")
    if not _is_public(host):
        raise NotAWebAddress(text, "does not name a public host")
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), netloc, parts.path, parts.query, ""))


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        pass
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        return False
    labels = plain.split(".")
    if len(labels) < 2 or labels[-1] in {"localhost", "local", "internal", "invalid", "test"} or labels[-1].isdigit():
        return False
    return all(label and label.replace("-", "").isalnum() for label in labels)
