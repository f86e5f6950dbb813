"""The words of the outbox: kinds, states, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from reminders.models import Deed, Kind

register = template.Library()

KINDS: Mapping[str, Promise] = {
    "weekly": pgettext_lazy("sort of mail", "Weekly digest"),
    "assignment": pgettext_lazy("sort of mail", "Asked to judge"),
    "objection": pgettext_lazy("sort of mail", "Objection to answer"),
    "overdue": pgettext_lazy("sort of mail", "Overdue claim"),
    "superseded": pgettext_lazy("sort of mail", "Decision replaced"),
    "confirmation": pgettext_lazy("sort of mail", "Objection to be confirmed"),
    "received": pgettext_lazy("sort of mail", "Objection received"),
    "answered": pgettext_lazy("sort of mail", "Objection answered"),
    "outcome": pgettext_lazy("sort of mail", "Judged again"),
    "notice": pgettext_lazy("sort of mail", "Notice to a named expert"),
    "corrected": pgettext_lazy("sort of mail", "Correction to a named expert"),
    "subscribe": pgettext_lazy("sort of mail", "Question whether somebody follows"),
    "followed": pgettext_lazy("sort of mail", "What somebody follows"),
    "board": pgettext_lazy("sort of mail", "Leaderboard of the month"),
}
STATES: Mapping[str, Promise] = {
    "wrong": pgettext_lazy("state of a mail", "Went wrong"),
    "owed": pgettext_lazy("state of a mail", "Owed"),
    "sent": pgettext_lazy("state of a mail", "Sent"),
    "in-doubt": pgettext_lazy("state of a mail", "In doubt"),
    "failed": pgettext_lazy("state of a mail", "Failed"),
    "came-back": pgettext_lazy("state of a mail", "Came back"),
    "cancelled": pgettext_lazy("state of a mail", "Not owed any more"),
}
DEEDS: Mapping[str, Promise] = {
    Deed.AGAIN: gettext_lazy("Send again"),
    Deed.ARRIVED: gettext_lazy("Count as sent"),
    Deed.LIFT: gettext_lazy("Write to the address again"),
}


@register.filter
def kind_word(kind: str) -> str:
    """A sort of mail in the reader's language."""
    return str(KINDS.get(kind) or Kind(kind).label.capitalize())


@register.filter
def mail_state(state: str) -> str:
    """What became of a mail in the reader's language."""
    return str(STATES[state])


@register.filter
def deed_word(deed: str) -> str:
    """What can be done to a mail in the reader's language."""
    return str(DEEDS[Deed(deed)])
