"""The words beside the numbers: grades, evidence, dates known in part, texts kept in several languages, changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext, pgettext_lazy

from predictions.models.fact import TOMBSTONE
from predictions.wording_diff import wording_diff

register = template.Library()

GRADES: Mapping[Decimal, Promise] = {
    Decimal(1): gettext_lazy("Came true"),
    Decimal("0.75"): gettext_lazy("Mostly came true"),
    Decimal("0.5"): gettext_lazy("Partly came true"),
    Decimal("0.25"): gettext_lazy("Mostly did not"),
    Decimal(0): gettext_lazy("Did not come true"),
}
OUTCOMES: Mapping[str, Promise] = {
    "ambiguous": pgettext_lazy("outcome of a claim", "Ambiguous"),
    "annulled": pgettext_lazy("outcome of a claim", "Annulled"),
    "annul": pgettext_lazy("a reviewer's judgement", "Annul"),
    "cannot-assess": pgettext_lazy("a reviewer's judgement", "Cannot assess"),
    "draft": pgettext_lazy("status of a claim", "Draft"),
    "open": pgettext_lazy("status of a claim", "Open"),
    "overdue": pgettext_lazy("status of a claim", "Overdue"),
    "resolved": pgettext_lazy("status of a claim", "Resolved"),
    "unscored": pgettext_lazy("status of a claim", "On record, not scored"),
}
STRENGTHS: Mapping[int, Promise] = {
    1: pgettext_lazy("strength of a document", "Weak"),
    2: pgettext_lazy("strength of a document", "Moderate"),
    3: pgettext_lazy("strength of a document", "Strong"),
}
TIERS: Mapping[str, Promise] = {
    "primary": gettext_lazy("First hand"),
    "press": pgettext_lazy("sort of document", "Press"),
    "analysis": pgettext_lazy("sort of document", "Analysis"),
    "secondary": gettext_lazy("Second hand"),
}
FAULTS: Mapping[str, Promise] = {
    "not-said": gettext_lazy("It was not said, or not like this"),
    "premise": gettext_lazy("What it takes for granted did not hold"),
    "undecidable": gettext_lazy("No public fact can decide it"),
    "several": gettext_lazy("It is several claims in one"),
    "duplicate": gettext_lazy("It is on record already"),
}
STANCES: Mapping[str, Promise] = {
    "supports": gettext_lazy("Supports"),
    "contradicts": gettext_lazy("Contradicts"),
    "context": pgettext_lazy("stance of a document", "Context"),
}
LANGUAGES: Mapping[str, Promise] = {
    "en": gettext_lazy("in English"),
    "fr": gettext_lazy("in French"),
}
CONTESTED: Mapping[str, Promise] = {
    "grade": pgettext_lazy("what is contested", "the grade"),
    "quote": pgettext_lazy("what is contested", "the quote"),
    "attribution": pgettext_lazy("what is contested", "who said it"),
    "fact": pgettext_lazy("what is contested", "a fact"),
}
OBJECTIONS: Mapping[str, Promise] = {
    "received": pgettext_lazy("state of an objection", "waits for an answer"),
    "accepted": pgettext_lazy("state of an objection", "accepted for examination"),
    "refused": pgettext_lazy("state of an objection", "refused"),
}


@register.filter
def grade_word(grade: Decimal | float | str) -> str:
    """What a grade means: "Mostly came true" for 0.75. Raises KeyError for a number that is no quarter."""
    return str(GRADES[Decimal(str(grade))])


@register.filter
def outcome_word(word: str) -> str:
    """The word for an outcome, a judgement or a status that is no grade. Raises KeyError for another word."""
    return str(OUTCOMES[word])


@register.filter
def fault_word(fault: str) -> str:
    """What is wrong with an annulled claim. Raises KeyError for another word."""
    return str(FAULTS[fault])


@register.filter
def strength_word(strength: int) -> str:
    """How strong a document is, from 1 to 3. Raises KeyError for another number."""
    return str(STRENGTHS[strength])


@register.filter
def tier_word(tier: str) -> str:
    """How near a document is to what it reports. Raises KeyError for an unknown tier."""
    return str(TIERS[tier])


@register.filter
def stance_word(stance: str) -> str:
    """Which way a document points. Raises KeyError for an unknown stance."""
    return str(STANCES[stance])


@register.filter
def contested_word(about: str) -> str:
    """What an objection is about. Raises KeyError for anything else."""
    return str(CONTESTED[about])


@register.filter
def objection_state(state: str) -> str:
    """What became of an objection. Raises KeyError for an unknown state."""
    return str(OBJECTIONS[state])


@register.filter
def or_erased(text: str) -> str:
    """A person's own words, or that they were erased."""
    return gettext("(erased)") if text == TOMBSTONE else text


@register.filter
def standing(documents: Iterable[Any]) -> list[Any]:
    """Those of `documents` that were not retracted: what is struck through counts for neither side."""
    return [one for one in documents if not getattr(one, "retracted_at", None)]


@register.filter
def language_word(language: str) -> str:
    """ "in English" for `en`; a language without a word of ours as its code."""
    return str(LANGUAGES.get(language, language))


@register.filter
def in_this_language(text: Mapping[str, str] | str) -> str:
    """A text kept as {en: ..., fr: ...} in the reader's language, else in English, else in any that has it.

    For attributes, titles and sentences; where the text stands by itself, `worded` says in which language it is.
    """
    return text if isinstance(text, str) else text.get(language_of(text), "")


@register.filter
def language_of(text: Mapping[str, str] | str) -> str:
    """The language in which `in_this_language` shows the text: the reader's where it is there."""
    wanted = (get_language() or "en").partition("-")[0]
    if isinstance(text, str):
        return wanted
    others = (name for name in text if name != "key")  # a rule keeps its key beside its texts
    return next((language for language in (wanted, "en", *others) if text.get(language)), wanted)


@register.filter
def worded(text: Mapping[str, str] | str) -> SafeString:
    """What `in_this_language` gives, marked with its language where that is not the reader's."""
    language = language_of(text)
    if language == (get_language() or "en").partition("-")[0]:
        return conditional_escape(in_this_language(text))
    return format_html('<span lang="{}">{}</span>', language, in_this_language(text))


@register.filter
def partial_date(published: str) -> str:
    """A year, month or day as people write it: "2025-04" becomes "April 2025". Other text is left as it is."""
    try:
        if len(published) == len("2025-04"):
            year, month = published.split("-")
            return f"{MONTHS[int(month)]} {int(year)}"
        return date_format(date.fromisoformat(published), "j F Y")
    except (KeyError, ValueError):
        return published


@register.simple_tag
def day(on: date | None) -> SafeString:
    """A day, or the UTC day of an instant, as a `time` element: 31 December 2025. Nothing for None."""
    if on is None:
        return SafeString()
    if isinstance(on, datetime):
        on = on.astimezone(UTC).date()
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), date_format(on, "j F Y"))


@register.simple_tag
def moment(at: datetime | None, *, weekday: bool = False) -> SafeString:
    """An instant as a `time` element, to the minute: 18 May 2026, 09:12 UTC. Nothing for None.

    Who is signed in sees the time of their own zone, which is named: 18 May 2026, 11:12 (Europe/Paris).
    """
    if at is None:
        return SafeString()
    shape = pgettext("an instant", "l j F Y, H:i") if weekday else pgettext("an instant", "j F Y, H:i")
    zone = timezone.get_current_timezone_name()
    return format_html(
        '<time datetime="{}">{} {}</time>',
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        date_format(timezone.localtime(at), shape),
        zone if zone == "UTC" else f"({zone.replace('_', ' ')})",
    )


@register.simple_tag
def changes(before: str, after: str) -> SafeString:
    """The text with what went struck through and what came marked, escaped; nothing for two empty texts."""
    tags = {"equal": "{}", "delete": "<del>{}</del>", "insert": "<ins>{}</ins>"}
    shown: list[SafeString] = []
    previous = "equal"
    for op, text in wording_diff(before, after):
        # a space between the two marks, which is in neither text, so that they do not read as one word
        shown.append(SafeString(" " if (previous, op) == ("delete", "insert") else ""))
        shown.append(format_html(tags[op], text))
        previous = op
    return format_html_join("", "{}", ((piece,) for piece in shown))
