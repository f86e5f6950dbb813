"""What a file is, by its content: a PDF or a PNG picture, whole, and nothing else at the same time.

Standard library only. The name and what the browser says of the file count for nothing. This is a sieve, not a virus
scanner: it keeps out what is no document, what is broken, and what is known to run by itself.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from predictions.files.pictures import why_no_png
from predictions.sentences import gettext_noop

LARGEST = 10 * 1024 * 1024
PDF, PNG = "application/pdf", "image/png"
ENDINGS = {PDF: ".pdf", PNG: ".png"}

WEB_PAGE = re.compile(rb"<(?:!doctype|html|script|svg|body)", re.IGNORECASE)
# What stands behind the last line of a PDF: where its table of contents begins.
TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF[\s\0]*\Z")
TABLE = re.compile(rb"[\s\0]*(?:xref\s|\d+\s+\d+\s+obj\b)")
# A reader that opens such a file would run a program or unpack another file.
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class NotAFileToKeep(ValueError):
    """The content is no whole PDF or PNG; the message says what is wrong and what would be right."""


def kind_of(content: bytes) -> str:
    """The media type of `content`.

    raises  NotAFileToKeep when it is empty, above 10 MB, neither a PDF nor a PNG, cut off, something else as well, or
            a PDF that would run a program
    """
    if not content:
        raise NotAFileToKeep(gettext_noop("The file is empty. Choose it again."))
    if len(content) > LARGEST:
        raise NotAFileToKeep(
            gettext_noop("The file has more than 10 MB. Choose a smaller one, or give the address of an archive only.")
        )
    for kind, (signature, why_not) in KINDS.items():
        if content.startswith(signature):
            wrong = why_not(content) or _why_two_things(content)
            if wrong:
                raise NotAFileToKeep(wrong)
            return kind
    raise NotAFileToKeep(
        gettext_noop("By its content this is neither a PDF nor a PNG picture, whatever its name says. Save it as one.")
    )


def _why_two_things(content: bytes) -> str | None:
    if zipfile.is_zipfile(io.BytesIO(content)) or WEB_PAGE.search(content[:1024]):
        return gettext_noop("The file is another kind of file as well, a web page or an archive. Save it anew.")
    return None


def why_no_pdf(content: bytes) -> str | None:
    """What keeps `content` from being a whole PDF that only shows something, if anything does."""
    if not re.match(rb"%PDF-[12]\.\d[\s%]", content):
        return gettext_noop("The file begins like a PDF but names no version of PDF. Save it anew as a PDF.")
    end = TAIL.search(content[-2048:])
    if end is None:
        return gettext_noop("The PDF does not end as a PDF does: it is cut off, or something hangs on. Save it anew.")
    if TABLE.match(content[int(end[1]) : int(end[1]) + 64]) is None:
        return gettext_noop("The PDF is damaged: its table of contents is not where it says. Save it anew.")
    # Names may be written with escapes, /J#61vaScript, to pass by a look like this one.
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content) if b"#" in content else content
    if ACTIVE.search(content) or ACTIVE.search(plain):
        return gettext_noop(
            "The PDF holds a program or another file inside. Print it to a new PDF, which leaves these out."
        )
    return None


Check = Callable[[bytes], str | None]
KINDS: dict[str, tuple[bytes, Check]] = {PDF: (b"%PDF-", why_no_pdf), PNG: (b"\x89PNG\r\n\x1a\n", why_no_png)}
