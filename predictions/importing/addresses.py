"""Addresses of public pages: only those a reader's browser can safely be sent to."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from predictions.importing.errors import Unfit
from predictions.importing.wording import shown

LONGEST = 2048
EXAMPLE = "the address of a public page, such as https://example.org/page"

# RFC 3986: unreserved, reserved and percent-encoded characters; everything else is written percent-encoded
ALLOWED = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
ENCODED_CONTROL = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff])")
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?")
TOP = re.compile(r"[a-z][a-z-]*[a-z]|xn--[a-z0-9-]+")
LONGEST_HOST = 253
HIGHEST_PORT = 65535
# names that lead to the reader's own machine or house, or nowhere
PRIVATE = frozenset(
    "corp home internal intranet invalid lan local localdomain localhost private".split()  # noqa: SIM905
)


def address(text: str) -> str:
    """`text` unchanged when it is the address of a public web page; raises `Unfit` otherwise.

    http or https, at most 2,048 characters of RFC 3986, no user or password, no control characters (also not
    percent-encoded), and a host with a public name: no number, no localhost. Nothing is looked up.
    """
    _check_characters(text)
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise Unfit(f"{shown(text)} is not an address.", EXAMPLE) from None
    if parts.scheme not in {"http", "https"} or not text.lower().startswith(f"{parts.scheme}://"):
        raise Unfit(f"{shown(text)} does not begin with http:// or https://.", EXAMPLE)
    if "@" in parts.netloc:
        raise Unfit(
            f"{shown(text)} holds a user name or a password.",
            "the same address without what stands before @",
        )
    if port == 0 or (port is None and parts.netloc.endswith(":")):
        raise Unfit(
            f"{shown(text)} names no usable port.",
            f"no port, or one from 1 to {HIGHEST_PORT}",
        )
    _check_host(text, parts)
    return text


def _check_characters(text: str) -> None:
    if len(text) > LONGEST:
        raise Unfit(
            f"The address is {len(text):,} characters long.",
            f"at most {LONGEST:,}, for example without tracking parameters",
        )
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in text) or ENCODED_CONTROL.search(text):
        raise Unfit(
            f"{shown(text)} holds a control character.",
            "the address without line breaks, tabs and %0a or the like",
        )
    fits = ALLOWED.match(text)
    if fits is None or fits.end() < len(text):
        char = text[fits.end() if fits else 0]
        raise Unfit(
            f"{shown(text)} holds {shown(char)}, which cannot stand in an address.",
            "that character percent-encoded (a host name in its xn-- form), as the browser copies it",
        )


def _check_host(text: str, parts: SplitResult) -> None:
    host = (parts.hostname or "").removesuffix(".")
    labels = host.split(".")
    named = len(labels) > 1 and len(host) <= LONGEST_HOST and all(LABEL.fullmatch(label) for label in labels)
    if not named or not TOP.fullmatch(labels[-1]):
        raise Unfit(
            f"The host of {shown(text)} is not a public name.",
            f"{EXAMPLE}, not a number or a single word",
        )
    if labels[-1] in PRIVATE or host.endswith(".home.arpa"):
        raise Unfit(
            f"The host of {shown(text)} is private: other readers cannot open it.",
            EXAMPLE,
        )
