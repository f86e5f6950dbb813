"""Addresses as a bundle writes them: those of public pages, in the characters RFC 3986 allows."""

from __future__ import annotations

import re

from predictions.importing.errors import Unfit
from predictions.importing.wording import shown
from predictions.web_addresses import NotAWebAddress, clean

# unreserved, reserved and percent-encoded characters: what JSON Schema calls a uri
WRITTEN = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")


def address(text: str) -> str:
    """`text` unchanged when it is the address of a public web page; raises `Unfit` otherwise. Nothing is looked up."""
    try:
        clean(text)
    except NotAWebAddress as error:
        raise Unfit(
            f"{shown(text)} {error.wrong}.", "the full address of a public page, like https://example.org/a"
        ) from None
    end = WRITTEN.match(text)
    if end is not None and end.end() < len(text):
        raise Unfit(
            f"{shown(text)} holds {shown(text[end.end()])}, which an address writes with %.",
            "the address as the browser copies it, the host in its xn-- form",
        )
    return text
