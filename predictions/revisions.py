"""The one door to history: a row, its history row and its ledger entry are written together or not at all."""

from __future__ import annotations

import unicodedata
import uuid
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from predictions import ledger
from predictions.lifecycle import LAST_DAY, due_instant
from predictions.models import Entry, Fact
from predictions.sentences import gettext_noop

LAST_INSTANT = due_instant(LAST_DAY)


class BlankReason(ValueError):
    """A change without a reason."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("Every change needs a reason. Say in a sentence why it is made."))


class UnreadableText(ValueError):
    """A text holds a character that no page can show and no database can keep."""


class NotInCalendar(ValueError):
    """A date lies so far away that calendars and databases stop agreeing."""

    def __init__(self, where: str, day: date) -> None:
        super().__init__(f"The date of {where!r} is {day.isoformat()}. A date is {LAST_DAY.isoformat()} at the latest.")


def save(fact: Fact, *, by: uuid.UUID, at: datetime, reason: str) -> Entry:
    """Write `fact` as its next version, with who, when and why.

    raises  BlankReason, UnreadableText, NotInCalendar, ledger.NotWriting outside an action,
            django.core.exceptions.ValidationError when a column's value is not of its kind
    """
    reason = clean_text(reason.strip(), "reason")
    if not _is_visible(reason):
        raise BlankReason
    is_new = fact.version == 0
    clean(fact)
    ledger.require_writing()
    fact.version += 1
    fact._history_user, fact._history_date, fact._change_reason = by, at, reason  # type: ignore[attr-defined]
    try:
        entry = ledger.append(fact, by=by, at=at, reason=reason)
        fact.save(force_insert=is_new, force_update=not is_new)
    except BaseException:
        # An entry without its row must never be committed, not even by a caller that carries on.
        transaction.set_rollback(True)
        fact.version -= 1
        raise
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
            setattr(fact, column.attname, clean_json(value, column.name))
    fact.clean_fields(exclude=[column.name for column in fact._meta.concrete_fields if column.is_relation])
    for column in fact._meta.concrete_fields:
        _check_date(getattr(fact, column.attname), column.name)


def _check_date(value: object, where: str) -> None:
    if not isinstance(value, date):
        return
    # The deadline of the last day is the instant at which it ends, which is already the next day.
    is_late = value > LAST_INSTANT if isinstance(value, datetime) else value > LAST_DAY
    if is_late:
        raise NotInCalendar(where, value)


def _is_visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] in "LMNPS" for character in text)


def clean_text(text: str, where: str) -> str:
    """`text` in NFC. Raises `UnreadableText` when it holds NUL or half a surrogate pair."""
    for index, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise UnreadableText(
                gettext_noop(
                    "The text of %(where)s holds the unreadable character U+%(code)s at place %(place)s. Remove it.",
                    where=repr(where),
                    code=f"{ord(character):04X}",
                    place=index + 1,
                )
            )
    return unicodedata.normalize("NFC", text)


def clean_json(value: Any, where: str) -> Any:
    """`value` with every text in it, keys too, in NFC. Raises `UnreadableText` like `clean_text`."""
    match value:
        case str():
            return clean_text(value, where)
        case dict():
            return {clean_text(key, where): clean_json(item, where) for key, item in value.items()}
        case list() | tuple():
            return [clean_json(item, where) for item in value]
    return value
