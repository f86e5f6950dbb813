"""The one door to history: a row, its history row and its ledger entry are written together or not at all."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import datetime
from typing import Any

from django.db import models

from predictions import ledger
from predictions.models import Entry, Fact


class BlankReason(ValueError):
    """A change without a reason."""

    def __init__(self) -> None:
        super().__init__("Every change needs a reason. Say in a sentence why it is made.")


class UnreadableText(ValueError):
    """A text holds a character that no page can show and no database can keep."""


def save(fact: Fact, *, by: uuid.UUID, at: datetime, reason: str) -> Entry:
    """Write `fact` as its next version, with who, when and why.

    raises  BlankReason, UnreadableText, ledger.NotWriting outside an action,
            django.core.exceptions.ValidationError when a column's value is not of its kind
    """
    reason = clean_text(reason.strip(), "reason")
    if not reason:
        raise BlankReason
    is_new = fact.version == 0
    clean(fact)
    fact.version += 1
    entry = ledger.append(fact, by=by, at=at, reason=reason)
    fact._history_user, fact._history_date, fact._change_reason = by, at, reason  # type: ignore[attr-defined]
    try:
        fact.save(force_insert=is_new, force_update=not is_new)
    finally:
        # The library would otherwise give the same reason to the next change of this instance.
        del fact._history_user, fact._history_date, fact._change_reason  # type: ignore[attr-defined]
    return entry


def clean(fact: Fact) -> None:
    """Bring every text of `fact` to NFC and every column to its type, on both databases alike."""
    for column in fact._meta.concrete_fields:
        value = getattr(fact, column.attname)
        if isinstance(column, models.CharField | models.TextField) and isinstance(value, str):
            setattr(fact, column.attname, clean_text(value, column.name))
        elif isinstance(column, models.JSONField):
            setattr(fact, column.attname, _clean_json(value, column.name))
    fact.clean_fields(exclude=[column.name for column in fact._meta.concrete_fields if column.is_relation])


def clean_text(text: str, where: str) -> str:
    """`text` in NFC. Raises `UnreadableText` when it holds NUL or half a surrogate pair."""
    for index, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise UnreadableText(
                f"The text of {where!r} holds the unreadable character U+{ord(character):04X} at place {index + 1}. "
                "Remove it."
            )
    return unicodedata.normalize("NFC", text)


def _clean_json(value: Any, where: str) -> Any:
    match value:
        case str():
            return clean_text(value, where)
        case dict():
            return {clean_text(key, where): _clean_json(item, where) for key, item in value.items()}
        case list() | tuple():
            return [_clean_json(item, where) for item in value]
    return value
