"""Changing the words of a claim, in the open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from predictions import revisions
from predictions.models import Wording
from predictions.policy import Person
from predictions.sentences import gettext_noop

# The columns of a wording that an editor may change.
EDITABLE = ("proposition", "question", "source_of_truth", "edge_cases", "annul_if")


class NothingChanged(ValueError):
    """The text that came in is the text that stands."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop("Nothing was changed: the text is the one that stands. Change it, or leave the page.")
        )


class EmptyWording(ValueError):
    """A part of the wording was left empty."""


def change_wording(
    wording: Wording,
    changes: Mapping[str, str],
    *,
    by: Person,
    at: datetime,
    reason: str,
) -> Wording:
    """Write `changes` (column to text) into `wording` as its next revision.

    raises  EmptyWording, NothingChanged, revisions.BlankReason
    """
    texts = {column: revisions.clean_text(changes[column].strip(), column) for column in EDITABLE if column in changes}
    if empty := [column for column, text in texts.items() if not text]:
        raise EmptyWording(f"The {empty[0].replace('_', ' ')} is empty. Write what it should say.")
    if all(getattr(wording, column) == text for column, text in texts.items()):
        raise NothingChanged
    for column, text in texts.items():
        setattr(wording, column, text)
    revisions.save(wording, by=by.ref, at=at, reason=reason)
    return wording
