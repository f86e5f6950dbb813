"""What a word of a bundle means: the plain half of YAML 1.1, and clear words for the traps in the other half."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from predictions.importing.errors import Unfit
from predictions.importing.nodes import Scalar
from predictions.importing.wording import shown

LONGEST_TEXT = 64 * 1024  # bytes of UTF-8

WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
# C0 controls but newline and tab, DEL, C1 controls, lone surrogates; what no text can show and PostgreSQL may refuse
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
IN_FILE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

RESOLVER = Resolver()
TAG = "tag:yaml.org,2002:"


def text(written: str) -> str:
    """`written` as NFC. Raises `Unfit` for more than 64 KB or a control character other than newline and tab."""
    if len(written) > LONGEST_TEXT or len(written.encode("utf-8", "surrogatepass")) > LONGEST_TEXT:
        raise Unfit(f"This text has {len(written):,} characters.", "at most 64 KB in one text")
    found = UNPRINTABLE.search(written.replace("\r", "\n"))
    if found:
        raise Unfit(
            f"The text holds the control character U+{ord(found[0]):04X}.",
            "the text without it; only line breaks and tabs are taken",
        )
    return unicodedata.normalize("NFC", written.replace("\r\n", "\n").replace("\r", "\n"))


def plain(written: str) -> Scalar:
    """What the unquoted `written` means. Raises `Unfit` where YAML 1.1 would make something else than meets the eye."""
    tag: str = RESOLVER.resolve(ScalarNode, written, (True, False))  # type: ignore[no-untyped-call]
    match tag.removeprefix(TAG):
        case "null":
            return None
        case "bool":
            return written.lower() in {"yes", "true", "on"}
        case "int" | "float":
            return _number(written)
        case "timestamp":
            raise Unfit(f"{written} without quotes becomes a date object in YAML.", f"the same in quotes: '{written}'")
        case "str":
            return text(written)
        case _:
            raise Unfit(f"{shown(written)} without quotes has a meaning of its own in YAML.", f"'{written}' in quotes")


def _number(written: str) -> int | Decimal:
    if WHOLE.fullmatch(written):
        return int(written)
    if DECIMAL.fullmatch(written):
        return Decimal(written)
    raise Unfit(
        f"{shown(written)} without quotes is read as a number in a form that is easily mistaken.",
        "the same in quotes if it is a text; if it is a number, plain digits such as 12 or 0.25",
    )
