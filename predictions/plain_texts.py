"""The text of a source as it is kept: decoded, in NFC, its lines ended in one way. Standard library only."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from predictions.sentences import gettext_noop

LONGEST = 200_000  # characters: some 70 printed pages
LARGEST_FILE = 1_000_000  # bytes
# How a text file may be written, by the name under which it is declared.
ENCODINGS: Mapping[str, str] = MappingProxyType(
    {"utf-8": "UTF-8", "windows-1252": "Windows-1252", "iso-8859-15": "ISO-8859-15", "utf-16": "UTF-16"}
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


class UnfitText(ValueError):
    """The text cannot be taken as it is; the message says why and what would be right."""


def decoded(raw: bytes, encoding: str) -> str:
    """The characters of a file.

    encoding  one of `ENCODINGS`
    raises    UnfitText when the file is too large or is not written in that encoding
    """
    if len(raw) > LARGEST_FILE:
        raise UnfitText(
            gettext_noop(
                "The file has %(size)s bytes; %(most)s are the most. Bring the text in parts, each as a source.",
                size=len(raw),
                most=LARGEST_FILE,
            )
        )
    try:
        return raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnfitText(
            gettext_noop(
                "The file is not written in %(encoding)s: byte %(byte)s, in line %(line)s, does not fit. "
                "Choose the encoding in which it was saved, or save it as UTF-8.",
                encoding=ENCODINGS[encoding],
                byte=error.start + 1,
                line=line,
            )
        ) from error


def cleaned(text: str) -> str:
    """`text` as it is kept: NFC, every line ended by a line feed, no empty lines around it.

    raises  UnfitText when nothing is left, or more than `LONGEST` characters
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")))
    lines = text.split("\n")
    filled = [place for place, line in enumerate(lines) if line.strip()]
    if not filled:
        raise UnfitText(gettext_noop("There is no text in it. Paste, upload or type what the source says."))
    kept = "\n".join(lines[filled[0] : filled[-1] + 1]) + "\n"
    if len(kept) > LONGEST:
        raise UnfitText(
            gettext_noop(
                "The text has %(size)s characters; %(most)s are the most. Bring it in parts, each as a source.",
                size=len(kept),
                most=LONGEST,
            )
        )
    return kept


def fingerprint(text: str) -> str:
    """SHA-256 of a cleaned text in UTF-8, by which the same text is recognised."""
    return hashlib.sha256(text.encode()).hexdigest()
