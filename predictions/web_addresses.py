"""Which addresses may stand in the record: public pages of the web, spelt one way. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit, urlunsplit

from predictions.sentences import gettext_noop

LONGEST = 2048
PORTS = {"http": 80, "https": 443}
# Names that never lead to a page everybody can open.
NOT_PUBLIC = {"localhost", "local", "internal", "invalid", "test", "onion", "arpa", "lan", "home"}
# The old and the new rules for international names read these letters as different hosts.
READ_TWO_WAYS = set("ßẞς")
# A control character in disguise: no page needs one, and a careless program downstream would act on it.
HIDDEN_CONTROL = re.compile(r"%(?:[01][0-9a-f]|7f)", re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# Browsers read a host that ends like this as a number, however it is spelt: 127.1, 0x7f000001, 2130706433.
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class NotAWebAddress(ValueError):
    """The text is not the address of a public page; the message says what is wrong with it."""

    def __init__(self, address: str, wrong: str) -> None:
        super().__init__(
            gettext_noop(
                "%(address)s %(wrong)s. Give the full address of a public page, like https://example.org/a.",
                address=repr(address[:80]),
                wrong=wrong,
            )
        )
        self.wrong = wrong


def clean(address: str) -> str:
    """`address` with scheme and host in lower case, the host in ASCII, without a default port and a fragment.

    raises  NotAWebAddress unless it is http or https, at most 2,048 characters, names a public host (not by its
            number) and carries no user name, no white space, no control character, quote, angle bracket or backslash
    """
    text = address.strip()
    if wrong := _wrong_characters(text):
        raise NotAWebAddress(text, wrong)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise NotAWebAddress(text, gettext_noop("cannot be read as an address")) from error
    if wrong := _wrong_parts(parts, port):
        raise NotAWebAddress(text, wrong)
    host = _ascii_host(parts.hostname or "")
    if host is None:
        raise NotAWebAddress(text, gettext_noop("does not name a public host"))
    netloc = host if port in {None, PORTS[parts.scheme]} else f"{host}:{port}"
    found = urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))
    if len(found) > LONGEST:
        raise NotAWebAddress(text, gettext_noop("is longer than %(longest)s characters", longest=LONGEST))
    return found


def _wrong_characters(text: str) -> str | None:
    if len(text) > LONGEST:
        return gettext_noop("is longer than %(longest)s characters", longest=LONGEST)
    if any(character.isspace() or unicodedata.category(character).startswith("C") for character in text):
        return gettext_noop("holds white space or a control character")
    if HIDDEN_CONTROL.search(text):
        return gettext_noop("holds a control character written with %")
    if any(character in text for character in '\\<>"`'):
        return gettext_noop("holds a backslash, a quote or an angle bracket, which an address writes with %")
    return None


def _wrong_parts(parts: SplitResult, port: int | None) -> str | None:
    if parts.scheme not in PORTS:
        return gettext_noop("does not begin with https:// or http://")
    if "@" in parts.netloc:
        return gettext_noop("carries a user name")
    if port == 0:
        return gettext_noop("names port 0, where nothing answers")
    return None


def _ascii_host(host: str) -> str | None:
    """The host as it goes over the wire, or None if it is not a name that everybody can look up."""
    if READ_TWO_WAYS & set(host):
        return None
    try:
        plain = host.removesuffix(".").encode("idna").decode().lower()
    except UnicodeError:
        return None
    labels = plain.split(".")
    if len(labels) < 2 or labels[-1] in NOT_PUBLIC or NUMBER.fullmatch(labels[-1]):
        return None
    return plain if all(LABEL.fullmatch(label) for label in labels) else None
