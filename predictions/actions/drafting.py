"""Keeping what somebody is typing at the desk, for them alone, until it is sent. No part of the record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from predictions.models import FormDraft
from predictions.policy import Person
from predictions.sentences import gettext_noop

MOST_DRAFTS = 50
DAYS_KEPT = 90


class DraftTooLong(ValueError):
    """The form holds more than is kept."""

    def __init__(self, most: int) -> None:
        super().__init__(
            gettext_noop(
                "This form holds more than the %(most)s kB that are kept. It was not saved; send it, or shorten it.",
                most=most // 1024,
            )
        )


class TooManyDrafts(ValueError):
    """The person keeps as many forms as anybody may."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "You keep %(most)s forms already. This one was not saved; send or discard one of those on your desk.",
                most=MOST_DRAFTS,
            )
        )


def keep_draft(*, place: str, fields: Mapping[str, list[str]], most: int, by: Person, at: datetime) -> FormDraft:
    """Keep what stands in the form at `place`, instead of what was kept of it before: `most` bytes at the most.

    raises  DraftTooLong, TooManyDrafts
    """
    # No text on record holds a NUL, and PostgreSQL keeps none.
    clean = {name: [value.replace("\0", "\ufffd") for value in values] for name, values in fields.items()}
    if len(json.dumps(clean, ensure_ascii=False).encode()) > most:
        raise DraftTooLong(most)
    others = FormDraft.objects.filter(actor_ref=by.ref).exclude(place=place)
    if others.count() >= MOST_DRAFTS:
        raise TooManyDrafts
    new = {"fields": clean, "saved_at": at}
    return FormDraft.objects.update_or_create(actor_ref=by.ref, place=place, defaults=new)[0]


def drop_draft(*, place: str, by: Person) -> None:
    """Forget what was kept of the form at `place`: it was sent, or is not wanted."""
    FormDraft.objects.filter(actor_ref=by.ref, place=place).delete()


def drop_drafts_of(*, ref: UUID) -> None:
    """Forget everything that the person `ref` was typing: their account is closed."""
    FormDraft.objects.filter(actor_ref=ref).delete()


def sweep_drafts(*, at: datetime) -> int:
    """Forget what nobody went on with for 90 days. Returns how many forms that were."""
    return FormDraft.objects.filter(saved_at__lt=at - timedelta(days=DAYS_KEPT)).delete()[0]
