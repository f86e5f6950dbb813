"""The patterns of the schema: how they match, and what they mean in words."""

from __future__ import annotations

import re
from functools import cache

EXPLAINED = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens, such as open-source-ai-2025",
    r"^[A-Z]{2,6}-[0-9]{2,4}$": "2 to 6 capitals, a hyphen and 2 to 4 digits, such as SC-01",
    r"^[A-Z]{2,6}-[0-9]{2,4}-E[0-9]{1,3}$": "the key of the claim, a hyphen, E and a number, such as SC-01-E1",
    r"^[a-z]{2}$": "a language in two small letters, such as en",
    r"^\d{4}-\d{2}-\d{2}$": "a day in quotes, such as '2025-01-31'",
    r"^\d{4}(-\d{2}(-\d{2})?)?$": "as much as the page shows: '2025', '2025-01' or '2025-01-31'",
    r"^[0-9a-f]{64}$": "the 64 digits, 0 to 9 and a to f, of a SHA-256 sum",
    r"^[A-Za-z][a-z-]*$": "a letter or a word of small letters and hyphens, such as A or agent-use",
    r"^https?://": "an address that begins with http:// or https://",
}


def matches(pattern: str, text: str) -> bool:
    """Whether `text` fits `pattern` as JSON Schema reads it: `$` is the very end, `\\d` only 0 to 9."""
    return _compiled(pattern).search(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    ending = pattern.endswith("$")
    return re.compile(pattern[:-1] + r"\Z" if ending else pattern, re.ASCII)
