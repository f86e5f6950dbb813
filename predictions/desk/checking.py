"""What makes a draft hard to judge, in the language of the reader: of one that is saved, and of one that is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from predictions.checkability import Finding
from predictions.desk.telling import in_words


def shown(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each finding as findings.html and typed_findings.html show it."""
    return [
        {
            "sentence": in_words(ValueError(one.sentence)),
            "language": one.language,
            "words": one.words,
            "is_gap": one.is_gap,
        }
        for one in found
    ]
